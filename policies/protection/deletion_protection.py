"""Rule pr-deletion-protection."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import is_on, objects
from framework.rule import Severity, StackRule, setting
from protection.logs import BUCKETS, READS, takes_logs

_TABLE = "aws:dynamodb/table:Table"
_CLUSTER, _INSTANCE = "aws:rds/cluster:Cluster", "aws:rds/instance:Instance"
# Switches that have to be on, and switches that have to be off.
_ON = {
    _CLUSTER: "deletionProtection",
    _INSTANCE: "deletionProtection",
    "aws:rds/globalCluster:GlobalCluster": "deletionProtection",
    "aws:eks/cluster:Cluster": "deletionProtection",
    "aws:lb/loadBalancer:LoadBalancer": "enableDeletionProtection",
    "aws:alb/loadBalancer:LoadBalancer": "enableDeletionProtection",
    _TABLE: "deletionProtectionEnabled",
}
_OFF = {
    _CLUSTER: "skipFinalSnapshot",
    _INSTANCE: "skipFinalSnapshot",
    **dict.fromkeys(BUCKETS, "forceDestroy"),
    "aws:ecr/repository:Repository": "forceDelete",
    "aws:route53/zone:Zone": "forceDestroy",
}
# Where losing the resource is losing data, or the way to it.
_DATA = (
    _CLUSTER,
    _INSTANCE,
    "aws:rds/globalCluster:GlobalCluster",
    _TABLE,
    *BUCKETS,
    "aws:efs/fileSystem:FileSystem",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:secretsmanager/secret:Secret",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:ecr/repository:Repository",
    "aws:sqs/queue:Queue",
    "aws:route53/zone:Zone",
)


def check(resource: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """AWS's own protection, and Pulumi's. A bucket that only takes logs of its region may go."""
    kind = resource.resource_type
    if kind in BUCKETS and takes_logs(resource, stack):
        return
    if kind in _ON and not is_on(resource.props, _ON[kind]):
        yield f"can be deleted by one call ({_ON[kind]})"
    if kind == _TABLE:
        for replica in objects(resource.props, "replicas"):
            if not is_on(replica, "deletionProtectionEnabled"):
                yield "has a replica that can be deleted by one call (replicas.deletionProtectionEnabled)"
    if kind in _OFF and is_on(resource.props, _OFF[kind]):
        yield f"loses what it holds when it is deleted ({_OFF[kind]})"
    if settings.values["requireProtect"] and kind in _DATA and not resource.opts.protect:
        yield "holds data, and the next destroy or renaming deletes it (protect)"


RULE = StackRule(
    id="pr-deletion-protection",
    title="What holds data, or leads to it, is not deleted by accident.",
    breaks="One wrong line in a program, or one wrong name on a command line, deletes it for good.",
    instead="switch the property in brackets, and set protect in the resource's options; to take an environment "
    "down, exempt its stack for the day.",
    severity=Severity.CRITICAL,
    references=("REL09-BP01", "FSBP RDS.7", "FSBP DynamoDB.6", "FSBP ELB.6"),
    reads={
        **READS,
        **{
            token: tuple(each[token] for each in (_ON, _OFF) if token in each)
            + (("replicas.deletionProtectionEnabled",) if token == _TABLE else ())
            + READS.get(token, ())
            for token in dict.fromkeys((*_ON, *_OFF, *_DATA))
        },
    },
    subjects=tuple(dict.fromkeys((*_ON, *_OFF, *_DATA))),
    settings={
        "requireProtect": setting("boolean", True, "Whether Pulumi's own protect is asked for as well.")  # noqa: FBT003
    },
    left_out={
        _TABLE: {"replicas": "the table has no replica (DynamoDB API, UpdateTable)."},
        _CLUSTER: {"skipFinalSnapshot": "the provider's default is off."},
        BUCKETS[0]: {"forceDestroy": "S3 deletes no bucket that holds something (S3 API, DeleteBucket)."},
        "aws:ecr/repository:Repository": {"forceDelete": "off by default (ECR API, DeleteRepository)."},
    },
    check=check,
)
