"""Exported states of other stacks, as `pulumi stack export` writes them."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandbox.protocol.values import reveal
from tests.policies.bench import UNKNOWN, Declared

_FOLDER = Path(tempfile.mkdtemp(prefix="standby-policies-"))
atexit.register(shutil.rmtree, _FOLDER)


def exported(*resources: Declared) -> str:
    """Write a state with these resources; the file's path."""
    content = json.dumps(checkpoint(resources), sort_keys=True)
    file = _FOLDER / f"{len(list(_FOLDER.iterdir()))}.json"
    file.write_text(content)
    return str(file)


def checkpoint(resources: Sequence[Declared]) -> dict[str, Any]:
    """A state in version 3 of the format."""
    return {"version": 3, "deployment": {"resources": [entry for each in resources for entry in _entries(each)]}}


def _entries(resource: Declared) -> list[dict[str, Any]]:
    outputs = resource.props if resource.outputs is None else resource.outputs
    entry: dict[str, Any] = {
        "urn": resource.urn,
        "type": resource.type,
        "custom": ":" in resource.type.partition("/")[2],
        "inputs": _known(resource.props),
        "outputs": _known(outputs),
        "protect": resource.protect,
        "propertyDependencies": {key: [each.urn for each in found] for key, found in resource.refs.items()},
    }
    if resource.parent:
        entry["parent"] = resource.parent.urn
    if resource.provider is None:
        return [entry]
    urn = f"urn:pulumi:{resource.stack}::project::pulumi:providers:aws::{resource.provider.get('region')}"
    provider = {
        "urn": urn,
        "type": "pulumi:providers:aws",
        "custom": True,
        "id": "id",
        "inputs": dict(resource.provider),
    }
    return [provider, {**entry, "provider": f"{urn}::id"}]


def _known(props: Any) -> dict[str, Any]:  # noqa: ANN401 - properties
    # Without marks of secrets: a state would hold what they encrypt.
    revealed: dict[str, Any] = reveal(dict(props))
    return {key: value for key, value in revealed.items() if value != UNKNOWN}
