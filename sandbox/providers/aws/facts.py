"""The real provider's rules, read off its source, as data (`facts.json`).

The file is data that nothing generates: `_about` says how old each entry is and what was corrected by hand.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("facts.json")


@cache
def _all() -> Mapping[str, Any]:
    rules: Mapping[str, Any] = json.loads(_FILE.read_text())
    return rules


def rules_of(token: str) -> Mapping[str, Any]:
    """What is known of a type. Raises KeyError for a type without facts: its replacement rules would be guesses."""
    rules: Mapping[str, Any] = _all()[token]
    return rules


@cache
def replaces_on(token: str) -> frozenset[str]:
    """Property paths whose change needs a new resource; list indexes are written `[]`."""
    return frozenset(rules_of(token)["replace_on"])
