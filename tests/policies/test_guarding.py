"""No rule passes by accident: a crash and an unknown are violations at the rule's own level, and hide nothing else.

With rules made for the purpose.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from framework.config import Settings
from framework.graph import Resource
from framework.reading import get, is_on
from framework.rule import ResourceRule, Severity, StackRule
from tests.policies.bench import UNKNOWN, Declared, Verdict, analyze, stack_root

_SECRET = "the-password-of-the-database"  # noqa: S105 - it must not be seen


def _look(resource: Any) -> Iterator[str]:  # noqa: ANN401 - either kind of resource
    if get(resource.props, "broken"):
        raise ValueError(_SECRET)
    if get(resource.props, "bad") or is_on(resource.props, "switch"):
        yield "is bad"


def _check(resource: Resource, _: Settings) -> Iterator[str]:
    return _look(resource)


def _check_stack(resource: Any, *_: object) -> Iterator[str]:  # noqa: ANN401
    return _look(resource)


_DATA: dict[str, Any] = {
    "title": "Nothing is bad.",
    "breaks": "It breaks.",
    "instead": "do good.",
    "severity": Severity.LOW,
    "references": ("REL01",),
    "reads": {"test:index:Thing": ("bad",)},
}
_RULES = (
    ResourceRule(id="t-resource", check=_check, **_DATA),
    StackRule(id="t-stack", check=_check_stack, **_DATA),
)


def _verdict(*props: dict[str, Any]) -> Verdict:
    things = [Declared("test:index:Thing", f"thing-{index}", each) for index, each in enumerate(props)]
    return analyze(_RULES, [stack_root(), *things])


def test_a_crash_is_a_violation_that_says_where_and_holds_no_value() -> None:
    verdict = _verdict({"broken": True})
    for rule in ("t-resource", "t-stack"):
        (message,) = verdict.of(rule)
        assert "crashed with ValueError at test_guarding.py" in message
        assert _SECRET not in message
    assert all(violation.mandatory for violation in verdict.violations)


def test_a_crash_at_one_resource_hides_no_other_verdict() -> None:
    verdict = _verdict({"broken": True}, {"bad": True}, {})
    for rule in ("t-resource", "t-stack"):
        crashed, bad = verdict.of(rule)
        assert "thing-0 was not judged" in crashed
        assert "thing-1 is bad" in bad


def test_an_unknown_is_a_violation_that_names_the_property() -> None:
    verdict = _verdict({"bad": UNKNOWN}, {"bad": True})
    for rule in ("t-resource", "t-stack"):
        unknown, bad = verdict.of(rule)
        assert "bad is not known yet" in unknown
        assert "thing-1 is bad" in bad
    assert all(violation.mandatory for violation in verdict.violations)
    assert not any("can't run policy" in violation.message for violation in verdict.violations)


@pytest.mark.parametrize("value", [7, "yes", [True], {"on": True}, [_SECRET]])
def test_another_type_is_a_violation_that_names_the_property_and_holds_no_value(value: object) -> None:
    verdict = _verdict({"switch": value}, {"bad": True})
    for rule in ("t-resource", "t-stack"):
        mistyped, bad = verdict.of(rule)
        assert "thing-0 cannot be judged, because switch is a" in mistyped
        assert "where a switch belongs" in mistyped
        assert _SECRET not in mistyped
        assert "thing-1 is bad" in bad
    assert all(violation.mandatory for violation in verdict.violations)


def test_a_type_that_no_rule_is_about_is_not_counted_as_passed() -> None:
    verdict = analyze(_RULES, [stack_root(), Declared("test:index:Other", "other")])
    assert verdict.judged == set()


def test_an_exempt_resource_is_not_a_reason_to_let_others_pass() -> None:
    things = [Declared("test:index:Thing", name, {"bad": True}) for name in ("one", "two")]
    exempt = [{"urn": things[0].urn, "reason": "It is the last of its kind", "expires": "2027-01-31"}]
    verdict = analyze(_RULES, [stack_root(), *things], {"t-stack": {"exempt": exempt}})
    assert [violation.urn for violation in verdict.violations if violation.rule == "t-stack"] == [things[1].urn]
