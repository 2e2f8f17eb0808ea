"""Load balancing: shared between the resource types of ELBv2."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.resource_type import Inputs, Outputs


def retag(call: Call, arn: str, old: Inputs) -> None:
    """Make the resource's tags the ones that the call carries."""
    client = call.client("elbv2")
    gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
    if gone:
        client.remove_tags(ResourceArns=[arn], TagKeys=gone)
    if call.tags:
        client.add_tags(ResourceArns=[arn], Tags=call.tag_list())


def tag_outputs(call: Call, arn: str) -> Outputs:
    """What AWS says of tags, as outputs."""
    described = call.client("elbv2").describe_tags(ResourceArns=[arn])["TagDescriptions"]
    tags = tags_of(described[0].get("Tags")) if described else {}
    return {"tagsAll": tags} if tags else {}


def tag_arguments(call: Call) -> dict[str, Any]:
    """Tags for a create call: the API refuses an empty list."""
    return {"Tags": call.tag_list()} if call.tags else {}


def text(value: Any) -> str:  # noqa: ANN401 - a property value
    """An attribute's value: ELBv2 takes texts only."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def one(call: Call, operation: str, key: str, arn: str, argument: str, gone: str) -> dict[str, Any] | None:
    """Describe one resource by its ARN, or None where it is gone."""
    describe = getattr(call.client("elbv2"), operation)
    answer = found(lambda: describe(**{argument: [arn]}), gone)
    return next(iter(answer[key]), None) if answer else None


def actions(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pulumi's actions of a listener or a rule as the API takes them."""
    return [_action(entry) for entry in entries]


def _action(entry: dict[str, Any]) -> dict[str, Any]:
    action: dict[str, Any] = {"Type": entry["type"]}
    if entry.get("targetGroupArn"):
        action["TargetGroupArn"] = entry["targetGroupArn"]
    if entry.get("order"):
        action["Order"] = entry["order"]
    if entry.get("redirect"):
        redirect = entry["redirect"]
        action["RedirectConfig"] = {
            "Protocol": redirect.get("protocol") or "#{protocol}",
            "Port": redirect.get("port") or "#{port}",
            "Host": redirect.get("host") or "#{host}",
            "Path": redirect.get("path") or "/#{path}",
            "Query": redirect.get("query") or "#{query}",
            "StatusCode": redirect["statusCode"],
        }
    if entry.get("fixedResponse"):
        fixed = entry["fixedResponse"]
        action["FixedResponseConfig"] = {
            "ContentType": fixed["contentType"],
            "StatusCode": str(fixed.get("statusCode") or "200"),
            **({"MessageBody": fixed["messageBody"]} if fixed.get("messageBody") else {}),
        }
    return action
