"""The objects of one cluster, with the versions, names and refusals of a real API server. Knows no controller."""

import copy
import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sandbox.cloud.kubernetes.kinds import BUILT_IN, Document, Kind, taught

_DEFAULT_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
_DEFINITIONS = "customresourcedefinitions"
Key = tuple[str, str, str, str]


class RefusedError(Exception):
    """The API server does not do that; `status` is HTTP's, `reason` Kubernetes' word for it.

    `cause` is what a real one would only write into its log.
    """

    def __init__(self, status: int, reason: str, message: str, cause: str = "") -> None:
        super().__init__(message)
        self.status, self.reason, self.cause = status, reason, cause


@dataclass
class Store:
    """What was declared. Statuses are worked out where somebody looks."""

    version: str
    # Another number after each change.
    age: int = 0
    _objects: dict[Key, Document] = field(default_factory=dict)
    _versions: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        namespaces = self.kind("v1", "namespaces")
        for name in _DEFAULT_NAMESPACES:
            labels = {"kubernetes.io/metadata.name": name}
            self.create(namespaces, "", {"metadata": {"name": name, "labels": labels}})

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Every kind, also those that the cluster was taught."""
        definitions = [found for key, found in self._objects.items() if key[1] == _DEFINITIONS]
        return (*BUILT_IN, *(kind for definition in definitions for kind in taught(definition)))

    def kind(self, api_version: str, plural: str) -> Kind:
        """Find a kind. Raises RefusedError."""
        for kind in self.kinds:
            if (kind.api_version, kind.plural) == (api_version, plural):
                return kind
        raise RefusedError(HTTPStatus.NOT_FOUND, "NotFound", "the server could not find the requested resource")

    def all(self, plural: str, namespace: str = "", *, group: str | None = None) -> list[Document]:
        """Objects of a kind, in one namespace or in all of them."""
        return [
            found
            for key, found in sorted(self._objects.items())
            if key[1] == plural and namespace in ("", key[2]) and group in (None, key[0])
        ]

    def find(self, kind: Kind, namespace: str, name: str) -> Document:
        """One object. Raises RefusedError."""
        found = self._objects.get(_key(kind, namespace, name))
        if found is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "NotFound", f'{_resource(kind)} "{name}" not found')
        return found

    def create(self, kind: Kind, namespace: str, given: Mapping[str, Any]) -> Document:
        """Make an object. Raises RefusedError."""
        name = str(given.get("metadata", {}).get("name") or "")
        if not name:
            raise _invalid(kind, "", "metadata.name: Required value: name or generateName is required")
        self._check_place(kind, namespace, given)
        key = _key(kind, namespace, name)
        if key in self._objects:
            raise RefusedError(HTTPStatus.CONFLICT, "AlreadyExists", f'{_resource(kind)} "{name}" already exists')
        made = copy.deepcopy(dict(given))
        made |= {"apiVersion": kind.api_version, "kind": kind.kind}
        made["metadata"] |= {
            "uid": str(uuid.uuid4()),
            "creationTimestamp": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "generation": 1,
            **({"namespace": namespace} if kind.namespaced else {}),
        }
        if kind.plural == "namespaces":
            made["metadata"]["labels"] = {**made["metadata"].get("labels", {}), "kubernetes.io/metadata.name": name}
        self._keep(key, made)
        return made

    def change(self, kind: Kind, namespace: str, name: str, work: Callable[[Document], Mapping[str, Any]]) -> Document:
        """Put what `work` makes of an object in its place. Raises RefusedError."""
        before = self.find(kind, namespace, name)
        after = copy.deepcopy(dict(work(copy.deepcopy(before))))
        given = str(after.get("metadata", {}).get("resourceVersion") or "")
        if given and given != before["metadata"]["resourceVersion"]:
            message = f'Operation cannot be fulfilled on {_resource(kind)} "{name}": the object has been modified'
            raise RefusedError(HTTPStatus.CONFLICT, "Conflict", message)
        after["apiVersion"], after["kind"] = before["apiVersion"], before["kind"]
        fixed = ("uid", "creationTimestamp", "generation", "namespace", "name")
        after["metadata"] |= {key: before["metadata"][key] for key in fixed if key in before["metadata"]}
        _refuse_fixed(kind, name, before, after)
        if after == before:
            return before
        if after.get("spec") != before.get("spec"):
            after["metadata"]["generation"] += 1
        self._keep(_key(kind, namespace, name), after)
        return after

    def delete(self, kind: Kind, namespace: str, name: str) -> Document:
        """Take an object away; with a namespace everything in it, with a definition everything of its kind."""
        gone = self.find(kind, namespace, name)
        del self._objects[_key(kind, namespace, name)]
        doomed: Iterable[Key] = ()
        if kind.plural == "namespaces":
            doomed = [key for key in self._objects if key[2] == name]
        elif kind.plural == _DEFINITIONS:
            names = {(each.group, each.plural) for each in taught(gone)}
            doomed = [key for key in self._objects if (key[0], key[1]) in names]
        for key in doomed:
            del self._objects[key]
        self.age += 1
        return gone

    def _keep(self, key: Key, found: Document) -> None:
        found["metadata"]["resourceVersion"] = str(next(self._versions))
        self._objects[key] = found
        self.age += 1

    def _check_place(self, kind: Kind, namespace: str, given: Mapping[str, Any]) -> None:
        named = str(given.get("metadata", {}).get("namespace") or namespace)
        if not kind.namespaced:
            return
        if named != namespace:
            message = "the namespace of the provided object does not match the namespace sent on the request"
            raise RefusedError(HTTPStatus.BAD_REQUEST, "BadRequest", message)
        if ("", "namespaces", "", namespace) not in self._objects:
            raise RefusedError(HTTPStatus.NOT_FOUND, "NotFound", f'namespaces "{namespace}" not found')


# What an API server never changes of an object that is there. Source: its field validations, per kind.
_FIXED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "deployments": (("spec", "selector"),),
    "rolebindings": (("roleRef",),),
    "clusterrolebindings": (("roleRef",),),
}


def _refuse_fixed(kind: Kind, name: str, before: Document, after: Document) -> None:
    for path in _FIXED.get(kind.plural, ()):
        if _at(before, path) != _at(after, path):
            raise _invalid(kind, name, f"{'.'.join(path)}: Invalid value: field is immutable")


def _at(found: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _invalid(kind: Kind, name: str, message: str) -> RefusedError:
    text = f'{_resource(kind)} "{name}" is invalid: {message}'
    return RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "Invalid", text)


def _resource(kind: Kind) -> str:
    return f"{kind.plural}.{kind.group}" if kind.group else kind.plural


def _key(kind: Kind, namespace: str, name: str) -> Key:
    return kind.group, kind.plural, namespace if kind.namespaced else "", name
