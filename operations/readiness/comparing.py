"""What is declared against what AWS has, in words for people."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from operations.live.export import SECRET
from operations.live.stack_state import StateResource
from operations.readiness.rule import Problem, needed, spared

# `needed` or `spared`.
Verdict = Callable[..., Problem]
_NONE = "none"
# How many actions of a statement are named.
_ACTIONS = 3
# Members of a statement whose order, and whether one is a list, says nothing.
_LISTS = ("Action", "NotAction", "Resource", "NotResource")


@dataclass(frozen=True)
class Facet:
    """One property: what AWS has, and what is declared. What is not declared is AWS's to choose."""

    name: str
    found: Any
    declared: Any


def unlike(*facets: Facet) -> str:
    """`port is 80, declared is 8080; …` for each that differs, and nothing where none does.

    Lists are taken as sets, numbers and booleans as AWS writes them. A secret is never compared.
    """
    return "; ".join(
        f"{each.name} is {_told(each.found)}, declared is {_told(each.declared)}"
        for each in facets
        if each.declared is not None and each.declared != SECRET and _plain(each.found) != _plain(each.declared)
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    if value is None or (hasattr(value, "__len__") and not value):
        return _NONE
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else str(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return sorted({json.dumps(_plain(each), sort_keys=True) for each in value})
    return str(value)


def _told(value: Any) -> str:  # noqa: ANN401 - JSON
    plain = _plain(value)
    if isinstance(plain, list):
        return ", ".join(each.strip('"') for each in plain)
    return plain if isinstance(plain, str) else json.dumps(plain, sort_keys=True)


def snake(key: str) -> str:
    """`accessLogs` gives `access_logs`."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in key)


def compared_policy(
    resource: StateResource, found: str | Mapping[str, Any], means: str, verdict: Verdict, key: str = "policy"
) -> Iterator[Problem]:
    """Compare the statements of a policy with those that an input declares.

    A grant that is missing, or a statement that forbids and is not declared, is judged by `verdict`; a failover lives
    with a grant too many, and without a statement that forbids.
    """
    has, wants = _statements(found), _statements(resource.inputs[key])
    missing = wants.keys() - has.keys()
    guards = {each for each in missing if wants[each].get("Effect") == "Deny"}
    if lacking := missing - guards:
        seen = f"its {_words(key)} lacks {len(lacking)} of {len(wants)} statements: {_actions(lacking, wants)}"
        yield verdict(resource, seen, means)
    if guards:
        lives = "a failover lives without what forbids; calls that should be refused are not"
        yield spared(resource, f"its {_words(key)} does not forbid what is declared: {_actions(guards, wants)}", lives)
    besides = has.keys() - wants.keys()
    if forbids := {each for each in besides if has[each].get("Effect") == "Deny"}:
        yield verdict(resource, f"its {_words(key)} forbids what is not declared: {_actions(forbids, has)}", means)
    if grants := besides - forbids:
        lives = "a failover lives with a right too many; who wrote it, and why?"
        yield spared(resource, f"its {_words(key)} grants what is not declared: {_actions(grants, has)}", lives)


def verdict_on(resource: StateResource, lives_without: Iterable[str]) -> Verdict:
    """`spared` for what belongs to one of these components, such as `standby:network:FlowLogs`, else `needed`."""
    parents = resource.urn.split("::")[2].split("$")[:-1]
    return spared if set(lives_without) & set(parents) else needed


def _words(key: str) -> str:
    return snake(key).replace("_", " ")


def _statements(policy: str | Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    document = json.loads(policy) if isinstance(policy, str) else policy
    statements = document["Statement"]
    statements = [statements] if isinstance(statements, dict) else statements
    return {json.dumps(canonical, sort_keys=True): canonical for canonical in map(_canonical, statements)}


def _canonical(statement: Mapping[str, Any]) -> dict[str, Any]:
    """As IAM reads it: names of statements say nothing, one value is a list of one, an account is its root."""
    written = {key: value for key, value in statement.items() if key != "Sid"}
    for key in _LISTS:
        if key in written:
            written[key] = _listed(written[key])
    for key in ("Principal", "NotPrincipal"):
        if key in written:
            written[key] = _principals(written[key])
    if "Condition" in written:
        written["Condition"] = {
            operator: {name: _listed(values) for name, values in tests.items()}
            for operator, tests in written["Condition"].items()
        }
    return written


def _principals(principals: Any) -> Any:  # noqa: ANN401 - JSON
    if principals == "*":
        return {"AWS": ["*"]}
    return {kind: sorted(map(_account, _listed(names))) for kind, names in principals.items()}


def _account(name: str) -> str:
    return f"arn:aws:iam::{name}:root" if name.isdecimal() else name


def _listed(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    return sorted(_plain(each) for each in value) if isinstance(value, list) else [_plain(value)]


def _actions(names: Iterable[str], statements: Mapping[str, Mapping[str, Any]]) -> str:
    actions = [
        action for name in sorted(names) for action in statements[name].get("Action", statements[name].get("NotAction"))
    ]
    more = f" and {len(actions) - _ACTIONS} more" if len(actions) > _ACTIONS else ""
    return ", ".join(actions[:_ACTIONS]) + more
