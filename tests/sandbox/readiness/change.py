"""One thing that a hand can do to resources of a type, and what a failover makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from operations.live.stack_state import StateResource
from operations.readiness.rule import Target
from tests.sandbox.readiness.hands import Hand


class Failover(Enum):
    """What a failover into the region does with the change in place."""

    STOPS = "stops"
    # Goes through, and an operator is told what is missing.
    LIVES = "lives"


STOPS, LIVES = Failover.STOPS, Failover.LIVES


@dataclass(frozen=True, kw_only=True)
class Around:
    """The region that takes over, and the types of what is declared."""

    target: Target
    types: frozenset[str]


Whether = Callable[[StateResource, Around], Failover | None]


@dataclass(frozen=True, kw_only=True)
class Change:
    """`how` is what was done, in a word or two. `then` may say None of a resource that it is not for."""

    type: str
    how: str
    hand: Hand
    then: Failover | Whether
    because: str
    # Names of others of its type that fail with it.
    with_it: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As tests show it."""
        return f"{self.type.rpartition(':')[2]} {self.how}"

    def expected(self, resource: StateResource, around: Around) -> Failover | None:
        """What a failover does where this was done to it; None where it is not done to it."""
        return self.then if isinstance(self.then, Failover) else self.then(resource, around)


def where(names: tuple[str, ...], then: Failover, otherwise: Failover | None = None) -> Whether:
    """For resources whose names have one of these in them; for the rest `otherwise`."""
    return lambda resource, _: then if any(each in resource.name for each in names) else otherwise


class Table:
    """Writes changes of one type."""

    def __init__(self, token: str) -> None:
        self.type = token
        self.changes: list[Change] = []

    def stops(
        self, how: str, hand: Hand, because: str, *, only: tuple[str, ...] = ("",), with_it: tuple[str, ...] = ()
    ) -> "Table":
        """A failover cannot live with it. `only` are parts of the names of the resources that it is for."""
        return self.either(how, hand, where(only, STOPS), because, with_it=with_it)

    def lives(self, how: str, hand: Hand, because: str, *, only: tuple[str, ...] = ("",)) -> "Table":
        """A failover can live with it."""
        return self.either(how, hand, where(only, LIVES), because)

    def either(
        self, how: str, hand: Hand, then: Failover | Whether, because: str, *, with_it: tuple[str, ...] = ()
    ) -> "Table":
        """It depends on the resource."""
        self.changes.append(Change(type=self.type, how=how, hand=hand, then=then, because=because, with_it=with_it))
        return self
