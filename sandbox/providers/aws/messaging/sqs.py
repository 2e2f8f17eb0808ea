"""SQS: queues and what governs them."""

import json
from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
_ATTRIBUTES = {
    "delaySeconds": "DelaySeconds",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "redrivePolicy": "RedrivePolicy",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "policy": "Policy",
}
_NUMBERS = {
    "delaySeconds",
    "maxMessageSize",
    "messageRetentionSeconds",
    "receiveWaitTimeSeconds",
    "visibilityTimeoutSeconds",
    "kmsDataKeyReusePeriodSeconds",
}


class Queue(ResourceType):
    """A standard queue."""

    token = "aws:sqs/queue:Queue"
    properties = frozenset({"name", *_ATTRIBUTES})
    computed = frozenset({"id", "arn", "url"})
    name_property, name_limit = "name", 80
    documents = frozenset({"policy", "redrivePolicy", "redriveAllowPolicy"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("sqs").create_queue(
            QueueName=inputs["name"], Attributes=_attributes(inputs, set(_ATTRIBUTES)), tags=dict(call.tags)
        )
        return str(answer["QueueUrl"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("sqs")
        answer = found(lambda: client.get_queue_attributes(QueueUrl=resource_id, AttributeNames=["All"]), *_GONE)
        if answer is None:
            return None
        live = answer["Attributes"]
        tags = client.list_queue_tags(QueueUrl=resource_id).get("Tags", {})
        outputs = {
            key: int(live[name]) if key in _NUMBERS else live[name]
            for key, name in _ATTRIBUTES.items()
            # Policies may be resources of their own; only a queue that declares one looks at it.
            if name in live and key in state and key != "sqsManagedSseEnabled"
        }
        return {
            **outputs,
            "id": resource_id,
            "url": resource_id,
            "arn": live["QueueArn"],
            "name": live["QueueArn"].rpartition(":")[2],
            **({"tagsAll": tags} if tags else {}),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("sqs")
        attributes = _attributes(new, set(changed) & set(_ATTRIBUTES))
        if attributes:
            client.set_queue_attributes(QueueUrl=resource_id, Attributes=attributes)
        if "tagsAll" in changed:
            gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
            if gone:
                client.untag_queue(QueueUrl=resource_id, TagKeys=gone)
            client.tag_queue(QueueUrl=resource_id, Tags=dict(call.tags))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("sqs")
        found(lambda: client.delete_queue(QueueUrl=resource_id), *_GONE)


class _QueueAttribute(ResourceType):
    """One attribute of a queue, as a resource of its own. Its id is the queue's URL."""

    computed = frozenset({"id"})
    tagged = False
    key = ""

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._set(call, inputs["queueUrl"], inputs[self.key])
        return str(inputs["queueUrl"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("sqs")
        name = _ATTRIBUTES[self.key]
        answer = found(lambda: client.get_queue_attributes(QueueUrl=resource_id, AttributeNames=[name]), *_GONE)
        value = (answer or {}).get("Attributes", {}).get(name)
        return {"id": resource_id, "queueUrl": resource_id, self.key: value} if value else None

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._set(call, resource_id, new[self.key])

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        found(lambda: self._set(call, resource_id, ""), *_GONE)

    def _set(self, call: Call, url: str, value: str) -> None:
        call.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={_ATTRIBUTES[self.key]: value})


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


def _attributes(inputs: Inputs, keys: set[str]) -> dict[str, str]:
    return {_ATTRIBUTES[key]: _attribute(inputs[key]) for key in sorted(keys) if inputs.get(key) is not None}


def _attribute(value: Any) -> str:  # noqa: ANN401 - text, number or flag
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
