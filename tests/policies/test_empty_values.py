"""An empty text is no value: no rule's verdict is another one for it than for nothing at all.

Providers bridged from Terraform write an empty text where nothing is set, so a rule that takes it for a value passes a
state that it refuses as a program.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.policies.bench import Declared, analyze
from tests.policies.cases import AnyRule, Case, tried
from tests.policies.pack import RULES

TRIED = tried()
Path = tuple[str, ...]
# Labels, annotations and what selects by them: there an empty text is a value like any other.
_LABELLED = "kubernetes:"


def _text_paths(node: Mapping[str, Any]) -> Iterator[Path]:
    for key, value in node.items():
        if isinstance(value, str):
            yield (key,)
        elif isinstance(value, Mapping):
            yield from ((key, *rest) for rest in _text_paths(value))


def _with(node: Mapping[str, Any], path: Path, value: str | None) -> dict[str, Any]:
    """Properties with another value there; None for none."""
    first, *rest = path
    others = {key: each for key, each in node.items() if key != first}
    if rest:
        return {**others, first: _with(node[first], tuple(rest), value)}
    return others if value is None else {**others, first: value}


def _variants(rule: AnyRule) -> Iterator[tuple[Case, Declared, Path]]:
    """Each text of each case, once for a rule, a kind of resource, and a kind of case."""
    seen = set()
    for tried_rule, case in TRIED:
        if tried_rule is not rule:
            continue
        for resource in (each for each in case.resources if not each.type.startswith(_LABELLED)):
            for path in _text_paths(resource.props):
                if (key := (case.kind, resource.type, path)) not in seen:
                    seen.add(key)
                    yield case, resource, path


def _said(rule: AnyRule, case: Case, resource: Declared, props: dict[str, Any]) -> list[str]:
    # What is nothing is made of nothing.
    gone = {key for key, value in resource.props.items() if props.get(key) != value}
    refs = {key: found for key, found in resource.refs.items() if key not in gone}
    stack = [replace(each, props=props, refs=refs) if each is resource else each for each in case.stack()]
    return analyze([rule], stack, {rule.id: case.config}).of(rule.id)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_empty_text_is_judged_as_nothing_is(rule: AnyRule) -> None:
    unlike = []
    for case, resource, path in _variants(rule):
        nothing, *empty = (
            _said(rule, case, resource, _with(resource.props, path, given)) for given in (None, "", " \t")
        )
        if empty != [nothing, nothing]:
            unlike.append((case.sentence, resource.name, ".".join(path), nothing, empty))
    assert unlike == []
