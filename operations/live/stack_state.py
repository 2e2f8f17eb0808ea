"""What a stack's state says: its outputs and its resources, kept for the day when the state does not answer.

Nothing that is kept or handed on holds a secret.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.inputs.json_text import read_object
from operations.inputs.text_file import text_of_file
from operations.live.export import exported, without_secrets
from operations.live.history import Run, forgotten
from operations.live.keeping import keep
from operations.live.outputs import CACHE, Outputs
from operations.live.outputs_shape import refuse_other_shapes

# A state that stands in a region that is gone does not answer: who knows the outputs from before asks less long.
_SECONDS, _SECONDS_WITH_A_COPY = 20, 8
_STACK, _PROVIDER = "pulumi:pulumi:Stack", "pulumi:providers:"
_NAME = 3
_ONCE = "Run `standby status` once while all is well"


@dataclass(frozen=True, kw_only=True)
class StateResource:
    """A resource as the engine last saw it. `region` is its provider's; None where that has none."""

    urn: str
    type: str
    name: str
    id: str
    region: str | None
    custom: bool
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    # Of a stack itself: what its state has forgotten, or why nobody knows.
    forgotten: str = ""
    history_unread: str = ""


@dataclass(frozen=True, kw_only=True)
class StackState:
    """A stack's outputs and resources. `as_of` is when they were read, where they come from the cache."""

    outputs: Outputs
    resources: tuple[StateResource, ...]
    as_of: str = ""


def read(stack: str, engine: str, folder: Path = Path()) -> StackState:
    """Ask the engine, else the cache beside the stack files. Raises OperationError where neither knows."""
    try:
        return _fresh(stack, folder, engine)
    except OperationError as error:
        outputs = _kept_outputs(stack, folder, error)
        return _kept(outputs, folder, error)


def known(stack: str, folder: Path, engine: str) -> tuple[Outputs, tuple[StateResource, ...] | None]:
    """Ask for outputs, which may be kept where resources are not: those are None then. Raises as `read` does."""
    try:
        state = _fresh(stack, folder, engine)
    except OperationError as error:
        outputs = _kept_outputs(stack, folder, error)
        try:
            return outputs, _kept(outputs, folder, error).resources
        except OperationError:
            return outputs, None
    return state.outputs, state.resources


def together(*of_stacks: tuple[StateResource, ...] | None) -> tuple[StateResource, ...] | None:
    """What all of these stacks declare; None where that of one is not known."""
    found: tuple[StateResource, ...] = ()
    for each in of_stacks:
        if each is None:
            return None
        found += each
    return found


def _fresh(stack: str, folder: Path, engine: str) -> StackState:
    seconds = _SECONDS_WITH_A_COPY if _outputs_file(folder, stack).exists() else _SECONDS
    found = exported(stack, folder, engine, seconds)
    state = state_in(found.deployment, stack, found.runs, unread=found.unread)
    read_at = datetime.now(UTC).isoformat(timespec="seconds")
    resources = {"as_of": read_at, "resources": [vars(each) for each in state.resources]}
    outputs = {"as_of": read_at, "outputs": state.outputs.values}
    keep(
        {
            # On one line: half a megabyte is laid out more slowly than it is read.
            _resources_file(folder, stack): json.dumps(resources),
            _outputs_file(folder, stack): json.dumps(outputs, indent=1),
        }
    )
    return state


def state_in(deployment: Mapping[str, Any], stack: str, runs: Sequence[Run] = (), *, unread: str = "") -> StackState:
    """Read a deployment as an engine exports it. Raises OperationError where it is no region stack's.

    `runs` are what the engine remembers of the stack; `unread` is why that is not known.
    """
    try:
        resources = tuple(_resources(deployment, runs, unread))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        msg = f"the state of {stack} holds something that is no resource ({type(error).__name__}: {error})"
        raise OperationError(msg) from error
    values = next((dict(each.outputs) for each in resources if each.type == _STACK), {})
    refuse_other_shapes(values, f"the outputs of {stack}")
    return StackState(outputs=Outputs(stack=stack, values=values), resources=resources)


def _resources(deployment: Mapping[str, Any], runs: Sequence[Run], unread: str) -> Iterator[StateResource]:
    # What is to be deleted may still be there, under the URN of what took its place.
    there = [each for each in deployment.get("resources") or () if not each.get("delete")]
    regions = {
        each["urn"]: (each.get("inputs") or {}).get("region") for each in there if each["type"].startswith(_PROVIDER)
    }
    for each in there:
        # The reference to a provider ends with its id.
        region = regions.get(str(each.get("provider") or "").rpartition("::")[0])
        yield _checked(
            StateResource(
                urn=each["urn"],
                type=each["type"],
                name=each["urn"].split("::", _NAME)[_NAME],
                id=str(each.get("id") or ""),
                region=region if isinstance(region, str) and region else None,
                custom=bool(each.get("custom")),
                inputs=without_secrets(dict(each.get("inputs") or {})),
                outputs=without_secrets(dict(each.get("outputs") or {})),
                forgotten=forgotten(there, runs) if each["type"] == _STACK else "",
                history_unread=unread if each["type"] == _STACK else "",
            )
        )


def _checked(resource: StateResource) -> StateResource:
    """Raise TypeError for one that no engine writes."""
    texts = (resource.urn, resource.type, resource.name, resource.id, resource.region or "")
    if not all(isinstance(each, str) for each in texts):
        msg = f"{resource.urn!r} has a name, a type or a region that is no text"
        raise TypeError(msg)
    if not (isinstance(resource.inputs, dict) and isinstance(resource.outputs, dict)):
        msg = f"{resource.urn} has inputs or outputs that are none"
        raise TypeError(msg)
    return resource


def _outputs_file(folder: Path, stack: str) -> Path:
    return folder / CACHE / f"outputs-{stack}.json"


def _resources_file(folder: Path, stack: str) -> Path:
    return folder / CACHE / f"resources-{stack}.json"


def _kept_outputs(stack: str, folder: Path, error: OperationError) -> Outputs:
    kept = _outputs_file(folder, stack)
    try:
        document = read_object(text_of_file(kept), origin=str(kept))
        values = dict(document["outputs"])
        refuse_other_shapes(values, f"the outputs in {kept}")
        return Outputs(stack=stack, values=values, as_of=str(document["as_of"]), unread=str(error))
    except (OperationError, ValueError, KeyError, TypeError):
        msg = f"{error}, and {kept} holds none from before. {_ONCE}"
        raise OperationError(msg) from None


def _kept(outputs: Outputs, folder: Path, error: OperationError) -> StackState:
    kept = _resources_file(folder, outputs.stack)
    try:
        document = read_object(text_of_file(kept), origin=str(kept))
        resources = tuple(_checked(StateResource(**each)) for each in document["resources"])
        return StackState(outputs=outputs, resources=resources, as_of=str(document["as_of"]))
    except (OperationError, ValueError, KeyError, TypeError):
        msg = f"{error}, and {kept} holds none from before. {_ONCE}"
        raise OperationError(msg) from None
