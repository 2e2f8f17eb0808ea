"""S3: buckets."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import S3

_GONE = ("NoSuchBucket", "404", "NotFound")
_NO_LOCK = "ObjectLockConfigurationNotFoundError"
# The oldest region takes no location constraint.
_NO_CONSTRAINT = "us-east-1"


class Bucket(ResourceType):
    """A bucket. What governs it are resources of their own."""

    token = "aws:s3/bucket:Bucket"
    properties = frozenset({"bucket", "forceDestroy", "objectLockEnabled"})
    computed = frozenset({"arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName"})
    filled_in = frozenset({"objectLockEnabled"})
    name_property, name_limit, name_in_small_letters = "bucket", 63, True
    tagging = S3
    tagged_at_once = False

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        arguments: dict[str, Any] = {"Bucket": inputs["bucket"]}
        if call.region != _NO_CONSTRAINT:
            arguments["CreateBucketConfiguration"] = {"LocationConstraint": call.region}
        if inputs.get("objectLockEnabled"):
            arguments["ObjectLockEnabledForBucket"] = True
        call.client("s3").create_bucket(**arguments)
        return str(inputs["bucket"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("s3")
        if found(lambda: client.head_bucket(Bucket=resource_id), *_GONE) is None:
            return None
        lock = found(lambda: client.get_object_lock_configuration(Bucket=resource_id), _NO_LOCK)
        return {
            "bucket": resource_id,
            "arn": f"arn:aws:s3:::{resource_id}",
            "bucketDomainName": f"{resource_id}.s3.amazonaws.com",
            "bucketRegion": call.region,
            "bucketRegionalDomainName": f"{resource_id}.s3.{call.region}.amazonaws.com",
            "objectLockEnabled": lock is not None,
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("s3")
        if state.get("forceDestroy"):
            found(lambda: _empty(client, resource_id), *_GONE)
        found(lambda: client.delete_bucket(Bucket=resource_id), *_GONE)


def _empty(client: Any, bucket: str) -> None:  # noqa: ANN401 - botocore makes client classes at run time
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if versions:
            client.delete_objects(
                Bucket=bucket,
                Delete={"Objects": [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in versions], "Quiet": True},
            )
