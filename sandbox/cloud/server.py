"""HTTP/1.1 on a loopback port: a task per request, and connections that can be cut without an answer.

Frameworks for web servers answer whatever happens. A network that is gone does not, and that has to be shown here.
"""

import asyncio
import socket
import struct
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import h11

from sandbox.cloud.response import Answer

# Presigned requests and session tokens have long headers.
_LONGEST_HEAD = 256 * 1024
# Closing a socket that does not linger sends a reset.
_RESET = struct.pack("ii", 1, 0)
# How an answer travels is this server's to say, whatever the emulator said.
_OF_THE_WAY = frozenset({"content-length", "transfer-encoding"})
_NO_BODY = frozenset({204, 304})


class CutConnectionError(Exception):
    """The connection ends here, without an answer."""


@dataclass(frozen=True)
class Request:
    """A whole request. Header names are in small letters; one that came twice has both values, after a comma."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


Handler = Callable[[Request], Awaitable[Answer]]


class Server:
    """Serves one listening socket."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._connections: set[_Connection] = set()

    async def start(self, listener: socket.socket) -> None:
        """Begin to accept connections."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self._handler, self._connections), sock=listener
        )

    async def stop(self) -> None:
        """Accept no more, and cut what is open."""
        self._server.close()
        for connection in list(self._connections):
            connection.reset()
        await self._server.wait_closed()


class _Connection(asyncio.Protocol):
    def __init__(self, handler: Handler, connections: "set[_Connection]") -> None:
        self._handler, self._connections = handler, connections
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONGEST_HEAD)
        self._head: h11.Request | None = None
        self._body: list[bytes] = []
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what asyncio gives a TCP protocol
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        # A call that is under way goes on: AWS does not learn that its caller gave up either.
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        self._http.receive_data(data)
        self._read()

    def reset(self) -> None:
        """Drop the connection, and tell the other end only that."""
        if not self._transport.is_closing():
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()

    def _read(self) -> None:
        """Take what has come. A request that follows before the answer is out waits inside h11."""
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
                    self._send(Answer(error.error_status_hint, b"", {"connection": "close"}))
                self._transport.close()
                return
            if isinstance(event, h11.Request):
                self._head, self._body = event, []
            elif isinstance(event, h11.Data):
                self._body.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                self._task = asyncio.get_running_loop().create_task(self._answer())
            else:
                if event is h11.NEED_DATA and self._http.they_are_waiting_for_100_continue:
                    self._write(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
                return

    async def _answer(self) -> None:
        try:
            answer = await self._handler(self._request())
        except CutConnectionError:
            self.reset()
            return
        except Exception:  # noqa: BLE001 - whatever went wrong, the caller gets an answer and the log the reason
            traceback.print_exc(file=sys.stderr)
            answer = Answer(500, b"")
        if self._transport.is_closing():
            return
        self._send(answer)
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._read()
        else:
            self._transport.close()

    def _request(self) -> Request:
        assert self._head is not None  # noqa: S101 - h11 ends no message that has not begun
        path, _, query = self._head.target.decode("latin-1").partition("?")
        headers: dict[str, str] = {}
        for raw_name, raw_value in self._head.headers:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return Request(self._head.method.decode(), path, query, headers, b"".join(self._body))

    def _send(self, answer: Answer) -> None:
        headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_WAY}
        is_head = self._head is not None and self._head.method == b"HEAD"
        # The answer to HEAD says how long the body would be.
        headers["content-length"] = (is_head and answer.headers.get("content-length")) or str(len(answer.body))
        if answer.status in _NO_BODY:
            del headers["content-length"]
        has_body = bool(answer.body) and not is_head and answer.status not in _NO_BODY
        self._write(
            h11.Response(status_code=answer.status, headers=[*headers.items()]),
            *([h11.Data(answer.body)] if has_body else []),
            h11.EndOfMessage(),
        )

    def _write(self, *events: h11.Event) -> None:
        self._transport.write(b"".join(self._http.send(event) or b"" for event in events))
