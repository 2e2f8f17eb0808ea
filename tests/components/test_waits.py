"""Whatever waits for a person is on the page that says so, and nothing is on it that nobody declares."""

import re

from sandbox.recording import Resource
from tests.components.variants import EXTRAS, VARIANTS, each_variant, recorded
from tests.components.waits import LOOKED_AT, WAITS, Wait
from tests.stack_files import ROOT

ROWS = [
    line
    for line in (ROOT / "docs" / "waits.md").read_text().splitlines()
    if line.startswith("| ") and "---" not in line
]


def _short(type_: str) -> str:
    """`aws:sns/topicSubscription:TopicSubscription` is `sns/topicSubscription` on the page."""
    if type_.startswith("kubernetes:"):
        return type_.removeprefix("kubernetes:")
    return type_.removeprefix("aws:").rpartition(":")[0]


def _waiting(stack: str, variant: str) -> list[tuple[Wait, Resource]]:
    resources = recorded(stack, variant).resources
    return [(wait, each) for wait in WAITS for each in resources if each.type == wait.type and wait.waits(each)]


def _row_of(wait: Wait) -> str:
    return next((row for row in ROWS if f"`{_short(wait.type)}`" in row), "")


@each_variant
def test_what_waits_for_a_person_is_on_the_page(stack: str, variant: str) -> None:
    untold = [each.name for wait, each in _waiting(stack, variant) if wait.told not in _row_of(wait)]
    assert untold == []


@each_variant
def test_every_service_has_been_looked_at(stack: str, variant: str) -> None:
    services = {
        each.type.removeprefix("aws:").partition("/")[0]
        for each in recorded(stack, variant).resources
        if each.custom and each.type.startswith("aws:")
    }
    assert services - LOOKED_AT == set()


def test_the_page_names_no_type_that_waits_for_nobody() -> None:
    waiting = {_short(wait.type) for stack, variant in VARIANTS for wait, _ in _waiting(stack, variant)}
    named = {name for row in ROWS for name in re.findall(r"`([a-z0-9.]+/[A-Za-z0-9:]+)`", row)}
    assert named == waiting


def test_an_approval_is_declared_where_somebody_is_asked() -> None:
    kinds = {wait.type for stack in ("prod-east", "dr-west") for wait, _ in _waiting(stack, EXTRAS)}
    assert "aws:arcregionswitch/plan:Plan" in kinds, "a table that judges nothing proves nothing"
