"""What runs leave behind, in the cloud and in the state."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.engine.backend import Backend
from tests.sandbox.sandboxes import Sandbox

# Parts of names that differ from run to run: AWS's own ids, what Pulumi draws for a name, the port of the cloud.
# A run of hexadecimal digits counts as a whole part only: other ids of letters and digits may begin with seven of them.
_DRAWN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=[-/])[0-9a-f]{7,}(?![0-9a-z])|mrk-\w{32}"
    r"|(?<=hostedzone/)\w+|(?<=standby/)[0-9a-z]{16}$|(?<=web/)[0-9a-z]{16}$|(?<=master-)\w{6}|(?<=origin-)\w{6}|127.0.0.1:\d+"
    r"|(?<=global )E[0-9A-Z]{12,14}$"
)
# A queue's URL begins with where the cloud answered when the queue was made. A copy of that cloud answers elsewhere.
_ADDRESS = re.compile(r"127\.0\.0\.1:\d+")


def shape(entries: set[str]) -> Counter[str]:
    """How many there are of each kind and of each part of a name that is the same in every run."""
    return Counter(_DRAWN.sub("*", entry) for entry in entries)


def resources_in(sandbox: Sandbox, *stacks: str) -> list[dict[str, Any]]:
    """Resources in the states, and among them what is to be deleted still."""
    return [each for stack in stacks for each in _state(sandbox, stack).get("resources", [])]


def pending_in(sandbox: Sandbox, stack: str) -> list[str]:
    """URNs of what a run began and did not see the end of."""
    return [each["resource"]["urn"] for each in _state(sandbox, stack).get("pending_operations", [])]


def unclaimed(entries: set[str], resources: list[dict[str, Any]]) -> Counter[str]:
    """What is in the cloud and named in no state: what AWS makes on its own, and orphans."""
    named = {_ADDRESS.sub("*", text) for text in _texts(resources)}
    names = {entry: _ADDRESS.sub("*", entry.split(" ", 3)[3].rpartition("hostedzone/")[2]) for entry in entries}
    return shape({entry for entry, name in names.items() if name not in named})


def calls(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Every call that the cloud answered, or did not."""
    return [json.loads(line) for line in _log(sandbox).splitlines()]


def call_count(sandbox: Sandbox) -> int:
    """How many there were so far."""
    return _log(sandbox).count(b"\n")


def _log(sandbox: Sandbox) -> bytes:
    return (sandbox.cloud.directory / "cloud" / "calls.jsonl").read_bytes()


def _state(sandbox: Sandbox, stack: str) -> dict[str, Any]:
    return Backend(sandbox.cloud.directory / "state").read("standby", stack) or {}


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
