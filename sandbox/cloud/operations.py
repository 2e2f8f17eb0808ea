"""Names of the operations of REST protocols, which no header and no body names: read off botocore's models."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl

from botocore.exceptions import UnknownServiceError
from botocore.session import get_session

# What a signature calls a service, where botocore's folder is called otherwise or there are two.
_MODELS: Mapping[str, tuple[str, ...]] = {
    "apigateway": ("apigateway", "apigatewayv2"),
    "elasticfilesystem": ("efs",),
    "s3": ("s3", "s3control"),
    "ses": ("sesv2",),
}
_REST = frozenset({"rest-json", "rest-xml"})
_PLACE = re.compile(r"\{[^}]+\}")
_REMEMBERED = 4096


@dataclass(frozen=True)
class _Operation:
    """What a request must have to be this operation; the one that asks for most is meant."""

    name: str
    path: re.Pattern[str]
    places: tuple[str, ...]
    query: frozenset[tuple[str, str]]
    parameters: frozenset[str]
    headers: frozenset[str]
    is_deprecated: bool

    def is_meant(self, path: str, query: Mapping[str, str], headers: frozenset[str]) -> bool:
        return (
            self.parameters <= query.keys()
            and self.headers <= headers
            and all(query.get(key) == value for key, value in self.query)
            and self.path.fullmatch(path) is not None
        )


@lru_cache(maxsize=_REMEMBERED)
def operation_name(service: str, method: str, path: str, query: str, headers: frozenset[str]) -> str | None:
    """The operation behind a request, or None where there is no model of it. `headers` are their names."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    for operation in _operations(service).get(method, ()):
        if operation.is_meant(path, given, headers):
            return operation.name
    return None


@lru_cache(maxsize=_REMEMBERED)
def path_values(service: str, operation: str, method: str, path: str) -> tuple[tuple[str, str], ...]:
    """What stands in a path where the operation has its placeholders: (name, value), still escaped."""
    for known in _operations(service).get(method, ()):
        found = known.path.fullmatch(path) if known.name == operation else None
        if found is not None:
            return tuple(zip(known.places, found.groups(), strict=True))
    return ()


@cache
def _operations(service: str) -> dict[str, list[_Operation]]:
    found: dict[str, list[_Operation]] = {}
    for model in filter(None, _MODELS.get(service, (service,))):
        for method, operation in _read(model):
            found.setdefault(method, []).append(operation)
    for operations in found.values():
        operations.sort(key=_demands, reverse=True)
    return found


def _demands(operation: _Operation) -> tuple[bool, int, int]:
    """How particular an operation is: conditions first, then the letters of its path that are not a placeholder.

    A deprecated one often has the same request as its successor, and is not meant.
    """
    conditions = len(operation.query) + len(operation.parameters) + len(operation.headers)
    return not operation.is_deprecated, conditions, len(operation.path.pattern.replace("[^/]+", "").replace(".+", ""))


def _read(model: str) -> Iterator[tuple[str, _Operation]]:
    try:
        document = get_session().get_component("data_loader").load_service_model(model, "service-2")
    except UnknownServiceError:
        return
    if not _REST & set(document["metadata"].get("protocols", [document["metadata"]["protocol"]])):
        return
    for name, operation in document["operations"].items():
        path, _, query = operation["http"]["requestUri"].partition("?")
        shape = document["shapes"].get(operation.get("input", {}).get("shape"), {})
        yield (
            operation["http"]["method"],
            _Operation(
                name=name,
                path=re.compile(_pattern(path)),
                places=tuple(place[0].strip("{+}") for place in _PLACE.finditer(path)),
                query=frozenset(parse_qsl(query, keep_blank_values=True)),
                parameters=_required(shape, "querystring"),
                headers=frozenset(header.lower() for header in _required(shape, "header")),
                is_deprecated=bool(operation.get("deprecated")),
            ),
        )


def _required(shape: Mapping[str, Any], location: str) -> frozenset[str]:
    members = shape.get("members", {})
    return frozenset(
        members[name]["locationName"] for name in shape.get("required", []) if members[name].get("location") == location
    )


def _pattern(path: str) -> str:
    pieces, end = [], 0
    for place in _PLACE.finditer(path):
        # A placeholder that ends with a plus takes the rest of the path.
        greedy = place[0].endswith("+}")
        pieces += [re.escape(path[end : place.start()]), "(.+)" if greedy else "([^/]+)"]
        end = place.end()
    return "".join([*pieces, re.escape(path[end:])]).rstrip("/") + "/?"
