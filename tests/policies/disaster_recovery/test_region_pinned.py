"""Where resources of a stack stand."""

import pytest

from disaster_recovery.region_pinned import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown

_EAST, _WEST = {"region": "us-east-1"}, {"region": "us-west-2"}
_QUEUE, _KEY = "aws:sqs/queue:Queue", "aws:kms/replicaKey:ReplicaKey"


def _stack(*resources: Declared, **outputs: object) -> list[Declared]:
    said = {"region": "us-east-1", "peer_region": "us-west-2", **outputs}
    root = stack_root()
    root.props = said
    return [root, *resources]


CASES = (
    passes("in the stack's region", _stack(Declared(_QUEUE, "orders", provider=_EAST))),
    passes("a replica of a key in the other region", _stack(Declared(_KEY, "replica", provider=_WEST))),
    passes(
        "what CloudFront needs is in us-east-1",
        _stack(Declared("aws:acm/certificate:Certificate", "edge", provider=_EAST), region="us-west-2"),
    ),
    passes("a role stands nowhere", _stack(Declared("aws:iam/role:Role", "task", provider=_WEST))),
    passes("a region that is configured", [Declared(_QUEUE, "orders", provider=_WEST)], region="us-west-2"),
    fails("another region by its provider", _stack(Declared(_QUEUE, "orders", provider=_WEST)), "another region"),
    fails("another region by itself", _stack(Declared(_QUEUE, "orders", _WEST, provider=_EAST)), "another region"),
    fails(
        "a replica of a key in a third region",
        _stack(Declared(_KEY, "replica", provider={"region": "eu-west-1"})),
        "another region",
    ),
    fails(
        "one among many, where nobody says which region it is",
        [
            *(Declared(_QUEUE, f"queue-{number}", provider=_EAST) for number in range(3)),
            Declared(_QUEUE, "orders", provider=_WEST),
        ],
        "another region",
    ),
    absent("a provider without a region", _stack(Declared(_QUEUE, "orders", provider={})), "names no region"),
    unknown(
        "a provider whose region is not known",
        _stack(Declared(_QUEUE, "orders", provider={"region": UNKNOWN})),
        "region is not known yet",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
