"""S3: what governs a bucket, each as a resource of its own. Their id is the bucket's name."""

from typing import Any, ClassVar

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal, pick, to_aws
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_NO_BUCKET = "NoSuchBucket"


class _BucketSetting(ResourceType):
    """One document that a bucket keeps."""

    computed = frozenset({"id"})
    tagged = False
    gone: ClassVar[tuple[str, ...]] = ()

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self.put(call.client("s3"), inputs["bucket"], inputs)
        return str(inputs["bucket"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("s3")
        if found(lambda: self.get(client, resource_id), _NO_BUCKET, *self.gone) is None:
            return None
        return {"id": resource_id}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self.put(call.client("s3"), resource_id, new)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("s3")
        found(lambda: self.remove(client, resource_id), _NO_BUCKET, *self.gone)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401 - a boto3 client
        """Write the document."""
        raise NotImplementedError

    def get(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """Read the document."""
        raise NotImplementedError

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """Take the document away."""
        raise NotImplementedError


class BucketPolicy(_BucketSetting):
    """Who may use a bucket."""

    token = "aws:s3/bucketPolicy:BucketPolicy"
    properties = frozenset({"bucket", "policy"})
    documents = frozenset({"policy"})
    gone = ("NoSuchBucketPolicy",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        client.put_bucket_policy(Bucket=bucket, Policy=inputs["policy"])

    def get(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.get_bucket_policy(Bucket=bucket)

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_policy(Bucket=bucket)


class BucketVersioning(_BucketSetting):
    """Whether a bucket keeps old versions."""

    token = "aws:s3/bucketVersioning:BucketVersioning"
    properties = frozenset({"bucket", "versioningConfiguration"})

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        client.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": inputs["versioningConfiguration"]["status"]}
        )

    def get(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.get_bucket_versioning(Bucket=bucket)

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting; AWS only suspends versioning."""
        return client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})


_BLOCKS = {
    key: pascal(key) for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
}


class BucketPublicAccessBlock(_BucketSetting):
    """The switches that keep a bucket private."""

    token = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    properties = frozenset({"bucket", *_BLOCKS})
    gone = ("NoSuchPublicAccessBlockConfiguration",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=pick(inputs, _BLOCKS))

    def get(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.get_public_access_block(Bucket=bucket)

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_public_access_block(Bucket=bucket)


class BucketOwnershipControls(_BucketSetting):
    """Who owns what others put into a bucket."""

    token = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
    properties = frozenset({"bucket", "rule"})
    gone = ("OwnershipControlsNotFoundError",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        client.put_bucket_ownership_controls(
            Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": inputs["rule"]["objectOwnership"]}]}
        )

    def get(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.get_bucket_ownership_controls(Bucket=bucket)

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_ownership_controls(Bucket=bucket)


class BucketServerSideEncryptionConfiguration(_BucketSetting):
    """How a bucket encrypts."""

    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    properties = frozenset({"bucket", "rules"})
    gone = ("ServerSideEncryptionConfigurationNotFoundError",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = to_aws(inputs["rules"], {"kmsMasterKeyId": "KMSMasterKeyID", "sseAlgorithm": "SSEAlgorithm"})
        client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})

    def get(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.get_bucket_encryption(Bucket=bucket)

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_encryption(Bucket=bucket)


class BucketLifecycleConfiguration(_BucketSetting):
    """When a bucket's objects expire."""

    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    properties = frozenset({"bucket", "rules"})
    gone = ("NoSuchLifecycleConfiguration",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = [{"Filter": {"Prefix": ""}, **rule} for rule in to_aws(inputs["rules"], {"id": "ID"})]
        client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})

    def get(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.get_bucket_lifecycle_configuration(Bucket=bucket)

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_lifecycle(Bucket=bucket)
