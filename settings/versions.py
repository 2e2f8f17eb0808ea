"""The versions that a stack file writes down, of products that come to an end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StatedVersion:
    """`key` is where it stands; `used` is whether anything of the stack runs on it.

    `below` names what it comes with, where nobody writes it down by itself.
    """

    key: str
    product: str
    version: str
    used: bool = True
    below: str = ""

    @property
    def name(self) -> str:
        """How `support.accept_ended` calls it."""
        return f"{self.product}-{self.version}"
