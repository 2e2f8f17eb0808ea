"""Rule dr-keys-secrets-images-replicated."""

from collections.abc import Callable, Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack
from framework.peer import PEER_STATE
from framework.reading import is_on, number, objects, text, text_if_known
from framework.regions import PEER_REGION, peer_region, reaches
from framework.rule import PeerUnseen, Severity, StackRule, WhenUnknown
from protection.logs import BUCKETS, READS, takes_logs

_KEY, _REPLICA_KEY = "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"
_SECRET, _REPOSITORY = "aws:secretsmanager/secret:Secret", "aws:ecr/repository:Repository"
_REGISTRY = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
_VERSIONING = ("aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2")
_COPY = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
# Data that crosses regions, and where it names its key.
_CROSSING = {
    "aws:dynamodb/table:Table": "serverSideEncryption.kmsKeyArn",
    "aws:rds/cluster:Cluster": "kmsKeyId",
    _SECRET: "kmsKeyId",
}
Findings = Iterator[str | PeerUnseen]
_LEAST_WINDOW_DAYS = 7
_DEFAULT_WINDOW_DAYS = 30


def check(resource: Node, stack: Stack, settings: Settings) -> Findings:
    """A key counts where what it encrypts crosses regions, a bucket where it is more than a place for logs."""
    yield from _CHECKS[resource.resource_type](resource, stack, settings)


def _key(key: Node, stack: Stack, _: Settings) -> Findings:
    if not any(stack.perhaps_referring(key, path, token) for token, path in _CROSSING.items()):
        return
    if not is_on(key.props, "multiRegion"):
        yield "encrypts data that crosses regions, and exists in one of them (multiRegion)"
    elif not stack.referring(key, "primaryKeyArn", _REPLICA_KEY):
        if stack.peer is None:
            yield PeerUnseen("has a replica key in the other region")
        elif not stack.peer.of(_REPLICA_KEY):
            yield "has no replica key in the other region"


def _secret(secret: Node, stack: Stack, settings: Settings) -> Findings:
    regions = {text(each, "region") for each in objects(secret.props, "replicas")} - {""}
    if not reaches(regions, peer_region(stack, settings)):
        yield "has no replica in the other region (replicas)"
    if number(secret.props, "recoveryWindowInDays", _DEFAULT_WINDOW_DAYS) < _LEAST_WINDOW_DAYS:
        yield f"can be deleted for good in less than {_LEAST_WINDOW_DAYS} days (recoveryWindowInDays)"


def _repository(repository: Node, stack: Stack, settings: Settings) -> Findings:
    wanted = peer_region(stack, settings)
    for registry in stack.of(_REGISTRY):
        for rule in objects(registry.props, "replicationConfiguration.rules"):
            regions = {text(each, "region") for each in objects(rule, "destinations")} - {""}
            prefixes = [text(each, "filter") for each in objects(rule, "repositoryFilters")]
            if reaches(regions, wanted) and (not prefixes or _begins(repository, prefixes)):
                return
    yield "is not replicated to the other region (replicationConfiguration of the registry)"


def _begins(repository: Node, prefixes: list[str]) -> bool:
    name = text(repository.props, "name")
    return any(prefix and name.startswith(prefix) for prefix in prefixes)


def _bucket(bucket: Node, stack: Stack, _: Settings) -> Findings:
    if takes_logs(bucket, stack):
        return
    versioning = stack.referring(bucket, "bucket", *_VERSIONING)
    if not any(text(each.props, "versioningConfiguration.status") == "Enabled" for each in versioning):
        yield "keeps no versions of its objects (versioningConfiguration)"
    if stack.referring(bucket, "bucket", _COPY):
        return
    # Whichever stack goes second declares both directions: S3 replicates only to what is there.
    name = text_if_known(bucket.props, "bucket")
    if stack.peer is None:
        yield PeerUnseen("is replicated by the other stack")
    elif not name or not any(text(copy.props, "bucket") == name for copy in stack.peer.of(_COPY)):
        yield "is not replicated to the other region"


_CHECKS: dict[str, Callable[[Node, Stack, Settings], Findings]] = {
    _KEY: _key,
    _SECRET: _secret,
    _REPOSITORY: _repository,
    **dict.fromkeys(BUCKETS, _bucket),
}

RULE = StackRule(
    id="dr-keys-secrets-images-replicated",
    title="Keys of replicated data, secrets, images and objects are in the other region before they are needed.",
    breaks="The other region has the data and cannot decrypt it, or the tasks and cannot pull their image.",
    instead="declare the copy beside the original: replica key, replica of the secret, copies of images and objects.",
    remedies={
        _KEY: "set multiRegion, and declare an aws:kms/replicaKey:ReplicaKey in the other region.",
        _SECRET: "list the other region in replicas, and leave recoveryWindowInDays at seven or more.",
        _REPOSITORY: "declare an aws:ecr/replicationConfiguration:ReplicationConfiguration to the other region.",
        **dict.fromkeys(
            BUCKETS,
            "declare versioning and an aws:s3/bucketReplicationConfig:BucketReplicationConfig; one that takes logs is "
            "known by who writes them.",
        ),
    },
    severity=Severity.CRITICAL,
    references=("REL13-BP02", "FSBP S3.7", "CKV_AWS_144"),
    reads={
        _KEY: ("multiRegion",),
        _REPLICA_KEY: ("primaryKeyArn",),
        _SECRET: ("replicas.region", "recoveryWindowInDays", "kmsKeyId"),
        _REPOSITORY: ("name",),
        _REGISTRY: (
            "replicationConfiguration.rules.destinations.region",
            "replicationConfiguration.rules.repositoryFilters.filter",
        ),
        **dict.fromkeys(BUCKETS, ("bucket",)),
        **dict.fromkeys(_VERSIONING, ("bucket", "versioningConfiguration.status")),
        _COPY: ("bucket",),
        "aws:dynamodb/table:Table": ("serverSideEncryption.kmsKeyArn",),
        "aws:rds/cluster:Cluster": ("kmsKeyId",),
        **READS,
    },
    subjects=tuple(_CHECKS),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={**PEER_REGION, **PEER_STATE},
    conflicts=(
        "Prowler `kms_cmk_not_multi_region` praises keys of one region: here those of replicated data exist in both.",
    ),
    left_out={
        STACK: {"peer_region": "any other region will do where nobody says which (setting peerRegion)."},
        "aws:dynamodb/table:Table": {
            "serverSideEncryption.kmsKeyArn": "a key of AWS encrypts it in each region (DynamoDB API, "
            "SSESpecification)."
        },
        _SECRET: {"recoveryWindowInDays": "30 days by default (Secrets Manager API, DeleteSecret)."},
        _REGISTRY: {
            "replicationConfiguration.rules.repositoryFilters": "every repository is replicated (ECR API, "
            "ReplicationRule)."
        },
    },
    otherwise={
        "aws:dynamodb/table:Table": {"serverSideEncryption.kmsKeyArn": "another key encrypts it."},
    },
    check=check,
)
