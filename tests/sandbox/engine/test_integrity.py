"""What Pulumi refuses as a state is refused in its words: each check by itself, and in a run and an import."""

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.exports import read_export
from sandbox.engine.errors import StateError
from sandbox.engine.integrity import broken
from sandbox.engine.shape import misfit
from tests.sandbox.engine.conftest import PROJECT, Stack, done

STACK, PROVIDER, FIRST, SECOND = (
    f"urn:pulumi:dev::proj::{rest}"
    for rest in (
        "pulumi:pulumi:Stack::proj-dev",
        "pulumi:providers:testing::default",
        "testing:index:Thing::a",
        "testing:index:Thing::b",
    )
)
VERSION = "v3.272.0"


def whole() -> dict[str, Any]:
    """A stack, a provider, and two things of which the second needs the first in every way."""
    thing = {"custom": True, "type": "testing:index:Thing", "parent": STACK, "provider": f"{PROVIDER}::p-1"}
    return {
        "manifest": {"version": VERSION, "magic": hashlib.sha256(VERSION.encode()).hexdigest()},
        "resources": [
            {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"},
            {"urn": PROVIDER, "custom": True, "type": "pulumi:providers:testing", "id": "p-1"},
            {**thing, "urn": FIRST, "id": "a-1"},
            {
                **thing,
                "urn": SECOND,
                "id": "b-1",
                "dependencies": [FIRST],
                "propertyDependencies": {"note": [FIRST], "nothing": None},
                "deletedWith": FIRST,
                "replaceWith": [FIRST],
            },
        ],
    }


def _at(index: int, **fields: Any) -> Callable[[dict[str, Any]], None]:  # noqa: ANN401 - JSON
    return lambda state: state["resources"][index].update(fields)


def _without(*indexes: int) -> Callable[[dict[str, Any]], None]:
    def cut(state: dict[str, Any]) -> None:
        state["resources"] = [each for index, each in enumerate(state["resources"]) if index not in indexes]

    return cut


def _turned(state: dict[str, Any]) -> None:
    state["resources"][2:] = state["resources"][:1:-1]


def _only(key: str) -> Callable[[dict[str, Any]], None]:
    """The second thing needs the first in this way alone, and comes before it."""

    def turned(state: dict[str, Any]) -> None:
        for other in {"dependencies", "propertyDependencies", "deletedWith", "replaceWith"} - {key}:
            del state["resources"][3][other]
        _turned(state)

    return turned


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "magic": (lambda state: state["manifest"].update(magic="0"), "magic cookie mismatch"),
    "no manifest": (lambda state: state.pop("manifest"), "magic cookie mismatch"),
    "no urn": (_at(2, urn=""), "resource at index 2 missing required 'urn' field"),
    "no type": (_at(2, type=""), f"resource '{FIRST}' missing required 'type' field"),
    "a component with an id": (_at(0, id="x"), "'custom' false but non-empty ID"),
    "a provider by another name": (_at(1, urn=FIRST), f"provider {FIRST} is not referenceable: invalid module"),
    "no provider": (_without(1), f"resource {FIRST} refers to unknown provider {PROVIDER}::p-1"),
    "another provider's id": (_at(1, id="p-2"), f"refers to unknown provider {PROVIDER}::p-1"),
    "a provider that is no reference": (_at(2, provider="p-1"), "expected '::' in provider reference 'p-1'"),
    "a provider that is no URN": (_at(2, provider="aws::p-1"), "aws is not a valid URN"),
    "a provider that is none": (_at(2, provider=f"{FIRST}::a-1"), "expected 'pulumi:providers', got 'testing:index'"),
    "no stack": (_without(0), f"child resource {FIRST} refers to missing parent {STACK}"),
    "its own parent": (_at(2, parent=FIRST), f"child resource {FIRST} refers to missing parent {FIRST}"),
    "a parent after it": (_at(2, parent=SECOND), f"child resource {FIRST}'s parent {SECOND} comes after it"),
    "a dependency after it": (_only("dependencies"), f"dependency {FIRST} comes after it"),
    "a property's dependency after it": (_only("propertyDependencies"), "(from property note) comes after it"),
    "deleted with one after it": (_only("deletedWith"), f"being deleted with {FIRST}, which comes after it"),
    "replaced with one after it": (_only("replaceWith"), f"being replaced with {FIRST}, which comes after it"),
    "a dependency that is gone": (_without(2), f"dependency {FIRST} refers to missing resource"),
    "twice": (lambda state: state["resources"].append(state["resources"][2]), f"duplicate resource {FIRST}"),
}


MISFITS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "no list": (lambda state: state.update(resources={}), "resources is {}, and Pulumi reads a list there"),
    "no manifest": (lambda state: state.update(manifest=5), "manifest is 5, and Pulumi reads a map there"),
    "a magic number": (lambda state: state["manifest"].update(magic=5), "manifest.magic is 5"),
    "no resource": (lambda state: state["resources"].append(1), "resources[4] is 1, and Pulumi reads a map there"),
    "nothing": (lambda state: state["resources"].append(None), "resources[4] is nothing"),
    "a number as URN": (_at(2, urn=5), "resources[2].urn is 5, and Pulumi reads a text there"),
    "a text as switch": (_at(2, protect="no"), "resources[2].protect is 'no', and Pulumi reads true or false there"),
    "custom": (_at(2, custom=1), "resources[2].custom is 1"),
    "inputs": (_at(2, inputs=[1]), "resources[2].inputs is [1], and Pulumi reads a map there"),
    "a text as list": (_at(3, dependencies="x"), "resources[3].dependencies is 'x', and Pulumi reads a list there"),
    "a list of numbers": (_at(3, aliases=[1]), "resources[3].aliases is 1, and Pulumi reads a text there"),
    "operations": (lambda state: state.update(pending_operations={"a": 1}), "pending_operations is {'a': 1}"),
    "an operation": (
        lambda state: state.update(pending_operations=[{"type": 1, "resource": {}}]),
        "pending_operations[0].type is 1",
    ),
    "of an operation": (
        lambda state: state.update(pending_operations=[{"type": "creating", "resource": {"custom": "x"}}]),
        "pending_operations[0].resource.custom is 'x'",
    ),
}


def test_a_whole_state_has_no_fault() -> None:
    assert broken(whole()) == misfit(whole()) == misfit({"resources": None, "manifest": None}) == ""


@pytest.mark.parametrize(("damage", "says"), MISFITS.values(), ids=MISFITS)
def test_what_pulumi_does_not_read_is_refused_and_the_state_stays(
    stack: Stack, damage: Callable[[dict[str, Any]], None], says: str, tmp_path: Path
) -> None:
    state = copy.deepcopy(whole())
    damage(state)
    assert says in misfit(state)
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"version": 3, "deployment": state}))
    with pytest.raises(StateError, match=r"is not an exported stack: .* nothing was changed"):
        read_export(file, PROJECT, stack.name)


@pytest.mark.parametrize("version", ["3.0", "true", '"3"', "4", "null", "-3"])
def test_a_version_is_the_number_that_pulumi_writes(stack: Stack, version: str, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(f'{{"version": {version}, "deployment": {{}}}}')
    with pytest.raises(StateError, match="is an export of version"):
        read_export(file, PROJECT, stack.name)


@pytest.mark.parametrize(("damage", "says"), FAULTS.values(), ids=FAULTS)
def test_what_pulumi_refuses_is_refused(damage: Callable[[dict[str, Any]], None], says: str) -> None:
    state = copy.deepcopy(whole())
    damage(state)
    assert says in broken(state)


@pytest.mark.parametrize("marked", [1, 2])
def test_copies_that_are_to_be_deleted_are_no_duplicates(marked: int) -> None:
    state = whole()
    state["resources"].append({**state["resources"][2], "delete": True})
    if marked > 1:
        state["resources"][2]["delete"] = True
    assert broken(state) == ""


def test_a_provider_may_be_gone_under_what_was_deleted_to_be_made_anew() -> None:
    state = whole()
    state["resources"][2:] = [{**state["resources"][2], "provider": f"{PROVIDER}::p-0", "pendingReplacement": True}]
    assert broken(state) == ""


def test_a_run_does_not_begin_on_a_broken_state(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    stack.edit_state(lambda state: state["resources"].insert(0, state["resources"].pop()))
    before = stack.state_text
    with pytest.raises(StateError, match=r"Nothing was changed"):
        stack.up()
    assert stack.state_text == before


def test_an_export_of_a_cli_without_a_version_is_whole() -> None:
    state = whole()
    state["manifest"] = {"version": "", "magic": ""}
    assert broken(state) == ""
