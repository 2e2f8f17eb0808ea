"""S3: buckets."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = ("NoSuchBucket", "404", "NotFound")
# The oldest region takes no location constraint.
_NO_CONSTRAINT = "us-east-1"


class Bucket(ResourceType):
    """A bucket. What governs it are resources of their own."""

    token = "aws:s3/bucket:Bucket"
    properties = frozenset({"bucket", "forceDestroy", "objectLockEnabled"})
    computed = frozenset({"id", "arn", "bucketDomainName", "bucketRegionalDomainName", "hostedZoneId"})
    name_property, name_limit = "bucket", 63

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        name, client = inputs["bucket"], call.client("s3")
        arguments: dict[str, Any] = {"Bucket": name}
        if call.region != _NO_CONSTRAINT:
            arguments["CreateBucketConfiguration"] = {"LocationConstraint": call.region}
        if inputs.get("objectLockEnabled"):
            arguments["ObjectLockEnabledForBucket"] = True
        client.create_bucket(**arguments)
        self._tag(call, name)
        return str(name)

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("s3")
        if found(lambda: client.head_bucket(Bucket=resource_id), *_GONE) is None:
            return None
        answer = found(lambda: client.get_bucket_tagging(Bucket=resource_id), "NoSuchTagSet", *_GONE)
        tags = tags_of((answer or {}).get("TagSet"))
        return {
            "id": resource_id,
            "bucket": resource_id,
            "arn": f"arn:aws:s3:::{resource_id}",
            "bucketDomainName": f"{resource_id}.s3.amazonaws.com",
            "bucketRegionalDomainName": f"{resource_id}.s3.{call.region}.amazonaws.com",
            **({"tagsAll": tags} if tags else {}),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "tagsAll" in changed:
            self._tag(call, resource_id)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("s3")
        if state.get("forceDestroy"):
            found(lambda: _empty(client, resource_id), *_GONE)
        found(lambda: client.delete_bucket(Bucket=resource_id), *_GONE)

    def _tag(self, call: Call, name: str) -> None:
        client = call.client("s3")
        if call.tags:
            client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": call.tag_list()})
        else:
            client.delete_bucket_tagging(Bucket=name)


def _empty(client: Any, bucket: str) -> None:  # noqa: ANN401 - boto3 makes client classes at run time
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if versions:
            client.delete_objects(
                Bucket=bucket,
                Delete={"Objects": [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in versions], "Quiet": True},
            )
