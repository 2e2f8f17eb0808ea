"""List prices with where they come from. A price that is not in the book is an error, never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from operations.errors import OperationError

BUNDLED = Path(__file__).with_name("prices.json")


class Entry(BaseModel):
    """One price, per region, with its date, its source and how far it can be trusted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str
    usd: Mapping[str, float]
    as_of: str
    source: str
    confidence: Mapping[str, str]
    scope: str = "regional"
    note: str = ""


class PriceBook(BaseModel):
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
            msg = f"the price book has no {key}; add it with its unit, date and source"
            raise OperationError(msg)
        if region not in entry.usd:
            msg = f"the price book has {key} for {', '.join(entry.usd)}, not for {region}; add that region's price"
            raise OperationError(msg)
        return entry.usd[region]


@dataclass(frozen=True)
class Trust:
    """How far the prices that were used can be trusted."""

    oldest: str
    unseen: tuple[str, ...]


def read_book(path: Path = BUNDLED) -> PriceBook:
    """Read a price book. Raises OperationError."""
    try:
        return PriceBook.model_validate_json(path.read_text())
    except (OSError, ValidationError) as error:
        msg = f"{path} is no price book: {error}"
        raise OperationError(msg) from error


def trust_in(book: PriceBook, used: frozenset[tuple[str, str]]) -> Trust:
    """Say how old the oldest of the used prices is, and which nobody has seen at a source."""
    entries = [(key, region, book.entries[key]) for key, region in sorted(used)]
    unseen = tuple(f"{key} in {region}" for key, region, entry in entries if _unseen(entry, region))
    return Trust(oldest=min((entry.as_of for _, _, entry in entries), default=""), unseen=unseen)


def _unseen(entry: Entry, region: str) -> bool:
    return entry.confidence.get(region) == "known-not-seen"
