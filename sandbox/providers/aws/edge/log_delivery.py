"""CloudWatch Logs: delivering other services' logs, CloudFront's among them."""

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, same_names, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import LOGS

_GONE = "ResourceNotFoundException"
_DESTINATION = same_names("deliveryDestinationConfiguration", "name", "outputFormat")


class LogDeliverySource(ResourceType):
    """Whose log."""

    token = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
    properties = frozenset({"name", "logType", "resourceArn"})
    computed = frozenset({"arn", "service"})
    name_property, name_limit = "name", 60
    tagging = LOGS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("logs").put_delivery_source(
            **pick(inputs, same_names("name", "logType", "resourceArn")), **given(tags=dict(call.tags))
        )
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("logs")
        answer = found(lambda: client.get_delivery_source(name=resource_id), _GONE)
        if answer is None:
            return None
        source = answer["deliverySource"]
        return {
            **unpick(source, same_names("arn", "logType", "name", "service")),
            "resourceArn": source["resourceArns"][0],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("logs")
        found(lambda: client.delete_delivery_source(name=resource_id), _GONE)


class LogDeliveryDestination(ResourceType):
    """Where to."""

    token = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
    properties = frozenset({"name", "outputFormat", "deliveryDestinationConfiguration.destinationResourceArn"})
    computed = frozenset({"arn", "deliveryDestinationType"})
    name_property, name_limit = "name", 60
    tagging = LOGS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("logs").put_delivery_destination(**pick(inputs, _DESTINATION), **given(tags=dict(call.tags)))
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("logs")
        answer = found(lambda: client.get_delivery_destination(name=resource_id), _GONE)
        if answer is None:
            return None
        return unpick(answer["deliveryDestination"], {**_DESTINATION, **same_names("arn", "deliveryDestinationType")})

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if "deliveryDestinationConfiguration" in changed:
            call.client("logs").put_delivery_destination(**pick(new, _DESTINATION))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("logs")
        found(lambda: client.delete_delivery_destination(name=resource_id), _GONE)


class LogDelivery(ResourceType):
    """From a source to a destination."""

    token = "aws:cloudwatch/logDelivery:LogDelivery"
    properties = frozenset({"deliveryDestinationArn", "deliverySourceName"})
    computed = frozenset({"arn"})
    tagging = LOGS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("logs").create_delivery(
            **pick(inputs, same_names("deliveryDestinationArn", "deliverySourceName")), **given(tags=dict(call.tags))
        )
        return str(answer["delivery"]["id"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("logs")
        answer = found(lambda: client.get_delivery(id=resource_id), _GONE)
        if answer is None:
            return None
        return unpick(answer["delivery"], same_names("arn", "deliveryDestinationArn", "deliverySourceName"))

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("logs")
        found(lambda: client.delete_delivery(id=resource_id), _GONE)
