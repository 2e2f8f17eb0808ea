"""Policies of IAM, of keys, buckets, queues and topics: statement by statement, whatever their order or form."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.comparing import Verdict, plain, snake
from operations.readiness.rule import Problem, spared

# How many actions of a statement are named.
_ACTIONS = 3
# Members of a statement whose order, and whether one is a list, says nothing.
_LISTS = ("Action", "NotAction", "Resource", "NotResource")


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
    return sorted(plain(each) for each in value) if isinstance(value, list) else [plain(value)]


def _actions(names: Iterable[str], statements: Mapping[str, Mapping[str, Any]]) -> str:
    actions = [
        action for name in sorted(names) for action in statements[name].get("Action", statements[name].get("NotAction"))
    ]
    more = f" and {len(actions) - _ACTIONS} more" if len(actions) > _ACTIONS else ""
    return ", ".join(actions[:_ACTIONS]) + more
