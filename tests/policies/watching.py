"""Which properties a rule looks at while it judges a stack: seen by doing, not by what the rule says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from framework.rule import ResourceRule
from tests.policies.bench import Config, Declared, analyze
from tests.policies.cases import AnyRule

Path = tuple[str | int, ...]
Seen = dict[tuple[str, Path], None]


class _Object(Mapping[str, Any]):
    def __init__(self, inner: Mapping[str, Any], urn: str, path: Path, seen: Seen) -> None:
        self._inner, self._at, self._seen = inner, (urn, path), seen

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a property may be anything
        urn, path = self._at
        self._seen[urn, (*path, key)] = None
        return _watched(self._inner[key], urn, (*path, key), self._seen)

    def __iter__(self) -> Iterator[str]:
        return iter(self._inner)

    def __len__(self) -> int:
        return len(self._inner)


class _List(Sequence[Any]):
    def __init__(self, inner: Sequence[Any], urn: str, path: Path, seen: Seen) -> None:
        self._inner, self._at, self._seen = inner, (urn, path), seen

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401
        urn, path = self._at
        self._seen[urn, (*path, index)] = None
        return _watched(self._inner[index], urn, (*path, index), self._seen)

    def __len__(self) -> int:
        return len(self._inner)


def _watched(value: Any, urn: str, path: Path, seen: Seen) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return _Object(value, urn, path, seen)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _List(value, urn, path, seen)
    return value


def watched(rule: AnyRule, resources: Sequence[Declared], config: Config) -> list[tuple[str, Path]]:
    """The URN and the path of each property that the rule asks for, whether or not it is there, in that order."""
    seen: Seen = {}

    def look(resource: Any, *rest: Any) -> Any:  # noqa: ANN401 - either kind of rule
        if isinstance(rule, ResourceRule):
            shown = SimpleNamespace(**vars(resource))
            shown.props = _watched(resource.props, resource.urn, (), seen)
            return list(rule.check(shown, *rest))
        stack, settings = rest
        for each in stack.resources:
            if not isinstance(each.props, _Object):
                each.props = _watched(each.props, each.urn, (), seen)
        return list(rule.check(resource, stack, settings))

    spied: Any = look
    analyze([replace(rule, check=spied)], resources, config)
    return list(seen)
