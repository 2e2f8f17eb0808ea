"""The dated table of what comes to its end: `ends.json`, with where each date is from. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_name("ends.json")


@dataclass(frozen=True)
class Row:
    """One version. No `standard`: its maker has published no end.

    `kubernetes` are the first and the last version of it that this one is made for.
    """

    standard: date | None
    extended: date | None = None
    kubernetes: tuple[str, ...] = ()
    runs_on: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Product:
    """`depth` is how many numbers tell its versions apart; 0: the whole text does. `then` is what an end brings."""

    title: str
    depth: int
    then: str
    sources: tuple[str, ...]
    versions: Mapping[str, Row]

    def keys(self, version: str) -> tuple[str, ...]:
        """The rows that a version may have, the finest first: a minor version ends with its major one at the latest."""
        if not self.depth:
            return (version,)
        told = numbers_in(version)[: self.depth]
        return tuple(".".join(map(str, told[:count])) for count in range(len(told), 0, -1))

    def lasting(self, version: str, beyond: date) -> str:
        """A later version that lasts beyond a day, of the same major version where one does; empty: none is known."""
        present = numbers_in(version)[: self.depth or None]
        later = [
            (numbers_in(key), row.standard or date.max, key)
            for key, row in self.versions.items()
            if self._is_alike(key, version)
            and numbers_in(key) > present
            and (row.standard is None or row.standard > beyond)
        ]
        near = [each for each in later if each[0][0] == present[0]] or later
        return max(near, key=lambda each: (each[1], each[0]))[2] if near else ""

    def _is_alike(self, key: str, version: str) -> bool:
        """Whether a row is of the same kind: as fine, and of the same runtime."""
        return len(numbers_in(key)) == self.depth if self.depth else _family(key) == _family(version)


@dataclass(frozen=True)
class Table:
    """Every product, as of a day."""

    looked_up: date
    products: Mapping[str, Product]


@cache
def table() -> Table:
    """Read it."""
    read: dict[str, Any] = json.loads(_TABLE.read_text())
    return Table(date.fromisoformat(read["looked_up"]), {key: _product(one) for key, one in read["products"].items()})


def numbers_in(version: str) -> tuple[int, ...]:
    """The numbers of a version, as they compare."""
    return tuple(map(int, re.findall(r"\d+", version)))


def _product(read: Mapping[str, Any]) -> Product:
    versions = {version: _row(row) for version, row in read["versions"].items()}
    return Product(
        title=read["title"],
        depth=read["depth"],
        then=read["then"],
        sources=tuple(read["sources"]),
        versions=versions,
    )


def _row(read: Mapping[str, Any]) -> Row:
    return Row(
        standard=_day(read["standard"]),
        extended=_day(read.get("extended")),
        kubernetes=tuple(read.get("kubernetes", ())),
        runs_on=read.get("runs_on", {}),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _family(version: str) -> str:
    return re.split(r"\d", version, maxsplit=1)[0]
