"""Faults on purpose: dark regions, and calls that are slowed, refused, left hanging or cut off."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NoReturn, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandbox.cloud.connection import Connection
from sandbox.cloud.dependence import regions_needed
from sandbox.cloud.request import AwsCall
from sandbox.cloud.server import CutConnectionError

_MATCHED = ("service", "region", "action")
_CODES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "ThrottlingException",
    HTTPStatus.FORBIDDEN: "AccessDeniedException",
    HTTPStatus.TOO_MANY_REQUESTS: "ThrottlingException",
    HTTPStatus.SERVICE_UNAVAILABLE: "ServiceUnavailable",
}
_DEFAULT_CODE = "InternalFailure"


class Fault(BaseModel):
    """Which calls, and what becomes of them. An empty word matches everything; `times` null means for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    service: str = Field(default="", description="As in the signature: rds, elasticloadbalancing, monitoring.")
    region: str = ""
    action: str = Field(default="", description="As in the log of calls: FailoverGlobalCluster.")
    probability: float = Field(default=1.0, ge=0, le=1)
    times: int | None = Field(default=None, ge=1)
    delay_seconds: float = Field(default=0.0, ge=0)
    status: int = Field(default=0, description="HTTP status of a refusal; 0 is none.")
    code: str = Field(default="", description="AWS's error code. Left out, one that fits the status.")
    connection: Connection | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if self.status and self.connection:
            msg = "status and connection exclude each other: a call that is refused by AWS has been answered"
            raise ValueError(msg)
        if self.status and not HTTPStatus.BAD_REQUEST <= self.status <= 599:  # noqa: PLR2004 - HTTP's own boundary
            msg = f"status {self.status} is not an error; use 400 to 599"
            raise ValueError(msg)
        if not (self.status or self.connection or self.delay_seconds):
            msg = "the fault does nothing; give it a status, a connection (hang or refuse) or delay_seconds"
            raise ValueError(msg)
        return self

    @property
    def error_code(self) -> str:
        """The code of a refusal."""
        return self.code or _CODES.get(self.status, _DEFAULT_CODE)

    def matches(self, call: AwsCall) -> bool:
        """Whether the fault is meant for the call."""
        return all(getattr(self, key) in ("", getattr(call, key)) for key in _MATCHED)


def fault_from(document: Mapping[str, Any]) -> Fault:
    """Read a fault as it is posted. Raises ValueError that names everything that is wrong."""
    try:
        return Fault.model_validate(document)
    except ValidationError as error:
        problems = "; ".join(
            ": ".join(filter(None, [".".join(map(str, problem["loc"])), problem["msg"]])) for problem in error.errors()
        )
        msg = f"{problems}. A fault has {', '.join(Fault.model_fields)}"
        raise ValueError(msg) from error


@dataclass(frozen=True)
class Outage:
    """Why a call is not answered, how its caller sees it, and when that ends."""

    reason: str
    connection: Connection
    lifted: asyncio.Event

    async def inject(self) -> NoReturn:
        """Let the caller wait, or not, and cut the connection. The call is never carried out."""
        if self.connection is Connection.HANG:
            await self.lifted.wait()
        raise CutConnectionError(self.reason)


@dataclass
class Faults:
    """The faults in force. Draws come from one seeded generator, so that a run can be repeated."""

    seed: int = 0
    rules: list[Fault] = field(default_factory=list)
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        # Region -> when it went dark and when it came back, the last of them perhaps not yet.
        self._darkness: dict[str, list[tuple[float, float | None]]] = {}
        self._draw = random.Random(self.seed)  # noqa: S311 - not for secrets
        self._dark: dict[str, Outage] = {}
        self._cleared = asyncio.Event()

    @property
    def dark_regions(self) -> dict[str, str]:
        """Regions that are gone, and how their callers see it."""
        return {region: str(outage.connection) for region, outage in sorted(self._dark.items())}

    def darken(self, region: str, connection: Connection) -> None:
        """Take a region away. What hangs in an outage that is replaced is cut."""
        self.light_up(region)
        self._darkness.setdefault(region, []).append((self.clock(), None))
        self._dark[region] = Outage(f"{region} is dark", connection, asyncio.Event())

    def light_up(self, region: str | None = None) -> None:
        """Bring a region back, or all of them. Calls that hang in it are cut: their callers may try again."""
        for name in [region] if region else list(self._dark):
            outage = self._dark.pop(name, None)
            if outage is not None:
                outage.lifted.set()
                began, _ = self._darkness[name].pop()
                self._darkness[name].append((began, self.clock()))

    def was_dark(self, region: str, at: float) -> bool:
        """Whether a region was gone at an instant."""
        return any(began <= at and (ended is None or at < ended) for began, ended in self._darkness.get(region, ()))

    def clear(self) -> None:
        """Forget all rules. Calls that hang by one are cut, and the draws begin anew."""
        self.rules.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()
        self._draw.seed(self.seed)

    def outage_of(self, call: AwsCall) -> Outage | None:
        """The outage that keeps the call from being answered."""
        if not self._dark:
            return None
        return next((self._dark[region] for region in sorted(regions_needed(call)) if region in self._dark), None)

    def cut_by(self, fault: Fault) -> Outage | None:
        """The outage that a rule makes of a call, if it does."""
        return Outage("a fault was injected", fault.connection, self._cleared) if fault.connection else None

    def take(self, call: AwsCall) -> Fault | None:
        """The first fault that strikes the call; counts it."""
        for index, fault in enumerate(self.rules):
            if fault.matches(call) and self._draw.random() < fault.probability:
                if fault.times is not None:
                    left = [fault.model_copy(update={"times": fault.times - 1})] if fault.times > 1 else []
                    self.rules[index : index + 1] = left
                return fault
        return None
