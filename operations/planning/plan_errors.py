"""What a plan itself says went wrong, by either engine. Pure."""

from collections.abc import Mapping
from typing import Any


def error_of(document: Mapping[str, Any]) -> str:
    """The sandbox engine writes `error`; Pulumi writes diagnostics, and a failed preview is a document all the same."""
    found = [str(document["error"])] if document.get("error") else []
    said = document.get("diagnostics")
    found += [
        str(each.get("message", "")).strip()
        # Another shape is refused where a plan is read.
        for each in (said if isinstance(said, list) else ())
        if isinstance(each, Mapping) and each.get("severity") == "error"
    ]
    return "\n".join(found)
