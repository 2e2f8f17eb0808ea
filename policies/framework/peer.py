"""Other stacks, as they were exported: the other region's, which rules about pairs compare with, and the network's."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pulumi_policy.proxy import unknown_checking_proxy

from framework.config import Schema
from framework.graph import Stack

STATE = "peerState"
PEER_STATE: Schema = {
    STATE: {
        "type": "string",
        "default": "",
        "description": "File that `pulumi stack export` of the other region's stack wrote; relative to the pack.",
    }
}
NETWORK = "networkState"
NETWORK_STATE: Schema = {
    NETWORK: {
        "type": "string",
        "default": "",
        "description": "File that `pulumi stack export` wrote of the stack with the subnets, if that is another.",
    }
}
_PACK = Path(__file__).resolve().parents[1]


class StateError(Exception):
    """The other region's state was named, and could not be read. That is not the same as an empty region."""


@dataclass
class Exported:
    """A resource of an exported state."""

    resource_type: str
    name: str
    urn: str
    props: Any
    opts: Any
    provider: Any = None
    parent: Any = None
    dependencies: list[Any] = field(default_factory=list)
    property_dependencies: dict[str, list[Any]] = field(default_factory=dict)


def peer_of(path: str) -> Stack:
    """Read an exported stack. Raises StateError."""
    file = _PACK / path
    try:
        deployment = json.loads(file.read_text())["deployment"]
        return Stack(exported(deployment["resources"]))
    except FileNotFoundError:
        msg = (
            f"the exported state that its settings name is not there; pulumi stack export --file {file.name} writes it"
        )
        raise StateError(msg) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"the exported state that its settings name cannot be read ({type(error).__name__})"
        raise StateError(msg) from None


def exported(resources: list[dict[str, Any]]) -> list[Exported]:
    """Make resources of a checkpoint's, with their graph."""
    found = {entry["urn"]: _resource(entry) for entry in resources if not entry.get("delete")}
    for entry in resources:
        if entry.get("delete"):
            continue
        resource = found[entry["urn"]]
        resource.parent = found.get(entry.get("parent", ""))
        resource.provider = found.get(entry.get("provider", "").rpartition("::")[0])
        resource.dependencies = [found[urn] for urn in entry.get("dependencies") or () if urn in found]
        resource.property_dependencies = {
            key: [found[urn] for urn in urns or () if urn in found]
            for key, urns in (entry.get("propertyDependencies") or {}).items()
        }
    return list(found.values())


def _resource(entry: dict[str, Any]) -> Exported:
    props = {**(entry.get("inputs") or {}), **(entry.get("outputs") or {})}
    if "id" in entry:
        props.setdefault("id", entry["id"])
    opts = SimpleNamespace(protect=bool(entry.get("protect")), parent=entry.get("parent"))
    name = entry["urn"].split("::")[-1]
    return Exported(entry["type"], name, entry["urn"], unknown_checking_proxy(props), opts)
