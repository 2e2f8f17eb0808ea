"""The process that the others are forked from. Started as `python -m tests.warm.server SOCKET RUN`.

A connection is one process: it brings the words, environment, folder and streams, and hears the number of the process
and in the end how it ended. Where the connection ends first, so does the process, and all do with the owner of the RUN.
"""

import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import botocore.session

from sandbox.cloud.owner import is_there
from sandbox.engine import crypter
from tests import kept
from tests.warm import starting
from tests.warm.keys import derived_once

# Whatever commands, engine and providers may import, and what the program consists of.
_PACKAGES: Final = ("operations", "sandbox.cli", "sandbox.engine", "sandbox.providers", "sandbox.shop")
_MODULES: Final = ("components.multi_region.home", "components.multi_region.region", "settings.load")
# Of these, each run of the program loads its own copy: it lies in a folder of its own.
_PROGRAM, _PROGRAMS_OWN = "sandbox.engine.program", frozenset({"components", "settings", "workloads"})
_SERVICES: Final = (
    *("acm", "application-autoscaling", "autoscaling", "cloudfront", "cloudtrail", "cloudwatch", "dynamodb", "ec2"),
    *("ecr", "ecs", "eks", "elasticache", "elbv2", "events", "iam", "kms", "logs", "rds", "route53", "s3"),
    *("secretsmanager", "service-quotas", "sns", "sqs", "sts", "wafv2"),
)
_LOOK_SECONDS, _LONGEST = 1.0, 1 << 20


def load() -> None:
    """Import everything, and have botocore read what it knows of services once for all sessions."""
    for package in _PACKAGES:
        here = importlib.import_module(package)
        for found in pkgutil.walk_packages(here.__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    for module in _MODULES:
        importlib.import_module(module)
    botocore.session.create_loader = functools.cache(botocore.session.create_loader)
    session = botocore.session.get_session()
    for service in _SERVICES:
        client = session.create_client(
            service,
            region_name="us-east-1",
            aws_access_key_id="none",
            aws_secret_access_key="none",  # noqa: S106
        )
        client.can_paginate(next(iter(client.meta.method_to_api_mapping)))


class _Server:
    def __init__(self, address: str, owner: int) -> None:
        self._address, self._owner = address, owner
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(address)
        self._listener.listen(64)
        self._selector = selectors.DefaultSelector()
        self._running: dict[int, socket.socket] = {}
        self._woken, waking = socket.socketpair()
        for each in (self._woken, waking):
            each.settimeout(0)
        self._waking = waking
        signal.set_wakeup_fd(waking.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Until the owner has ended."""
        self._selector.register(self._listener, selectors.EVENT_READ, self._begin)
        self._selector.register(self._woken, selectors.EVENT_READ, self._reap)
        while is_there(self._owner):
            for key, _ in self._selector.select(_LOOK_SECONDS):
                key.data()
        for pid in self._running:
            os.kill(pid, signal.SIGKILL)

    def _begin(self) -> None:
        connection, _ = self._listener.accept()
        try:
            asked, streams = _read(connection)
        except (OSError, ValueError):
            connection.close()
            return
        pid = os.fork()
        if pid == 0:
            self._become(asked, streams, connection)
        for stream in streams:
            os.close(stream)
        self._running[pid] = connection
        connection.sendall(f"{pid}\n".encode())
        self._selector.register(connection, selectors.EVENT_READ, functools.partial(self._abandon, pid))

    def _abandon(self, pid: int) -> None:
        """Nobody waits for it any more."""
        self._selector.unregister(self._running[pid])
        os.kill(pid, signal.SIGTERM)

    def _reap(self) -> None:
        self._woken.recv(_LONGEST)
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            connection = self._running.pop(pid)
            if connection.fileno() in self._selector.get_map():
                self._selector.unregister(connection)
            with connection, starting.abandoned():
                connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())

    def _become(self, asked: dict[str, Any], streams: list[int], connection: socket.socket) -> NoReturn:
        """The process that was asked for."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for each in (self._listener, self._woken, self._waking, connection, *self._running.values()):
                each.close()
            self._selector.close()
            if asked["leads"]:
                os.setsid()
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
                os.close(stream)
            os.environ.clear()
            os.environ.update(asked["environment"])
            os.chdir(asked["folder"])
            gc.enable()
            starting.start_warm(self._address)
            with _said():
                code = _run(asked["module"], asked["arguments"], unbuffered=asked["unbuffered"])
        finally:
            os._exit(code)


def _read(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    message, streams, _, _ = socket.recv_fds(connection, _LONGEST, 3)
    while not message.endswith(b"\n"):
        more = connection.recv(_LONGEST)
        if not more:
            raise EOFError
        message += more
    asked: dict[str, Any] = json.loads(message)
    return asked, list(streams)


@contextmanager
def _said() -> Iterator[None]:
    """What is left in buffers is written, as at the end of an interpreter."""
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            with starting.abandoned():
                stream.flush()


def _run(module: str, arguments: list[str], *, unbuffered: bool) -> int:
    """As `python -m` does."""
    sys.stdout.reconfigure(write_through=unbuffered)  # type: ignore[union-attr]
    path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:1] = [os.getcwd(), *filter(None, path)]  # noqa: PTH109 - as the interpreter has it
    sys.argv = [module, *arguments]
    if module == _PROGRAM:
        for name in [name for name in sys.modules if name.partition(".")[0] in _PROGRAMS_OWN]:
            del sys.modules[name]
    try:
        if module == _PROGRAM:
            return int(importlib.import_module(module).main())
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ending:
        if isinstance(ending.code, str):
            sys.stderr.write(f"{ending.code}\n")
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    """Load, and serve."""
    address, run = sys.argv[1:]
    kept.begin(run)
    load()
    crypter._derive_key = derived_once
    # What a process would copy only to count references it need not copy.
    gc.collect()
    gc.freeze()
    gc.disable()
    server = _Server(address, kept.owner())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve()


if __name__ == "__main__":
    main()
