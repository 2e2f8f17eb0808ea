"""The table of rules, by resource type and property, and by service for tags."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.providers.aws.prose.kinds import KINDS

_FOLDER = Path(__file__).with_name("rules")
# Files of the folder that are about no resource type.
_FORMS, _TAGS = "forms", "tags"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of one property. `limits` are kinds with what they want, `answer` is what AWS then answers.

    Where `of` is `keys` or `values`, the property is a mapping and the rule is about these. Where it is a JSON text,
    `inside` is the path in what it holds. `when` names values of other properties without which the rule is not meant.
    """

    path: str
    forms: tuple[str, ...]
    limits: Mapping[str, Any]
    source: str
    answer: str
    of: str
    inside: str
    when: Mapping[str, Any]


@cache
def rules() -> Mapping[str, tuple[Rule, ...]]:
    """Every rule of a property, by resource type."""
    found: dict[str, tuple[Rule, ...]] = {}
    for file in sorted(_FOLDER.glob("*.json")):
        if file.stem not in {_FORMS, _TAGS}:
            found |= {token: tuple(_rules(properties)) for token, properties in json.loads(file.read_text()).items()}
    return found


@cache
def tag_rules() -> Mapping[str, tuple[Rule, ...]]:
    """What each service asks of tags, by its name in boto3: the paths are `keys`, `values` and `count`."""
    document = json.loads(_read(_TAGS))
    return {service: tuple(_rules(parts)) for service, parts in document.items()}


@cache
def forms() -> Mapping[str, Mapping[str, Any]]:
    """Limits that have a name."""
    known: Mapping[str, Mapping[str, Any]] = json.loads(_read(_FORMS))
    return known


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.json").read_text()


def _rules(properties: Mapping[str, Any]) -> Iterator[Rule]:
    for path, entries in properties.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            yield _rule(path, entry)


def _rule(path: str, entry: Mapping[str, Any]) -> Rule:
    names = tuple(entry.get("form", "").split())
    whole: dict[str, Any] = {}
    for name in names:
        whole |= forms()[name]
    whole |= entry
    return Rule(
        path=path,
        forms=names,
        limits={key: value for key, value in whole.items() if key in KINDS},
        source=whole["source"],
        answer=whole.get("answer", ""),
        of=whole.get("of", ""),
        inside=whole.get("inside", ""),
        when=whole.get("when", {}),
    )
