"""The dashboard: on one screen, in the order of the questions, about both regions, in the names that metrics have.

How CloudWatch draws it, only CloudWatch shows.
"""

import json
from typing import Any

import pytest

from components.observability.widgets import COLUMNS, laid_out, text
from sandbox.metrics.alarm import AlarmRule
from sandbox.metrics.expression import names_in, parsed
from sandbox.recording import Recording
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, STACKS

DASHBOARD, ALARM = "aws:cloudwatch/dashboard:Dashboard", "aws:cloudwatch/metricAlarm:MetricAlarm"
# What fits on a laptop's screen without scrolling: rows of about 45 pixels.
SCREEN_ROWS = 20
AGE = "Database: age of the copy"
OWN = {HOME: EAST, PEER: WEST}
each_stack = pytest.mark.parametrize("stack", STACKS)


def widgets(stack: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(stack).one(DASHBOARD).plain["dashboardBody"])["widgets"]
    return found


def titles(stack: str) -> list[str]:
    return [each["properties"]["title"] for each in widgets(stack) if "title" in each["properties"]]


def metrics(stack: str) -> list[tuple[str, ...]]:
    return [
        (*line[:-1], line[-1].get("region", OWN[stack]))
        for widget in widgets(stack)
        for line in widget["properties"].get("metrics", ())
        if isinstance(line[0], str)
    ]


@each_stack
def test_it_fits_on_one_screen_and_nothing_covers_anything(stack: str) -> None:
    taken = [
        (x, y)
        for each in widgets(stack)
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    ]
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < COLUMNS
    assert max(y for _, y in taken) < SCREEN_ROWS


@each_stack
def test_the_first_questions_come_first(stack: str) -> None:
    assert titles(stack) == [
        "Alarms",
        "Spent this month, USD",
        "Who writes (1) and who copies (0)",
        "Checks by Route 53 answered, a minute",
        AGE,
        "Tables: time to the other region",
        "Healthy targets in each zone",
        "Requests in flight, a task",
        "Requests and failures, a minute",
        "Time to answer",
        "Orders: age of the oldest that waits",
        "Dead letters",
        "Cache: memory and thread in use",
        "Database: capacity in use",
    ]


@each_stack
def test_each_region_is_asked_who_writes(stack: str) -> None:
    asked = [each for each in metrics(stack) if each[1] == "DatabaseWriter"]
    assert asked == [("Standby/Workload", "DatabaseWriter", "Region", region, region) for region in (EAST, WEST)]


@each_stack
def test_the_other_regions_sign_of_life_is_read_in_this_region(stack: str) -> None:
    assert {each[-1] for each in metrics(stack) if each[1] == "HealthChecksAnswered"} == {OWN[stack]}


@each_stack
def test_what_alarms_watch_is_on_it(stack: str) -> None:
    shown = {(each[0], each[1]) for each in metrics(stack)}
    watched = {
        (query.namespace, query.name)
        for alarm in run(stack).of(ALARM)
        for query in AlarmRule.declared(alarm.plain).queries.values()
    }
    assert watched - shown == {
        ("Standby/Routing", "TakeOver"),
        # Told about once a day, which makes no line; the states of its alarms are on it.
        ("Standby/Readiness", "UnreadyResourceCount"),
        # Shown as the age that the objective is about.
        ("AWS/RDS", "AuroraGlobalDBReplicationLag"),
        # Only whether a zone's own count is wanted follows from them.
        ("ECS/ContainerInsights", "DesiredTaskCount"),
    }


@each_stack
def test_the_age_of_a_copy_is_shown_under_whichever_dimensions_it_comes(stack: str) -> None:
    (panel,) = [each["properties"] for each in widgets(stack) if each["properties"].get("title") == AGE]
    drawn = [line[0] for line in panel["metrics"] if isinstance(line[0], dict)]
    hidden = {line[-1]["id"]: line for line in panel["metrics"] if isinstance(line[0], str)}
    assert [each["label"] for each in drawn] == [f"in {EAST}", f"in {WEST}"]
    assert all(line[-1]["visible"] is False for line in hidden.values())
    assert len(hidden) == 6
    for each in drawn:
        read = names_in(parsed(each["expression"]))
        dimensions = [set(hidden[key][2:-1:2]) for key in read]
        assert sorted(map(sorted, dimensions)) == [
            ["DBClusterIdentifier"],
            ["DBClusterIdentifier", "SourceRegion"],
            ["SourceRegion"],
        ]


def _declared(recording: Recording) -> set[str]:
    kinds = (ALARM, "aws:cloudwatch/compositeAlarm:CompositeAlarm")
    return {str(each.plain.get("name") or each.plain["alarmName"]) for kind in kinds for each in recording.of(kind)}


@each_stack
def test_the_alarms_that_it_shows_are_declared_in_its_region(stack: str) -> None:
    (states,) = [each for each in widgets(stack) if each["type"] == "alarm"]
    arns = [arn.split(":") for arn in states["properties"]["alarms"]]
    assert {arn[3] for arn in arns} == {OWN[stack]}
    names = [arn[6] for arn in arns]
    assert names[0] == "standby-peer-impaired"
    assert set(names) <= _declared(run(stack))


def test_the_two_dashboards_have_names_of_their_own() -> None:
    assert {run(stack).one(DASHBOARD).plain["dashboardName"] for stack in STACKS} == {
        "standby-us-east-1",
        "standby-us-west-2",
    }


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 30 columns does not fit into 24"):
        laid_out([(1, [(20, text("a")), (10, text("b"))])])
