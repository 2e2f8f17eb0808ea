"""Which texts of a type nobody has thought about: neither a rule, nor a list of values, nor a reason for none."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from sandbox.providers.aws.facts import rules_of
from sandbox.providers.aws.prose.table import rules
from sandbox.providers.aws.resource_type import ResourceType
from tests.judges.texts.reviewed import NO_RULE

# How APIs call what people word. The end of a property's name, and what no program may have declared yet.
_WORDED = re.compile(
    r"(name|identifier|description|comment|label|title|reference|message|body|prefix|pattern|family|handler|expression"
    r"|string|text|header|alias|aliases|username|password|fqdn|domain|path|key|location|filter)\Z",
    re.IGNORECASE,
)


def texts_in(value: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - property values
    """Paths of every text in inputs, with list indexes as `[]`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts_in(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item, f"{path}[]")
    elif isinstance(value, str):
        yield path


def worded(kind: type[ResourceType]) -> Iterator[str]:
    """Properties that look like texts by their names, whether a program declares them or not."""
    yield from (path for path in kind.properties if _WORDED.search(path.removesuffix("[]")))


def unthought(token: str, paths: Iterable[str]) -> list[str]:
    """Those without a rule, a list of values or a reason. Tags have rules of their own."""
    return sorted(path for path in {*unruled(token, paths)} if not reasons_for(token, path))


def unruled(token: str, paths: Iterable[str]) -> Iterator[str]:
    """Those with neither a rule nor a list of values."""
    yield from (path for path in paths if not _of_tags(path) and not _ruled(token, path))


def reasons_for(token: str, path: str) -> list[tuple[str, str]]:
    """Which reviewed entries say why the path has no rule."""
    return [(kind, where) for kind, where in NO_RULE if fnmatchcase(token, kind) and fnmatchcase(path, where)]


def _of_tags(path: str) -> bool:
    return path.split(".", maxsplit=1)[0] in {"tags", "tagsAll"}


def _ruled(token: str, path: str) -> bool:
    plain = path.replace("[]", "")
    for rule in rules().get(token, ()):
        ruled = rule.path.replace("[]", "")
        if plain == ruled or (rule.of and plain.startswith(f"{ruled}.")):
            return True
    try:
        chosen = rules_of(token)["enums"]
    except KeyError:
        return False
    return plain in {each.replace("[]", "") for each in chosen}
