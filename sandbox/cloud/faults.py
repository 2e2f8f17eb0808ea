"""Faults on purpose: dark regions, and refusals or delays of chosen calls. Pure but for the seeded draw."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.cloud.request import GLOBAL_REGION, GLOBAL_SERVICES, AwsCall

_MATCHED = ("service", "region", "action")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Which calls, and what becomes of them. Empty matches everything; `times` None means for ever."""

    service: str = ""
    region: str = ""
    action: str = ""
    probability: float = 1.0
    times: int | None = None
    delay_seconds: float = 0.0
    status: int = 0
    code: str = ""

    def matches(self, call: AwsCall) -> bool:
        """Whether the fault is meant for the call."""
        return all(getattr(self, key) in ("", getattr(call, key)) for key in _MATCHED)


def fault_from(document: Mapping[str, Any]) -> Fault:
    """Read a fault as it is posted. Raises ValueError that names what is wrong."""
    unknown = sorted(set(document) - set(Fault.__dataclass_fields__))
    if unknown:
        known = ", ".join(Fault.__dataclass_fields__)
        msg = f"a fault has no {', '.join(unknown)}; it has {known}"
        raise ValueError(msg)
    return Fault(**document)


@dataclass
class Faults:
    """The faults in force. Draws come from one seeded generator, so that a run can be repeated."""

    seed: int = 0
    dark_regions: set[str] = field(default_factory=set)
    rules: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._draw = random.Random(self.seed)  # noqa: S311 - not for secrets

    def is_dark(self, call: AwsCall) -> bool:
        """Whether the call goes to a region that is gone, or to a control plane that stands there."""
        standing = {call.region}
        if call.service in GLOBAL_SERVICES:
            standing = {GLOBAL_REGION}
        return bool(standing & self.dark_regions)

    def take(self, call: AwsCall) -> Fault | None:
        """The first fault that strikes the call; counts it."""
        for index, fault in enumerate(self.rules):
            if fault.matches(call) and self._draw.random() < fault.probability:
                if fault.times is not None:
                    self.rules[index : index + 1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                return fault
        return None
