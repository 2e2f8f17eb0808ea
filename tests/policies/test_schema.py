"""Every type and property that a rule reads exists in the packages that are installed.

A rule about a name that programs no longer emit passes for ever, and looks like proof.
"""

import importlib
import typing
from typing import Any

import pytest
from pulumi import _types

from tests.policies.pack import RULES

_PACKAGES = {"aws": "pulumi_aws", "kubernetes": "pulumi_kubernetes"}
_KEYWORDS = {"lambda": "lambda_"}
# Pulumi's own, and the type of everything.
_BUILT_IN = ("pulumi:", "aws:")
PATHS = sorted(
    {
        (token, path)
        for rule in RULES
        for token, paths in rule.reads.items()
        for path in (*paths, "")
        if not token.startswith("pulumi:") and token not in _BUILT_IN
    }
)


def _class(token: str) -> Any:  # noqa: ANN401 - a class of an SDK
    package, module, kind = token.split(":")
    folder = module.split("/")[0] if package == "aws" else module.removesuffix(".k8s.io").replace("/", ".")
    if package == "kubernetes":
        group, _, version = module.partition("/")
        folder = f"{group.removesuffix('.k8s.io').partition('.')[0]}.{version}"
    folder = _KEYWORDS.get(folder, folder)
    return getattr(importlib.import_module(f"{_PACKAGES[package]}.{folder}"), kind)


def _arguments(cls: Any) -> Any:  # noqa: ANN401 - a class of an SDK
    module = importlib.import_module(cls.__module__)
    return getattr(module, f"{cls.__name__}InitArgs", None) or getattr(module, f"{cls.__name__}Args")


def _inner(found: Any) -> Any:  # noqa: ANN401 - a type hint
    """The class of an object, or of a list's elements; None where anything may follow."""
    if _types.is_input_type(found):
        return found
    if typing.get_origin(found) in {dict, typing.Mapping} or "Mapping" in str(typing.get_origin(found)):
        return None
    inner = [_inner(each) for each in typing.get_args(found) if each is not type(None)]
    return next((each for each in inner if each is not None), None)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("token", "path"), PATHS, ids=[f"{token} {path}".strip() for token, path in PATHS])
def test_the_packages_know_what_a_rule_reads(token: str, path: str) -> None:
    cls = _class(token)
    assert cls.pulumi_type == token
    if not path:
        return
    place, walked = _arguments(cls), []
    for part in path.split("."):
        known = _types.input_type_types(place)
        walked.append(part)
        assert part in known, f"{token} has no {'.'.join(walked)}; it has {sorted(known)}"
        place = _inner(known[part])
        if place is None:
            break


def test_every_rule_reads_something() -> None:
    assert [rule.id for rule in RULES if not rule.reads] == []
    strangers = {rule.id: [each for each in rule.judged if each not in rule.reads] for rule in RULES}
    assert {rule: types for rule, types in strangers.items() if types} == {}


def test_a_name_that_no_package_has_is_found_out() -> None:
    with pytest.raises(AttributeError):
        _class("aws:lb/noSuchBalancer:NoSuchBalancer")
    with pytest.raises(AssertionError, match=r"has no stickiness\.sticky"):
        test_the_packages_know_what_a_rule_reads("aws:lb/targetGroup:TargetGroup", "stickiness.sticky")
