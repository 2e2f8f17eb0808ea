"""One resource as the state holds it, and its form in Pulumi's checkpoint (version 3)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sandbox.engine.crypter import Crypter
from sandbox.engine.urn import Urn, is_provider_type
from sandbox.protocol.values import SECRET_SIGNATURE, SIGNATURE_KEY, Properties, Value, is_secret, secret


@dataclass(frozen=True)
class ResourceState:
    """A resource after its last operation. Immutable: a change makes a new one."""

    urn: str
    type: str
    custom: bool
    id: str = ""
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    parent: str = ""
    provider: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protect: bool = False
    retain_on_delete: bool = False
    external: bool = False
    # Superseded by a replacement; to be deleted.
    delete: bool = False
    # Deleted already, to make room for a replacement that does not exist yet.
    pending_replacement: bool = False
    # A person asked for a replacement.
    taint: bool = False
    deleted_with: str = ""
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    custom_timeouts: Mapping[str, float] = field(default_factory=dict)
    init_errors: tuple[str, ...] = ()
    created: str = ""
    modified: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The logical name."""
        return Urn.parse(self.urn).name

    @property
    def has_provider(self) -> bool:
        """Whether a provider made it, so that a provider must delete it and can read it."""
        return self.custom and not self.external and not is_provider_type(self.type)

    @cached_property
    def needs(self) -> frozenset[str]:
        """URNs that must exist while this resource does."""
        provider = self.provider.rpartition("::")[0]
        by_property = (urn for urns in self.property_dependencies.values() for urn in urns)
        every = {*self.dependencies, *by_property, self.parent, provider, self.deleted_with}
        return frozenset(every - {""})

    def referring_to(self, urns: Mapping[str, str]) -> "ResourceState":
        """A copy whose references to other resources are replaced as `urns` says; `""` drops a reference."""

        def renamed(listed: Iterable[str]) -> tuple[str, ...]:
            return tuple(new for urn in listed if (new := urns.get(urn, urn)))

        provider_urn, _, provider_id = self.provider.rpartition("::")
        return self.with_changes(
            parent=urns.get(self.parent, self.parent),
            provider=f"{urns.get(provider_urn) or provider_urn}::{provider_id}" if self.provider else "",
            dependencies=renamed(self.dependencies),
            property_dependencies={key: renamed(listed) for key, listed in self.property_dependencies.items()},
            deleted_with=urns.get(self.deleted_with, self.deleted_with),
        )

    def with_changes(self, **changes: Any) -> "ResourceState":  # noqa: ANN401 - fields of many types
        """A copy with some fields changed."""
        return replace(self, **changes)


# Checkpoint key -> field, where the value is written as it is.
_PLAIN = {
    "parent": "parent",
    "provider": "provider",
    "protect": "protect",
    "retainOnDelete": "retain_on_delete",
    "external": "external",
    "delete": "delete",
    "pendingReplacement": "pending_replacement",
    "taint": "taint",
    "deletedWith": "deleted_with",
    "created": "created",
    "modified": "modified",
}
_LISTS = {
    "dependencies": "dependencies",
    "additionalSecretOutputs": "additional_secret_outputs",
    "aliases": "aliases",
    "ignoreChanges": "ignore_changes",
    "replaceOnChanges": "replace_on_changes",
    "initErrors": "init_errors",
}
_SPECIAL = {"urn", "custom", "id", "type", "inputs", "outputs", "propertyDependencies", "customTimeouts"}


def to_checkpoint(state: ResourceState, crypter: Crypter) -> dict[str, Any]:
    """Write a resource as Pulumi's checkpoint does; secrets encrypted, empty fields left out."""
    written: dict[str, Any] = {**state.extra, "urn": state.urn, "custom": state.custom, "type": state.type}
    if state.id:
        written["id"] = state.id
    if state.inputs:
        written["inputs"] = _seal(state.inputs, crypter)
    if state.outputs:
        written["outputs"] = _seal(state.outputs, crypter)
    written |= {key: getattr(state, name) for key, name in _PLAIN.items() if getattr(state, name)}
    written |= {key: list(getattr(state, name)) for key, name in _LISTS.items() if getattr(state, name)}
    if state.property_dependencies:
        written["propertyDependencies"] = {key: list(urns) for key, urns in state.property_dependencies.items()}
    if state.custom_timeouts:
        written["customTimeouts"] = dict(state.custom_timeouts)
    return written


def from_checkpoint(written: Mapping[str, Any], crypter: Crypter) -> ResourceState:
    """Read a resource from a checkpoint. What this engine does not use is kept and written back."""
    known = {*_SPECIAL, *_PLAIN, *_LISTS}
    property_dependencies = written.get("propertyDependencies") or {}
    plain: dict[str, Any] = {name: written[key] for key, name in _PLAIN.items() if written.get(key)}
    lists: dict[str, Any] = {name: tuple(written[key]) for key, name in _LISTS.items() if written.get(key)}
    return ResourceState(
        urn=written["urn"],
        type=written["type"],
        custom=written["custom"],
        id=written.get("id", ""),
        inputs=_open(written.get("inputs") or {}, crypter),
        outputs=_open(written.get("outputs") or {}, crypter),
        property_dependencies={key: tuple(urns or ()) for key, urns in property_dependencies.items()},
        custom_timeouts=written.get("customTimeouts") or {},
        extra={key: value for key, value in written.items() if key not in known},
        **plain,
        **lists,
    )


def _seal(value: Value, crypter: Crypter) -> Any:  # noqa: ANN401 - JSON
    if is_secret(value):
        text = json.dumps(_seal(value["value"], crypter), separators=(",", ":"))
        return {SIGNATURE_KEY: SECRET_SIGNATURE, "ciphertext": crypter.encrypt(text)}
    if isinstance(value, dict):
        return {key: _seal(item, crypter) for key, item in value.items()}
    if isinstance(value, list):
        return [_seal(item, crypter) for item in value]
    return value


def _open(value: Any, crypter: Crypter) -> Value:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        if value.get(SIGNATURE_KEY) == SECRET_SIGNATURE:
            text = value["plaintext"] if "plaintext" in value else crypter.decrypt(value["ciphertext"])
            return secret(_open(json.loads(text), crypter))
        return {key: _open(item, crypter) for key, item in value.items()}
    if isinstance(value, list):
        return [_open(item, crypter) for item in value]
    return value
