"""Buckets: assets that clients would miss, and notes that nobody needs for a failover."""

import json
from typing import Any

import pytest

from operations.live.stack_state import StateResource
from tests.operations.readiness.rules.stage import changed, resource, said, seen, told

_BUCKET, _OTHER = "standby-assets", "arn:aws:s3:::other-assets"
_READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{_BUCKET}/*", "Principal": "*"}
_POLICY = json.dumps({"Statement": [_READ]})


def _declared(within: str = "standby:edge:AssetsBucket") -> list[StateResource]:
    def of(kind: str, **inputs: Any) -> StateResource:  # noqa: ANN401 - JSON
        name = kind[0].lower() + kind[1:]
        return resource(f"aws:s3/{name}:{kind}", kind, within=within, bucket=_BUCKET, **inputs)

    return [
        of("Bucket"),
        of("BucketPolicy", policy=_POLICY),
        of("BucketVersioning", versioningConfiguration={"status": "Enabled"}),
        of(
            "BucketServerSideEncryptionConfiguration",
            rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
        ),
        of("BucketOwnershipControls", rule={"objectOwnership": "BucketOwnerEnforced"}),
        of("BucketPublicAccessBlock", blockPublicAcls=True, blockPublicPolicy=True),
        of(
            "BucketLifecycleConfiguration",
            rules=[
                {
                    "id": "old",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "noncurrentVersionExpiration": {"noncurrentDays": 30},
                }
            ],
        ),
        of(
            "BucketReplicationConfig",
            role="arn:role",
            rules=[
                {
                    "id": "all",
                    "status": "Enabled",
                    "destination": {"bucket": _OTHER},
                    "deleteMarkerReplication": {"status": "Enabled"},
                }
            ],
        ),
        resource(
            "aws:s3/bucketObjectv2:BucketObjectv2",
            "BucketObjectv2",
            within=within,
            outputs={"etag": "abc"},
            bucket=_BUCKET,
            key="code.zip",
        ),
    ]


_LIFE = {
    "ID": "old",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
}
HEALTHY: dict[str, Any] = {
    "head_bucket": {},
    "get_bucket_policy": {"Policy": _POLICY},
    "get_bucket_versioning": {"Status": "Enabled"},
    "get_bucket_encryption": {
        "ServerSideEncryptionConfiguration": {
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]
        }
    },
    "get_bucket_ownership_controls": {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
    "get_public_access_block": {"PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True}},
    "get_bucket_lifecycle_configuration": {"Rules": [_LIFE]},
    "get_bucket_replication": {
        "ReplicationConfiguration": {
            "Role": "arn:role",
            "Rules": [
                {
                    "ID": "all",
                    "Status": "Enabled",
                    "Destination": {"Bucket": _OTHER},
                    "DeleteMarkerReplication": {"Status": "Enabled"},
                }
            ],
        }
    },
    "head_object": {"ETag": '"abc"'},
}
_RULES = ("get_bucket_replication", "ReplicationConfiguration", "Rules", 0)
# The change, the type, what is said, and whether it stops where the bucket has assets; no other bucket's stops.
CASES: dict[str, tuple[tuple[Any, ...], str, str, bool]] = {
    "no bucket": (("head_bucket", said("404")), "Bucket", "is not there", True),
    "no policy": (("get_bucket_policy", said("NoSuchBucketPolicy")), "BucketPolicy", "is not there", True),
    "other policy": (
        ("get_bucket_policy", "Policy", json.dumps({"Statement": []})),
        "BucketPolicy",
        "its policy lacks 1 of 1 statements: s3:GetObject",
        True,
    ),
    "suspended": (
        ("get_bucket_versioning", "Status", "Suspended"),
        "BucketVersioning",
        "versioning is Suspended, declared is Enabled",
        True,
    ),
    "never versioned": (
        ("get_bucket_versioning", {}),
        "BucketVersioning",
        "versioning is none, declared is Enabled",
        True,
    ),
    "no encryption": (
        ("get_bucket_encryption", said("ServerSideEncryptionConfigurationNotFoundError")),
        "BucketServerSideEncryptionConfiguration",
        "is not there",
        False,
    ),
    "no owner": (
        ("get_bucket_ownership_controls", said("OwnershipControlsNotFoundError")),
        "BucketOwnershipControls",
        "owner of objects is none, declared is BucketOwnerEnforced",
        False,
    ),
    "public": (
        ("get_public_access_block", said("NoSuchPublicAccessBlockConfiguration")),
        "BucketPublicAccessBlock",
        "blockPublicAcls is false, declared is true; blockPublicPolicy is false, declared is true",
        False,
    ),
    "no lifecycle": (
        ("get_bucket_lifecycle_configuration", said("NoSuchLifecycleConfiguration")),
        "BucketLifecycleConfiguration",
        "is not there",
        False,
    ),
    "no replication": (
        ("get_bucket_replication", said("ReplicationConfigurationNotFoundError")),
        "BucketReplicationConfig",
        "is not there",
        False,
    ),
    "replication that is off": (
        (*_RULES, "Status", "Disabled"),
        "BucketReplicationConfig",
        (
            f"rules is all (Disabled) to {_OTHER}, marks of deletion Enabled, declared is all (Enabled) to {_OTHER}, "
            "marks of deletion Enabled"
        ),
        False,
    ),
    "no object": (("head_object", said("404")), "BucketObjectv2", "is not there", False),
    "other object": (
        ("head_object", "ETag", '"xyz"'),
        "BucketObjectv2",
        "content is xyz, declared is abc",
        False,
    ),
}


def test_buckets_as_declared_have_nothing_to_tell() -> None:
    assert told(_declared(), HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_done_by_hand_is_named(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, kind, says, stops = case
    assert told(_declared(), changed(HEALTHY, *change)) == [(kind, says, stops)]


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_failover_lives_without_notes(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, kind, says, _ = case
    found = told(_declared("standby:loadbalancer:LogBucket"), changed(HEALTHY, *change))
    assert found == [(kind, says, False)]


def test_a_rule_that_deletes_assets_stops_and_one_that_keeps_them_less_long_does_not() -> None:
    deletes = {"ID": "mine", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    rules = ("get_bucket_lifecycle_configuration", "Rules")
    (found,) = told(_declared(), changed(HEALTHY, *rules, [_LIFE, deletes]))
    assert found == ("BucketLifecycleConfiguration", "has rules that are not declared and delete: mine", True)
    (found,) = told(_declared(), changed(HEALTHY, *rules, 0, "NoncurrentVersionExpiration", "NoncurrentDays", 1))
    assert found[2] is False
    assert "old versions 1 d" in found[1]


def test_who_may_not_look_has_not_seen_that_it_is_gone() -> None:
    found = seen(_declared(), changed(HEALTHY, "get_bucket_policy", said("AccessDenied")))
    assert [(each.resource.name, each.stops) for each in found.unseen] == [("BucketPolicy", True)]
    assert found.problems == ()
