"""S3: a region's assets, and buckets for what its load balancer and its canary write down.

S3 has no call that tells of several buckets: it is asked for each.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.policies import compared_policy
from operations.readiness.rule import Problem, Rule, needed, spared

READS = (
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetObject",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
)
_ASSETS = "standby:edge:AssetsBucket"
_GONE = "is not there"
_NO_BUCKET = "NoSuchBucket"
_NO_ASSETS = "clients miss images, scripts and styles when the other region's bucket does not answer"
_NO_NOTES = "a failover reads and writes nothing there; access logs or a canary's findings are not kept"
_OPEN = "a failover lives with it; who may read the bucket is not what was declared"
_NOT_COPIED = "what is there serves on; what is uploaded here from now on does not reach the other region"
_NO_COPIES = "S3 replicates into versioned buckets alone: assets that the other region releases do not arrive"
_SEALED = "whatever is there is read as before"
_KEPT = "it takes longer, or less long, until what is old goes"
_EXPIRES = "it deletes assets that clients ask for"
_RUNS = "the canary runs on with the code that Synthetics keeps"


def _told(ask: Ask, operation: str, bucket: StateResource, *absent: str) -> dict[str, Any] | None:
    """What S3 says of a bucket; None where there is no such bucket, or no such configuration of it."""
    asked = partial(ask.one, "s3", operation, Bucket=bucket.inputs["bucket"])
    return unless_gone(asked, _NO_BUCKET, *absent)


def _is_of_assets(resource: StateResource) -> bool:
    return _ASSETS in resource.urn


def _buckets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        if _told(ask, "head_bucket", each, "404") is None:
            yield needed(each, _GONE, _NO_ASSETS) if _is_of_assets(each) else spared(each, _GONE, _NO_NOTES)


def _policies(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        assets = _is_of_assets(each)
        verdict, means = (needed, _NO_ASSETS) if assets else (spared, _NO_NOTES)
        answer = _told(ask, "get_bucket_policy", each, "NoSuchBucketPolicy")
        if answer is None:
            yield verdict(each, _GONE, means)
        else:
            yield from compared_policy(each, answer["Policy"], means, verdict)


def _versioning(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        status = (_told(ask, "get_bucket_versioning", each) or {}).get("Status")
        wants = each.inputs["versioningConfiguration"]["status"]
        if seen := unlike(Facet("versioning", status, wants)):
            yield needed(each, seen, _NO_COPIES) if _is_of_assets(each) else spared(each, seen, _NO_NOTES)


def _encryption(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = _told(ask, "get_bucket_encryption", each, "ServerSideEncryptionConfigurationNotFoundError")
        if answer is None:
            yield spared(each, _GONE, _SEALED)
            continue
        rule = answer["ServerSideEncryptionConfiguration"]["Rules"][0]["ApplyServerSideEncryptionByDefault"]
        wants = each.inputs["rules"][0]["applyServerSideEncryptionByDefault"]
        if seen := unlike(
            Facet("encryption", rule["SSEAlgorithm"], wants["sseAlgorithm"]),
            Facet("key", rule.get("KMSMasterKeyID"), wants.get("kmsMasterKeyId")),
        ):
            yield spared(each, seen, _SEALED)


def _ownership(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = _told(ask, "get_bucket_ownership_controls", each, "OwnershipControlsNotFoundError")
        owners = answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"] if answer else None
        if seen := unlike(Facet("owner of objects", owners, each.inputs["rule"]["objectOwnership"])):
            yield spared(each, seen, _OPEN)


def _public_access(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = _told(ask, "get_public_access_block", each, "NoSuchPublicAccessBlockConfiguration") or {}
        has = answer.get("PublicAccessBlockConfiguration", {})
        keys = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        facets = (Facet(key, has.get(key[0].upper() + key[1:], False), each.inputs.get(key)) for key in keys)
        if seen := unlike(*facets):
            yield spared(each, seen, _OPEN)


def _lifecycles(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = _told(ask, "get_bucket_lifecycle_configuration", each, "NoSuchLifecycleConfiguration")
        if answer is None:
            yield spared(each, _GONE, _KEPT)
            continue
        has, wants = answer["Rules"], each.inputs["rules"]
        declares = {_life(one) for one in wants}
        if _is_of_assets(each) and (
            expiring := [one for one in has if _deletes(one) and _life_found(one) not in declares]
        ):
            names = ", ".join(str(one.get("ID")) for one in expiring)
            yield needed(each, f"has rules that are not declared and delete: {names}", _EXPIRES)
        elif seen := unlike(Facet("rules", [_life_found(one) for one in has], sorted(declares))):
            yield spared(each, seen, _KEPT)


def _deletes(rule: Mapping[str, Any]) -> bool:
    return rule["Status"] == "Enabled" and "Expiration" in rule


def _life(rule: Mapping[str, Any]) -> str:
    return _said(
        rule.get("id"),
        rule["status"],
        (rule.get("filter") or {}).get("prefix"),
        (rule.get("expiration") or {}).get("days"),
        (rule.get("noncurrentVersionExpiration") or {}).get("noncurrentDays"),
        (rule.get("abortIncompleteMultipartUpload") or {}).get("daysAfterInitiation"),
    )


def _life_found(rule: Mapping[str, Any]) -> str:
    return _said(
        rule.get("ID"),
        rule["Status"],
        rule.get("Filter", rule).get("Prefix"),
        rule.get("Expiration", {}).get("Days"),
        rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays"),
        rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
    )


def _said(name: object, status: str, prefix: str | None, *days: float | None) -> str:
    kept = dict(zip(("objects", "old versions", "parts"), days, strict=True))
    said = ", ".join(f"{what} {'for ever' if each is None else f'{each:g} d'}" for what, each in kept.items())
    return f"{name} ({status}, prefix {prefix or 'none'}): {said}"


def _replication(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = _told(ask, "get_bucket_replication", each, "ReplicationConfigurationNotFoundError")
        if answer is None:
            yield spared(each, _GONE, _NOT_COPIED)
            continue
        has = answer["ReplicationConfiguration"]
        if seen := unlike(
            Facet("role", has["Role"], each.inputs["role"]),
            Facet(
                "rules",
                [
                    f"{one.get('ID')} ({one['Status']}) to {one['Destination']['Bucket']}, "
                    f"marks of deletion {one.get('DeleteMarkerReplication', {}).get('Status')}"
                    for one in has["Rules"]
                ],
                [
                    f"{one.get('id')} ({one['status']}) to {one['destination']['bucket']}, "
                    f"marks of deletion {(one.get('deleteMarkerReplication') or {}).get('status')}"
                    for one in each.inputs["rules"]
                ],
            ),
        ):
            yield spared(each, seen, _NOT_COPIED)


def _objects(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        asked = partial(ask.one, "s3", "head_object", Bucket=each.inputs["bucket"], Key=each.inputs["key"])
        answer = unless_gone(asked, "404", "NoSuchKey", _NO_BUCKET)
        if answer is None:
            yield spared(each, _GONE, _RUNS)
        elif seen := unlike(Facet("content", answer["ETag"].strip('"'), each.outputs.get("etag"))):
            yield spared(each, seen, _RUNS)


RULES = (
    Rule(type="aws:s3/bucket:Bucket", look=_buckets),
    Rule(type="aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", look=_lifecycles),
    Rule(type="aws:s3/bucketObjectv2:BucketObjectv2", look=_objects),
    Rule(type="aws:s3/bucketOwnershipControls:BucketOwnershipControls", look=_ownership),
    Rule(type="aws:s3/bucketPolicy:BucketPolicy", look=_policies),
    Rule(type="aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", look=_public_access),
    Rule(type="aws:s3/bucketReplicationConfig:BucketReplicationConfig", look=_replication),
    Rule(
        type="aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        look=_encryption,
    ),
    Rule(type="aws:s3/bucketVersioning:BucketVersioning", look=_versioning),
)
