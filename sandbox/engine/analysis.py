"""A state judged by policy packs as it lies on disk: no program, no provider, no cloud."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sandbox.engine.backend import Backend
from sandbox.engine.errors import EngineError
from sandbox.engine.facts import RunFacts
from sandbox.engine.policies.findings import Verdict
from sandbox.engine.policies.guard import Guard, root_of
from sandbox.engine.policies.pack import Pack, PackSource
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.urn import Urn
from sandbox.protocol.values import SECRET_SIGNATURE, SIGNATURE_KEY

# What stands for a secret that cannot be opened here; Pulumi's own.
_REDACTED = "[secret]"


def analyze_state(deployment: Mapping[str, Any], stack: Urn, sources: Sequence[PackSource], origin: str) -> Verdict:
    """Judge every resource and the whole. Secrets that cannot be opened are a placeholder. Raises EngineError."""
    facts = RunFacts(project=stack.project, stack=stack.stack, config={}, secret_keys=(), dry_run=False, parallel=1)
    packs: list[Pack] = []
    try:
        packs += [Pack(source, dict(os.environ), facts) for source in sources]
        states = [state for state in _states(deployment, stack, origin) if not state.delete]
        by_urn: dict[str, ResourceState] = {state.urn: state for state in states}
        # As in a preview, all complaints are collected.
        guard = Guard(packs, dry_run=True, root=root_of(states))
        guard.judge_state(states, by_urn.get)
        return guard.verdict()
    finally:
        for pack in packs:
            pack.stop()


def _states(deployment: Mapping[str, Any], stack: Urn, origin: str) -> list[ResourceState]:
    snapshot = Snapshot(Backend(Path()), stack.project, stack.stack, persist=False)
    try:
        return list(snapshot.taking(deployment, origin).old)
    except EngineError:
        plain = {**_without_secrets(dict(deployment)), "secrets_providers": None}
        snapshot = Snapshot(Backend(Path()), stack.project, stack.stack, persist=False)
        return list(snapshot.taking(plain, origin).old)


def _without_secrets(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        if value.get(SIGNATURE_KEY) == SECRET_SIGNATURE:
            return {SIGNATURE_KEY: SECRET_SIGNATURE, "plaintext": json.dumps(_REDACTED)}
        return {key: _without_secrets(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    return value
