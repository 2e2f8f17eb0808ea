"""When two values of a property mean the same to AWS, and how to tell what AWS says in a program's own words. Pure."""

import json
import re
from collections.abc import Callable
from typing import Any

from sandbox.protocol.values import UNKNOWN
from sandbox.providers.aws.resource_type import ANY_KEY, Inputs, Outputs, ResourceType

Kind = type[ResourceType]
_ACCOUNT = re.compile(r"\d{12}")
# Elements of a statement that hold one thing or several.
_LISTS = frozenset({"Action", "NotAction", "Resource", "NotResource"})


def is_nothing(value: Any) -> bool:  # noqa: ANN401 - property values
    """Terraform's schemas know no difference between an absent value and an empty one."""
    return value is None or value in ([], {}, "")


def same_scalar(one: Any, other: Any) -> bool:  # noqa: ANN401 - property values
    """Whether two plain values are equal; AWS says numbers and flags as texts in many places."""
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return bool(one == other)
    return _spelt(one) == _spelt(other)


def canonical(kind: Kind, path: str, value: Any) -> Any:  # noqa: ANN401 - property values
    """A value in a form in which equal meaning is equal."""
    if value == UNKNOWN:
        return value
    if path in kind.spellings and value is not None:
        return kind.spellings[path](value)
    if path in kind.documents and isinstance(value, str):
        return _order(_document(_parsed(value)))
    if isinstance(value, dict):
        return {key: canonical(kind, f"{path}.{key}", item) for key, item in value.items()}
    if isinstance(value, list):
        items = [canonical(kind, f"{path}[]", item) for item in value]
        return sorted(items, key=_order) if path in kind.sets else items
    return value


def in_program_words(kind: Kind, said: Outputs, known: Inputs) -> Outputs:
    """What AWS says, each property as the program wrote it while AWS means the same."""
    return {key: _reworded(kind, key, known.get(key), value) for key, value in said.items()}


def _reworded(kind: Kind, path: str, known: Any, said: Any) -> Any:  # noqa: ANN401 - property values
    """`said`, with every part that means what `known` means replaced by it, and without what `known` never named."""
    if is_nothing(known):
        return known if is_nothing(said) and known is not None else said
    if path in kind.spellings or path in kind.documents or f"{path}.{ANY_KEY}" in kind.properties:
        return known if canonical(kind, path, known) == canonical(kind, path, said) else said
    if isinstance(known, dict) and isinstance(said, dict):
        parts = {key: _reworded(kind, f"{path}.{key}", item, said.get(key)) for key, item in known.items()}
        return {key: item for key, item in parts.items() if item is not None}
    if isinstance(known, list) and isinstance(said, list):
        if path in kind.sets:
            return _reworded_set(kind, path, known, said)
        pairs = [_reworded(kind, f"{path}[]", *pair) for pair in zip(known, said, strict=False)]
        return [*pairs, *said[len(known) :]]
    return known if same_scalar(known, said) else said


def _reworded_set(kind: Kind, path: str, known: list[Any], said: list[Any]) -> list[Any]:
    """The members that are still there, in the program's order, and then those that it does not know."""
    strangers, members = list(said), []
    for item in known:
        match = next((other for other in strangers if _reworded(kind, f"{path}[]", item, other) == item), None)
        if match is not None:
            strangers.remove(match)
            members.append(item)
    return [*members, *strangers]


def _spelt(value: Any) -> str:  # noqa: ANN401 - property values
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return str(value)


def _document(document: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A policy as its meaning: neither the order of lists nor whether one thing stands in a list makes a difference."""
    if not isinstance(document, dict) or "Statement" not in document:
        return document
    stated = document["Statement"]
    statements = [_statement(each) for each in (stated if isinstance(stated, list) else [stated])]
    return {**document, "Statement": sorted(statements, key=_order)}


def _statement(statement: dict[str, Any]) -> dict[str, Any]:
    meant: dict[str, Any] = {}
    for key, value in statement.items():
        if key.endswith("Principal") and isinstance(value, dict):
            meant[key] = {kind: _listed(value[kind], _account_arn) for kind in sorted(value)}
        elif key == "Condition" and isinstance(value, dict):
            meant[key] = {operator: {name: _listed(keys[name]) for name in keys} for operator, keys in value.items()}
        elif key in _LISTS:
            meant[key] = _listed(value)
        else:
            meant[key] = value
    return meant


def _listed(value: Any, change: Callable[[str], str] = str) -> list[str]:  # noqa: ANN401 - whatever JSON holds
    return sorted(change(_spelt(each)) for each in (value if isinstance(value, list) else [value]))


def _account_arn(principal: str) -> str:
    return f"arn:aws:iam::{principal}:root" if _ACCOUNT.fullmatch(principal) else principal


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except ValueError:
        return text


def _order(item: Any) -> str:  # noqa: ANN401 - property values
    return json.dumps(item, sort_keys=True)
