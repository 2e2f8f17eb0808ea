"""List prices with where they come from. A price that is not in the book is an error, never zero."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong
from operations.inputs.text_file import text_of_file

BUNDLED = Path(__file__).with_name("prices.json")
# The confidence in a price that nobody has seen at a source.
UNSEEN = "known-not-seen"


class Lookup(BaseModel):
    """How the AWS Price List API knows a price.

    `usage_types` are written without the region that AWS puts in front; `everywhere` is for services that know no
    region. A unit of the book is `per` units of AWS's, and `tier` is where the tier begins whose price is meant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: str
    usage_types: tuple[str, ...] = Field(min_length=1)
    attributes: Mapping[str, str] = {}
    everywhere: bool = False
    per: float = Field(default=1, gt=0)
    tier: float = Field(default=0, ge=0)


class Entry(BaseModel):
    """One price, per region, with its date, its source and how far it can be trusted.

    Without a `lookup` somebody has to read it at its source.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str
    usd: Mapping[str, float]
    as_of: str
    source: str
    confidence: Mapping[str, str]
    scope: str = "regional"
    note: str = ""
    lookup: Lookup | None = None


class PriceList(BaseModel):
    """All prices. `hours_per_month` turns an hourly price into a monthly one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: str
    hours_per_month: int = Field(gt=0)
    about: str = ""
    entries: Mapping[str, Entry]

    def price(self, key: str, region: str) -> float:
        """The price in that region. Raises OperationError."""
        entry = self.entries.get(key)
        if entry is None:
            msg = f"the price list has no {key}; add it with its unit, date and source"
            raise OperationError(msg)
        if region not in entry.usd:
            msg = f"the price list has {key} for {', '.join(entry.usd)}, not for {region}; add that region's price"
            raise OperationError(msg)
        return entry.usd[region]


@dataclass(frozen=True)
class Trust:
    """How far the prices that were used can be trusted."""

    oldest: str
    unseen: tuple[str, ...]


def read_price_list(path: Path = BUNDLED) -> PriceList:
    """Read a price list. Raises OperationError."""
    try:
        return PriceList.model_validate_json(text_of_file(path))
    except ValidationError as error:
        msg = f"{path} is no price list: {first_wrong(error)}"
        raise OperationError(msg) from None


def write_price_list(book: PriceList, path: Path) -> None:
    """Put a book in a file's place, whole or not at all. Raises OSError."""
    text = json.dumps(book.model_dump(exclude_defaults=True, mode="json"), indent=1, ensure_ascii=False)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(f"{text}\n")
    beside.replace(path)


def trust_in(book: PriceList, used: frozenset[tuple[str, str]]) -> Trust:
    """Say how old the oldest of the used prices is, and which nobody has seen at a source."""
    entries = [(key, region, book.entries[key]) for key, region in sorted(used)]
    unseen = tuple(f"{key} in {region}" for key, region, entry in entries if _unseen(entry, region))
    return Trust(oldest=min((entry.as_of for _, _, entry in entries), default=""), unseen=unseen)


def _unseen(entry: Entry, region: str) -> bool:
    return entry.confidence.get(region) == UNSEEN
