"""Every metric that anything reads is one that somebody publishes, under exactly these dimensions.

Who publishes what is the table in published.py. That AWS publishes what its pages say, only AWS shows.
"""

import ast
import re
from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.metrics.alarm import AlarmRule
from sandbox.metrics.expression import UNFIT_FOR_ALARMS, bare_in, filled_in, functions_in, names_in, parsed
from sandbox.recording import Recording
from tests.components.observability.declared import ALARM, HEALTH_CHECK, alarms, composites, readings, recordings
from tests.components.observability.published import BILLING, CANARY, CONTAINER_INSIGHTS, PUBLISHED, TREATMENTS
from tests.stack_files import ROOT
from workloads.declaration import METRIC_NAMESPACE
from workloads.shop.web.health import Checks
from workloads.shop.web.in_flight import InFlightMeter
from workloads.shop.web.metrics import Measures
from workloads.shop.worker.region_heartbeat import heartbeat
from workloads.shop.worker.report import who_writes

# Values come up to two minutes late; what an expression fills in is the filler until then.
_LATE = 2
_ROUTE53_STATISTICS = {"Average", "Maximum", "Minimum", "SampleCount", "Sum"}
PAGE = (ROOT / "docs" / "alarms.md").read_text()


def _switched_on(recording: Recording) -> set[str]:
    """What a stack switches on, and the switch of the account that the README asks for."""
    clusters = [each.plain for each in recording.of("aws:ecs/cluster:Cluster")]
    insights = {"name": "containerInsights", "value": "enabled"}
    found = {CONTAINER_INSIGHTS} if any(insights in each["settings"] for each in clusters) else set[str]()
    return found | ({CANARY} if recording.of("aws:synthetics/canary:Canary") else set()) | {"", BILLING}


def test_what_is_read_is_published_under_exactly_these_dimensions() -> None:
    strange = [
        (where, each.where, each.query.name, each.query.dimensions)
        for where, recording in recordings()
        for each in readings(recording)
        if (known := PUBLISHED.get((each.query.namespace, each.query.name))) is None
        or frozenset(name for name, _ in each.query.dimensions) not in known.dimension_sets
    ]
    assert strange == []


def test_a_metric_is_read_by_a_statistic_that_it_has_and_no_finer_than_it_comes() -> None:
    wrong = [
        (where, each.where, each.query)
        for where, recording in recordings()
        for each in readings(recording)
        if each.query.statistic not in (known := PUBLISHED[each.query.namespace, each.query.name]).statistics
        or each.query.period % known.period
    ]
    assert wrong == []


def test_what_has_to_be_switched_on_for_a_metric_is_switched_on() -> None:
    dark = [
        (where, each.where, known.needs)
        for where, recording in recordings()
        for each in readings(recording)
        if (known := PUBLISHED[each.query.namespace, each.query.name]).needs not in _switched_on(recording)
    ]
    assert dark == []


def test_every_metric_of_the_table_is_read_or_published_by_the_shop() -> None:
    read = {(each.query.namespace, each.query.name) for _, one in recordings() for each in readings(one)}
    assert {key for key in PUBLISHED if key not in read} == {(METRIC_NAMESPACE, "HeartbeatAcknowledged")}


def test_the_names_in_dimensions_are_of_what_is_declared() -> None:
    kinds = {
        "QueueName": ("aws:sqs/queue:Queue", "name"),
        "TableName": ("aws:dynamodb/table:Table", "name"),
        "ClusterName": ("aws:ecs/cluster:Cluster", "name"),
        "CanaryName": ("aws:synthetics/canary:Canary", "name"),
    }
    everything = [recording for _, recording in recordings()]
    for dimension, (kind, key) in kinds.items():
        declared = {str(each.plain[key]) for recording in everything for each in recording.of(kind)}
        read = {
            value
            for recording in everything
            for each in readings(recording)
            for name, value in each.query.dimensions
            if name == dimension
        }
        assert read, dimension
        assert read <= declared, dimension


class _Ledger:
    def is_writer(self) -> bool:
        return True


class _Table:
    def put_item(self, **_: Any) -> None:  # noqa: ANN401
        """Take it."""


def _published_by_the_shop() -> dict[str, tuple[frozenset[str], str]]:
    measures = Measures(InFlightMeter(lambda: 0.0), Checks(), service="web", region="here")
    ledger: Any = _Ledger()
    data = [
        *measures.load(),
        *measures.life()(),
        *who_writes(ledger, "here")(),
        *heartbeat(_Table(), "operations", ledger, "here", lambda: 0.0)(),
    ]
    return {each["MetricName"]: (frozenset(d["Name"] for d in each["Dimensions"]), each["Unit"]) for each in data}


def test_the_shops_metrics_are_those_that_its_code_publishes() -> None:
    table = {
        name: (*each.dimension_sets, each.unit)
        for (namespace, name), each in PUBLISHED.items()
        if namespace == METRIC_NAMESPACE
    }
    assert table == _published_by_the_shop()


def _declared() -> dict[str, Mapping[str, Any]]:
    """Every alarm, each way of declaring it once."""
    return {
        f"{name} {AlarmRule.declared(inputs)}": inputs
        for _, recording in recordings()
        for name, inputs in alarms(recording).items()
    }


def test_every_alarm_says_how_it_takes_silence_as_its_metrics_mean_it() -> None:
    wrong = []
    for inputs in _declared().values():
        assert "treatMissingData" in inputs, inputs["name"]
        rule = AlarmRule.declared(inputs)
        # What the expression fills in, it answers itself.
        for key in bare_in(rule.expression):
            query = rule.queries[key]
            if rule.missing not in TREATMENTS[PUBLISHED[query.namespace, query.name].silence]:
                wrong.append((rule.name, query.name, rule.missing))
    assert wrong == []


def test_an_alarm_on_dynamodb_fills_in_what_is_missing() -> None:
    """CloudWatch ignores `treat_missing_data` there: what rings would ring until somebody writes."""
    rules = [AlarmRule.declared(inputs) for inputs in _declared().values()]
    stuck = {
        rule.name
        for rule in rules
        for key, query in rule.queries.items()
        if query.namespace == "AWS/DynamoDB" and key in bare_in(rule.expression)
    }
    assert stuck == set()


def test_an_alarm_that_fills_in_does_not_wait_for_the_newest_minutes() -> None:
    """CloudWatch's own advice: with the filler as the newest value an alarm that wants all of them is stuck."""
    rules = [AlarmRule.declared(inputs) for inputs in _declared().values()]
    stuck = [rule.name for rule in rules if filled_in(rule.expression) and rule.periods - rule.datapoints < _LATE]
    assert stuck == []


def test_an_alarms_expression_reads_all_its_metrics_and_uses_nothing_unfit_for_alarms() -> None:
    for inputs in _declared().values():
        rule = AlarmRule.declared(inputs)
        assert names_in(rule.expression) == rule.queries.keys(), rule.name
        assert not functions_in(rule.expression) & UNFIT_FOR_ALARMS, rule.name


def test_the_expressions_of_scaling_policies_can_be_computed() -> None:
    expressions = {
        part["expression"]: {each["id"] for each in customized["metrics"]}
        for _, recording in recordings()
        for policy in recording.of("aws:appautoscaling/policy:Policy")
        if (customized := policy.plain["targetTrackingScalingPolicyConfiguration"].get("customizedMetricSpecification"))
        for part in customized.get("metrics") or ()
        if "expression" in part
    }
    assert expressions
    for expression, ids in expressions.items():
        assert names_in(parsed(expression)) < ids


def test_a_composite_reads_alarms_that_stand_in_its_own_region() -> None:
    for where, recording in recordings():
        assert composites(recording), where
        here = {each.plain["name"] for each in recording.of(ALARM) if each.name != "routing-take-over-alarm"}
        for rule in composites(recording).values():
            assert set(re.findall(r'"([^"]+)"', rule)) <= here, where


def test_the_alarm_of_a_health_check_is_one_that_route_53_can_watch() -> None:
    for where, recording in recordings():
        declared = alarms(recording)
        watched = [
            declared[each.plain["cloudwatchAlarmName"]]
            for each in recording.of(HEALTH_CHECK)
            if each.plain["type"] == "CLOUDWATCH_METRIC"
        ]
        assert watched, where
        for alarm in watched:
            assert alarm["statistic"] in _ROUTE53_STATISTICS
            assert alarm["period"] >= 60
            assert "metricQueries" not in alarm
            assert "datapointsToAlarm" not in alarm


# Read by `standby`, each in a test of its own: tests/operations.
_READ_BY_HAND = {
    "operations/failover/liveness.py": 2,
    "operations/live/database_lag.py": 1,
    "operations/live/look.py": 1,
    "operations/live/failover_control.py": 1,
}


def test_where_the_commands_read_metrics_is_known() -> None:
    found = {
        str(path.relative_to(ROOT)): count
        for path in sorted((ROOT / "operations").rglob("*.py"))
        if (
            count := sum(
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Metric"
                for node in ast.walk(ast.parse(path.read_text()))
            )
        )
    }
    assert found == _READ_BY_HAND, "look each new metric up in published.py, then count it here"


def _rows() -> list[tuple[re.Pattern[str], set[str]]]:
    """The page's table of alarms and how they take silence."""
    rows = re.findall(r"^\| (`standby-[^|]+) \|[^|]*\| ([^|]+) \|$", PAGE, re.MULTILINE)
    return [
        (
            re.compile("|".join(each.replace("*", "[a-z0-9-]+") for each in re.findall(r"`([^`]+)`", names))),
            set(re.findall(r"`(\w+)`", treated)),
        )
        for names, treated in rows
    ]


def test_the_page_says_of_every_alarm_how_it_takes_silence() -> None:
    said: dict[str, set[str]] = {}
    for inputs in _declared().values():
        said.setdefault(str(inputs["name"]), set()).add(str(inputs["treatMissingData"]))
    for name, treatments in said.items():
        fitting = [treated for pattern, treated in _rows() if pattern.fullmatch(name)]
        assert len(fitting) == 1, f"{name} has {len(fitting)} rows in docs/alarms.md"
        assert treatments <= fitting[0], name


def test_no_row_of_the_page_is_about_an_alarm_that_nothing_declares() -> None:
    names = {str(inputs["name"]) for inputs in _declared().values()}
    assert _rows()
    assert [pattern.pattern for pattern, _ in _rows() if not any(map(pattern.fullmatch, names))] == []


@pytest.mark.parametrize("key", sorted(PUBLISHED), ids="/".join)
def test_every_row_of_the_table_names_its_source(key: tuple[str, str]) -> None:
    row = PUBLISHED[key]
    assert row.source
    assert row.when
    assert row.dimension_sets
