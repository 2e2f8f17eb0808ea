"""An emulated AWS of which copies are made: each is a fork of its process, with a port and a folder of its own.

A copy has everything as it was, costs some milliseconds, and can be copied too. Its log of calls begins anew.
Started as `python -m tests.sandbox.copies.host DIRECTORY OWNER`; ends with its owner.
"""

import asyncio
import gc
import json
import os
import signal
import socket
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.cloud import emulator as ministack
from sandbox.cloud.__main__ import _VERSION, _announce, _gateway
from sandbox.cloud.call_log import CallLog
from sandbox.cloud.control import Identity
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.furnish import furnish
from sandbox.cloud.owner import until_gone
from sandbox.cloud.process import CLOUD_FILE
from sandbox.cloud.server import Server

# Beside the cloud's file: who connects here asks for a copy.
SOCKET: Final = "copies"


@dataclass(frozen=True)
class Asked:
    """Where a copy is to be, and the process that it ends with."""

    directory: Path
    owner: int


class Host:
    """The process with the cloud in it. Nothing runs in its loop while a copy is made."""

    def __init__(self, directory: Path, owner: int) -> None:
        self._directory, self._owner = directory, owner
        self._listener = _listener()
        port: int = self._listener.getsockname()[1]
        self._app = ministack.load(port)
        self._identity = Identity(str(uuid.uuid4()), _VERSION, time.time())
        self._log = CallLog(directory / "cloud" / "calls.jsonl")
        self._gateway = _gateway(self._app, self._log, self._identity, 0)
        self._copies: set[int] = set()
        self._is_furnished = False
        # Who waits for this copy, and what it keeps of the process that it was made from.
        self._asker: socket.socket | None = None
        self._past: list[object] = []

    def serve(self) -> None:
        """Until the owner has ended, or somebody ends this."""
        signal.signal(signal.SIGTERM, lambda *_: self._end())
        signal.signal(signal.SIGCHLD, lambda *_: self._reap())
        while True:
            self._open()
            while not self._copied():
                pass

    def _open(self) -> None:
        """A loop of this process, with the cloud in it and a door for who wants a copy."""
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._alive = ministack.running(self._app)
        self._server = Server(self._gateway)
        self._loop.run_until_complete(self._alive.__aenter__())
        if not self._is_furnished:
            self._loop.run_until_complete(furnish(Emulator(self._app)))
            self._is_furnished = True
        self._loop.run_until_complete(self._server.start(self._listener))
        self._door = socket.socket(socket.AF_UNIX)
        self._door.settimeout(0)
        self._door.bind(str(self._directory / SOCKET))
        self._door.listen()
        self._orphaned = self._loop.create_task(until_gone(self._owner))
        _announce(self._directory, self._identity, self._listener.getsockname()[1])
        if self._asker:
            self._asker.close()
            self._asker = None
        else:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            _write_to(self._directory / "cloud" / "gateway.log")

    def _copied(self) -> bool:
        """Serve until somebody asks, and make a copy. True in the copy."""
        wanted = self._loop.create_task(self._wanted())
        self._loop.run_until_complete(asyncio.wait((wanted, self._orphaned), return_when=asyncio.FIRST_COMPLETED))
        if not wanted.done():
            self._end()
        connection, asked = wanted.result()
        # What a copy would touch only to count references it need not copy.
        gc.collect()
        gc.freeze()
        child = os.fork()
        if child:
            self._copies.add(child)
            connection.close()
            return False
        self._become(asked)
        self._asker = connection
        return True

    async def _wanted(self) -> tuple[socket.socket, Asked]:
        connection, _ = await self._loop.sock_accept(self._door)
        told = json.loads(await self._loop.sock_recv(connection, 1 << 16))
        return connection, Asked(Path(told["directory"]), told["owner"])

    def _become(self, asked: Asked) -> None:
        """Let go of what is the other process's."""
        signal.set_wakeup_fd(-1)
        self._past += [self._loop, self._server, self._alive]
        for connection in self._server._connections:
            os.close(connection._transport.get_extra_info("socket").fileno())
        self._listener.close()
        self._door.close()
        self._copies.clear()
        self._directory, self._owner, self._listener = asked.directory, asked.owner, _listener()
        # Where the emulator says that it answers.
        os.environ["GATEWAY_PORT"] = str(self._listener.getsockname()[1])
        vars(self._log).update(vars(CallLog(asked.directory / "cloud" / "calls.jsonl")))
        _write_to(asked.directory / "cloud" / "gateway.log")

    def _reap(self) -> None:
        for pid in [*self._copies]:
            if os.waitpid(pid, os.WNOHANG)[0]:
                self._copies.discard(pid)

    def _end(self) -> None:
        for name in (CLOUD_FILE, SOCKET):
            (self._directory / name).unlink(missing_ok=True)
        os._exit(0)


def _listener() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def _write_to(log: Path) -> None:
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


def main() -> None:
    """See the module."""
    Host(Path(sys.argv[1]), int(sys.argv[2])).serve()


if __name__ == "__main__":
    main()
