"""Rule az-rds-multi-az."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack, settled
from framework.reading import is_on
from framework.rule import Severity, StackRule, WhenUnknown

_INSTANCE = "aws:rds/instance:Instance"


def check(instance: Node, _: Stack, __: Settings) -> Iterator[str]:
    """A read replica is a copy already."""
    if not settled(instance, "replicateSourceDb") and not is_on(instance.props, "multiAz"):
        yield "has no standby in another Availability Zone (multiAz)"


RULE = StackRule(
    id="az-rds-multi-az",
    title="A database instance has a standby in another Availability Zone.",
    breaks="The loss of its zone is an outage until the instance is restored from a backup.",
    instead="set multiAz to true, or use an Aurora cluster.",
    severity=Severity.CRITICAL,
    references=("REL10-BP01", "FSBP RDS.5", "CKV_AWS_157"),
    reads={_INSTANCE: ("multiAz", "replicateSourceDb")},
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    otherwise={_INSTANCE: {"replicateSourceDb": "a source of another stack is a source as well."}},
    check=check,
)
