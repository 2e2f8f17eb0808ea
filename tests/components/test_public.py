"""What each folder of components hands on: its components, and what somebody needs to make one.

It says nothing about whether they serve in another program.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pulumi
import pytest

import components
from tests.stack_files import ROOT

_FOLDERS = sorted(each.name for each in pkgutil.walk_packages(components.__path__, "components.") if each.ispkg)


def _classes() -> Iterator[type]:
    """Every component."""
    for module in pkgutil.walk_packages(components.__path__, "components."):
        for each in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(each) and each.__module__ == module.name and issubclass(each, pulumi.ComponentResource):
                yield each


def _named_in(annotation: Any) -> Iterator[type]:  # noqa: ANN401 - any annotation
    if inspect.isclass(annotation) and annotation.__module__.startswith("components."):
        yield annotation
    for part in get_args(annotation):
        yield from _named_in(part)


def _taken_by(each: type) -> Iterator[type]:
    """The classes of this package that are needed to make one."""
    if issubclass(each, pulumi.ComponentResource):
        yield from _named_in(inspect.signature(each).parameters["args"].annotation)
    elif dataclasses.is_dataclass(each):
        for field in dataclasses.fields(each):
            yield from _named_in(field.type)


def _public() -> dict[str, set[str]]:
    """Folder -> names that somebody needs to make every component."""
    found: dict[str, set[str]] = defaultdict(set)
    seen, ahead = set(), list(_classes())
    while ahead:
        each = ahead.pop()
        if each not in seen:
            seen.add(each)
            found[each.__module__.rpartition(".")[0]].add(each.__name__)
            ahead += _taken_by(each)
    return found


def test_each_folder_names_its_components_and_what_they_take() -> None:
    named = {folder: getattr(importlib.import_module(folder), "__all__", []) for folder in _FOLDERS}
    assert {folder: set(names) for folder, names in named.items() if names} == _public()
    assert sum(map(len, named.values())) == len({name for names in named.values() for name in names}), (
        "each name is one folder's"
    )


@pytest.mark.parametrize("folder", _FOLDERS)
def test_what_a_folder_names_is_there_and_its_own(folder: str) -> None:
    package = importlib.import_module(folder)
    for name in getattr(package, "__all__", []):
        assert getattr(package, name).__module__.rpartition(".")[0] == folder, name


def test_a_name_that_a_folder_does_not_have_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(AttributeError, match=r"^components\.network has no Nat; it has .*\bNetwork, NetworkArgs$"):
        importlib.import_module("components.network").Nat  # noqa: B018 - it is looked up


def test_a_folder_loads_nothing_before_it_is_asked_for_a_name() -> None:
    program = f"import importlib, json, sys\nfor each in {_FOLDERS}: importlib.import_module(each)\n"
    program += "print(json.dumps(sorted(each for each in sys.modules if each.partition('.')[0] == 'components')))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == str(["components", *_FOLDERS]).replace("'", '"')
