"""When an object that was made or changed is done, as Pulumi's provider waits for it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.protocol.server import ProviderError
from sandbox.providers.kubernetes.client import Client, Reference

# Said by an object that nobody should wait for.
_SKIP = "pulumi.com/skipAwait"
_FIRST_POLL_SECONDS, _LAST_POLL_SECONDS = 0.02, 0.5
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Patience:
    """How long, by which clock."""

    seconds: float = 60
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def wait_until_done(client: Client, wanted: Reference, found: Document, patience: Patience) -> Document:
    """Look until it is done. Raises ProviderError with what is missing when the time is up."""
    lacks = _LACKS.get(wanted.kind)
    annotations = (found.get("metadata") or {}).get("annotations") or {}
    if lacks is None or annotations.get(_SKIP) == "true":
        return found
    deadline, pause = patience.clock() + patience.seconds, _FIRST_POLL_SECONDS
    while lacks(found):
        if patience.clock() > deadline:
            msg = f"{wanted.kind} {wanted.name} is not done after {patience.seconds:g} s: {lacks(found)}"
            raise ProviderError(msg)
        patience.sleep(pause)
        pause = min(2 * pause, _LAST_POLL_SECONDS)
        found = client.find(wanted) or found
    return found


def _rollout(found: Document) -> str:
    spec, status = found["spec"], found.get("status") or {}
    wanted = int(spec.get("replicas", 1))
    if int(status.get("observedGeneration", 0)) < int(found["metadata"]["generation"]):
        return "the change has not been seen yet"
    if min(int(status.get(key, 0)) for key in ("updatedReplicas", "availableReplicas")) >= wanted:
        return ""
    said = next((each.get("message") for each in status.get("conditions", []) if each["type"] == "Progressing"), "")
    return str(said or f"fewer than {wanted} pods are ready")


def _condition(kind: str) -> Callable[[Document], str]:
    def lacks(found: Document) -> str:
        conditions = (found.get("status") or {}).get("conditions", [])
        is_so = any((each["type"], each["status"]) == (kind, "True") for each in conditions)
        return "" if is_so else f"it is not {kind}"

    return lacks


_LACKS: Mapping[str, Callable[[Document], str]] = {
    "APIService": _condition("Available"),
    "CustomResourceDefinition": _condition("Established"),
    "Deployment": _rollout,
}
