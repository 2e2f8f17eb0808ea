"""Who calls, and what IAM says that this identity may do. The simulator is asked; nothing is tried out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from operations.preflight.checking import Finding, fine, wrong
from operations.preflight.place import Place

# The rights that an `up` and a `destroy` of both stacks ask for.
DEPLOY_ROLE = Path(__file__).resolve().parents[2] / "docs" / "deploy-role.json"
_ASSUMED = re.compile(r"arn:aws:sts::\d{12}:assumed-role/(?P<role>[^/]+)/.+")
_ROOT = re.compile(r"arn:aws:iam::\d{12}:root")
_SHOWN, _ACTIONS_PER_CALL = 5, 100
Context = Mapping[str, str]


def source_of(place: Place) -> str | None:
    """The identity that the simulator takes; None for the account itself, which may do everything."""
    if _ROOT.fullmatch(place.identity):
        return None
    assumed = _ASSUMED.fullmatch(place.identity)
    if assumed is None:
        return place.identity
    return str(place.world("iam").get_role(RoleName=assumed["role"])["Role"]["Arn"])


def denied(
    place: Place, source: str, actions: Sequence[str], resources: Sequence[str], context: Context | None = None
) -> list[str]:
    """Those actions that are refused. One that depends on what a request would say is not among them."""
    entries = [
        {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
        for key, value in (context or {}).items()
    ]
    found: list[str] = []
    for start in range(0, len(actions), _ACTIONS_PER_CALL):
        answer = place.world("iam").simulate_principal_policy(
            PolicySourceArn=source,
            ActionNames=list(actions[start : start + _ACTIONS_PER_CALL]),
            ResourceArns=list(resources),
            ContextEntries=entries,
        )
        found += [
            str(each["EvalActionName"])
            for each in answer["EvaluationResults"]
            if each["EvalDecision"] != "allowed" and not each.get("MissingContextValues")
        ]
    return sorted(set(found))


def rights(place: Place) -> Iterator[Finding]:
    """Whether the identity may do what docs/deploy-role.json lists, statement by statement."""
    source = source_of(place)
    if source is None:
        yield fine(f"{place.identity} may do everything; a role of its own is safer")
        return
    lacking: list[str] = []
    for statement in _statements(place.account):
        lacking += denied(place, source, statement["Action"], statement["Resource"])
    if lacking:
        names = sorted(set(lacking))
        told = f"{', '.join(names[:_SHOWN])}{f' and {len(names) - _SHOWN} more' if len(names) > _SHOWN else ''}"
        yield wrong(f"{place.identity} may not {told}", "Give it what docs/deploy-role.json lists, or use that role")
    else:
        yield fine(f"{place.identity} may do what an up asks for")


def _statements(account: str) -> Iterator[dict[str, list[str]]]:
    document: dict[str, Any] = json.loads(DEPLOY_ROLE.read_text().replace("ACCOUNT", account))
    for statement in document["Statement"]:
        if statement["Effect"] == "Allow" and "Action" in statement:
            # The simulator takes names of actions, and no patterns of them.
            actions = [each for each in _list(statement["Action"]) if "*" not in each]
            if actions:
                yield {"Action": actions, "Resource": _list(statement.get("Resource", "*"))}


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
