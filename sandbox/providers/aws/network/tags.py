"""Tags of EC2 resources: set at creation, replaced in place later."""

from typing import Any

from sandbox.providers.aws.call import Call, tags_of


def tag_specification(call: Call, kind: str) -> list[dict[str, Any]]:
    """Tags in the form that EC2's create calls take."""
    return [{"ResourceType": kind, "Tags": call.tag_list()}] if call.tags else []


def retag(call: Call, resource_id: str, old: dict[str, str] | None) -> None:
    """Make the resource's tags the ones that the call carries."""
    client = call.client("ec2")
    gone = sorted(set(old or {}) - set(call.tags))
    if gone:
        client.delete_tags(Resources=[resource_id], Tags=[{"Key": key} for key in gone])
    if call.tags:
        client.create_tags(Resources=[resource_id], Tags=call.tag_list())


def tag_outputs(entries: list[dict[str, str]] | None) -> dict[str, Any]:
    """What AWS says of tags, as outputs."""
    return {"tagsAll": tags_of(entries)} if entries else {}
