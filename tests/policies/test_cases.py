"""What holds for every rule, shown with the failing cases of each: the sentence, exemptions, no values, no gaps.

It does not show that a rule is right; the rule's own cases do.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import meta
from framework.rule import WhenUnknown
from tests.policies.bench import TODAY, analyze
from tests.policies.cases import AnyRule, Case, tried
from tests.policies.pack import FAMILIES, RULES

TRIED = tried()
FAILING = [(rule, case) for rule, case in TRIED if case.kind == "fails"]
_TOMORROW, _YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
_SHORTEST_TELLING = 6


def _ids(pairs: list[tuple[AnyRule, Case]]) -> list[str]:
    return [f"{rule.id}: {case}" for rule, case in pairs]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_rule_leaves_out_a_kind_of_case(rule: AnyRule) -> None:
    kinds = {case.kind for tried_rule, case in TRIED if tried_rule is rule}
    wanted = {"passes", "fails", "absent", "unknown"}
    if rule.when_unknown is WhenUnknown.NEVER:
        wanted.discard("unknown")
    if rule in meta.RULES:
        wanted = {"passes", "fails"}
    assert wanted <= kinds


@pytest.mark.parametrize(("rule", "case"), FAILING, ids=_ids(FAILING))
def test_a_message_names_the_resource_and_what_to_write_instead(rule: AnyRule, case: Case) -> None:
    verdict = analyze([rule], case.stack(), {rule.id: case.config})
    known = {resource.urn: resource for resource in case.stack()}
    for violation in verdict.violations:
        title, _, message = violation.message.partition("\n")
        assert title == rule.title
        assert message.startswith(known[violation.urn].name)
        assert rule.breaks in message
        assert message.endswith(f"Instead: {rule.instead_of(known[violation.urn].type)}")


@pytest.mark.parametrize(("rule", "case"), TRIED, ids=_ids(TRIED))
def test_no_message_holds_a_value_of_a_property(rule: AnyRule, case: Case) -> None:
    verdict = analyze([rule], case.stack(), {rule.id: case.config})
    remedies = " ".join(rule.remedies.values())
    names = " ".join(each.name for each in case.stack())
    own_words = f"{rule.title} {rule.breaks} {rule.instead} {remedies} {names}"
    values = {text for resource in case.stack() for text in _texts(resource.props)}
    telling = {text for text in values if len(text) >= _SHORTEST_TELLING and text not in own_words}
    said = " ".join(violation.message for violation in verdict.violations)
    assert [value for value in telling if value in said] == []


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - properties
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _exempted(case: Case, rule: AnyRule, expires: date) -> dict[str, Any]:
    reason = "Moves to the data tier with the next release"
    return {
        **case.config,
        "exempt": [
            {"urn": resource.urn, "reason": reason, "expires": expires.isoformat()}
            for resource in case.stack()
            if any(
                each.urn == resource.urn for each in analyze([rule], case.stack(), {rule.id: case.config}).violations
            )
        ],
    }


_EXEMPTIBLE = [(rule, case) for rule, case in FAILING if rule not in meta.RULES]


@pytest.mark.parametrize(("rule", "case"), _EXEMPTIBLE, ids=_ids(_EXEMPTIBLE))
def test_an_exemption_silences_the_rule_and_is_reported_as_advice(rule: AnyRule, case: Case) -> None:
    config = {rule.id: _exempted(case, rule, _TOMORROW)}
    verdict = analyze([rule, *meta.RULES], case.stack(), config)
    assert verdict.of(rule.id) == []
    assert all(not violation.mandatory for violation in verdict.violations)
    assert any("Moves to the data tier" in message for message in verdict.of("meta-exemptions-used"))


@pytest.mark.parametrize(("rule", "case"), _EXEMPTIBLE, ids=_ids(_EXEMPTIBLE))
def test_an_exemption_that_has_expired_excuses_nothing_and_is_a_violation_itself(rule: AnyRule, case: Case) -> None:
    config = {rule.id: _exempted(case, rule, _YESTERDAY)}
    verdict = analyze([rule, *meta.RULES], case.stack(), config)
    assert all("Its exemption has expired." in message for message in verdict.of(rule.id))
    assert verdict.of(rule.id)
    assert any("has expired" in message for message in verdict.of("meta-evaluated"))


def test_every_rule_of_the_pack_stands_in_a_file_of_its_own_with_a_test_of_its_own() -> None:
    tested = {rule.id for rule, _ in TRIED}
    assert tested == {rule.id for rule in RULES}
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.id.partition("-")[0] == family for family, rules in FAMILIES.items() for rule in rules)
