"""The emulator in this process, and how an addition asks it."""

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]
# What this platform does not use, and would cost time or a port at start.
_SETTINGS = {"IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "LOG_LEVEL": "WARNING", "BIND_HOST": "127.0.0.1"}


def load(port: int) -> AsgiApp:
    """Load ministack. It reads its settings from the environment when it is imported."""
    os.environ.update(_SETTINGS, GATEWAY_PORT=str(port))
    from ministack.app import app  # noqa: PLC0415 - see above

    return app  # type: ignore[no-any-return]


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

    async def ask_json(
        self, like: AwsCall, *, service: str, target: str, payload: dict[str, Any], region: str | None = None
    ) -> Answer:
        """Make a call of a JSON protocol in the name of whoever made `like`. `target` is `PREFIX.Operation`."""
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        body = json.dumps(payload).encode()
        return await self._post(like, service, region or like.region, target.rpartition(".")[2], headers, body)

    async def ask_query(self, like: AwsCall, *, service: str, parameters: dict[str, str]) -> Answer:
        """Make a call of the query protocol in the name of whoever made `like`."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(parameters).encode()
        return await self._post(like, service, like.region, parameters["Action"], headers, body)

    async def _post(
        self, like: AwsCall, service: str, region: str, action: str, headers: dict[str, str], body: bytes
    ) -> Answer:
        scope = f"{like.account}/20200101/{region}/{service}/aws4_request"
        signed = {
            "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
            "host": like.headers.get("host", "127.0.0.1"),
            **headers,
        }
        return await self.answer(
            AwsCall(
                method="POST",
                path="/",
                query="",
                headers=signed,
                body=body,
                service=service,
                region=region,
                account=like.account,
                action=action,
            )
        )


def _scope(call: AwsCall) -> dict[str, Any]:
    headers = {**call.headers, "content-length": str(len(call.body))}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": call.method,
        "scheme": "http",
        "path": call.path,
        "raw_path": call.path.encode(),
        "query_string": call.query.encode(),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
