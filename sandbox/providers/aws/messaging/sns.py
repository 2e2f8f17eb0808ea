"""SNS: topics, policies, subscriptions."""

import json

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import SNS

_GONE = ("NotFound", "NotFoundException")
_TOPIC = pascal_names("displayName", "kmsMasterKeyId")
_SUBSCRIPTION = pascal_names("rawMessageDelivery", "redrivePolicy", "filterPolicy", "filterPolicyScope")
# What anybody may do with a topic whose policy says nothing else, as AWS writes it.
_DEFAULT_ACTIONS = (
    "AddPermission",
    "DeleteTopic",
    "GetTopicAttributes",
    "ListSubscriptionsByTopic",
    "Publish",
    "RemovePermission",
    "SetTopicAttributes",
    "Subscribe",
)


class Topic(ResourceType):
    """A topic."""

    token = "aws:sns/topic:Topic"
    properties = frozenset({"name", *_TOPIC})
    computed = frozenset({"arn", "owner"})
    name_property, name_limit = "name", 256
    tagging = SNS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        attributes = {name: inputs[key] for key, name in _TOPIC.items() if inputs.get(key)}
        answer = call.client("sns").create_topic(Name=inputs["name"], Attributes=attributes, Tags=call.tag_list())
        return str(answer["TopicArn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("sns")
        answer = found(lambda: client.get_topic_attributes(TopicArn=resource_id), *_GONE)
        if answer is None:
            return None
        live = answer["Attributes"]
        return {
            "arn": resource_id,
            "name": resource_id.rpartition(":")[2],
            "owner": live["Owner"],
            **{key: live.get(name) for key, name in _TOPIC.items()},
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client = call.client("sns")
        for key in sorted(changed & set(_TOPIC)):
            client.set_topic_attributes(
                TopicArn=resource_id, AttributeName=_TOPIC[key], AttributeValue=new.get(key, "")
            )

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("sns")
        found(lambda: client.delete_topic(TopicArn=resource_id), *_GONE)


class TopicPolicy(ResourceType):
    """Who may publish to a topic."""

    token = "aws:sns/topicPolicy:TopicPolicy"
    properties = frozenset({"arn", "policy"})
    computed = frozenset({"owner"})
    documents = frozenset({"policy"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._set(call, inputs["arn"], inputs["policy"])
        return str(inputs["arn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("sns")
        answer = found(lambda: client.get_topic_attributes(TopicArn=resource_id), *_GONE)
        if answer is None:
            return None
        return {"arn": resource_id, **unpick(answer["Attributes"], pascal_names("owner", "policy"))}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._set(call, resource_id, new["policy"])

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """A topic always has a policy: it gets the one that every topic begins with."""
        statement = {
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [f"SNS:{action}" for action in _DEFAULT_ACTIONS],
            "Resource": resource_id,
            "Condition": {"StringEquals": {"AWS:SourceOwner": call.account}},
        }
        policy = {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
        found(lambda: self._set(call, resource_id, json.dumps(policy)), *_GONE)

    def _set(self, call: Call, arn: str, policy: str) -> None:
        call.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


class TopicSubscription(ResourceType):
    """What a topic delivers to."""

    token = "aws:sns/topicSubscription:TopicSubscription"
    properties = frozenset({"topic", "protocol", "endpoint", *_SUBSCRIPTION})
    computed = frozenset({"arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"})
    filled_in = frozenset({"filterPolicyScope"})
    documents = frozenset({"redrivePolicy", "filterPolicy"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("sns").subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes={name: _text(inputs[key]) for key, name in _SUBSCRIPTION.items() if inputs.get(key) is not None},
            ReturnSubscriptionArn=True,
        )
        return str(answer["SubscriptionArn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("sns")
        answer = found(lambda: client.get_subscription_attributes(SubscriptionArn=resource_id), *_GONE)
        if answer is None:
            return None
        live = answer["Attributes"]
        return {
            "arn": resource_id,
            "ownerId": live["Owner"],
            "pendingConfirmation": live["PendingConfirmation"] == "true",
            "confirmationWasAuthenticated": live["ConfirmationWasAuthenticated"] == "true",
            "topic": live["TopicArn"],
            "protocol": live["Protocol"],
            "endpoint": live["Endpoint"],
            "rawMessageDelivery": live.get("RawMessageDelivery") == "true",
            "redrivePolicy": live.get("RedrivePolicy") or None,
            "filterPolicy": live.get("FilterPolicy") or None,
            "filterPolicyScope": live.get("FilterPolicyScope", ""),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        nothing = {"filterPolicy": "{}"}
        for key in sorted(changed & set(_SUBSCRIPTION)):
            value = new.get(key, nothing.get(key, ""))
            call.client("sns").set_subscription_attributes(
                SubscriptionArn=resource_id, AttributeName=_SUBSCRIPTION[key], AttributeValue=_text(value)
            )

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("sns")
        found(lambda: client.unsubscribe(SubscriptionArn=resource_id), *_GONE)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
