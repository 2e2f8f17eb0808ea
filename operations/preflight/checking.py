"""What a check is and what it says: one line, what was found and what to do. Nothing here asks AWS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from operations.errors import OperationError
from operations.live.clients import AWS_ERRORS, reason
from operations.preflight.place import Place


class State(StrEnum):
    """What is known of one thing. Could not look is never fine."""

    FINE = "fine"
    ATTENTION = "attention"
    WRONG = "wrong"
    UNKNOWN = "could not look"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing of one region. `do` is empty where there is nothing to do."""

    check: str
    region: str
    state: State
    found: str
    do: str = ""

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {"check": self.check, "region": self.region, "state": self.state, "found": self.found, "do": self.do}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a look found, wherever it looked."""

    state: State
    found: str
    do: str = ""


Look = Callable[[Place], Iterator[Finding]]


@dataclass(frozen=True, kw_only=True)
class Check:
    """`says` is what holds where all is well. `once` where there is one of it for both regions, asked of home."""

    name: str
    says: str
    look: Look
    once: bool = False

    def lines(self, place: Place) -> list[Line]:
        """Look, and say something in any case."""
        try:
            found = list(self.look(place))
        except AWS_ERRORS as error:
            return [self.unknown(place, reason(error))]
        except (OperationError, OSError) as error:
            return [self.unknown(place, str(error))]
        except (KeyError, ValueError, TypeError, IndexError) as error:
            told = f"what came is not what was expected ({type(error).__name__}: {error})"
            return [self.unknown(place, told)]
        return [self._line(place, each) for each in found] or [self._line(place, fine(self.says))]

    def unknown(self, place: Place, why: str) -> Line:
        """It could not be looked at."""
        do = "Give this identity the rights of docs/preflight-role.json, or look again later"
        return self._line(place, Finding(state=State.UNKNOWN, found=f"{self.says}: could not look, {why}", do=do))

    def _line(self, place: Place, found: Finding) -> Line:
        return Line(check=self.name, region=place.region, state=found.state, found=found.found, do=found.do)


def fine(found: str) -> Finding:
    """Nothing to do."""
    return Finding(state=State.FINE, found=found)


def wrong(found: str, do: str) -> Finding:
    """An `up` or a failover would fail."""
    return Finding(state=State.WRONG, found=found, do=do)


def attention(found: str, do: str) -> Finding:
    """Works today."""
    return Finding(state=State.ATTENTION, found=found, do=do)
