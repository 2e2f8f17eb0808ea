"""An emulated AWS of which copies can be ruined: each piece of work is done in a fork of its process.

A fork has everything as it was, costs some milliseconds, and ends with the work. Started as
`python -m tests.sandbox.readiness.stage --directory D`; it serves like `sandbox.cloud` until it reads a batch from its
standard input, and again when the batch is done.
"""

import argparse
import asyncio
import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from operations.live.clients import BRIEF, ClientMaker, Clients
from sandbox.cloud import emulator as ministack
from sandbox.cloud.__main__ import _VERSION, _announce, _gateway
from sandbox.cloud.call_log import CallLog
from sandbox.cloud.control import Identity
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.gateway import Gateway
from sandbox.cloud.iam.furnish import furnish
from sandbox.cloud.process import CLOUD_FILE, Cloud, CloudError
from sandbox.cloud.server import Server
from sandbox.loopback import spared
from tests.sandbox.readiness.held import Held
from tests.sandbox.readiness.work import Answer, Work

_HOME: Final = "us-east-1"
_STARTS_WITHIN, _POLL_SECONDS = 60.0, 0.05


class Stage:
    """The other end of a stage's pipe."""

    def __init__(self, directory: Path, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin
        assert process.stdout
        self._process, self._to, self._from = process, process.stdin, process.stdout
        found = Cloud.find(directory)
        assert found
        self.cloud = found

    def ask(self, batch: Sequence[Work]) -> Iterator[Answer]:
        """Do each work in a copy of its own, and nothing of it outside. Who asks has to take every answer."""
        self._send(batch)
        for _ in batch:
            yield self._answer()

    @contextmanager
    def copy(self) -> Iterator[None]:
        """Meanwhile a copy answers at the cloud's address, and what is done to it is forgotten afterwards."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(_STARTS_WITHIN)
            self._send((Held(listener.getsockname()[1]),))
            line, _ = listener.accept()
        with line:
            yield
        answer = self._answer()
        assert not answer.failed, answer.failed

    def _send(self, batch: Sequence[Work]) -> None:
        pickle.dump(tuple(batch), self._to)
        self._to.flush()

    def _answer(self) -> Answer:
        answer: Answer = pickle.load(self._from)  # noqa: S301 - our own process
        return answer


@contextmanager
def stage(directory: Path) -> Iterator[Stage]:
    """An empty AWS."""
    (directory / "cloud").mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "tests.sandbox.readiness.stage", "--directory", str(directory)]
    root = Path(__file__).resolve().parents[3]
    with (
        (directory / "cloud" / "gateway.log").open("ab") as log,
        subprocess.Popen(
            words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True
        ) as process,
    ):
        deadline = time.monotonic() + _STARTS_WITHIN
        while Cloud.find(directory) is None:
            if process.poll() is not None or time.monotonic() > deadline:
                msg = f"the stage did not start:\n{(directory / 'cloud' / 'gateway.log').read_text()[-2000:]}"
                process.kill()
                raise CloudError(msg)
            threading.Event().wait(_POLL_SECONDS)
        yield Stage(directory, process)
        process.terminate()


class _Host:
    """The process with the cloud in it. Nothing runs in its loop while a copy is made."""

    def __init__(self, directory: Path) -> None:
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(128)
        port: int = self._listener.getsockname()[1]
        self._app = ministack.load(port)
        self._loop = asyncio.new_event_loop()
        identity = Identity(str(uuid.uuid4()), _VERSION, time.time())
        self._gateway: Gateway = _gateway(self._app, CallLog(directory / "cloud" / "calls.jsonl"), identity, 0)
        os.environ.update(
            AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the account's administrator in this cloud
            AWS_REGION=_HOME,
            AWS_EC2_METADATA_DISABLED="true",
            **spared(os.environ),
        )
        self._clients = _Noted(ClientMaker()(BRIEF, says=""))
        self._where = (directory, identity, port)

    def serve(self, batches: BinaryIO, answers: BinaryIO) -> None:
        """Until the pipe ends."""
        self._alive = ministack.running(self._app)
        self._loop.run_until_complete(self._alive.__aenter__())
        self._loop.run_until_complete(furnish(Emulator(self._app)))
        self._server = Server(self._gateway)
        self._loop.run_until_complete(self._server.start(self._listener))
        _announce(*self._where)
        told = asyncio.Event()
        self._loop.add_reader(batches, told.set)
        while True:
            self._loop.run_until_complete(told.wait())
            told.clear()
            try:
                batch: tuple[Work, ...] = pickle.load(batches)  # noqa: S301 - our own process
            except EOFError:
                return
            self._loop.run_until_complete(self._hang_up())
            for work in batch:
                answer = self._in_a_copy(work)
                self._clients.make_ready(answer.clients)
                pickle.dump(answer, answers)
                answers.flush()

    async def _hang_up(self) -> None:
        """Connections that are kept would wait here for answers while a copy answers."""
        for connection in list(self._server._connections):
            connection.reset()
        # A connection is closed in the turn after it was told to.
        await asyncio.sleep(0)

    def _in_a_copy(self, work: Work) -> Answer:
        # What a copy would touch only to count references it need not copy.
        gc.collect()
        gc.freeze()
        theirs, ours = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(theirs)
                with os.fdopen(ours, "wb") as out:
                    pickle.dump(self._done(work), out)
            finally:
                os._exit(0)
        os.close(ours)
        with os.fdopen(theirs, "rb") as coming:
            said = coming.read()
        os.waitpid(child, 0)
        if not said:
            return Answer(failed="the copy of the cloud ended without an answer")
        answer: Answer = pickle.loads(said)  # noqa: S301 - our own process
        return answer

    def _done(self, work: Work) -> Answer:
        up = threading.Event()

        async def answer_calls() -> None:
            await Server(self._gateway).start(self._listener)
            up.set()
            await asyncio.Event().wait()

        threading.Thread(target=lambda: asyncio.run(answer_calls()), daemon=True).start()
        up.wait()
        began = time.process_time()
        try:
            found = work(self._gateway, self._clients)
        except Exception:  # noqa: BLE001 - whatever it was, the test that asked shows it
            return Answer(failed=traceback.format_exc(), clients=self._clients.asked)
        return Answer(found=found, clients=self._clients.asked, seconds=time.process_time() - began)


class _Noted:
    """Clients, and which were wanted: what is made before a copy is there in each."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self.asked: set[tuple[str, str]] = set()

    def __call__(self, service: str, region: str) -> Any:  # noqa: ANN401 - a boto3 client
        self.asked.add((service, region))
        return self._clients(service, region)

    def make_ready(self, asked: set[tuple[str, str]]) -> None:
        for service, region in sorted(asked - self.asked):
            # Asking for a page reads what the library knows of the service's pages.
            client = self(service, region)
            client.can_paginate(next(iter(client.meta.method_to_api_mapping)))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--directory", type=Path, required=True)
    directory: Path = parser.parse_args().directory
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    # What is printed goes to the log: standard output is the pipe.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        _Host(directory).serve(sys.stdin.buffer, answers)
    finally:
        (directory / CLOUD_FILE).unlink(missing_ok=True)
    os._exit(0)


if __name__ == "__main__":
    main()
