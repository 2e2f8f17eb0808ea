"""The emulator in this process, and how the gateway and its additions ask it."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlencode
from xml.etree import ElementTree as ET

from sandbox.cloud import ec2_answers, store_answers
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]
# What this platform does not use, and would cost time or a port at start.
_SETTINGS = {"IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "LOG_LEVEL": "WARNING", "BIND_HOST": "127.0.0.1"}


def load(port: int) -> AsgiApp:
    """Load ministack. It reads its settings from the environment when it is imported."""
    os.environ.update(_SETTINGS, GATEWAY_PORT=str(port))
    from ministack.app import app  # noqa: PLC0415 - see above
    from ministack.services import cloudwatch, ec2, elasticache, rds  # noqa: PLC0415 - see above

    # It would let an alarm ring for any dimensions of its metric; additions/metric_alarms.py judges in its place.
    cloudwatch._evaluate_alarm = lambda _: None  # noqa: SLF001
    ec2_answers.complete(ec2)
    store_answers.complete(rds, elasticache)
    return app  # type: ignore[no-any-return]


@asynccontextmanager
async def running(app: AsgiApp) -> AsyncIterator[None]:
    """Let the application start what it runs in the background, and stop it in the end."""
    told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    life = asyncio.create_task(_live(app, told, said))
    await told.put({"type": "lifespan.startup"})
    await said.get()
    try:
        yield
    finally:
        await told.put({"type": "lifespan.shutdown"})
        await said.get()
        await life


async def _live(app: AsgiApp, told: asyncio.Queue[dict[str, str]], said: asyncio.Queue[dict[str, str]]) -> None:
    await app({"type": "lifespan", "asgi": {"version": "3.0"}}, told.get, said.put)


class Emulator:
    """Passes calls to the emulator's application."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def answer(self, call: AwsCall) -> Answer:
        """Let the emulator answer a call."""
        status, headers, chunks = 0, {}, []
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": call.body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = {
                    name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]
                }
            elif message["type"] == "http.response.body":
                chunks.append(message.get("body", b""))

        await self._app(_scope(call), receive, send)
        return Answer(status, b"".join(chunks), headers)

    async def ask_json(self, scope: Scope, *, service: str, target: str, payload: Mapping[str, Any]) -> Answer:
        """Make a call of a JSON protocol. `target` is `PREFIX.Operation`."""
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        return await self._ask(scope, service, headers=headers, body=json.dumps(payload).encode())

    async def ask_query(self, scope: Scope, *, service: str, parameters: Mapping[str, str]) -> ET.Element:
        """Make a call of the query protocol; answers the document without its namespace."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = await self._ask(scope, service, headers=headers, body=urlencode(parameters).encode())
        return parse(answer.body)

    async def ask_rest(
        self,
        scope: Scope,
        *,
        service: str,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Make a call of a REST protocol."""
        return await self._ask(scope, service, method=method, path=path, query=urlencode(query or {}), body=body)

    async def _ask(
        self,
        scope: Scope,
        service: str,
        *,
        method: str = "POST",
        path: str = "/",
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        credential = f"{scope.account}/20200101/{scope.region}/{service}/aws4_request"
        signed = {
            "authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0",
            "host": "127.0.0.1",
            **(headers or {}),
        }
        return await self.answer(
            AwsCall(
                method=method,
                path=path,
                query=query,
                headers=signed,
                body=body,
                service=service,
                region=scope.region,
                account=scope.account,
                action="",
            )
        )


def parse(body: bytes) -> ET.Element:
    """Read an XML document, without its namespaces. The documents come from this machine."""
    root = ET.fromstring(body)  # noqa: S314 - see above
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def text(element: ET.Element, path: str) -> str:
    """The text at a path, or nothing."""
    return (element.findtext(path) or "").strip()


def _scope(call: AwsCall) -> dict[str, Any]:
    headers = {**call.headers, "content-length": str(len(call.body))}
    headers.pop("transfer-encoding", None)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": call.method,
        "scheme": "http",
        "path": unquote(call.path),
        "raw_path": call.path.encode("latin-1"),
        "query_string": call.query.encode("latin-1"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
