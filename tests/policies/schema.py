"""What the installed provider packages know of a resource type: its class, its arguments, the types of its values."""

import importlib
import typing
from functools import cache
from typing import Any

from pulumi import _types

_PACKAGES = {"aws": "pulumi_aws", "kubernetes": "pulumi_kubernetes"}
_KEYWORDS = {"lambda": "lambda_"}
_PLAIN = {str: str, bool: bool, int: int, float: float}


def class_of(token: str) -> Any:  # noqa: ANN401 - a class of an SDK
    """The class of a resource type. Raises AttributeError where there is none."""
    package, module, kind = token.split(":")
    folder = module.split("/")[0] if package == "aws" else module.removesuffix(".k8s.io").replace("/", ".")
    if package == "kubernetes":
        group, _, version = module.partition("/")
        folder = f"{group.removesuffix('.k8s.io').partition('.')[0]}.{version}"
    folder = _KEYWORDS.get(folder, folder)
    return getattr(importlib.import_module(f"{_PACKAGES[package]}.{folder}"), kind)


def arguments(cls: Any) -> Any:  # noqa: ANN401 - a class of an SDK
    """The class of a resource's arguments."""
    module = importlib.import_module(cls.__module__)
    return getattr(module, f"{cls.__name__}InitArgs", None) or getattr(module, f"{cls.__name__}Args")


def properties(found: Any) -> dict[str, Any]:  # noqa: ANN401 - a class of an SDK
    """The properties of an object, with their types."""
    return dict(_types.input_type_types(found))


def inner(found: Any) -> Any:  # noqa: ANN401 - a type hint
    """The class of an object, or of a list's elements; None where anything may follow."""
    if _types.is_input_type(found):
        return found
    if typing.get_origin(found) in {dict, typing.Mapping} or "Mapping" in str(typing.get_origin(found)):
        return None
    deeper = [inner(each) for each in typing.get_args(found) if each is not type(None)]
    return next((each for each in deeper if each is not None), None)


@cache
def expected(token: str, path: tuple[str | int, ...]) -> frozenset[type]:
    """The types of the value there, as Python's; none where no package says."""
    if token.partition(":")[0] not in _PACKAGES:
        return frozenset()
    place: Any = arguments(class_of(token))
    hint: Any = None
    for part in path:
        if isinstance(part, int):
            hint = _element(hint)
        elif place is None or part not in properties(place):
            return frozenset()
        else:
            hint = properties(place)[part]
        place = inner(hint)
    return frozenset(_flat(hint))


def _element(hint: Any) -> Any:  # noqa: ANN401
    if "Sequence" in str(typing.get_origin(hint)):
        return typing.get_args(hint)[0]
    return next((found for each in typing.get_args(hint) if (found := _element(each)) is not None), None)


def _flat(hint: Any) -> typing.Iterator[type]:  # noqa: ANN401
    if hint in _PLAIN:
        yield _PLAIN[hint]
    elif "Sequence" in str(typing.get_origin(hint)) or typing.get_origin(hint) is list:
        yield list
    elif _types.is_input_type(hint) or "Mapping" in str(typing.get_origin(hint)) or typing.get_origin(hint) is dict:
        yield dict
    else:
        for each in typing.get_args(hint):
            yield from _flat(each)
