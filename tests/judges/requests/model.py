"""One request against botocore's model of its service.

botocore itself checks types, required members and lower bounds before it sends; enumerations, patterns and upper bounds
are only described in the model, and checked here.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import regex
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from tests.judges.objection import Objection

_NUMBERS = frozenset({"integer", "long", "float", "double"})


@cache
def model_of(service: str) -> ServiceModel:
    """What botocore knows of a service."""
    return _session().get_service_model(service)


def objections(service: str, operation: str, parameters: dict[str, Any], by: str) -> Iterator[Objection]:
    """What the service's model has against the parameters of a request."""
    subject, shape = f"{service}:{operation}", model_of(service).operation_model(operation).input_shape
    if shape is None:
        return
    for kind, path, more in ParamValidator().validate(parameters, shape)._errors:
        words = ", ".join(f"{key} {value}" for key, value in sorted(more.items()))
        yield Objection(subject=subject, path=path.strip("."), rule=kind, words=words, by=by)
    for path, rule, words in _described(shape, parameters, ""):
        yield Objection(subject=subject, path=path, rule=rule, words=words, by=by)


def _described(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - parameters
    if shape.type_name == "structure" and isinstance(value, dict):
        for name in value.keys() & shape.members.keys():
            yield from _described(shape.members[name], value[name], f"{path}.{name}" if path else name)
    elif shape.type_name == "map" and isinstance(value, dict):
        yield from _too_large(shape, len(value), path, "long")
        for key, inner in value.items():
            yield from _described(shape.key, key, f"{path} (key {key})")
            yield from _described(shape.value, inner, f"{path}.{key}")
    elif shape.type_name == "list" and isinstance(value, list | tuple):
        yield from _too_large(shape, len(value), path, "long")
        for inner in value:
            yield from _described(shape.member, inner, f"{path}[]")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from _text(shape, value, path)
    elif shape.type_name in _NUMBERS and isinstance(value, int | float):
        yield from _too_large(shape, value, path, "large")


def _text(shape: Shape, value: str, path: str) -> Iterator[tuple[str, str, str]]:
    yield from _too_large(shape, len(value), path, "long")
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        yield path, "enum", f"{value!r} is not one of {', '.join(allowed)}"
    pattern = shape.metadata.get("pattern")
    if pattern and not _pattern(pattern).fullmatch(value):
        yield path, "pattern", f"{value!r} does not match {pattern}"


def _too_large(shape: Shape, size: float, path: str, word: str) -> Iterator[tuple[str, str, str]]:
    most = shape.metadata.get("max")
    if most is not None and size > float(most):
        yield path, "max", f"is {size:g} {word}, and {float(most):g} is the most"


@cache
def _pattern(pattern: str) -> "regex.Pattern[str]":
    # Written for Java: they name sets that Python's own expressions do not know, and rare letters by their two halves.
    return regex.compile(pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF"))


@cache
def _session() -> Any:  # noqa: ANN401 - botocore has no types
    return botocore.session.get_session()
