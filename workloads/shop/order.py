"""An order: what a customer asks for, and what the shop keeps of it. Pure."""

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_ID_LENGTH = 32
# The first digits that an order id can have.
SHARDS = "0123456789abcdef"

ProductId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Status(StrEnum):
    """How far an order came. Accepted is PENDING; in the database is PLACED."""

    PENDING = "PENDING"
    PLACED = "PLACED"


class Line(BaseModel):
    """A product, and how many of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product_id: ProductId
    quantity: int = Field(ge=1, le=99)


class PricedLine(Line):
    """A line at the price at which it was ordered."""

    unit_cents: int = Field(ge=0)


class Basket(BaseModel):
    """The content of a request for an order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: tuple[Line, ...] = Field(min_length=1, max_length=50)

    @property
    def fingerprint(self) -> str:
        """Equal for equal content, however it was written."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Order(BaseModel):
    """What the orders table holds. The queue carries no more than its id."""

    model_config = ConfigDict(frozen=True)

    order_id: str
    customer_id: str
    fingerprint: str
    status: Status
    lines: tuple[PricedLine, ...]
    accepted_at: str
    # When a message about it was last sent, or meant to be.
    enqueued_at: str

    @property
    def total_cents(self) -> int:
        """What it costs."""
        return sum(line.quantity * line.unit_cents for line in self.lines)


def order_id_of(customer_id: str, key: str) -> str:
    """The id under a client's idempotency key.

    Derived, not drawn: a repeated request names the same item, also in another region that has not seen the first.
    """
    return hashlib.sha256(f"{customer_id}\n{key}".encode()).hexdigest()[:_ID_LENGTH]


def shard_of(order_id: str) -> str:
    """Which part of the index of pending orders an order is in: one part alone would take 1000 writes a second."""
    return order_id[0]
