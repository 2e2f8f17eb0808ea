"""The one door of the cloud: reads each call, lets faults strike, answers by an addition or the emulator, logs it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.additions import Addition
from sandbox.cloud.call_log import CallLog, Entry
from sandbox.cloud.control import CONTROL_PREFIX, Control
from sandbox.cloud.emulator import AsgiApp, Emulator
from sandbox.cloud.faults import Faults
from sandbox.cloud.request import AwsCall, read_call
from sandbox.cloud.response import Answer, json_error, xml_error

_XML_SERVICES = frozenset({"cloudfront", "route53", "s3"})


class DarkRegionError(Exception):
    """The region is dark: the connection is cut without an answer, as when a network is gone."""


@dataclass
class Gateway:
    """An ASGI application around the emulator's."""

    app: AsgiApp
    emulator: Emulator
    additions: Sequence[Addition]
    faults: Faults
    log: CallLog
    control: Control

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """Serve one connection's event."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _body(receive)
        path, query = scope["raw_path"].decode("latin-1").partition("?")[0], scope["query_string"].decode("latin-1")
        if path.startswith(CONTROL_PREFIX):
            await _send(send, await self.control.answer(scope["method"], path, query, body))
            return
        call = read_call(scope["method"], path, query, headers, body)
        await _send(send, await self._logged(call))

    async def _logged(self, call: AwsCall) -> Answer:
        started, status = time.time(), 0
        try:
            answer = await self._answer(call)
            status = answer.status
        finally:
            spent = round((time.time() - started) * 1000, 1)
            self.log.add(Entry(round(started, 3), call.region, call.service, call.action, status, spent))
        return answer

    async def _answer(self, call: AwsCall) -> Answer:
        if self.faults.is_dark(call):
            msg = f"{call.region} is dark"
            raise DarkRegionError(msg)
        fault = self.faults.take(call)
        if fault is not None:
            await asyncio.sleep(fault.delay_seconds)
            if fault.status:
                refuse = xml_error if call.service in _XML_SERVICES else json_error
                return refuse(fault.code or "InternalFailure", "a fault was injected", fault.status)
        for addition in self.additions:
            if addition.takes(call):
                return await addition.answer(call)
        return await self.emulator.answer(call)


async def _body(receive: Any) -> bytes:  # noqa: ANN401 - ASGI's own
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


async def _send(send: Any, answer: Answer) -> None:  # noqa: ANN401 - ASGI's own
    headers = {**answer.headers}
    # HEAD answers name a length without a body; whatever else the emulator said of the transfer is ours to say.
    headers.setdefault("content-length", str(len(answer.body)))
    for name in ("transfer-encoding", "connection"):
        headers.pop(name, None)
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": answer.body})
