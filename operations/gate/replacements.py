"""Which changes of a property make the AWS provider replace a resource, for every type that holds data.

`replacements.json` is that part of the provider's rules; a test keeps it equal to what the sandbox's provider knows.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("replacements.json")
_INDEX = re.compile(r"\[[^\]]*\]")


@cache
def _rules() -> Mapping[str, Mapping[str, Iterable[str]]]:
    rules: Mapping[str, Mapping[str, Iterable[str]]] = json.loads(_FILE.read_text())
    return rules


def always(kind: str) -> frozenset[str]:
    """Property paths whose change always replaces; list indexes are written `[]`."""
    return frozenset(_rules().get(kind, {}).get("always", ()))


def sometimes(kind: str) -> frozenset[str]:
    """Property paths whose change replaces depending on the values."""
    return frozenset(_rules().get(kind, {}).get("sometimes", ()))


def touches(changed: str, rule: str) -> bool:
    """Whether a changed path is the rule's, lies in it, or holds it."""
    plain = _INDEX.sub("[]", changed)
    shorter, longer = sorted((plain, rule), key=len)
    return longer == shorter or longer.startswith((f"{shorter}.", f"{shorter}["))
