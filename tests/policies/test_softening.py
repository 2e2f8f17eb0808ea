"""No rule's verdict softens because a property is empty, absent, unknown or of another type.

From stacks that a rule refuses and from some that it lets pass, each property that it looks at is altered in turn. What
may be left out is said by the rule, with the reason. It does not show that the reasons are true.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from framework.config import Settings
from framework.graph import NAMES, Resource
from framework.rule import ResourceRule, Severity
from tests.policies.alterations import ABSENT, DANGLING, EMPTY, MISTYPED, UNKNOWN_KIND
from tests.policies.bench import Declared
from tests.policies.cases import AnyRule, Case, fails, passes
from tests.policies.pack import RULES
from tests.policies.softening import Tried, excuses, of_rule, seeds
from tests.policies.watching import watched

_READING = [rule for rule in RULES if any(rule.reads.values())]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_stack_that_it_refuses_and_one_that_it_lets_pass(rule: AnyRule) -> None:
    kinds = {bool(case.says) for case in seeds(rule)}
    assert kinds == {True, False}, "nothing can be altered"


@pytest.mark.parametrize("rule", _READING, ids=lambda rule: rule.id)
def test_no_alteration_softens_the_verdict(rule: AnyRule) -> None:
    tried = list(of_rule(rule))
    assert {each.alteration.kind for each in tried} >= {EMPTY, ABSENT, UNKNOWN_KIND, MISTYPED}
    assert [str(each) for each in tried if each.crashed] == []
    softer = [each for each in tried if each.softer]
    assert [str(each) for each in softer if not excuses(each)] == []
    for reasons, kinds in ((rule.left_out, {EMPTY, ABSENT}), (rule.otherwise, {UNKNOWN_KIND, DANGLING})):
        about = [each for each in softer if each.alteration.kind in kinds]
        used = {(kind, path) for each in about for kind, path in excuses(each) if each.concerns(path)}
        stale = {(kind, path) for kind, paths in reasons.items() for path in paths} - used
        assert stale == set(), "nothing is softer for these, so they need no reason"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_of_everything_that_it_looks_at_that_it_reads_it(rule: AnyRule) -> None:
    """So that the packages that are installed can be asked whether there is such a property."""
    strangers = set()
    for case in seeds(rule):
        stack = case.stack()
        found = {each.urn: each for each in stack}
        for urn, path in watched(rule, stack, {rule.id: case.config}):
            kind = found[urn].type
            read = {each.partition(".")[0] for each in rule.reads.get(kind, ())}
            if kind.startswith(("aws:", "kubernetes:")) and path[0] not in {*read, *NAMES, "region"}:
                strangers.add((kind, path[0]))
    assert strangers == set()


def _careless(resource: Resource, _: Settings) -> Iterator[str]:
    if resource.props.get("multiAz") is False:
        yield "has no standby"


def _crashing(resource: Resource, _: Settings) -> Iterator[str]:
    if not resource.props["multiAz"].real:
        yield "has no standby"


_KIND = "aws:rds/instance:Instance"
_DATA: dict[str, Any] = {
    "id": "t-careless",
    "title": "A database has a standby.",
    "breaks": "It breaks.",
    "instead": "set multiAz.",
    "severity": Severity.LOW,
    "references": ("REL10",),
    "reads": {_KIND: ("multiAz",)},
}
_SEEDS: tuple[Case, ...] = (
    fails("no standby", [Declared(_KIND, "ledger", {"multiAz": False})], "no standby"),
    passes("a standby", [Declared(_KIND, "ledger", {"multiAz": True})]),
)


def _found(check: Any) -> list[Tried]:  # noqa: ANN401 - a function of a rule
    return list(of_rule(ResourceRule(check=check, **_DATA), _SEEDS))


def test_a_rule_that_takes_a_value_as_it_comes_is_found_out() -> None:
    softer = {(each.case.kind, each.alteration.kind) for each in _found(_careless) if each.softer}
    assert {("fails", kind) for kind in (EMPTY, ABSENT, MISTYPED)} <= softer
    assert {("passes", kind) for kind in (EMPTY, ABSENT, MISTYPED)} <= softer


def test_a_rule_that_crashes_is_found_out() -> None:
    assert {each.alteration.kind for each in _found(_crashing) if each.crashed} >= {EMPTY, ABSENT, MISTYPED}


def test_a_reason_excuses_what_it_is_about_and_no_other_kind_of_alteration() -> None:
    rule = ResourceRule(check=_careless, left_out={_KIND: {"multiAz": "for the test"}}, **_DATA)
    softer = [each for each in of_rule(rule, _SEEDS) if each.softer]
    assert {each.alteration.kind for each in softer if excuses(each)} == {EMPTY, ABSENT}
    other = [replace(each, rule=replace(rule, left_out={_KIND: {"multi": "for the test"}})) for each in softer]
    assert not any(excuses(each) for each in other)
