"""Every alarm: somebody hears of it, learns what to do, and it rings for what it is about.

That CloudWatch evaluates an alarm as written is AWS's; that a composite follows its parts is shown with the emulated
AWS in tests/sandbox.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from components.observability.alarm import Alarm, Formula, Measure, OnCall
from components.observability.peer_alarms import PeerAlarms, PeerAlarmsArgs
from components.observability.service_alarms import ServiceAlarms, ServiceAlarmsArgs
from sandbox.recording import Recording, Resource
from settings.workload import Runtime
from tests.components.place import PEER_REGION, REGION, build
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, ROOT, STACKS, settings_of

METRIC, COMPOSITE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"
ON_CALL = OnCall(topic_arn="topic", runbooks_url=None)
# Read by Route 53, which moves traffic by it; it calls nobody.
SWITCH = "routing-take-over-alarm"
STRATEGIES = ("active-active", "warm-standby", "pilot-light")
SECTIONS = set(re.findall(r"^## (\S+)$", (ROOT / "docs" / "alarms.md").read_text(), re.MULTILINE))
each_stack = pytest.mark.parametrize("stack", STACKS)
each_strategy = pytest.mark.parametrize("strategy", STRATEGIES)


def alarms(stack: str, strategy: str = "warm-standby", writer: str = EAST) -> list[Resource]:
    recording = run(stack, strategy=strategy, writer=writer)
    return [each for each in (*recording.of(METRIC), *recording.of(COMPOSITE)) if each.name != SWITCH]


@each_stack
@each_strategy
def test_somebody_hears_of_every_alarm_and_of_its_end(stack: str, strategy: str) -> None:
    deaf = [
        each.name
        for each in alarms(stack, strategy)
        if not each.plain["alarmActions"] or each.plain["alarmActions"] != each.plain["okActions"]
    ]
    assert deaf == []


@each_stack
def test_every_alarm_says_what_to_do_in_a_section_that_exists(stack: str) -> None:
    said = {each.name: str(each.plain["alarmDescription"]) for each in alarms(stack)}
    links = {name: re.search(r"What to do: docs/alarms\.md#(\S+)$", text) for name, text in said.items()}
    assert [name for name, link in links.items() if link is None] == []
    assert {link[1] for link in links.values() if link} <= SECTIONS


def test_no_section_is_about_an_alarm_that_nothing_declares() -> None:
    sources = [path.read_text() for path in (ROOT / "components").rglob("*.py")]
    used = {section for section in SECTIONS if any(f'section="{section}"' in each for each in sources)}
    assert used == SECTIONS


def test_a_link_leads_to_where_people_read() -> None:
    said = OnCall(topic_arn="topic", runbooks_url="https://wiki.example.com/standby").description("It burns.", "errors")
    assert said == "It burns. What to do: https://wiki.example.com/standby/alarms.md#errors"


@each_stack
def test_names_of_alarms_are_told_apart(stack: str) -> None:
    names = [each.plain.get("name") or each.plain.get("alarmName") for each in alarms(stack)]
    assert len(set(names)) == len(names)


def _peer(*, answers: bool = True, canary: str | None = None) -> Recording:
    args = PeerAlarmsArgs(
        region=REGION,
        peer_region=PEER_REGION,
        answers=answers,
        cluster_identifier="here",
        canary_alarm=canary,
        on_call=ON_CALL,
    )
    return build(lambda here: PeerAlarms("peer", args, here.opts))


def _rule(canary: str | None = None) -> str:
    return str(_peer(canary=canary).one(COMPOSITE).plain["alarmRule"])


def _rings(rule: str, **states: str) -> bool:
    """What a rule of ANDs, ORs and states comes to."""
    python = re.sub(
        r'(ALARM|INSUFFICIENT_DATA|OK)\("standby-(?:peer-)?(\w+)"\)',
        lambda found: str(states.get(found[2], "OK") == found[1]),
        rule,
    )
    assert re.fullmatch(r"[()\s]*((True|False|AND|OR)[()\s]*)+", python), rule
    return bool(eval(python.replace("AND", "and").replace("OR", "or")))  # noqa: S307 - matched above


ALARM, UNKNOWN = "ALARM", "INSUFFICIENT_DATA"


@pytest.mark.parametrize(
    ("states", "rings"),
    [
        ({}, False),
        ({"silent": ALARM}, False),
        ({"stale": ALARM}, False),
        ({"silent": ALARM, "stale": ALARM}, True),
        ({"silent": ALARM, "stale": UNKNOWN}, True),
        ({"silent": UNKNOWN, "stale": UNKNOWN}, False),
    ],
    ids=str,
)
def test_a_region_is_impaired_when_two_signs_agree(states: dict[str, str], rings: bool) -> None:  # noqa: FBT001
    assert _rings(_rule(), **states) is rings


@pytest.mark.parametrize(
    ("states", "rings"),
    [
        ({"canary": ALARM}, False),
        ({"canary": ALARM, "stale": UNKNOWN}, False),
        ({"canary": ALARM, "stale": ALARM}, True),
        ({"canary": ALARM, "silent": ALARM}, True),
        ({"silent": ALARM, "stale": ALARM}, True),
    ],
    ids=str,
)
def test_the_canary_is_a_third_sign(states: dict[str, str], rings: bool) -> None:  # noqa: FBT001
    assert _rings(_rule("standby-canary"), **states) is rings


@each_stack
@each_strategy
def test_what_says_that_a_region_is_impaired_stands_in_the_other_one_with_everything_it_reads(
    stack: str, strategy: str
) -> None:
    declared = alarms(stack, strategy)
    (impaired,) = [each for each in declared if each.type == COMPOSITE]
    read = set(re.findall(r'"([^"]+)"', str(impaired.plain["alarmRule"])))
    inputs = [each for each in declared if each.plain.get("name") in read]
    own, other = {HOME: (EAST, WEST), PEER: (WEST, EAST)}[stack]
    assert len(inputs) == len(read) == 2
    assert {each.region for each in (impaired, *inputs)} == {own}
    assert other in str(impaired.plain["alarmDescription"])
    heard = [dimensions for each in inputs if "Region" in (dimensions := each.plain.get("dimensions", {}))]
    assert heard == [{"Region": other}]


@pytest.mark.parametrize(
    ("strategy", "stack", "expected"),
    [
        ("active-active", HOME, "breaching"),
        ("warm-standby", HOME, "breaching"),
        # The pilot has no tasks, so nobody there could say anything.
        ("pilot-light", HOME, "missing"),
        ("pilot-light", PEER, "breaching"),
    ],
)
def test_silence_means_something_where_tasks_run(strategy: str, stack: str, expected: str) -> None:
    assert run(stack, strategy=strategy).one(METRIC, "peer-silent").plain["treatMissingData"] == expected


def test_silence_means_after_a_failover_what_it_meant_before() -> None:
    for stack in STACKS:
        silent = [run(stack, strategy="pilot-light", writer=each).one(METRIC, "peer-silent") for each in (EAST, WEST)]
        assert silent[0].plain == silent[1].plain, "a failover moves no alarm, so the next up must not either"


def _service(**web: object) -> dict[str, dict[str, Any]]:
    args = ServiceAlarmsArgs(
        zones=("a", "b", "c"),
        load_balancer="app/x",
        target_group="targetgroup/y",
        web=settings_of(HOME).workloads["web"].model_copy(update=web),
        on_call=ON_CALL,
    )
    return {each.name: each.plain for each in build(lambda here: ServiceAlarms("service", args, here.opts)).of(METRIC)}


def test_each_zone_is_watched_by_itself() -> None:
    watched = {name: _read(each)["healthy"] for name, each in _service().items() if "targets" in name}
    assert {each["dimensions"]["AvailabilityZone"] for each in watched.values()} == {"a", "b", "c"}
    assert {each["dimensions"]["TargetGroup"] for each in watched.values()} == {"targetgroup/y"}
    assert len(watched) == 3


def _read(alarm: dict[str, Any]) -> dict[str, Any]:
    """The metrics of an expression, by their ids."""
    return {each["id"]: each["metric"] for each in alarm["metricQueries"] if "metric" in each}


def _condition(alarm: dict[str, Any]) -> str:
    (expression,) = [each["expression"] for each in alarm["metricQueries"] if "expression" in each]
    return str(expression).removeprefix("IF(").rsplit(",", 3)[0]


def test_a_zone_needs_a_task_once_ecs_wants_one_for_each_zone() -> None:
    alarm = _service(runtime=Runtime.ECS)["service-targets-a"]
    assert _condition(alarm) == "wanted >= 3"
    assert _read(alarm)["wanted"]["dimensions"] == {"ClusterName": "standby", "ServiceName": "web"}


@pytest.mark.parametrize(("warm_tasks", "enough"), [(3, 1), (2, 3)])
def test_a_zone_needs_a_pod_once_any_stands_unless_a_warm_standby_leaves_zones_empty(
    warm_tasks: int, enough: int
) -> None:
    alarm = _service(runtime=Runtime.EKS, warm_tasks=warm_tasks)["service-targets-a"]
    assert _condition(alarm) == f"FILL(well,0) + FILL(unwell,0) >= {enough}"


def test_errors_count_what_tasks_and_the_balancer_failed_against_all_requests() -> None:
    queries = _service()["service-errors"]["metricQueries"]
    read = {each["id"]: each["metric"]["metricName"] for each in queries if "metric" in each}
    assert read == {
        "requests": "RequestCount",
        "tasks": "HTTPCode_Target_5XX_Count",
        "own": "HTTPCode_ELB_5XX_Count",
    }
    (formula,) = [each for each in queries if each.get("returnData")]
    assert set(re.findall(r"[a-z]\w+", formula["expression"])) == set(read)


def test_slowness_is_a_percentile() -> None:
    alarm = _service()["service-latency"]
    assert alarm["extendedStatistic"] == "p99"
    assert "statistic" not in alarm


def test_an_alarm_without_data_is_quiet_unless_silence_is_its_subject() -> None:
    loud = {
        each.name
        for stack in STACKS
        for each in alarms(stack, "active-active")
        if each.plain.get("treatMissingData", "notBreaching") != "notBreaching"
    }
    # What lies in a queue that nobody uses lies there still.
    kept = {name for name in loud if name == "orders-age" or name.endswith("-waiting")}
    # What a look found missing is missing until another look finds it.
    kept |= loud & {"readiness-missing"}
    assert loud - kept == {"peer-silent", "peer-stale", "readiness-silent"}


def test_a_measure_of_a_formula_is_read_every_minute_as_a_plain_one_is() -> None:
    measure = Measure(namespace="N", name="M", dimensions={"D": "d"}, statistic="Sum")
    formula = Formula(expression="m * 2", label="twice", measures={"m": measure})

    def declare(where: Any) -> None:  # noqa: ANN401
        for name, each in (("plain", measure), ("formula", formula)):
            alarm = Alarm(says="It rings.", section="errors", measure=each, threshold=1, missing="notBreaching")
            alarm.ring(where.peer, name, ON_CALL)

    recording = build(declare)
    assert recording.one(METRIC, "plain").plain["period"] == 60
    (read,) = [each["metric"] for each in recording.one(METRIC, "formula").plain["metricQueries"] if "metric" in each]
    assert (read["period"], read["stat"], read["dimensions"]) == (60, "Sum", {"D": "d"})


def test_the_page_is_where_the_descriptions_point_to() -> None:
    assert Path(ROOT / "docs" / "alarms.md").is_file()
