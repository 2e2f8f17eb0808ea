"""The one door of the cloud: reads each call, lets faults strike, answers by an addition or the emulator, logs it."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.cloud.acceptance import Acceptance
from sandbox.cloud.additions import Addition
from sandbox.cloud.call_log import CallLog, Entry
from sandbox.cloud.control import CONTROL_PREFIX, Control
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.faults import Fault, Faults, Outage
from sandbox.cloud.iam.enforcement import Enforcement
from sandbox.cloud.once import Once
from sandbox.cloud.request import AwsCall, read_call
from sandbox.cloud.response import Answer, json_error, refusal
from sandbox.cloud.server import Request

_CBOR = "application/cbor"
_INJECTED = "a fault was injected"


@dataclass(frozen=True)
class Rules:
    """What is asked of a call before it is answered: whether its caller may, and whether AWS takes it."""

    enforcement: Enforcement
    acceptance: Acceptance


class Gateway:
    """Answers every request of the server. All of it runs in one thread, so that nothing here needs a lock."""

    def __init__(
        self,
        emulator: Emulator,
        additions: Iterable[Addition],
        faults: Faults,
        log: CallLog,
        control: Control,
        rules: Rules,
    ) -> None:
        self._rules = rules
        self._emulator, self._faults, self._log, self._control = emulator, faults, log, control
        self._once = Once()
        self._additions: dict[str, list[Addition]] = {}
        for addition in additions:
            self._additions.setdefault(addition.service, []).append(addition)

    async def __call__(self, request: Request) -> Answer:
        """Answer a call, or cut its connection."""
        if request.path.startswith(CONTROL_PREFIX):
            return await self._control.answer(request)
        arrived = time.time()
        call = read_call(request.method, request.path, request.query, request.headers, request.body)
        outage = self._faults.outage_of(call)
        fault = self._faults.take(call) if outage is None else None
        if fault is not None:
            await asyncio.sleep(fault.delay_seconds)
            outage = self._faults.cut_by(fault)
        if outage is not None:
            return await self._cut(call, arrived, outage)
        return await self._logged(call, arrived, fault)

    async def _cut(self, call: AwsCall, arrived: float, outage: Outage) -> Answer:
        # Written before the wait: who looks while the call hangs sees the attempt.
        self._write(call, arrived, 0, outage.reason)
        await outage.inject()

    async def _logged(self, call: AwsCall, arrived: float, fault: Fault | None) -> Answer:
        status = 0
        try:
            if fault is not None and fault.status:
                answer = refusal(call, fault.error_code, _INJECTED, fault.status)
            else:
                answer = await self._once.answer(call, self._answer(call))
            status = answer.status
        except Exception:
            status = 500
            raise
        finally:
            self._write(call, arrived, status, _INJECTED if fault else "")
        return answer

    def _write(self, call: AwsCall, arrived: float, status: int, fault: str) -> None:
        spent = round((time.time() - arrived) * 1000, 1)
        at, caller = round(arrived, 3), call.caller
        self._log.add(Entry(at, call.region, call.service, call.action, status, spent, fault, caller))

    async def _answer(self, call: AwsCall) -> Answer:
        if call.headers.get("content-type") == _CBOR:
            # The emulator would take such a body for an empty one and lose what it says.
            return json_error("SerializationException", "the sandbox speaks CloudWatch's JSON, and no CBOR", 415)
        refused = await self._rules.enforcement.refuse(call)
        if refused is not None:
            return refused
        accepted = await self._rules.acceptance.of(call)
        if isinstance(accepted, Answer):
            return accepted
        try:
            return await self._carried_out(accepted)
        finally:
            self._rules.enforcement.note(call)

    async def _carried_out(self, accepted: AwsCall) -> Answer:
        for addition in self._additions.get(accepted.service, ()):
            if addition.takes(accepted):
                return await addition.answer(accepted)
        return await self._emulator.answer(accepted)
