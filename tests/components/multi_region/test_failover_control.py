"""The switch: it stands in the other region, latches, and a silent or dead region flips nothing.

How Route 53 judges the metric is in tests/sandbox/cloud.
"""

import pytest

from components.multi_region.failover_control import TakeOver, TakeOverArgs
from sandbox.recording import Recording
from tests.components.place import PEER_REGION, REGION, build
from tests.components.program import run
from tests.stack_files import STACKS

ALARM, CHECK = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:route53/healthCheck:HealthCheck"


def _switch() -> Recording:
    return build(
        lambda here: TakeOver(
            "switch", TakeOverArgs(region=REGION, peer_region=PEER_REGION, peer_provider=here.peer), here.opts
        )
    )


def test_the_alarm_stands_in_the_region_that_takes_over() -> None:
    recording = _switch()
    assert recording.one(ALARM).region == PEER_REGION, "flipping it must need nothing from the region that is lost"
    assert recording.one(CHECK).plain["cloudwatchAlarmRegion"] == PEER_REGION


def test_the_check_reads_that_alarm() -> None:
    recording = _switch()
    check, alarm = recording.one(CHECK), recording.one(ALARM)
    assert check.plain["type"] == "CLOUDWATCH_METRIC"
    assert check.plain["cloudwatchAlarmName"] == alarm.plain["name"] == f"standby-take-over-from-{REGION}"
    assert alarm.urn in check.depends_on, "Route 53 refuses a check on an alarm that does not exist"


def test_one_data_point_flips_it() -> None:
    alarm = _switch().one(ALARM).plain
    assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert (alarm["statistic"], alarm["threshold"]) == ("Maximum", 1)
    assert (alarm["evaluationPeriods"], alarm["period"]) == (1, 60)
    assert "metricQueries" not in alarm, "Route 53 reads one plain metric"


def test_silence_keeps_the_last_answer() -> None:
    recording = _switch()
    assert recording.one(CHECK).plain["insufficientDataHealthStatus"] == "LastKnownStatus"
    assert recording.one(ALARM).plain["treatMissingData"] == "missing"
    assert "invertHealthcheck" not in recording.one(CHECK).plain, "no data ever is healthy"


def test_the_metric_says_from_which_region_traffic_was_taken() -> None:
    alarm = _switch().one(ALARM).plain
    assert (alarm["namespace"], alarm["metricName"]) == ("Standby/Routing", "TakeOver")
    assert alarm["dimensions"] == {"From": REGION}


def test_a_changed_condition_reaches_route_53() -> None:
    recording = _switch()
    alarm = recording.one(ALARM).plain
    assert recording.one(CHECK).plain["triggers"] == {
        "period": str(alarm["period"]),
        "threshold": str(alarm["threshold"]),
        "treat_missing_data": alarm["treatMissingData"],
    }, "Route 53 copies the condition when the check is written"


@pytest.mark.parametrize("stack", STACKS)
def test_each_region_has_a_switch_in_the_other(stack: str) -> None:
    recording = run(stack)
    alarm = recording.one(ALARM, "routing-take-over-alarm")
    assert alarm.plain["dimensions"]["From"] == recording.exported["region"]
    assert alarm.region == recording.exported["peer_region"]
