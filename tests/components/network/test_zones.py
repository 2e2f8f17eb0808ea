"""Zones are checked by id before anything is declared; names of resources do not depend on how they are written."""

from collections.abc import Mapping

import pulumi
import pytest

from sandbox.protocol.values import Properties
from sandbox.recording import LookUps, Recording
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, STACKS, content

REGION_OF = {HOME: EAST, PEER: WEST}
# Another account than the one of the recorder: other names for the same zones.
ELSEWHERE = {f"{EAST}a": "use1-az3", f"{EAST}b": "use1-az1", f"{EAST}c": "use1-az2", f"{EAST}d": "use1-az4"}


def _zones(ids: Mapping[str, str], without: Mapping[str, str] | None = None) -> LookUps:
    """An account with these zones; `without` says which zone a service has no endpoints in."""
    lacking = {f"com.amazonaws.{EAST}.{service}": zone for service, zone in (without or {}).items()}
    return {
        "aws:index/getAvailabilityZones:getAvailabilityZones": lambda _: {
            "names": list(ids),
            "zoneIds": list(ids.values()),
        },
        "aws:ec2/getVpcEndpointService:getVpcEndpointService": lambda given: {
            "availabilityZones": [zone for zone in ids if zone != lacking.get(given["serviceName"])],
        },
    }


def _start(zones: list[str], look_ups: LookUps | None = None, *, stack: str = HOME, runtime: str = "ecs") -> Recording:
    written = content(stack)
    workloads = {key: sizes | {"runtime": runtime} for key, sizes in written["workloads"].items()}
    changes: Properties = {"network": written["network"] | {"zones": zones}, "workloads": workloads}
    return start(stack, changes, home=run(HOME).exported, look_ups=look_ups)


def _registered(recording: Recording) -> dict[str, object]:
    return {each.urn: each.plain for each in recording.resources}


@pytest.mark.parametrize(
    ("stack", "ids"),
    [(HOME, ["use1-az1", "use1-az2", "use1-az4"]), (PEER, ["usw2-az1", "us-west-2b", "usw2-az4"])],
    ids=STACKS,
)
def test_an_environment_written_by_id_is_the_one_that_was_written_by_name(stack: str, ids: list[str]) -> None:
    assert _registered(_start(ids, stack=stack)) == _registered(_start(content(stack)["network"]["zones"], stack=stack))


def test_ids_stand_for_the_names_that_this_account_has_for_them() -> None:
    recording = _start(["use1-az1", "use1-az2", "use1-az4"], _zones(ELSEWHERE))
    stand = {each.plain["availabilityZone"] for each in recording.of("aws:ec2/subnet:Subnet")}
    assert stand == {f"{EAST}{letter}" for letter in "bcd"}
    assert {each.name for each in recording.of("aws:rds/clusterInstance:ClusterInstance")} == {
        f"database-{letter}" for letter in "bcd"
    }
    assert recording.exported["zones"] == [f"{EAST}{letter}" for letter in "bcd"]


@pytest.mark.parametrize(
    ("zones", "without", "says"),
    [
        ([f"{EAST}a", f"{EAST}b", f"{EAST}c"], {}, "us-east-1a (use1-az3) is left out by EKS"),
        (["use1-az1", "use1-az2", "use1-az6"], {}, "use1-az6 is no zone of us-east-1 that this account may use"),
        (["use1-az1", f"{EAST}b", f"{EAST}c"], {}, "use1-az1, us-east-1b are one zone"),
        ([f"{EAST}b", f"{EAST}c", f"{EAST}d"], {"sqs": f"{EAST}d"}, "us-east-1d (use1-az4) has no endpoints of sqs"),
        ([f"{EAST}b", f"{EAST}c", f"{EAST}d"], {"sts": f"{EAST}c"}, "us-east-1c (use1-az2) has no endpoints of sts"),
    ],
    ids=["left out by EKS", "not of this account", "one zone twice", "without SQS", "without STS"],
)
def test_zones_that_cannot_be_used_are_refused(zones: list[str], without: dict[str, str], says: str) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        _start(zones, _zones(ELSEWHERE, without), runtime="eks")
    assert f"standby:network.zones: {says}" in str(refused.value)
    assert "nothing was changed" in str(refused.value)


@pytest.mark.parametrize("stack", STACKS)
def test_zones_are_asked_of_the_stacks_own_region_alone(stack: str) -> None:
    asked = {region for token, region in run(stack).look_ups if "vailabilityZones" in token or "Endpoint" in token}
    assert asked == {REGION_OF[stack]}, "the other region may be dark"
