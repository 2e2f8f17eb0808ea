"""The age of every copy, watched in both regions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from components.observability.alarm import OnCall
from components.observability.replication_alarms import ReplicationAlarms, ReplicationAlarmsArgs
from sandbox.recording import Recording
from tests.components.place import PEER_REGION, build
from tests.components.program import run
from tests.stack_files import STACKS, settings_of

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ON_CALL = OnCall(topic_arn="topic", runbooks_url=None)
each_stack = pytest.mark.parametrize("stack", STACKS)


def _alarms(objective: timedelta) -> Recording:
    args = ReplicationAlarmsArgs(
        peer_region=PEER_REGION, objective=objective, cluster_identifier="standby-here", on_call=ON_CALL
    )
    return build(lambda here: ReplicationAlarms("replication", args, here.opts))


def test_the_age_of_every_copy_is_watched_against_the_objective() -> None:
    alarms = {each.name: each.plain for each in _alarms(timedelta(minutes=1)).of(ALARM)}
    tables = {"replication-operations", "replication-orders", "replication-products", "replication-sessions"}
    assert set(alarms) == {"replication-database", *tables}
    assert {(each["threshold"], each["comparisonOperator"]) for each in alarms.values()} == {
        (60_000, "GreaterThanOrEqualToThreshold")
    }
    assert _read(alarms["replication-orders"]) == [{"TableName": "standby-orders", "ReceivingRegion": PEER_REGION}]


def _read(alarm: Mapping[str, Any]) -> list[dict[str, str]]:
    return [each["metric"]["dimensions"] for each in alarm["metricQueries"] if "metric" in each]


def test_the_databases_copy_is_read_under_every_set_of_dimensions_that_aws_names() -> None:
    assert _read(_alarms(timedelta(minutes=1)).one(ALARM, "replication-database").plain) == [
        {"DBClusterIdentifier": "standby-here"},
        {"DBClusterIdentifier": "standby-here", "SourceRegion": PEER_REGION},
        {"SourceRegion": PEER_REGION},
    ]


def test_an_old_copy_is_told_and_so_is_its_recovery() -> None:
    for alarm in _alarms(timedelta(seconds=5)).some(ALARM):
        assert alarm.plain["alarmActions"] == alarm.plain["okActions"] == ["topic"]
        assert alarm.plain["treatMissingData"] == "notBreaching", "the side that does not measure publishes nothing"


@each_stack
def test_both_regions_watch(stack: str) -> None:
    threshold = settings_of(stack).objectives.rpo.total_seconds() * 1000
    alarms = [each for each in run(stack).of(ALARM) if each.name.startswith("replication-")]
    assert {each.plain["threshold"] for each in alarms} == {threshold}
    assert len(alarms) == 5
