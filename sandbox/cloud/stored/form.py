"""One value that AWS keeps in a form of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Stored:
    """`kept` makes AWS's form of a value, and leaves that form alone.

    Where `suppressed` is empty, the real provider sees a difference between the two, and an `up` is never empty; where
    it is not, it says by what the provider takes them for the same. `given` is an example, and `said` what AWS says.
    """

    # The resource type and the path of its input, as the facts of the provider write it.
    kind: str
    path: str
    kept: Callable[[Any], Any]
    given: Any
    said: Any
    # Calls that carry the value: service, operation, and where in the request it is. Without any, nothing is rewritten:
    # the emulator does it by itself, or the provider lets no other form through.
    calls: tuple[tuple[str, str, str], ...] = ()
    suppressed: str = ""
    source: str

    def __str__(self) -> str:
        """As a test's id."""
        return f"{self.kind.rpartition(':')[2]}.{self.path}"
