"""What AWS looks at before it does what a call asks: policies of other things that the call names.

Each refuses at the call at which AWS refuses, in AWS's words where they are known.
"""

from typing import Protocol

from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer


class Guard(Protocol):
    """Looks at some calls before anybody answers them."""

    calls: frozenset[tuple[str, str]]

    async def refusal(self, call: AwsCall) -> Answer | None:
        """AWS's refusal, or None where it has none."""
