"""Rule az-rds-multi-az."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import is_on, present
from framework.rule import ResourceRule, Severity


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """A read replica is a copy already."""
    if not present(resource.props, "replicateSourceDb") and not is_on(resource.props, "multiAz"):
        yield "has no standby in another Availability Zone (multiAz)"


RULE = ResourceRule(
    id="az-rds-multi-az",
    title="A database instance has a standby in another Availability Zone.",
    breaks="The loss of its zone is an outage until the instance is restored from a backup.",
    instead="set multiAz to true, or use an Aurora cluster.",
    severity=Severity.CRITICAL,
    references=("REL10-BP01", "FSBP RDS.5", "CKV_AWS_157"),
    reads={"aws:rds/instance:Instance": ("multiAz", "replicateSourceDb")},
    check=check,
)
