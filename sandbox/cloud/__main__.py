"""Run the cloud in this process until it is told to stop. `Cloud.start` starts it in the background."""

import argparse
import asyncio
import errno
import json
import os
import signal
import socket
import sys
import time
import uuid
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config

from sandbox.cloud import emulator as ministack
from sandbox.cloud.additions.registry import all_additions
from sandbox.cloud.call_log import CallLog
from sandbox.cloud.control import Control, Identity
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.faults import Faults
from sandbox.cloud.gateway import Gateway
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.process import CLOUD_FILE, PORT_TAKEN

_KEEP_ALIVE_SECONDS = 75
_VERSION = "1"


def main() -> int:
    """Bind, load the emulator, say where we are, serve."""
    arguments = _arguments()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", arguments.port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return PORT_TAKEN
    port: int = listener.getsockname()[1]
    app = ministack.load(port)
    identity = Identity(str(uuid.uuid4()), _VERSION, time.time())
    faults, health = Faults(seed=arguments.seed), EndpointHealth()
    log = CallLog(arguments.directory / "cloud" / "calls.jsonl")
    emulated = Emulator(app)
    gateway = Gateway(
        app, emulated, all_additions(emulated, health), faults, log, Control(identity, log, faults, health)
    )
    asyncio.run(_serve(gateway, listener, arguments.directory, identity))
    return 0


async def _serve(gateway: Gateway, listener: socket.socket, directory: Path, identity: Identity) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = _KEEP_ALIVE_SECONDS
    config.loglevel = "CRITICAL"
    serving = asyncio.create_task(serve(gateway, config, shutdown_trigger=stop.wait))
    _announce(directory, identity, listener.getsockname()[1])
    await serving
    (directory / CLOUD_FILE).unlink(missing_ok=True)


def _announce(directory: Path, identity: Identity, port: int) -> None:
    """Say where the cloud is, in one step, so that nobody reads half of it."""
    document = {"id": identity.id, "pid": os.getpid(), "port": port, "endpoint": f"http://127.0.0.1:{port}"}
    draft = directory / f"{CLOUD_FILE}.new"
    draft.write_text(json.dumps(document))
    draft.replace(directory / CLOUD_FILE)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.cloud", description=__doc__)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--seed", type=int, default=0, help="of the faults' draws")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
