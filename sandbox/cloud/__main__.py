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
from contextlib import closing
from pathlib import Path
from typing import Any

from sandbox.cloud import emulator as ministack
from sandbox.cloud.acceptance import Acceptance
from sandbox.cloud.additions.registry import Parts, all_additions
from sandbox.cloud.call_log import CallLog
from sandbox.cloud.capacity import Capacity
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.control import Circumstances, Control, Identity
from sandbox.cloud.deliveries import Deliveries
from sandbox.cloud.dns.observer import Observer
from sandbox.cloud.emulator import AsgiApp, Emulator
from sandbox.cloud.faults import Faults
from sandbox.cloud.gateway import Gateway, Rules
from sandbox.cloud.guards.access_logs import AccessLogGuard
from sandbox.cloud.guards.key_states import KeyStateGuard
from sandbox.cloud.guards.keys import KeyGuard
from sandbox.cloud.guards.lockout import LockoutGuard
from sandbox.cloud.guards.roles import RoleGuard
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.iam.containers import Containers
from sandbox.cloud.iam.door import door
from sandbox.cloud.iam.furnish import furnish
from sandbox.cloud.images import Images
from sandbox.cloud.inside import Inside
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.kubernetes.rights import ClusterRights
from sandbox.cloud.leases import Leases
from sandbox.cloud.owner import owner_in, until_gone
from sandbox.cloud.process import CLOUD_FILE, PORT_TAKEN
from sandbox.cloud.pulls import Pulls
from sandbox.cloud.server import Server
from sandbox.cloud.starts import PodStarts, TaskStarts
from sandbox.cloud.stored.forms import FORMS
from sandbox.cloud.targets import Targets
from sandbox.cloud.zones import Zones

_VERSION = "1"


def main() -> int:
    """Bind, load the emulator, say where we are, serve."""
    arguments = _arguments()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", arguments.port))
        # From here on the port is ours; who connects waits until the emulator is loaded.
        listener.listen()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return PORT_TAKEN
    port: int = listener.getsockname()[1]
    app = ministack.load(port)
    identity = Identity(str(uuid.uuid4()), _VERSION, time.time())
    asyncio.run(_serve(app, listener, arguments, identity))
    return 0


async def _serve(app: AsgiApp, listener: socket.socket, arguments: argparse.Namespace, identity: Identity) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    directory: Path = arguments.directory
    with closing(CallLog(directory / "cloud" / "calls.jsonl")) as log:
        server = Server(_gateway(app, log, identity, arguments.seed))
        async with ministack.running(app):
            await furnish(Emulator(app))
            await server.start(listener)
            _announce(directory, identity, listener.getsockname()[1])
            await _told_or_orphaned(stop)
            await server.stop()
    (directory / CLOUD_FILE).unlink(missing_ok=True)


async def _told_or_orphaned(stop: asyncio.Event) -> None:
    waits: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait())]
    owner = owner_in(os.environ)
    if owner is not None:
        waits.append(asyncio.create_task(until_gone(owner)))
    _, others = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()


def _gateway(app: AsgiApp, log: CallLog, identity: Identity, seed: int) -> Gateway:
    faults, health, emulator, conditions = Faults(seed=seed), EndpointHealth(), Emulator(app), Conditions()
    images, leases = Images(), Leases(emulator)
    iam, zones = door(emulator), Zones()
    Deliveries(iam.errands).watch()
    clusters = Clusters(images, ClusterRights(iam.errands, PodStarts(iam.errands)).settle)
    capacity = Capacity(emulator, conditions, Pulls(emulator, images, TaskStarts(iam.errands)))
    targets = Targets(emulator, health, clusters, leases, capacity)
    observer = Observer(emulator, targets, health, faults)
    containers = Containers(emulator, capacity, clusters, iam.desk)
    inside = Inside(emulator, targets, clusters, capacity, containers)
    circumstances = Circumstances(faults, health, conditions, capacity, zones, images, iam)
    control = Control(identity, log, circumstances, observer, inside)
    parts = Parts(emulator, targets, observer, clusters, leases, capacity, conditions, faults, images, zones, iam)
    guards = (
        AccessLogGuard(emulator),
        KeyGuard(emulator, iam),
        KeyStateGuard(emulator, iam.keys),
        LockoutGuard(),
        RoleGuard(iam.store),
    )
    return Gateway(
        emulator, all_additions(parts), faults, log, control, Rules(iam.enforcement, Acceptance(guards, FORMS))
    )


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
