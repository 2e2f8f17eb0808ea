"""How a hand changes the emulated AWS: in its records, because AWS's own calls would have dependents go first.

Each hand takes a cloud from inside and a resource of a state, and raises LookupError where it finds nothing to change,
and where what it does changes nothing.
"""

import copy
import importlib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from operations.live.stack_state import StateResource
from operations.readiness.rule import Target
from sandbox.cloud.gateway import Gateway

Record = Any
Of = Callable[[StateResource], str]
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Inside:
    """A cloud from inside: what its emulator and its additions remember."""

    gateway: Gateway
    target: Target

    def records(self, service: str, store: str) -> MutableMapping[tuple[Any, ...], Record]:
        """A store of the emulator: (account, region, key) or (account, key) -> record."""
        module = importlib.import_module(f"ministack.services.{service}")
        return cast("MutableMapping[tuple[Any, ...], Record]", getattr(module, store)._data)

    def addition(self, kind: type[Kind]) -> Kind:
        """What the sandbox itself remembers of a service."""
        (found,) = [each for group in self.gateway._additions.values() for each in group if isinstance(each, kind)]
        return found

    def key(self, service: str, store: str, name: object, region: str | None) -> tuple[Any, ...]:
        """Where a record is. Raises LookupError."""
        keys = [key for key in self.records(service, store) if key[-1] == name and (len(key) == 2 or key[1] == region)]
        if len(keys) != 1:
            msg = f"{service}{store} has {len(keys)} records for {name} in {region}"
            raise LookupError(msg)
        return keys[0]


Hand = Callable[[Inside, StateResource], None]


def by_id(resource: StateResource) -> str:
    """What most records are kept by."""
    return resource.id


def by(name: str) -> Of:
    """By an input."""
    return lambda resource: str(resource.inputs[name])


def gone(service: str, store: str, of: Of = by_id) -> Hand:
    """The record is not there any more, as if a hand had deleted it with all that hinders."""

    def hand(inside: Inside, resource: StateResource) -> None:
        del inside.records(service, store)[inside.key(service, store, of(resource), _region(inside, resource))]

    return hand


def changed(service: str, store: str, change: Callable[[Record, StateResource], object], of: Of = by_id) -> Hand:
    """Something in the record is another."""

    def hand(inside: Inside, resource: StateResource) -> None:
        records, key = (
            inside.records(service, store),
            inside.key(service, store, of(resource), _region(inside, resource)),
        )
        now = copy.deepcopy(records[key])
        put = change(now, resource)
        # What cannot be changed in place, as a text, is handed back.
        now = put if isinstance(now, str | bool) else now
        if now == records[key]:
            msg = f"{service}{store} {of(resource)} is as it was"
            raise LookupError(msg)
        records[key] = now

    return hand


def set_to(service: str, store: str, of: Of = by_id, **values: object) -> Hand:
    """Fields of the record have other values. `A__B` is B in A."""

    def change(record: Record, _: StateResource) -> None:
        for path, value in values.items():
            *way, last = path.split("__")
            place = record
            for step in way:
                place = place[int(step) if step.isdigit() else step]
            if last not in place:
                msg = f"{path} is not in {service}{store}"
                raise LookupError(msg)
            place[last] = value

    return changed(service, store, change, of)


def without(service: str, store: str, field: str, of: Of = by_id, *, keep: int = 0) -> Hand:
    """A list in the record has its first `keep` entries left."""

    def change(record: Record, _: StateResource) -> None:
        del record[field][keep:]

    return changed(service, store, change, of)


def replaced(text: str, by_text: str) -> Callable[[str], str]:
    """Another text, where it is there."""

    def replace(found: str) -> str:
        if text not in found:
            msg = f"there is no {text} in {found}"
            raise LookupError(msg)
        return found.replace(text, by_text)

    return replace


def _region(inside: Inside, resource: StateResource) -> str | None:
    """Where a hand in the target finds it: what the home stack declares of both regions is looked at in the target."""
    return (
        inside.target.region if resource.type in BOTH_REGIONS else str(resource.inputs.get("region") or resource.region)
    )


# Declared once, with a copy in the other region.
BOTH_REGIONS = frozenset(
    {
        "aws:dynamodb/table:Table",
        "aws:secretsmanager/secret:Secret",
        "aws:secretsmanager/secretVersion:SecretVersion",
    }
)
