"""One rule about one field, and how the fields that it is about are found in a manifest. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.protocol.values import UNKNOWN

# What is wrong with a value; empty: nothing.
Reader = Callable[[Any], str]
EVERY = "*"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`controller` reads the field at `path`, as `source` says. No `kinds`: all. `where` narrows which objects."""

    controller: str
    path: tuple[str, ...]
    read: Reader
    source: str
    kinds: frozenset[str] = frozenset()
    where: Callable[[Mapping[str, Any]], bool] = lambda _: True

    def failures(self, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Places where the rule is broken, and how. What is not known yet is not judged."""
        if self.kinds and manifest.get("kind") not in self.kinds:
            return
        if not self.where(manifest):
            return
        for place, value in found(manifest, self.path):
            wrong = "" if value == UNKNOWN or value is None else self.read(value)
            if wrong:
                yield place, f"{self.controller} does not take {value!r}: {wrong} ({self.source})"


def found(value: Any, path: tuple[str, ...], place: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    """Every value at a path; `*` stands for each member of a list, or each value of a mapping."""
    if not path:
        yield place, value
        return
    first, *rest = path
    if first == EVERY:
        members: list[tuple[Any, Any]] = []
        if isinstance(value, list):
            members = [(f"[{number}]", member) for number, member in enumerate(value)]
        elif isinstance(value, Mapping):
            members = [(f".{key}", member) for key, member in value.items()]
        for key, member in members:
            yield from found(member, tuple(rest), f"{place}{key}".removeprefix("."))
    elif isinstance(value, Mapping) and first in value:
        yield from found(value[first], tuple(rest), f"{place}.{first}".removeprefix("."))


def mapping(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - JSON
    """The value as a mapping; an empty one where it is none, or not known yet."""
    return value if isinstance(value, Mapping) else {}


def members(value: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401 - JSON
    """Those members of a list that are mappings; none where it is no list, or not known yet."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
