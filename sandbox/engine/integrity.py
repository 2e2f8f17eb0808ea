"""Whether a deployment holds together, by the checks that Pulumi makes before it reads or writes one, in its words.

They are those of `Snapshot.VerifyIntegrity` in pulumi/pulumi (pkg/resource/deploy/snapshot.go, v3.274.0). A state that
breaks one makes an engine replace what it cannot place: a provider that is gone takes every store with it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.engine.urn import Urn, is_provider_type

Resource = Mapping[str, Any]
_SEPARATOR = "::"
# An engine that does not know a provider's id yet writes this.
_UNKNOWN_ID = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@dataclass(frozen=True)
class _Need:
    """A URN that has to come before a resource, and how Pulumi says that it does not."""

    urn: str
    later: str
    missing: str


def broken(deployment: Mapping[str, Any]) -> str:
    """Say what is wrong with a deployment first; nothing where it is whole.

    Raises what a value of another type raises (KeyError, TypeError, AttributeError).
    """
    return next(_faults(deployment), "")


def _faults(deployment: Mapping[str, Any]) -> Iterator[str]:
    manifest = deployment.get("manifest") or {}
    version, magic = str(manifest.get("version", "")), manifest.get("magic", "")
    # A CLI that was built without a version exports neither, and takes that back.
    if (version or magic or not manifest) and magic != hashlib.sha256(version.encode()).hexdigest():
        yield "magic cookie mismatch; possible tampering/corruption detected"
    resources: list[Resource] = deployment.get("resources") or []
    every = [str(resource.get("urn", "")) for resource in resources]
    before: set[str] = set()
    providers: set[str] = set()
    for index, resource in enumerate(resources):
        yield from _unformed(index, resource)
        if is_provider_type(resource["type"]):
            yield from _unreferenceable(resource)
            providers.add(f"{resource['urn']}{_SEPARATOR}{resource.get('id') or _UNKNOWN_ID}")
        yield from _without_provider(resource, providers)
        for need in _needs(resource):
            if need.urn not in before:
                yield need.later if need.urn in every[index + 1 :] else need.missing
        before.add(resource["urn"])
    yield from _twice(resources)


def _unformed(index: int, resource: Resource) -> Iterator[str]:
    if not resource.get("urn"):
        yield f"resource at index {index} missing required 'urn' field"
    if not resource.get("type"):
        yield f"resource '{resource['urn']}' missing required 'type' field"
    if not resource.get("custom") and resource.get("id"):
        yield f"resource '{resource['urn']}' has 'custom' false but non-empty ID"


def _unreferenceable(resource: Resource) -> Iterator[str]:
    if wrong := _no_provider(str(resource["urn"])):
        yield f"provider {resource['urn']} is not referenceable: {wrong}"


def _without_provider(resource: Resource, providers: Iterable[str]) -> Iterator[str]:
    reference = str(resource.get("provider") or "")
    if not reference:
        return
    urn, separator, _ = reference.rpartition(_SEPARATOR)
    wrong = _no_provider(urn) if separator else f"expected '{_SEPARATOR}' in provider reference '{reference}'"
    if wrong:
        yield f"failed to parse provider reference for resource {resource['urn']}: {wrong}"
    if reference not in providers and not resource.get("pendingReplacement"):
        yield f"resource {resource['urn']} refers to unknown provider {reference}"


def _no_provider(urn: str) -> str:
    """Why a URN is not a provider's; nothing where it is."""
    try:
        kind = Urn.parse(urn).type
    except ValueError:
        return f"{urn} is not a valid URN"
    if not is_provider_type(kind):
        return f"invalid module in type: expected 'pulumi:providers', got '{kind.rpartition(':')[0]}'"
    return "" if kind.rpartition(":")[2] else "provider URNs must specify a type name"


def _needs(resource: Resource) -> Iterator[_Need]:
    urn = resource["urn"]
    if parent := resource.get("parent"):
        child = f"child resource {urn}"
        yield _Need(parent, f"{child}'s parent {parent} comes after it", f"{child} refers to missing parent {parent}")
    for other in resource.get("dependencies") or ():
        told = f"resource {urn}'s dependency {other}"
        yield _Need(other, f"{told} comes after it", f"{told} refers to missing resource")
    for key, others in (resource.get("propertyDependencies") or {}).items():
        for other in others or ():
            told = f"resource {urn}'s property dependency {other} (from property {key})"
            yield _Need(other, f"{told} comes after it", f"{told} refers to missing resource")
    if other := resource.get("deletedWith"):
        told = f"resource {urn} is specified as being deleted with {other}"
        yield _Need(other, f"{told}, which comes after it", f"{told}, which is missing")
    for other in resource.get("replaceWith") or ():
        told = f"resource {urn} is specified as being replaced with {other}"
        yield _Need(other, f"{told}, which comes after it", f"{told}, which is missing")


def _twice(resources: Iterable[Resource]) -> Iterator[str]:
    """All resources of one URN, or all but one, have to be marked for deletion."""
    listed = list(resources)
    staying = Counter(resource["urn"] for resource in listed if not resource.get("delete"))
    yield from (f"duplicate resource {urn} (not marked for deletion)" for urn, count in staying.items() if count > 1)
