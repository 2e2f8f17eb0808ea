"""Tags: how each AWS service reads and writes them, as a table. A resource type only names its service's row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found, tags_of

_PASCAL = ("Key", "Value")


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """One service's operations and its way of writing their parameters."""

    service: str
    write: str
    remove: str
    # Empty where what describes the resource says its tags too.
    read: str = ""
    # Which parameter names the resource, in all three, and which output goes there.
    names: str
    by: str = "arn"
    takes_many: bool = False
    tags: str = "Tags"
    keys: str = "TagKeys"
    # Where the answer to `read` holds them.
    answer: tuple[str | int, ...] = ("Tags",)
    # How a tag is written; None where the service takes a plain mapping.
    spelt: tuple[str, str] | None = _PASCAL
    # Whether `remove` takes tags without values in place of keys.
    removes_tags: bool = False
    more: Mapping[str, str] = field(default_factory=dict)

    def by_output(self, name: str) -> "Tagging":
        """The same where another output names the resource."""
        return replace(self, by=name)

    def read_tags(self, call: Call, outputs: Mapping[str, Any]) -> dict[str, str]:
        """What AWS says of a resource's tags, without those that AWS reserves."""
        answer: Any = getattr(call.client(self.service), self.read)(**self._resource(outputs))
        for part in self.answer:
            answer = answer[part] if isinstance(part, int) else answer.get(part) or {}
        return self._as_mapping(answer)

    def write_tags(self, call: Call, outputs: Mapping[str, Any], before: Mapping[str, str]) -> None:
        """Make a resource's tags the ones that the call carries."""
        client, resource = call.client(self.service), self._resource(outputs)
        gone = sorted(set(before) - set(call.tags))
        if gone:
            removed = [{_PASCAL[0]: key} for key in gone] if self.removes_tags else gone
            getattr(client, self.remove)(**resource, **{self.keys: removed})
        if call.tags:
            written = call.tag_list(*self.spelt) if self.spelt else dict(call.tags)
            getattr(client, self.write)(**resource, **{self.tags: written})

    def _resource(self, outputs: Mapping[str, Any]) -> dict[str, Any]:
        name = outputs[self.by]
        return {self.names: [name] if self.takes_many else name, **self.more}

    def _as_mapping(self, answer: Any) -> dict[str, str]:  # noqa: ANN401 - a part of a boto3 answer
        if self.spelt:
            return tags_of(answer or [], *self.spelt)
        return {key: value for key, value in (answer or {}).items() if not key.startswith("aws:")}


class _BucketTagging(Tagging):
    """S3 writes all tags of a bucket at once, and calls a bucket without tags an error."""

    @override
    def read_tags(self, call: Call, outputs: Mapping[str, Any]) -> dict[str, str]:
        client = call.client(self.service)
        answer = found(lambda: client.get_bucket_tagging(Bucket=outputs[self.by]), "NoSuchTagSet")
        return tags_of((answer or {}).get("TagSet"))

    @override
    def write_tags(self, call: Call, outputs: Mapping[str, Any], before: Mapping[str, str]) -> None:
        client = call.client(self.service)
        if call.tags:
            client.put_bucket_tagging(Bucket=outputs[self.by], Tagging={"TagSet": call.tag_list()})
        elif before:
            client.delete_bucket_tagging(Bucket=outputs[self.by])


class _CloudFrontTagging(Tagging):
    """CloudFront wraps lists of tags and keys."""

    @override
    def read_tags(self, call: Call, outputs: Mapping[str, Any]) -> dict[str, str]:
        answer = call.client(self.service).list_tags_for_resource(Resource=outputs[self.by])
        return tags_of(answer["Tags"].get("Items"))

    @override
    def write_tags(self, call: Call, outputs: Mapping[str, Any], before: Mapping[str, str]) -> None:
        """What was just made is known by its id alone."""
        client = call.client(self.service)
        name = outputs.get(self.by) or f"arn:aws:cloudfront::{call.account}:distribution/{outputs['id']}"
        gone = sorted(set(before) - set(call.tags))
        if gone:
            client.untag_resource(Resource=name, TagKeys={"Items": gone})
        if call.tags:
            client.tag_resource(Resource=name, Tags={"Items": call.tag_list()})


def _generic(service: str, names: str, **more: Any) -> Tagging:  # noqa: ANN401 - the fields of Tagging
    """The three operations that the newer services agree on."""
    operations = {"read": "list_tags_for_resource", "write": "tag_resource", "remove": "untag_resource"}
    return Tagging(service=service, names=names, **{**operations, **more})


def _databases(service: str) -> Tagging:
    return Tagging(
        service=service,
        read="list_tags_for_resource",
        write="add_tags_to_resource",
        remove="remove_tags_from_resource",
        names="ResourceName",
        answer=("TagList",),
    )


def _route53(resource_type: str) -> Tagging:
    return Tagging(
        service="route53",
        read="list_tags_for_resource",
        write="change_tags_for_resource",
        remove="change_tags_for_resource",
        names="ResourceId",
        by="id",
        tags="AddTags",
        keys="RemoveTagKeys",
        answer=("ResourceTagSet", "Tags"),
        more={"ResourceType": resource_type},
    )


ACM = Tagging(
    service="acm",
    read="list_tags_for_certificate",
    write="add_tags_to_certificate",
    remove="remove_tags_from_certificate",
    names="CertificateArn",
    keys="Tags",
    removes_tags=True,
)
AUTO_SCALING = _generic("application-autoscaling", "ResourceARN", spelt=None)
CLOUDFRONT = _CloudFrontTagging(
    service="cloudfront",
    read="list_tags_for_resource",
    write="tag_resource",
    remove="untag_resource",
    names="Resource",
)
CLOUDWATCH = _generic("cloudwatch", "ResourceARN")
DYNAMODB = _generic("dynamodb", "ResourceArn", read="list_tags_of_resource")
EC2 = Tagging(
    service="ec2",
    write="create_tags",
    remove="delete_tags",
    names="Resources",
    by="id",
    takes_many=True,
    keys="Tags",
    removes_tags=True,
)
ECR = _generic("ecr", "resourceArn", tags="tags", keys="tagKeys", answer=("tags",))
ECS = _generic("ecs", "resourceArn", read="", tags="tags", keys="tagKeys", spelt=("key", "value"))
EKS = _generic("eks", "resourceArn", tags="tags", keys="tagKeys", answer=("tags",), spelt=None)
ELASTICACHE = _databases("elasticache")
EVENTS = _generic("events", "ResourceARN")
IAM_OPENID = Tagging(
    service="iam",
    write="tag_open_id_connect_provider",
    remove="untag_open_id_connect_provider",
    names="OpenIDConnectProviderArn",
    by="id",
)
IAM_ROLE = Tagging(service="iam", write="tag_role", remove="untag_role", names="RoleName", by="id")
KMS = _generic("kms", "KeyId", by="id", read="list_resource_tags", spelt=("TagKey", "TagValue"))
LOAD_BALANCING = Tagging(
    service="elbv2",
    read="describe_tags",
    write="add_tags",
    remove="remove_tags",
    names="ResourceArns",
    takes_many=True,
    answer=("TagDescriptions", 0, "Tags"),
)
LOGS = _generic("logs", "resourceArn", tags="tags", keys="tagKeys", answer=("tags",), spelt=None)
RDS = _databases("rds")
ROUTE53_HEALTH_CHECK = _route53("healthcheck")
ROUTE53_ZONE = _route53("hostedzone")
S3 = _BucketTagging(
    service="s3",
    read="get_bucket_tagging",
    write="put_bucket_tagging",
    remove="delete_bucket_tagging",
    names="Bucket",
    by="id",
)
REGION_SWITCH = _generic(
    "arc-region-switch", "arn", tags="tags", keys="resourceTagKeys", answer=("resourceTags",), spelt=None
)
SYNTHETICS = _generic("synthetics", "ResourceArn", spelt=None)
SECRETS = _generic("secretsmanager", "SecretId", by="id", read="")
SNS = _generic("sns", "ResourceArn")
SQS = Tagging(
    service="sqs",
    read="list_queue_tags",
    write="tag_queue",
    remove="untag_queue",
    names="QueueUrl",
    by="id",
    spelt=None,
)
WAF = _generic("wafv2", "ResourceARN", answer=("TagInfoForResource", "TagList"))
