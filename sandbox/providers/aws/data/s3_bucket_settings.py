"""S3: what governs a bucket, each as a resource of its own. Their id is the bucket's name."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import from_aws, pascal_names, pick, to_aws, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below

_NO_BUCKET = "NoSuchBucket"
_ENCRYPTION_NAMES = {"kmsMasterKeyId": "KMSMasterKeyID", "sseAlgorithm": "SSEAlgorithm"}
_LIFECYCLE_NAMES = {"id": "ID"}
_BLOCKS = pascal_names("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


class _BucketSetting(ResourceType):
    """One document that a bucket keeps."""

    # Codes that say that the bucket keeps none.
    gone: ClassVar[tuple[str, ...]] = ()

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self.put(call.client("s3"), inputs["bucket"], inputs)
        return str(inputs["bucket"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("s3")
        said: Outputs | None = found(lambda: self.get(client, resource_id), _NO_BUCKET, *self.gone)
        return None if said is None else {"bucket": resource_id, **said}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self.put(call.client("s3"), resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("s3")
        found(lambda: self.remove(client, resource_id), _NO_BUCKET, *self.gone)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401 - a boto3 client
        """Write the document."""
        raise NotImplementedError

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """Read the document, as outputs."""
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

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """See _BucketSetting."""
        return {"policy": client.get_bucket_policy(Bucket=bucket)["Policy"]}

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_policy(Bucket=bucket)


class BucketVersioning(_BucketSetting):
    """Whether a bucket keeps old versions. AWS never forgets that it did: what is taken away is suspended."""

    token = "aws:s3/bucketVersioning:BucketVersioning"
    properties = frozenset({"bucket", "versioningConfiguration.status"})

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        status = inputs["versioningConfiguration"]["status"]
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """See _BucketSetting."""
        status = client.get_bucket_versioning(Bucket=bucket).get("Status")
        return {"versioningConfiguration": {"status": status}} if status else None

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        if inputs["versioningConfiguration"].get("status") == "Disabled":
            reason = "the sandbox knows only 'Enabled' and 'Suspended'; a bucket without versioning needs no resource"
            return [("versioningConfiguration.status", reason)]
        return []


class BucketPublicAccessBlock(_BucketSetting):
    """The switches that keep a bucket private."""

    token = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    properties = frozenset({"bucket", *_BLOCKS})
    gone = ("NoSuchPublicAccessBlockConfiguration",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=pick(inputs, _BLOCKS))

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """See _BucketSetting."""
        said = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        return {**dict.fromkeys(_BLOCKS, False), **unpick(said, _BLOCKS)}

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_public_access_block(Bucket=bucket)


class BucketOwnershipControls(_BucketSetting):
    """Who owns what others put into a bucket."""

    token = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
    properties = frozenset({"bucket", "rule.objectOwnership"})
    gone = ("OwnershipControlsNotFoundError",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        client.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [to_aws(inputs["rule"])]})

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = client.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
        return {"rule": from_aws(rules[0])}

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_ownership_controls(Bucket=bucket)


class BucketServerSideEncryptionConfiguration(_BucketSetting):
    """How a bucket encrypts."""

    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    properties = frozenset({"bucket", "rules[].bucketKeyEnabled"}) | below(
        "rules[].applyServerSideEncryptionByDefault", *_ENCRYPTION_NAMES
    )
    gone = ("ServerSideEncryptionConfigurationNotFoundError",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = to_aws(inputs["rules"], _ENCRYPTION_NAMES)
        client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        return {"rules": from_aws(rules, {name: key for key, name in _ENCRYPTION_NAMES.items()})}

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting; S3 goes back to its own encryption, never to none."""
        return client.delete_bucket_encryption(Bucket=bucket)


class BucketLifecycleConfiguration(_BucketSetting):
    """When a bucket's objects expire."""

    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    properties = frozenset({"bucket"}).union(
        below("rules[]", "id", "status", "filter.prefix", "abortIncompleteMultipartUpload.daysAfterInitiation"),
        below("rules[].expiration", "days"),
        below("rules[].noncurrentVersionExpiration", "noncurrentDays", "newerNoncurrentVersions"),
        below("rules[].transitions[]", "days", "storageClass"),
        below("rules[].noncurrentVersionTransitions[]", "noncurrentDays", "storageClass"),
    )
    gone = ("NoSuchLifecycleConfiguration",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = [{"Filter": {"Prefix": ""}, **rule} for rule in to_aws(inputs["rules"], _LIFECYCLE_NAMES)]
        client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        return {"rules": from_aws(rules, {"ID": "id"})}

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_lifecycle(Bucket=bucket)


class BucketReplicationConfig(_BucketSetting):
    """Where a bucket's objects are copied to."""

    token = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
    properties = frozenset({"bucket", "role", "rules[].filter.prefix", "rules[].destination.bucket"}).union(
        below("rules[]", "id", "priority", "status", "deleteMarkerReplication.status"),
        {"rules[].sourceSelectionCriteria.replicaModifications.status"},
    )
    sets = frozenset({"rules"})
    gone = ("ReplicationConfigurationNotFoundError",)

    def put(self, client: Any, bucket: str, inputs: Inputs) -> None:  # noqa: ANN401
        """See _BucketSetting."""
        rules = to_aws(inputs["rules"], {"id": "ID"})
        client.put_bucket_replication(Bucket=bucket, ReplicationConfiguration={"Role": inputs["role"], "Rules": rules})

    def get(self, client: Any, bucket: str) -> Outputs | None:  # noqa: ANN401
        """See _BucketSetting."""
        said = client.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]
        return {"role": said["Role"], "rules": from_aws(said["Rules"], {"ID": "id"})}

    def remove(self, client: Any, bucket: str) -> Any:  # noqa: ANN401
        """See _BucketSetting."""
        return client.delete_bucket_replication(Bucket=bucket)
