"""SQS: queues and what governs them."""

import json
from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import SQS

_GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
_NUMBERS = {
    "delaySeconds": "DelaySeconds",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
_POLICIES = {"policy": "Policy", "redriveAllowPolicy": "RedriveAllowPolicy", "redrivePolicy": "RedrivePolicy"}
_ATTRIBUTES = {
    **_NUMBERS,
    **_POLICIES,
    "kmsMasterKeyId": "KmsMasterKeyId",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
}


class Queue(ResourceType):
    """A standard queue. Its id is its URL."""

    token = "aws:sqs/queue:Queue"
    properties = frozenset({"name", *_ATTRIBUTES})
    computed = frozenset({"arn", "url"})
    # Its policies are filled in too, but by resources of their own: only a queue that declares one looks at it.
    filled_in = frozenset({"kmsDataKeyReusePeriodSeconds", "sqsManagedSseEnabled"})
    name_property, name_limit = "name", 80
    documents = frozenset(_POLICIES)
    tagging = SQS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("sqs").create_queue(
            QueueName=inputs["name"], Attributes=_attributes(inputs, frozenset(inputs)), tags=dict(call.tags)
        )
        return str(answer["QueueUrl"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("sqs")
        answer = found(lambda: client.get_queue_attributes(QueueUrl=resource_id, AttributeNames=["All"]), *_GONE)
        if answer is None:
            return None
        live = answer["Attributes"]
        return {
            "url": resource_id,
            "arn": live["QueueArn"],
            "name": live["QueueArn"].rpartition(":")[2],
            **{key: int(live[name]) for key, name in _NUMBERS.items() if name in live},
            **{key: live.get(name, "") for key, name in _POLICIES.items()},
            "kmsMasterKeyId": live.get("KmsMasterKeyId"),
            "sqsManagedSseEnabled": live.get("SqsManagedSseEnabled") == "true",
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        emptied = {key: new.get(key, "") for key in ("kmsMasterKeyId", *_POLICIES) if key in changed}
        attributes = _attributes({**new, **emptied}, changed)
        if attributes:
            call.client("sqs").set_queue_attributes(QueueUrl=resource_id, Attributes=attributes)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("sqs")
        found(lambda: client.delete_queue(QueueUrl=resource_id), *_GONE)


class _QueueAttribute(ResourceType):
    """One attribute of a queue, as a resource of its own. Its id is the queue's URL."""

    key = ""

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._set(call, inputs["queueUrl"], inputs[self.key])
        return str(inputs["queueUrl"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client, name = call.client("sqs"), _POLICIES[self.key]
        answer = found(lambda: client.get_queue_attributes(QueueUrl=resource_id, AttributeNames=[name]), *_GONE)
        value = (answer or {}).get("Attributes", {}).get(name)
        return {"queueUrl": resource_id, self.key: value} if value else None

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._set(call, resource_id, new[self.key])

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        found(lambda: self._set(call, resource_id, ""), *_GONE)

    def _set(self, call: Call, url: str, value: str) -> None:
        call.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={_POLICIES[self.key]: value})


class QueuePolicy(_QueueAttribute):
    """Who may use a queue."""

    token = "aws:sqs/queuePolicy:QueuePolicy"
    properties = frozenset({"queueUrl", "policy"})
    documents = frozenset({"policy"})
    key = "policy"


class RedrivePolicy(_QueueAttribute):
    """Where a queue's dead letters go."""

    token = "aws:sqs/redrivePolicy:RedrivePolicy"
    properties = frozenset({"queueUrl", "redrivePolicy"})
    documents = frozenset({"redrivePolicy"})
    key = "redrivePolicy"


class RedriveAllowPolicy(_QueueAttribute):
    """Which queues may name this one for their dead letters."""

    token = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
    properties = frozenset({"queueUrl", "redriveAllowPolicy"})
    documents = frozenset({"redriveAllowPolicy"})
    key = "redriveAllowPolicy"


def _attributes(inputs: Inputs, keys: frozenset[str]) -> dict[str, str]:
    present = sorted(key for key in keys & set(_ATTRIBUTES) if inputs.get(key) is not None)
    return {_ATTRIBUTES[key]: _attribute(inputs[key]) for key in present}


def _attribute(value: Any) -> str:  # noqa: ANN401 - text, number or flag
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
