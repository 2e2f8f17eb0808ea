"""A declared manifest against the object that stands: all that is declared must be there, in whatever form. Pure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from operations.live.export import SECRET

# Pulumi's own words to its provider.
_PULUMI = "pulumi.com/"
# Below these are quantities, which the API server writes in a form of its own: `1` for `1000m`.
_QUANTITIES = frozenset({"default", "defaultRequest", "hard", "limits", "requests"})
_QUANTITY = re.compile(r"(?P<number>[0-9.]+)(?P<unit>m|k|Ki|M|Mi|G|Gi|T|Ti|)")
_UNITS = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
}
_MISSING = object()
_OWN = ("apiVersion", "kind", "status")


def unlike(declared: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, str]:
    """Path -> what differs there. What is not declared is anybody's; so are names of what is compared."""
    wanted = {key: value for key, value in declared.items() if key not in _OWN}
    return dict(_walk("", wanted, found, amounts=False))


def quantity(text: object) -> Decimal | None:
    """The number that a quantity stands for; None where it is none."""
    match = _QUANTITY.fullmatch(str(text))
    return Decimal(match["number"]) * _UNITS[match["unit"]] if match else None


def _walk(path: str, declared: Any, found: Any, *, amounts: bool) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    # The API server leaves out what is empty.
    if declared == SECRET or (found is _MISSING and not declared):
        return
    if isinstance(declared, Mapping) and isinstance(found, Mapping):
        for key, value in declared.items():
            if not key.startswith(_PULUMI):
                inner = f"{path}.{key}" if path else key
                yield from _walk(inner, value, found.get(key, _MISSING), amounts=amounts or key in _QUANTITIES)
    elif isinstance(declared, list) and isinstance(found, list):
        yield from _walk_list(path, declared, found, amounts=amounts)
    elif not _same(declared, found, amounts=amounts):
        yield path, f"is {_told(found)}, declared is {_told(declared)}"


def _walk_list(path: str, declared: list[Any], found: list[Any], *, amounts: bool) -> Iterator[tuple[str, str]]:
    """Members with names may have others beside them, as a webhook puts them there; all else is a list as it stands."""
    if declared and all(isinstance(each, Mapping) and "name" in each for each in declared):
        there = {each.get("name"): each for each in found if isinstance(each, Mapping)}
        for each in declared:
            yield from _walk(f"{path}[{each['name']}]", each, there.get(each["name"], _MISSING), amounts=amounts)
    elif len(declared) != len(found):
        yield path, f"has {len(found)} members, declared are {len(declared)}"
    else:
        for index, pair in enumerate(zip(declared, found, strict=True)):
            yield from _walk(f"{path}[{index}]", *pair, amounts=amounts)


def _same(declared: object, found: object, *, amounts: bool) -> bool:
    if amounts and (number := quantity(declared)) is not None:
        return number == quantity(found)
    return declared == found


def _told(value: object) -> str:
    return "missing" if value is _MISSING else str(value)
