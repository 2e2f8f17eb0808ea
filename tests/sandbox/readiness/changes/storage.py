"""Buckets, and images of containers."""

import json

from operations.live.stack_state import StateResource
from sandbox.cloud.additions.ecr_replication import EcrReplication
from tests.sandbox.readiness.change import LIVES, STOPS, Around, Failover, Table, where
from tests.sandbox.readiness.hands import Hand, Inside, Record, by, changed, gone, set_to

_SERVES = where(("assets",), STOPS, LIVES)
_SCALES = "kubernetes:keda.sh/v1alpha1:ScaledObject"
_bucket = by("bucket")


def _unset(field: str) -> Hand:
    def change(record: Record, _: StateResource) -> None:
        del record[field]

    return changed("s3", "_buckets", change, _bucket)


def _refuses(record: str, _: StateResource) -> str:
    document = json.loads(record)
    document["Statement"].append({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"})
    return json.dumps(document)


def _by_a_key(record: str, _: StateResource) -> str:
    return record.replace("AES256", "aws:kms")


def _another_owner(record: Record, _: StateResource) -> None:
    record["_ownership_controls"] = record["_ownership_controls"].replace("BucketOwnerEnforced", "ObjectWriter")


def _without_images(record: Record, _: StateResource) -> None:
    record.clear()


def _not_replicated(inside: Inside, resource: StateResource) -> None:
    rules = inside.addition(EcrReplication)._rules
    (scope,) = [each for each in rules if each.region == resource.region]
    rules[scope] = []


def _object_gone(record: Record, resource: StateResource) -> None:
    del record["objects"][resource.inputs["key"]]


def _started(repository: StateResource, around: Around) -> Failover:
    """What scales pods is started where there are pods."""
    return LIVES if "keda" in repository.name and _SCALES not in around.types else STOPS


TABLES = (
    Table("aws:s3/bucket:Bucket").either(
        "removed", gone("s3", "_buckets"), _SERVES, "the edge has no assets; logs have nowhere to go"
    ),
    Table("aws:s3/bucketPolicy:BucketPolicy")
    .either("denies", changed("s3", "_bucket_policies", _refuses, _bucket), _SERVES, "the edge may not read")
    .either("removed", gone("s3", "_bucket_policies", _bucket), _SERVES, "the edge may not read; logs are not written"),
    Table("aws:s3/bucketVersioning:BucketVersioning").either(
        "suspended",
        changed("s3", "_bucket_versioning", lambda *_: "Suspended", _bucket),
        _SERVES,
        "nothing is replicated into it any more; logs are written all the same",
    ),
    Table("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").lives(
        "another key", changed("s3", "_bucket_encryption", _by_a_key, _bucket), "it serves who may use the key"
    ),
    Table("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").lives(
        "removed", gone("s3", "_bucket_lifecycle", _bucket), "it grows, and serves"
    ),
    Table("aws:s3/bucketOwnershipControls:BucketOwnershipControls").lives(
        "another owner", changed("s3", "_buckets", _another_owner, _bucket), "it serves"
    ),
    Table("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").lives(
        "removed", _unset("_public_access_block"), "it serves"
    ),
    Table("aws:s3/bucketReplicationConfig:BucketReplicationConfig").lives(
        "removed", gone("s3", "_bucket_replication", _bucket), "the other region misses what is new"
    ),
    Table("aws:ecr/repository:Repository")
    .either("removed", gone("ecr", "_repositories", by("name")), _started, "nothing starts whose image was in it")
    .stops("emptied", changed("ecr", "_images", _without_images, by("name")), "no task starts", only=("web", "worker"))
    .lives("overwritable", set_to("ecr", "_repositories", by("name"), imageTagMutability="MUTABLE"), "tasks start"),
    Table("aws:ecr/lifecyclePolicy:LifecyclePolicy").lives(
        "removed", gone("ecr", "_lifecycle_policies", by("repository")), "it grows, and serves"
    ),
    Table("aws:ecr/replicationConfiguration:ReplicationConfiguration").lives(
        "removed", _not_replicated, "images that are pushed here do not reach the other region"
    ),
    Table("aws:s3/bucketObjectv2:BucketObjectv2").lives(
        "removed", changed("s3", "_buckets", _object_gone, _bucket), "a canary has its own copy of its code"
    ),
)
