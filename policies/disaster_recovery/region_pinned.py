"""Rule dr-region-pinned."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from framework.config import Settings
from framework.graph import STACK, Node, Stack
from framework.regions import PEER_REGION, REGION, peer_region, region_of, stack_region
from framework.rule import Severity, StackRule, setting

_GLOBAL = ["aws:iam/*", "aws:route53/*", "aws:cloudfront/*", "aws:globalaccelerator/*", "aws:organizations/*"]
# What serves CloudFront, and the metrics of what is global, exist in one region only.
_NORTH_VIRGINIA = ["aws:acm/*", "aws:wafv2/*", "aws:cloudwatch/*"]
# What one region declares in the other on purpose: the replica of a key, the switch that takes traffic away, and how
# objects come here, which S3 wants to know only once this bucket exists.
_IN_PEER = [
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/alias:Alias",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    # Replication makes a repository that is missing there, so whoever replicates declares both ends.
    "aws:ecr/repository:Repository",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration",
]


def check(resource: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Global services have no region, whatever their provider says."""
    if _is(resource, settings, "globalTypes"):
        return
    mine, home = region_of(resource), stack_region(stack, settings)
    if not mine:
        yield "goes through a provider that names no region"
        return
    allowed = {home}
    if _is(resource, settings, "usEast1Types"):
        allowed.add("us-east-1")
    if _is(resource, settings, "peerTypes"):
        allowed.add(peer_region(stack, settings))
    if mine not in allowed:
        yield "stands in another region than its stack"


def _is(resource: Node, settings: Settings, key: str) -> bool:
    return any(fnmatchcase(resource.resource_type, pattern) for pattern in settings.names(key))


def _patterns(default: list[str], description: str) -> dict[str, object]:
    return dict(setting("array", default, description, items={"type": "string"}))


RULE = StackRule(
    id="dr-region-pinned",
    title="Everything of a stack stands in the stack's region.",
    breaks="A resource in another region fails with that region, and nobody expects it to.",
    instead="give the resource the provider of its stack's region; types that stand elsewhere on purpose are "
    "listed in globalTypes, usEast1Types and peerTypes.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "REL10-BP03"),
    reads={"aws:": ()},
    settings={
        **REGION,
        **PEER_REGION,
        "globalTypes": _patterns(_GLOBAL, "Types that have no region."),
        "usEast1Types": _patterns(_NORTH_VIRGINIA, "Types that may stand in us-east-1, because something global does."),
        "peerTypes": _patterns(_IN_PEER, "Types that may stand in the other region."),
    },
    left_out={
        STACK: {"region": "the region in which most of the stack stands is its own (setting region)."},
        "aws:": {"region": "the provider's region (pulumi-aws, `region` of each resource)."},
    },
    check=check,
)
