"""Every alarm of the program rings for what it is about and falls silent afterwards, also where values come late.

By CloudWatch's documented rules, as `sandbox.metrics` computes them; that CloudWatch keeps to them, only it shows.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from sandbox.metrics import composite
from sandbox.metrics.alarm import AlarmRule, State
from tests.components.observability.declared import PLACES, alarms, composites, recorded, recordings
from tests.components.observability.evaluation import LATE, parted, states
from tests.components.observability.scenarios import CASES, NOBODY, Case, Timeline, steady, then

each_lateness = pytest.mark.parametrize("late", LATE)


@cache
def rules_of(place: str) -> tuple[tuple[str, AlarmRule], ...]:
    """The alarms that are declared in a place, by their names."""
    return tuple((name, AlarmRule.declared(inputs)) for name, inputs in alarms(recorded(place)).items())


@cache
def rules() -> tuple[tuple[str, AlarmRule], ...]:
    """Every alarm that is declared anywhere, each way of declaring it once."""
    return tuple({repr(rule): (name, rule) for place in PLACES for name, rule in rules_of(place)}.values())


def _cases() -> Iterator[tuple[Case, AlarmRule]]:
    for name, rule in rules():
        yield from ((case, rule) for case in CASES if case.is_about(name, rule))


@pytest.mark.parametrize("place", PLACES)
def test_every_alarm_has_exactly_one_case(place: str) -> None:
    counted = {
        (name, rule.missing, *sorted(rule.queries)): sum(case.is_about(name, rule) for case in CASES)
        for name, rule in rules_of(place)
    }
    assert {key: count for key, count in counted.items() if count != 1} == {}, "think it through in scenarios.py"


def test_every_case_is_about_an_alarm_that_is_declared() -> None:
    used = {id(case) for case, _ in _cases()}
    assert [(case.alarms, case.missing) for case in CASES if id(case) not in used] == []


def test_every_case_makes_it_ring_and_fall_silent_and_knows_when_it_must_not() -> None:
    assert [case.alarms for case in CASES if not (case.rings and case.falls_silent and case.never)] == []


@each_lateness
def test_every_alarm_rings(late: int) -> None:
    quiet = [
        (rule.name, says)
        for case, rule in _cases()
        for says, timeline in case.rings.items()
        if states(rule, timeline, late)[-1] is not State.ALARM
    ]
    assert quiet == []


@each_lateness
def test_every_alarm_falls_silent(late: int) -> None:
    loud = [
        (rule.name, happened, ended)
        for case, rule in _cases()
        for happened, timeline in case.rings.items()
        for ended, calm in case.falls_silent.items()
        if states(rule, parted(timeline, calm), late)[-1] is not State.OK
    ]
    assert loud == []


@each_lateness
def test_no_alarm_rings_for_nothing(late: int) -> None:
    loud = [
        (rule.name, says)
        for case, rule in _cases()
        for says, timeline in case.never.items()
        if State.ALARM in states(rule, timeline, late)
    ]
    assert loud == []


@each_lateness
def test_what_still_lies_there_goes_on_ringing_when_nobody_tells(late: int) -> None:
    quiet = [
        (rule.name, says)
        for case, rule in _cases()
        for timeline in case.rings.values()
        for says, after in case.keeps.items()
        if states(rule, parted(timeline, after), late)[-1] is not State.ALARM
    ]
    assert quiet == []


def _impaired(late: int, timelines: Mapping[str, Timeline]) -> list[tuple[str, State]]:
    """What every composite says after this happened to the alarms that it reads; the others are well."""
    found = []
    for where, recording in recordings():
        declared = {name: AlarmRule.declared(inputs) for name, inputs in alarms(recording).items()}
        for rule in composites(recording).values():
            said = {
                name: states(declared[name], timelines[name.removeprefix("standby-")], late)[-1]
                for name in composite.alarms_in(rule)
            }
            found.append((where, composite.state_of(rule, said)))
    return found


_HEARD, _COPIED = steady(m1=48), steady(cluster=20)
_ANSWERS, _FAILS = steady(m1=100), steady(m1=0)
# In every strategy a pilot that has no tasks is not expected to be heard.
_NOT_OF_A_PILOT = "prod-east pilot-light"


@each_lateness
@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (then(_COPIED, NOBODY), State.ALARM),
        (_COPIED, State.OK),
        (then(NOBODY, steady(writes=1)), State.OK),
    ],
    ids=["no copy arrives", "the copy is fresh", "this region writes"],
)
def test_a_region_that_is_silent_is_impaired_where_no_copy_arrives_either(
    late: int, copy: Timeline, expected: State
) -> None:
    lost = {"peer-silent": then(_HEARD, NOBODY), "peer-stale": copy, "canary": _ANSWERS}
    wrong = [
        (where, state)
        for where, state in _impaired(late, lost)
        if not where.startswith(_NOT_OF_A_PILOT) and state is not expected
    ]
    assert wrong == []


@each_lateness
def test_all_being_well_no_region_is_impaired(late: int) -> None:
    well = {"peer-silent": _HEARD, "peer-stale": _COPIED, "canary": _ANSWERS}
    assert {state for _, state in _impaired(late, well)} == {State.OK}


@each_lateness
def test_the_canary_alone_calls_no_region_impaired_and_with_an_old_copy_it_does(late: int) -> None:
    alone = {"peer-silent": _HEARD, "peer-stale": _COPIED, "canary": _FAILS}
    both = {"peer-silent": _HEARD, "peer-stale": steady(cluster=600_000.0), "canary": _FAILS}
    (first,) = [state for where, state in _impaired(late, alone) if "canary" in where]
    (second,) = [state for where, state in _impaired(late, both) if "canary" in where]
    assert (first, second) == (State.OK, State.ALARM)
