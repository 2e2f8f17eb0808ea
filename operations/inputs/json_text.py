"""JSON that somebody else wrote."""

import json
from collections.abc import Sequence
from typing import Any

from operations.errors import OperationError


def read_json(text: str, *, origin: str) -> Any:  # noqa: ANN401 - JSON
    """What it says. Raises OperationError for what is none, or says a key twice."""
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except RecursionError:
        msg = f"{origin} is nested deeper than any engine writes"
        raise OperationError(msg) from None
    except ValueError as error:
        msg = f"{origin} is not JSON ({error})"
        raise OperationError(msg) from error


def read_object(text: str, *, origin: str) -> dict[str, Any]:
    """An object. Raises OperationError for anything else."""
    read = read_json(text, origin=origin)
    if not isinstance(read, dict):
        msg = f"{origin} is a {type(read).__name__}, not one document"
        raise OperationError(msg)
    return read


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    # Of a key that is there twice, json keeps the last one: the other half of the document would not be judged.
    read = dict(pairs)
    if len(read) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        msg = f"the key {twice} is there twice"
        raise ValueError(msg)
    return read
