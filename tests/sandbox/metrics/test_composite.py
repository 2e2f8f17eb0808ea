"""Rules of composite alarms: which states they read, and when they hold."""

import pytest

from sandbox.metrics.alarm import State
from sandbox.metrics.composite import RuleError, alarms_in, state_of

STATES = {"a": State.ALARM, "b": State.OK, "c d": State.INSUFFICIENT}


@pytest.mark.parametrize(
    ("rule", "rings"),
    [
        ('ALARM("a")', True),
        ("ALARM(b)", False),
        ("OK('b') AND INSUFFICIENT_DATA(\"c d\")", True),
        ("ALARM(b) OR ALARM(a)", True),
        ("NOT ALARM(a)", False),
        ("ALARM(b) AND ALARM(a) OR ALARM(a)", True),
        ("ALARM(b) AND (ALARM(a) OR ALARM(a))", False),
        ("TRUE AND NOT FALSE", True),
    ],
)
def test_a_rule_rings_while_it_holds(rule: str, rings: bool) -> None:  # noqa: FBT001
    assert (state_of(rule, STATES) is State.ALARM) is rings


def test_a_rule_names_the_alarms_that_it_reads() -> None:
    assert alarms_in('ALARM("a") AND (OK(b) OR TRUE)') == {"a", "b"}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("ALARM(a", "belongs to no alarm rule"),
        ("(ALARM(a)", "not closed"),
        ("ALARM(a) OR", "ends where a state"),
        ("ALARM(a) ALARM(b)", "left over"),
        ("AND ALARM(a)", "AND stands where"),
    ],
)
def test_what_is_no_rule_is_said(rule: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        state_of(rule, STATES)


def test_an_alarm_without_a_state_is_not_taken_for_a_quiet_one() -> None:
    with pytest.raises(KeyError, match="unheard"):
        state_of("ALARM(unheard)", STATES)
