"""What AWS asks of texts in the prose of its documents: `prose.json`, each rule with its source. Pure.

The real provider does not check these in a preview, and AWS refuses them when the thing is made: an apostrophe in the
description of a security group stops a first `up` half-way. Here the preview refuses them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.protocol.values import UNKNOWN

_FILE = Path(__file__).with_name("prose.json")
Rule = Mapping[str, Any]


@cache
def rules() -> Mapping[str, Mapping[str, Rule]]:
    """Every rule, by resource type and property. A rule's own words go before those of its form."""
    document = json.loads(_FILE.read_text())
    return {
        token: {name: {**document["forms"][rule["form"]], **rule} for name, rule in properties.items()}
        for token, properties in document["rules"].items()
    }


def broken(token: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Properties that AWS would refuse, and what it asks. What is not known yet is judged when it is."""
    for name, rule in rules().get(token, {}).items():
        value = inputs.get(name)
        if isinstance(value, str) and value != UNKNOWN:
            answers = f"; AWS answers {rule['code']}" if "code" in rule else ""
            yield from ((name, f"{said} ({rule['source']}{answers})") for said in _breaches(rule, value))


def _breaches(rule: Rule, value: str) -> Iterator[str]:
    low, high = rule["length"]
    if not low <= len(value) <= high:
        yield f"must be {low} to {high} characters, and has {len(value)}"
    characters = rule.get("characters")
    strange = sorted(set(re.sub(f"[{characters['set']}]", "", value))) if characters else []
    if strange:
        yield f"may hold only {rule['characters']['words']}, and not {', '.join(map(repr, strange))}"
    pattern = rule.get("pattern")
    if pattern and not re.fullmatch(pattern["form"], value):
        yield f"must be {pattern['words']}"
    for start in rule.get("never_starts", ()):
        if value.lower().startswith(start):
            yield f"must not start with {start!r}"
