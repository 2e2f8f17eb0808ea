"""The rights to a customer's key that a call needs because of what it reaches: the service uses the key for its caller.

Sources: SQS developer guide, "Key management" (what producers and consumers need); SNS developer guide, "Key
management"; Secrets Manager user guide, "Secret encryption and decryption"; DynamoDB developer guide, "DynamoDB
encryption at rest: usage notes" (the table's key is used by a grant, and DynamoDB asks whether its caller may decrypt).
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.iam import reference
from sandbox.cloud.iam.parameters import parameters_of
from sandbox.cloud.iam.resources import DRAWN
from sandbox.cloud.iam.rights import Need
from sandbox.cloud.request import AwsCall, Scope

_SEND = ("kms:GenerateDataKey", "kms:Decrypt")
_READ = ("kms:Decrypt",)
# Service and operation -> the rights to the key.
USES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sqs", "SendMessage"): _SEND,
    ("sqs", "SendMessageBatch"): _SEND,
    ("sqs", "ReceiveMessage"): _READ,
    ("sns", "Publish"): _SEND,
    ("secretsmanager", "GetSecretValue"): _READ,
    ("secretsmanager", "PutSecretValue"): _SEND,
    **{
        ("dynamodb", action): _READ
        for action in (
            *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"),
            *("TransactWriteItems", "TransactGetItems"),
        )
    },
}


class KeysUsed:
    """Finds the key behind a queue, a topic, a secret or a table; remembers it until the service is written to."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._known: dict[str, dict[tuple[Scope, str], str]] = {}
        self._find: Mapping[str, Callable[[AwsCall], Awaitable[str]]] = {
            "sqs": self._of_queue,
            "sns": self._of_topic,
            "secretsmanager": self._of_secret,
            "dynamodb": self._of_table,
        }
        self._names = {
            "sqs": ("QueueUrl",),
            "sns": ("TopicArn", "TargetArn"),
            "secretsmanager": ("SecretId",),
            "dynamodb": ("TableName",),
        }

    def note(self, call: AwsCall) -> None:
        """Forget what a call may have changed."""
        if (call.service, call.action) not in USES and not call.action.startswith(("Get", "List", "Describe")):
            self._known.pop(call.service, None)

    async def needs(self, call: AwsCall) -> list[Need]:
        """The rights to the key."""
        actions = USES.get((call.service, call.action))
        if actions is None:
            return []
        key = await self.behind(call)
        if not key:
            return []
        values = {"kms:viaservice": (f"{call.service}.{call.region}.amazonaws.com",)}
        return [
            Need(action, key, values, known)
            for action in actions
            if (known := reference.action("kms", action.removeprefix("kms:"))) is not None
        ]

    async def arn_of(self, scope: Scope, arn: str) -> str:
        """The ARN of a key whose id may be an alias's name, or of a secret by its name. Any other stays as it is."""
        before, found, alias = arn.partition(":key/alias/")
        if found:
            return await self._arn(scope, f"alias/{alias}") or f"{before}:alias/{alias}"
        if ":secretsmanager:" in arn and arn.endswith(DRAWN):
            name = arn.split(":", 6)[6].removesuffix(DRAWN)
            return str((await self._secret(scope, name)).get("ARN") or arn)
        return arn

    async def behind(self, call: AwsCall) -> str:
        """The ARN of a customer's key that encrypts what a call reaches; empty where none does."""
        named = (parameters_of(call).named(*self._names[call.service]) or [""])[0]
        known = self._known.setdefault(call.service, {})
        place = (call.scope, named)
        if place not in known:
            found = await self._find[call.service](call)
            known[place] = await self._arn(call.scope, found) if found else ""
        return known[place]

    async def _arn(self, scope: Scope, key: str) -> str:
        """The ARN behind an id or an alias. AWS's own keys ask nothing of anybody."""
        answer = await self._emulator.ask_json(
            scope, service="kms", target="TrentService.DescribeKey", payload={"KeyId": key}
        )
        metadata = answer.json().get("KeyMetadata", {})
        return "" if metadata.get("KeyManager") == "AWS" else str(metadata.get("Arn", ""))

    async def _of_queue(self, call: AwsCall) -> str:
        answer = await self._emulator.ask_json(
            call.scope,
            service="sqs",
            target="AmazonSQS.GetQueueAttributes",
            payload={"QueueUrl": call.json().get("QueueUrl", ""), "AttributeNames": ["KmsMasterKeyId"]},
        )
        return str(answer.json().get("Attributes", {}).get("KmsMasterKeyId") or "")

    async def _of_topic(self, call: AwsCall) -> str:
        root = await self._emulator.ask_query(
            call.scope,
            service="sns",
            parameters={
                "Action": "GetTopicAttributes",
                "Version": "2010-03-31",
                "TopicArn": (parameters_of(call).named("TopicArn", "TargetArn") or [""])[0],
            },
        )
        entries = root.iterfind("GetTopicAttributesResult/Attributes/entry")
        return next((text(each, "value") for each in entries if text(each, "key") == "KmsMasterKeyId"), "")

    async def _of_secret(self, call: AwsCall) -> str:
        return str((await self._secret(call.scope, call.json().get("SecretId", ""))).get("KmsKeyId") or "")

    async def _secret(self, scope: Scope, name: str) -> dict[str, Any]:
        answer = await self._emulator.ask_json(
            scope, service="secretsmanager", target="secretsmanager.DescribeSecret", payload={"SecretId": name}
        )
        described: dict[str, Any] = answer.json()
        return described

    async def _of_table(self, call: AwsCall) -> str:
        said = call.json()
        table = said.get("TableName") or next(iter(said.get("RequestItems", {})), "")
        if not table and said.get("TransactItems"):
            table = next(iter(said["TransactItems"][0].values()))["TableName"]
        answer = await self._emulator.ask_json(
            call.scope,
            service="dynamodb",
            target="DynamoDB_20120810.DescribeTable",
            payload={"TableName": str(table).rpartition("/")[2]},
        )
        description = answer.json().get("Table", {}).get("SSEDescription", {})
        return str(description.get("KMSMasterKeyArn") or "")
