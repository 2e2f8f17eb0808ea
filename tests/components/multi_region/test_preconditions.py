"""The program refuses to act where another stack must go first, or where AWS has another writer than the config.

A refusal comes before any resource: it proves that nothing was registered but providers.
"""

from collections.abc import Mapping

import pulumi
import pytest

from sandbox.protocol.values import Properties
from sandbox.recording import LookUps, Recording
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER

REGION_OF = {HOME: EAST, PEER: WEST}


def _aws_says(stack: str, writer: str | None) -> LookUps:
    """An AWS in which both clusters are there and `writer` writes."""
    identifiers = {region: f"standby-{region}" for region in (EAST, WEST)}
    members = [
        {
            "dbClusterArn": f"arn:aws:rds:{region}:123456789012:cluster:{identifiers[region]}",
            "isWriter": region == writer,
        }
        for region in (EAST, WEST)
    ]
    return {
        "aws:rds/getClusters:getClusters": lambda _: {"clusterIdentifiers": [identifiers[REGION_OF[stack]]]},
        "aws:rds/getGlobalCluster:getGlobalCluster": lambda _: {"members": members},
    }


def _start(
    stack: str, changes: Properties, *, region_role: str = "serving", look_ups: LookUps | None = None
) -> Recording:
    return start(
        stack,
        changes,
        home=run(HOME).exported,
        peer={"region_role": region_role, "provisioned_as": region_role},
        look_ups=look_ups,
    )


@pytest.mark.parametrize("stack", [HOME, PEER])
@pytest.mark.parametrize("writer", [EAST, WEST])
def test_a_stack_that_agrees_with_aws_about_the_writer_runs(stack: str, writer: str) -> None:
    recording = _start(stack, {"writer": writer}, look_ups=_aws_says(stack, writer))
    assert recording.exported["region"] == REGION_OF[stack]


@pytest.mark.parametrize("stack", [HOME, PEER])
@pytest.mark.parametrize(("configured", "actual"), [(EAST, WEST), (WEST, EAST), (EAST, None)])
def test_a_stack_that_disagrees_with_aws_about_the_writer_says_so(
    stack: str, configured: str, actual: str | None
) -> None:
    with pytest.raises(pulumi.RunError, match=f"standby:writer is {configured}") as refused:
        _start(stack, {"writer": configured}, look_ups=_aws_says(stack, actual))
    assert (f"its writer is {actual}" if actual else "no writer") in str(refused.value)


@pytest.mark.parametrize("stack", [HOME, PEER])
def test_the_writer_is_asked_of_the_stacks_own_region_only(stack: str) -> None:
    recording = _start(stack, {}, look_ups=_aws_says(stack, EAST))
    asked = {region for token, region in recording.look_ups if token.startswith("aws:rds/")}
    assert asked == {REGION_OF[stack]}, "the other region may be dark"


@pytest.mark.parametrize(
    ("stack", "changes", "region_role", "routing_mode", "first"),
    [
        (HOME, {"strategy": "active-active"}, "warm", "failover", PEER),
        (PEER, {"strategy": "pilot-light"}, "serving", "latency", HOME),
        (HOME, {"full_size_region": WEST}, "warm", "failover", PEER),
    ],
    ids=[
        "sending clients to a region that is not up",
        "shrinking a region that clients are sent to",
        "shrinking a region that serves before the other one is built",
    ],
)
def test_a_harmful_order_is_refused_with_the_stack_to_run_first(
    stack: str, changes: Mapping[str, str], region_role: str, routing_mode: str, first: str
) -> None:
    home = {**run(HOME).exported, "routing_mode": routing_mode}
    with pytest.raises(pulumi.RunError, match=f"stack {first} first"):
        start(stack, dict(changes), home=home, peer={"region_role": region_role, "provisioned_as": region_role})
