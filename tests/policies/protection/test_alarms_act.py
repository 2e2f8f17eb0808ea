"""Alarms and what follows from them."""

from dataclasses import replace

import pytest

from protection.alarms_act import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _alarm(*, followed: object = None, **props: object) -> list[Declared]:
    alarm = Declared("aws:cloudwatch/metricAlarm:MetricAlarm", "waiting", props)
    made = [alarm]
    if followed is not None:
        status = {} if followed == "" else {"insufficientDataHealthStatus": followed}
        refs = {"cloudwatchAlarmName": [alarm]}
        made.append(Declared("aws:route53/healthCheck:HealthCheck", "switch", status, refs))
    return made


CASES = (
    passes("an alarm that tells a topic", _alarm(alarmActions=["arn:aws:sns:us-east-1:123456789012:alarms"])),
    passes("an alarm that a check follows, and silence counts", _alarm(followed="", treatMissingData="breaching")),
    passes("an alarm whose check answers for silence", _alarm(followed="LastKnownStatus", treatMissingData="missing")),
    absent("an alarm alone", _alarm(), "tells nobody"),
    fails(
        "an alarm that is not allowed to",
        _alarm(alarmActions=["arn:aws:sns:us-east-1:123456789012:alarms"], actionsEnabled=False),
        "tells nobody",
    ),
    fails("a check that takes silence for health", _alarm(followed="", treatMissingData="notBreaching"), "silence"),
    unknown(
        "a topic of the stack is told before it has an id",
        [
            (topic := Declared("aws:sns/topic:Topic", "alarms")),
            replace(_alarm(alarmActions=[UNKNOWN])[0], refs={"alarmActions": [topic]}),
        ],
    ),
    unknown("actions that may turn out to be none", _alarm(alarmActions=UNKNOWN), "alarmActions is not known yet"),
    unknown("a switch that is not known", _alarm(alarmActions=[UNKNOWN], actionsEnabled=UNKNOWN), "is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
