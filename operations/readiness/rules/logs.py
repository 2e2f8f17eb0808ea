"""CloudWatch Logs: where tasks write what they do, and how the edge's access logs come to their bucket."""

from collections.abc import Iterator, Sequence
from os.path import commonprefix
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, everywhere, needed, region_of, spared

READS = (
    "logs:DescribeDeliveries",
    "logs:DescribeDeliveryDestinations",
    "logs:DescribeDeliverySources",
    "logs:DescribeLogGroups",
)
_TASKS = "standby:compute:EcsService"
_GONE = "is not there"
_NO_START = "a task whose log group is missing does not start"
_NOT_WRITTEN = "a failover lives without; what would be written there is not kept"
_KEPT = "what is written is kept for another time or under another key; a failover lives with that"
_EDGE = "the edge serves; its access logs are not kept"


def _groups(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    prefix = commonprefix([each.id for each in declared])  # noqa: RUF071 - names are matched by their letters
    asked = {"logGroupNamePrefix": prefix} if prefix else {}
    found = {each["logGroupName"]: each for each in ask.all("logs", "describe_log_groups", "logGroups", **asked)}
    for each in declared:
        group = found.get(each.id)
        if group is None:
            yield needed(each, _GONE, _NO_START) if _TASKS in each.urn else spared(each, _GONE, _NOT_WRITTEN)
        elif seen := unlike(
            Facet("days that it keeps", group.get("retentionInDays"), each.inputs.get("retentionInDays")),
            Facet("key", group.get("kmsKeyId"), each.inputs.get("kmsKeyId")),
            Facet("class", group.get("logGroupClass", "STANDARD"), each.inputs.get("logGroupClass")),
        ):
            yield spared(each, seen, _KEPT)


def _listed(ask: Ask, operation: str, key: str, declared: Sequence[StateResource]) -> list[Any]:
    """Logs of CloudFront are delivered from us-east-1 alone, which is what these name as their region."""
    regions = {region_of(each) or "" for each in declared}
    return [one for region in sorted(regions) for one in ask.all("logs", operation, key, region=region)]


def _deliveries(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {one["id"]: one for one in _listed(ask, "describe_deliveries", "deliveries", declared)}
    for each in declared:
        delivery = found.get(each.id)
        if delivery is None:
            yield spared(each, _GONE, _EDGE)
        elif seen := unlike(
            Facet("source", delivery["deliverySourceName"], each.inputs["deliverySourceName"]),
            Facet("destination", delivery["deliveryDestinationArn"], each.inputs["deliveryDestinationArn"]),
        ):
            yield spared(each, seen, _EDGE)


def _sources(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {one["name"]: one for one in _listed(ask, "describe_delivery_sources", "deliverySources", declared)}
    for each in declared:
        source = found.get(each.id)
        if source is None:
            yield spared(each, _GONE, _EDGE)
        elif seen := unlike(
            Facet("resource", source["resourceArns"], [each.inputs["resourceArn"]]),
            Facet("kind", source["logType"], each.inputs["logType"]),
        ):
            yield spared(each, seen, _EDGE)


def _destinations(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    listed = _listed(ask, "describe_delivery_destinations", "deliveryDestinations", declared)
    found = {one["name"]: one for one in listed}
    for each in declared:
        destination = found.get(each.id)
        if destination is None:
            yield spared(each, _GONE, _EDGE)
            continue
        has = destination["deliveryDestinationConfiguration"]["destinationResourceArn"]
        wants = each.inputs["deliveryDestinationConfiguration"]["destinationResourceArn"]
        if seen := unlike(
            Facet("bucket", has, wants),
            Facet("format", destination.get("outputFormat"), each.inputs.get("outputFormat")),
        ):
            yield spared(each, seen, _EDGE)


RULES = (
    Rule(
        type="aws:cloudwatch/logDelivery:LogDelivery",
        look=_deliveries,
        concerns=everywhere,
        in_one_place=True,
    ),
    Rule(
        type="aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        look=_destinations,
        concerns=everywhere,
        in_one_place=True,
    ),
    Rule(
        type="aws:cloudwatch/logDeliverySource:LogDeliverySource",
        look=_sources,
        concerns=everywhere,
        in_one_place=True,
    ),
    Rule(type="aws:cloudwatch/logGroup:LogGroup", look=_groups),
)
