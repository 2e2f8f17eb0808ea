"""What is declared, with another text at one place."""

import copy
from dataclasses import replace
from typing import Any

from tests.judges.declared import Declared

# A document that is none is refused for that, before anybody looks at its texts.
_JSON = ('{"', '[{"')


def with_text(one: Declared, path: str, text: str) -> Declared | None:
    """The same with this text in the first entry of each list; nothing where that entry has no such place."""
    inputs = copy.deepcopy(one.inputs)
    return replace(one, inputs=inputs) if _put(inputs, path.split("."), text) else None


def _put(holder: Any, parts: list[str], text: str) -> bool:  # noqa: ANN401 - property values
    name, rest = parts[0].removesuffix("[]"), parts[1:]
    if not isinstance(holder, dict) or name not in holder or str(holder[name]).startswith(_JSON):
        return False
    listed = parts[0].endswith("[]")
    if not rest:
        holder[name] = [text] if listed else text
        return True
    inner = holder[name]
    return _put(inner[0] if listed else inner, rest, text) if inner else False
