"""Single values of a request, read and replaced: what a call says at a path, in the JSON and the query protocol. Pure.

A path is written as in JSON, with `[]` behind a list: `ReplicaUpdates[].Create.KMSMasterKeyId`. The query protocol
numbers a list's elements and has a word of its own before the number in some services. `WHOLE` is the body itself.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from sandbox.cloud.request import AwsCall, form_pairs

WHOLE = ""
Change = Callable[[Any], Any]


def values_at(call: AwsCall, path: str) -> list[Any]:
    """Every value at the path."""
    if path == WHOLE:
        return [call.body.decode("utf-8", "replace")]
    if call.is_query_protocol:
        return [value for name, value in form_pairs(call.body) if _pattern(path).fullmatch(name)]
    return list(_found(call.json(), path.split(".")))


def with_values(call: AwsCall, path: str, change: Change) -> AwsCall:
    """The same call with each value at the path changed. A list without `[]` is changed as a whole, in JSON alone."""
    if path == WHOLE:
        return replace(call, body=change(call.body.decode("utf-8", "replace")).encode())
    if call.is_query_protocol:
        pattern = _pattern(path)
        said = form_pairs(call.body)
        pairs = [(name, change(value) if pattern.fullmatch(name) else value) for name, value in said]
        return replace(call, body=urlencode(pairs).encode())
    return replace(call, body=json.dumps(_changed(call.json(), path.split("."), change)).encode())


@lru_cache(maxsize=512)
def _pattern(path: str) -> re.Pattern[str]:
    parts = [
        re.escape(part.removesuffix("[]")) + (r"(?:\.[A-Za-z]+)?\.\d+" if part.endswith("[]") else "")
        for part in path.split(".")
    ]
    return re.compile(r"\.".join(parts))


def _found(value: Any, parts: list[str]) -> Iterator[Any]:  # noqa: ANN401 - as JSON has it
    if not parts:
        yield value
        return
    name = parts[0].removesuffix("[]")
    inner = value.get(name) if isinstance(value, dict) else None
    if inner is None:
        return
    for item in inner if parts[0].endswith("[]") else [inner]:
        yield from _found(item, parts[1:])


def _changed(value: Any, parts: list[str], change: Change) -> Any:  # noqa: ANN401 - as JSON has it
    if not parts:
        return change(value)
    name = parts[0].removesuffix("[]")
    if not isinstance(value, dict) or value.get(name) is None:
        return value
    inner = value[name]
    if parts[0].endswith("[]"):
        return {**value, name: [_changed(item, parts[1:], change) for item in inner]}
    return {**value, name: _changed(inner, parts[1:], change)}
