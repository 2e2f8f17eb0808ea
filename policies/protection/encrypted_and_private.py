"""Rule pr-encrypted-and-private."""

from collections.abc import Callable, Iterator, Mapping

from framework.config import Settings
from framework.graph import Node, Stack, settled
from framework.reading import is_on, names
from framework.rule import Severity, StackRule, WhenUnknown
from protection.logs import BUCKETS

_CLUSTER, _MEMBER = "aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"
_GLOBAL, _INSTANCE = "aws:rds/globalCluster:GlobalCluster", "aws:rds/instance:Instance"
_CACHE, _FILES = "aws:elasticache/replicationGroup:ReplicationGroup", "aws:efs/fileSystem:FileSystem"
_QUEUE, _EKS = "aws:sqs/queue:Queue", "aws:eks/cluster:Cluster"
_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
# Switches that have to be on.
_ENCRYPTED = {
    _CLUSTER: ("storageEncrypted",),
    _GLOBAL: ("storageEncrypted",),
    _INSTANCE: ("storageEncrypted",),
    _CACHE: ("atRestEncryptionEnabled", "transitEncryptionEnabled"),
    _FILES: ("encrypted",),
}
_INHERITED = {_CACHE: ("globalReplicationGroupId",), _INSTANCE: ("replicateSourceDb",)}
_FOUR = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_EVERYONE = {"0.0.0.0/0", "::/0"}


def check(resource: Node, stack: Stack, _: Settings) -> Iterator[str]:
    """Encrypted where AWS does not encrypt by itself, and reached by nobody outside."""
    kind = resource.resource_type
    for key in _ENCRYPTED.get(kind, ()):
        # What follows another one is encrypted as that one is.
        if not is_on(resource.props, key) and not _inherits(resource):
            yield f"is not encrypted ({key})"
    if kind in {_MEMBER, _INSTANCE} and is_on(resource.props, "publiclyAccessible"):
        yield "is reached from the internet (publiclyAccessible)"
    if kind in _OTHERS:
        yield from _OTHERS[kind](resource, stack)


def _inherits(resource: Node) -> bool:
    return any(settled(resource, key) for key in _INHERITED.get(resource.resource_type, ()))


def _queue(queue: Node, _: Stack) -> Iterator[str]:
    # SQS encrypts with its own key unless it is told not to.
    if not settled(queue, "kmsMasterKeyId") and not is_on(queue.props, "sqsManagedSseEnabled", default=True):
        yield "is not encrypted (sqsManagedSseEnabled)"


def _bucket(bucket: Node, stack: Stack) -> Iterator[str]:
    blocks = stack.referring(bucket, "bucket", _BLOCK)
    if not any(all(is_on(block.props, key) for key in _FOUR) for block in blocks):
        yield "may be made public by one policy (BucketPublicAccessBlock, with all four switches)"


def _eks(cluster: Node, _: Stack) -> Iterator[str]:
    if is_on(cluster.props, "vpcConfig.endpointPublicAccess", default=True):
        allowed = list(names(cluster.props, "vpcConfig.publicAccessCidrs"))
        if not allowed or any(each in _EVERYONE for each in allowed):
            yield "has its control plane open to the internet (endpointPublicAccess, publicAccessCidrs)"


_OTHERS: Mapping[str, Callable[[Node, Stack], Iterator[str]]] = {
    _QUEUE: _queue,
    _EKS: _eks,
    **dict.fromkeys(BUCKETS, _bucket),
}

RULE = StackRule(
    id="pr-encrypted-and-private",
    title="Data is encrypted and not reached from the internet.",
    breaks="A copy in a second region is a second place where it can leak.",
    instead="switch on the encryption in brackets, and keep publiclyAccessible off.",
    remedies={
        _QUEUE: "leave sqsManagedSseEnabled on, or name a key in kmsMasterKeyId.",
        _EKS: "set endpointPublicAccess to false, or list the addresses that may reach it in publicAccessCidrs.",
        **dict.fromkeys(
            BUCKETS, "declare an aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock with all four switches on."
        ),
    },
    severity=Severity.HIGH,
    references=("REL09-BP02", "FSBP RDS.2", "FSBP RDS.3", "FSBP S3.8", "FSBP SQS.1", "FSBP ElastiCache.4"),
    reads={
        **_ENCRYPTED,
        _CACHE: (*_ENCRYPTED[_CACHE], "globalReplicationGroupId"),
        _MEMBER: ("publiclyAccessible",),
        _INSTANCE: ("storageEncrypted", "publiclyAccessible", "replicateSourceDb"),
        _QUEUE: ("kmsMasterKeyId", "sqsManagedSseEnabled"),
        _EKS: ("vpcConfig.endpointPublicAccess", "vpcConfig.publicAccessCidrs"),
        **dict.fromkeys(BUCKETS, ()),
        _BLOCK: ("bucket", *_FOUR),
    },
    subjects=tuple(dict.fromkeys((*_ENCRYPTED, _MEMBER, *_OTHERS))),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    left_out={
        _QUEUE: {
            "kmsMasterKeyId": "SQS encrypts by its own keys (SQS API, SetQueueAttributes).",
            "sqsManagedSseEnabled": "on by default (SQS API, SetQueueAttributes).",
        },
        _EKS: {
            "vpcConfig.endpointPublicAccess": "on by default, then the addresses decide (EKS API, VpcConfigRequest)."
        },
        _MEMBER: {"publiclyAccessible": "the provider's default is off."},
    },
    otherwise={_QUEUE: {"kmsMasterKeyId": "a key of another stack is a key as well."}},
    check=check,
)
