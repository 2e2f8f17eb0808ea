"""Stack references: outputs of another stack, read from its state by the engine itself."""

from sandbox.engine.backend import ORGANIZATION, Backend
from sandbox.engine.errors import EngineError
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.urn import stack_urn
from sandbox.protocol.values import Properties, holds_secret, secret

STACK_REFERENCE_TYPE = "pulumi:pulumi:StackReference"


def read_stack_reference(backend: Backend, own_project: str, name: str) -> Properties:
    """Outputs of the stack called `name` (`STACK`, `PROJECT/STACK` or `ORGANIZATION/PROJECT/STACK`).

    Raises EngineError where that stack has no state yet.
    """
    *head, stack = name.split("/")
    project = head[-1] if head else own_project
    if len(head) > 1 and head[0] != ORGANIZATION:
        msg = f"stack reference {name!r} names organization {head[0]!r}; states in files have only {ORGANIZATION!r}"
        raise EngineError(msg)
    outputs = _root_outputs(backend, project, stack)
    if outputs is None:
        known = ", ".join(backend.stacks(project)) or "none"
        msg = (
            f"this stack reads outputs of stack {stack!r}, which is not up yet (stacks with a state: {known}); "
            f"run `up {stack}` first"
        )
        raise EngineError(msg)
    secret_names = sorted(key for key, value in outputs.items() if holds_secret(value))
    return {
        "name": name,
        "outputs": {key: secret(value) if key in secret_names else value for key, value in outputs.items()},
        "secretOutputNames": secret_names,
    }


def stack_outputs(backend: Backend, project: str, stack: str) -> Properties:
    """Outputs in a stack's state, secrets opened but marked. Raises EngineError where there is no state."""
    outputs = _root_outputs(backend, project, stack)
    if outputs is None and backend.read(project, stack) is None:
        known = ", ".join(backend.stacks(project)) or "none"
        msg = f"stack {stack!r} has no state; stacks with one: {known}"
        raise EngineError(msg)
    return outputs or {}


def _root_outputs(backend: Backend, project: str, stack: str) -> Properties | None:
    """What the stack itself has as outputs, or None where it was never up, or was destroyed."""
    root = stack_urn(stack, project)
    snapshot = Snapshot.load(backend, project, stack, persist=False)
    return next((state.outputs for state in snapshot.old if state.urn == root), None)
