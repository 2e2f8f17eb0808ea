"""One line of a bill, and how it is priced. Pure."""

from dataclasses import dataclass

from operations.pricing.price_list import PriceList


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """So much of something that has a price.

    `pair` marks what only a second region makes necessary, `once` what one region alone needs too, wherever it stands.
    """

    pillar: str
    item: str
    price: str
    region: str
    amount: float
    usage: bool = False
    pair: bool = False
    once: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A quantity with its price, for a month."""

    quantity: Quantity
    unit: str
    unit_usd: float
    usd: float


def priced(quantities: tuple[Quantity, ...], book: PriceList) -> tuple[Line, ...]:
    """Price every quantity. Raises OperationError for one that the book does not know."""
    lines = []
    for quantity in quantities:
        unit_usd = book.price(quantity.price, quantity.region)
        unit = book.entries[quantity.price].unit
        lines.append(Line(quantity=quantity, unit=unit, unit_usd=unit_usd, usd=quantity.amount * unit_usd))
    return tuple(lines)
