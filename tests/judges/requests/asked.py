"""The requests that the provider makes of a declared resource, with nothing there to answer them but a model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore import xform_name
from botocore.model import Shape

from sandbox.providers.aws.call import Call, Clients
from sandbox.providers.aws.control_planes import GLOBAL_REGION
from sandbox.recording import ACCOUNT
from tests.judges.declared import Declared
from tests.judges.plausible import FORMLESS, made_up
from tests.judges.requests.model import model_of


@dataclass(frozen=True)
class Request:
    """One operation and its parameters as the provider gave them."""

    service: str
    operation: str
    parameters: dict[str, Any]


def requests_of(one: Declared) -> list[Request]:
    """What making it, writing all of it again and deleting it ask of AWS: some inputs are sent only at the end."""
    asked = _Asked()
    inputs = one.inputs
    region = GLOBAL_REGION if one.kind.is_global else str(inputs.get("region") or one.region)
    name = str(inputs.get(one.kind.name_property) or one.resource.name)
    call = _Call(asked, region, ACCOUNT, name, inputs.get("tagsAll") or {})
    resource = one.kind()
    made = resource.create(call, inputs)
    known = made_up(one.resource, "id")
    resource_id = made if known.startswith(FORMLESS) else known
    resource.finish(call, resource_id, inputs)
    state = {**{key: made_up(one.resource, key) for key in one.kind.computed}, **inputs, "id": resource_id}
    if one.kind.tagging and not one.kind.tagged_at_once:
        one.kind.tagging.write_tags(call, state, {})
    resource.update(call, resource_id, state, inputs, frozenset(inputs))
    resource.delete(call, resource_id, state)
    return asked.requests


@dataclass
class _Asked(Clients):
    """Clients that send nothing: they keep what they are asked, and answer what the model says there may be."""

    requests: list[Request] = field(default_factory=list)

    def of(self, service: str, region: str) -> Any:  # noqa: ANN401, ARG002 - the signature of Clients
        """A client for a service, the same in every region."""
        return _Client(service, self.requests)


class _Client:
    """A client whose operations are the model's."""

    def __init__(self, service: str, requests: list[Request]) -> None:
        self._service, self._requests = service, requests
        self._names = {xform_name(name): name for name in model_of(service).operation_names}

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method not in self._names:
            raise AttributeError(method)
        return lambda **parameters: self._ask(self._names[method], parameters)

    def get_paginator(self, method: str) -> "_Pages":
        """Pages of an operation: one."""
        return _Pages(getattr(self, method))

    def _ask(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._requests.append(Request(self._service, operation, parameters))
        shape = model_of(self._service).operation_model(operation).output_shape
        return {} if shape is None else dict(_answer(shape, made=not operation.startswith(_LOOKS)))


@dataclass(frozen=True)
class _Pages:
    method: Callable[..., Any]

    def paginate(self, **parameters: Any) -> Iterator[Any]:  # noqa: ANN401 - botocore's signature
        """Ask once."""
        yield self.method(**parameters)


@dataclass(frozen=True)
class _Call(Call):
    """A call for which everything comes about at once."""

    def wait_for(self, what: str, look: Callable[[], bool], timeout_seconds: float = 300) -> None:
        """Wait for nothing: nobody makes anything here."""


# Such an operation finds nothing; every other one answers with what it made.
_LOOKS = ("Describe", "Get", "List")
# Members of an answer that say what was not done.
_FAILURES = ("error", "fail", "unsuccessful")
_DEEPEST = 5
# Patterns that answers go back to, ask for one.
_TEXT = "01234567-89ab-4cde-8f01-23456789abcd"
_PLAIN: dict[str, Any] = {"boolean": False, "blob": b"", "double": 0.0, "float": 0.0, "integer": 0, "long": 0}


def _answer(shape: Shape, *, made: bool, depth: int = 0) -> Any:  # noqa: ANN401 - any part of an answer
    if shape.type_name == "structure":
        members = shape.members if depth < _DEEPEST else {}
        return {
            name: _answer(member, made=made, depth=depth + 1)
            for name, member in members.items()
            if not name.lower().startswith(_FAILURES)
        }
    if shape.type_name == "list":
        return [_answer(shape.member, made=made, depth=depth + 1)] if made and depth < _DEEPEST else []
    if shape.type_name == "map":
        return {}
    return _PLAIN.get(shape.type_name, _TEXT)
