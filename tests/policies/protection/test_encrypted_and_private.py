"""Encryption and reach."""

import pytest

from protection.encrypted_and_private import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_BUCKET, _QUEUE = "aws:s3/bucket:Bucket", "aws:sqs/queue:Queue"
_FOUR = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _one(kind: str, name: str, **props: object) -> list[Declared]:
    return [Declared(kind, name, props)]


def _cache(**props: object) -> list[Declared]:
    told = {"atRestEncryptionEnabled": True, "transitEncryptionEnabled": True}
    return [Declared("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {**told, **props})]


def _bucket(**switches: object) -> list[Declared]:
    bucket = Declared(_BUCKET, "uploads")
    on = dict.fromkeys(_FOUR, True)
    block = Declared(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "b", {**on, **switches}, {"bucket": [bucket]}
    )
    return [bucket, block]


def _eks(**config: object) -> list[Declared]:
    return [Declared("aws:eks/cluster:Cluster", "shop", {"vpcConfig": config})]


CASES = (
    passes("an encrypted cluster", _one("aws:rds/cluster:Cluster", "database", storageEncrypted=True)),
    passes("an encrypted cache", _cache()),
    passes(
        "a queue with a key",
        [
            (key := Declared("aws:kms/key:Key", "data")),
            Declared(_QUEUE, "orders", {"kmsMasterKeyId": UNKNOWN}, {"kmsMasterKeyId": [key]}),
        ],
    ),
    unknown(
        "a key that may turn out to be none", _one(_QUEUE, "orders", kmsMasterKeyId=UNKNOWN), "kmsMasterKeyId is not"
    ),
    passes("a bucket that nobody can make public", _bucket()),
    passes("a control plane for some addresses", _eks(endpointPublicAccess=True, publicAccessCidrs=["203.0.113.0/24"])),
    absent("a queue that says nothing is encrypted by SQS", _one(_QUEUE, "orders")),
    absent("a cluster that says nothing is not", _one("aws:rds/cluster:Cluster", "database"), "storageEncrypted"),
    absent("a bucket alone", _one(_BUCKET, "uploads"), "BucketPublicAccessBlock"),
    absent("a control plane that says nothing is open", _eks(), "open to the internet"),
    fails("a queue that is told not to", _one(_QUEUE, "orders", sqsManagedSseEnabled=False), "sqsManagedSseEnabled"),
    fails("a cache in clear on the wire", _cache(transitEncryptionEnabled=False), "transitEncryptionEnabled"),
    fails(
        "an instance on the internet",
        _one("aws:rds/clusterInstance:ClusterInstance", "database-a", publiclyAccessible=True),
        "publiclyAccessible",
    ),
    fails("three of four switches", _bucket(restrictPublicBuckets=False), "all four switches"),
    fails("a control plane for everyone", _eks(publicAccessCidrs=["0.0.0.0/0"]), "open to the internet"),
    fails("a file system in clear", _one("aws:efs/fileSystem:FileSystem", "files", encrypted=False), "(encrypted)"),
    unknown("a switch that is not known", _cache(atRestEncryptionEnabled=UNKNOWN), "is not known yet"),
    passes(
        "a member of a global datastore follows it",
        [
            Declared(
                "aws:elasticache/replicationGroup:ReplicationGroup",
                "cache",
                {"globalReplicationGroupId": "shop-global"},
            )
        ],
    ),
    passes(
        "a queue with a key needs no other",
        _one(_QUEUE, "orders", kmsMasterKeyId="alias/orders", sqsManagedSseEnabled=False),
    ),
    passes("a control plane without a public endpoint", _eks(endpointPublicAccess=False)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
