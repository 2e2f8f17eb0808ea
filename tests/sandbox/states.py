"""Comparing resources of states."""

from typing import Any


def plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The value without what differs at each writing: how a secret is sealed. That there is one stays."""
    if isinstance(value, dict):
        return "[secret]" if "ciphertext" in value else {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
