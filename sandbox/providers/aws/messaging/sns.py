"""SNS: topics, policies, subscriptions."""

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "NotFound"
_SUBSCRIPTION = {
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
}


class Topic(ResourceType):
    """A topic."""

    token = "aws:sns/topic:Topic"
    properties = frozenset({"name", "displayName", "kmsMasterKeyId"})
    computed = frozenset({"id", "arn", "owner"})
    name_property, name_limit = "name", 256

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        attributes = {
            name: inputs[key]
            for key, name in (("displayName", "DisplayName"), ("kmsMasterKeyId", "KmsMasterKeyId"))
            if inputs.get(key)
        }
        answer = call.client("sns").create_topic(Name=inputs["name"], Attributes=attributes, Tags=call.tag_list())
        return str(answer["TopicArn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("sns")
        answer = found(lambda: client.get_topic_attributes(TopicArn=resource_id), _GONE, "NotFoundException")
        if answer is None:
            return None
        tags = tags_of(client.list_tags_for_resource(ResourceArn=resource_id).get("Tags"))
        outputs: Outputs = {
            "id": resource_id,
            "arn": resource_id,
            "name": resource_id.rpartition(":")[2],
            "owner": answer["Attributes"].get("Owner", call.account),
        }
        if "kmsMasterKeyId" in state and "KmsMasterKeyId" in answer["Attributes"]:
            outputs["kmsMasterKeyId"] = answer["Attributes"]["KmsMasterKeyId"]
        return {**outputs, **({"tagsAll": tags} if tags else {})}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("sns")
        for key, name in (("displayName", "DisplayName"), ("kmsMasterKeyId", "KmsMasterKeyId")):
            if key in changed:
                client.set_topic_attributes(TopicArn=resource_id, AttributeName=name, AttributeValue=new.get(key, ""))
        if "tagsAll" in changed:
            client.tag_resource(ResourceArn=resource_id, Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("sns")
        found(lambda: client.delete_topic(TopicArn=resource_id), _GONE, "NotFoundException")


class TopicPolicy(ResourceType):
    """Who may publish to a topic."""

    token = "aws:sns/topicPolicy:TopicPolicy"
    properties = frozenset({"arn", "policy"})
    computed = frozenset({"id", "owner"})
    documents = frozenset({"policy"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self.update(call, inputs["arn"], {}, inputs, frozenset())
        return str(inputs["arn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("sns")
        answer = found(lambda: client.get_topic_attributes(TopicArn=resource_id), _GONE, "NotFoundException")
        if answer is None:
            return None
        return {
            "id": resource_id,
            "arn": resource_id,
            "owner": call.account,
            "policy": answer["Attributes"].get("Policy", ""),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        call.client("sns").set_topic_attributes(
            TopicArn=resource_id, AttributeName="Policy", AttributeValue=new["policy"]
        )

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType. A topic always has a policy; it goes with the topic."""
        del call, resource_id, state


class TopicSubscription(ResourceType):
    """What a topic delivers to."""

    token = "aws:sns/topicSubscription:TopicSubscription"
    properties = frozenset({"topic", "protocol", "endpoint", *_SUBSCRIPTION})
    computed = frozenset({"id", "arn", "ownerId", "pendingConfirmation"})
    documents = frozenset({"redrivePolicy", "filterPolicy"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("sns").subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes={name: _text(inputs[key]) for key, name in _SUBSCRIPTION.items() if inputs.get(key) is not None},
            ReturnSubscriptionArn=True,
        )
        return str(answer["SubscriptionArn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("sns")
        answer = found(
            lambda: client.get_subscription_attributes(SubscriptionArn=resource_id), _GONE, "NotFoundException"
        )
        if answer is None:
            return None
        pending = answer["Attributes"].get("PendingConfirmation") == "true"
        return {"id": resource_id, "arn": resource_id, "ownerId": call.account, "pendingConfirmation": pending}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        for key in sorted(set(changed) & set(_SUBSCRIPTION)):
            call.client("sns").set_subscription_attributes(
                SubscriptionArn=resource_id, AttributeName=_SUBSCRIPTION[key], AttributeValue=_text(new.get(key, ""))
            )

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("sns")
        found(lambda: client.unsubscribe(SubscriptionArn=resource_id), _GONE, "NotFoundException")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
