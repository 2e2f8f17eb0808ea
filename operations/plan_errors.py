"""What a plan itself says went wrong, by either engine. Pure."""

from collections.abc import Mapping
from typing import Any


def error_of(document: Mapping[str, Any]) -> str:
    """The sandbox engine writes `error`; Pulumi writes diagnostics, and a failed preview is a document all the same."""
    found = [str(document["error"])] if document.get("error") else []
    found += [
        str(each.get("message", "")).strip()
        for each in document.get("diagnostics") or ()
        if each.get("severity") == "error"
    ]
    return "\n".join(found)
