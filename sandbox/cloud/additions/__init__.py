"""What ministack lacks or gets wrong, one module per service. Each says what it adds and what it cannot prove."""

from typing import Protocol

from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer


class Addition(Protocol):
    """Answers some calls in the emulator's place."""

    service: str
    adds: str
    proves: str
    cannot: str

    def takes(self, call: AwsCall) -> bool:
        """Whether the call is this addition's."""

    async def answer(self, call: AwsCall) -> Answer:
        """Answer it."""
