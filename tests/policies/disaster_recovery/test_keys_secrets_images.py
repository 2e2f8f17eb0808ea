"""What the other region needs beside data."""

import pytest

from disaster_recovery.keys_secrets_images import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.exports import exported

_KEY, _SECRET, _REPOSITORY = "aws:kms/key:Key", "aws:secretsmanager/secret:Secret", "aws:ecr/repository:Repository"
_BUCKET, _COPY = "aws:s3/bucket:Bucket", "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_ROOT = stack_root(peer_region="us-west-2")


def _key(*, copied: bool = True, used: bool = True, **props: object) -> list[Declared]:
    key = Declared(_KEY, "data", {"multiRegion": True, **props})
    copy = Declared("aws:kms/replicaKey:ReplicaKey", "data-west", refs={"primaryKeyArn": [key]})
    encrypted = {"serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN}}
    table = Declared("aws:dynamodb/table:Table", "orders", encrypted, refs={"serverSideEncryption": [key]})
    return [_ROOT, key, *([copy] if copied else []), *([table] if used else [])]


def _secret(region: object = "us-west-2", **props: object) -> list[Declared]:
    return [_ROOT, Declared(_SECRET, "password", {"replicas": [{"region": region}], **props})]


def _image(region: object = "us-west-2", prefix: str = "shop/") -> list[Declared]:
    rule = {"destinations": [{"region": region}], "repositoryFilters": [{"filter": prefix}]}
    registry = Declared(
        "aws:ecr/replicationConfiguration:ReplicationConfiguration",
        "registry",
        {"replicationConfiguration": {"rules": [rule]}},
    )
    return [_ROOT, Declared(_REPOSITORY, "web", {"name": "shop/web"}), registry]


def _bucket(*, versions: object = "Enabled", copied: bool = True, logs: bool = False) -> list[Declared]:
    bucket = Declared(_BUCKET, "uploads", {"bucket": "shop-uploads"})
    status = {"versioningConfiguration": {"status": versions}}
    made = [
        _ROOT,
        bucket,
        Declared("aws:s3/bucketVersioning:BucketVersioning", "uploads", status, {"bucket": [bucket]}),
    ]
    if copied:
        made.append(Declared(_COPY, "copy", refs={"bucket": [bucket]}))
    if logs:
        made.append(Declared("aws:lb/loadBalancer:LoadBalancer", "entry", refs={"accessLogs": [bucket]}))
    return made


CASES = (
    passes("a key with its replica", _key()),
    passes("a key of what stays in its region", _key(used=False, copied=False, multiRegion=False)),
    passes(
        "the replica of the key is in the other stack",
        _key(copied=False),
        peerState=exported(Declared("aws:kms/replicaKey:ReplicaKey", "data-west")),
    ),
    passes("a secret in both regions", _secret()),
    passes("images in both regions", _image()),
    passes("objects in both regions", _bucket()),
    passes(
        "the other stack copies the objects",
        _bucket(copied=False),
        peerState=exported(Declared(_COPY, "copy", {"bucket": "shop-uploads"})),
    ),
    passes("logs stay where they are written", _bucket(copied=False, logs=True)),
    fails("a key of one region for data of two", _key(multiRegion=False), "multiRegion"),
    fails("no replica of the key anywhere", _key(copied=False), "no replica key", peerState=exported(_ROOT)),
    fails("a secret in a third region", _secret("eu-west-1"), "no replica in the other region"),
    fails("a secret that is gone at once", _secret(recoveryWindowInDays=0), "recoveryWindowInDays"),
    fails("images in a third region", _image("eu-west-1"), "not replicated"),
    fails("images under another prefix", _image(prefix="blog/"), "not replicated"),
    fails("objects without versions", _bucket(versions="Suspended"), "keeps no versions"),
    fails(
        "objects in one region",
        _bucket(copied=False),
        "not replicated to the other region",
        peerState=exported(Declared(_COPY, "copy", {"bucket": "blog-uploads"})),
    ),
    absent("a secret without replicas", [_ROOT, Declared(_SECRET, "password")], "no replica in the other region"),
    absent("a repository without a registry", [_ROOT, Declared(_REPOSITORY, "web")], "not replicated"),
    unknown("a region that is not known", _secret(UNKNOWN), "region is not known yet"),
    unknown("a key whose kind is not known", _key(multiRegion=UNKNOWN), "multiRegion is not known yet"),
    passes("a secret that can be brought back for a week", _secret(recoveryWindowInDays=7)),
    passes(
        "a registry that replicates everything",
        [
            _ROOT,
            Declared(_REPOSITORY, "web", {"name": UNKNOWN}),
            Declared(
                "aws:ecr/replicationConfiguration:ReplicationConfiguration",
                "registry",
                {"replicationConfiguration": {"rules": [{"destinations": [{"region": "us-west-2"}]}]}},
            ),
        ],
    ),
    unknown(
        "a repository whose name is not known may have another prefix",
        [_ROOT, Declared(_REPOSITORY, "web", {"name": UNKNOWN}), _image()[2]],
        "name is not known yet",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
