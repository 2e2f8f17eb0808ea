"""S3: objects that a program declares."""

import base64

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = ("NoSuchKey", "NoSuchBucket", "404", "NotFound")


class BucketObject(ResourceType):
    """An object whose content stands in the program, in base64."""

    token = "aws:s3/bucketObjectv2:BucketObjectv2"
    properties = frozenset({"bucket", "key", "contentBase64", "contentType", "forceDestroy"})
    computed = frozenset({"arn", "etag", "versionId"})
    filled_in = frozenset({"contentType"})
    unsettles = dict.fromkeys(("contentBase64", "contentType"), frozenset({"etag", "versionId"}))

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs)
        return f"{inputs['bucket']}/{inputs['key']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        bucket, _, key = resource_id.partition("/")
        client = call.client("s3")
        said = found(lambda: client.get_object(Bucket=bucket, Key=key), *_GONE)
        if said is None:
            return None
        return {
            "contentBase64": base64.b64encode(said["Body"].read()).decode(),
            "bucket": bucket,
            "key": key,
            "arn": f"arn:aws:s3:::{resource_id}",
            "etag": said["ETag"].strip('"'),
            "versionId": said.get("VersionId", ""),
            "contentType": said["ContentType"],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"forceDestroy"}:
            self._put(call, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """Every version of it, or it would come back."""
        bucket, _, key = resource_id.partition("/")
        client = call.client("s3")
        pages = found(
            lambda: list(client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)), *_GONE
        )
        for page in pages or ():
            for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if version["Key"] == key:
                    client.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])

    def _put(self, call: Call, inputs: Inputs) -> None:
        body = base64.b64decode(inputs.get("contentBase64") or "")
        kind = {"ContentType": inputs["contentType"]} if inputs.get("contentType") else {}
        call.client("s3").put_object(Bucket=inputs["bucket"], Key=inputs["key"], Body=body, **kind)
