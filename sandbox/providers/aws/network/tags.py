"""Tags in the form that EC2's create calls take."""

from typing import Any

from sandbox.providers.aws.call import Call, tags_of
from sandbox.providers.aws.resource_type import Outputs


def tag_specification(call: Call, kind: str) -> list[dict[str, Any]]:
    """Tags for a create call."""
    return [{"ResourceType": kind, "Tags": call.tag_list()}] if call.tags else []


def tag_outputs(entries: list[dict[str, str]] | None) -> Outputs:
    """What EC2 says of tags wherever it describes something, as outputs."""
    return {"tagsAll": tags_of(entries)}
