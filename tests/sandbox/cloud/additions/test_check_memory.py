"""Since when a health check watches its metric, with a clock that the test moves."""

import asyncio
import json
from typing import Any
from unittest.mock import Mock

import pytest

from sandbox.cloud.additions.route53_health import HealthChecks
from sandbox.cloud.request import Scope, read_call
from sandbox.cloud.response import Answer, xml_answer

SIGNED = {"authorization": "AWS4-HMAC-SHA256 Credential=test/20261125/us-east-1/route53/aws4_request"}
ALARM = {
    "Namespace": "Standby/Routing",
    "MetricName": "TakeOver",
    "Statistic": "Maximum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
CREATED = """<CreateHealthCheckRequest><CallerReference>1</CallerReference><HealthCheckConfig>
<Type>CLOUDWATCH_METRIC</Type><AlarmIdentifier><Name>a</Name><Region>us-west-2</Region></AlarmIdentifier>
</HealthCheckConfig></CreateHealthCheckRequest>"""
UPDATED = "<UpdateHealthCheckRequest><Inverted>true</Inverted></UpdateHealthCheckRequest>"


class Emulator:
    """Takes every check under one id, and has one alarm."""

    async def answer(self, _call: object) -> Answer:
        return xml_answer("<R><HealthCheck><Id>check</Id><HealthCheckConfig/></HealthCheck></R>")

    async def ask_json(self, _scope: Scope, **_call: Any) -> Answer:  # noqa: ANN401 - as the real one
        return Answer(200, json.dumps({"MetricAlarms": [ALARM]}).encode())


def test_an_update_does_not_make_a_check_forget_since_when_it_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    observer = Mock(checks={})
    checks = HealthChecks(Emulator(), observer, Mock(expressions=lambda *_: []))  # type: ignore[arg-type]

    def write(path: str, body: str, moment: float) -> None:
        monkeypatch.setattr("sandbox.cloud.additions.route53_health.time.time", lambda: moment)
        asyncio.run(checks.answer(read_call("POST", f"/2013-04-01{path}", "", SIGNED, body.encode())))

    write("/healthcheck", CREATED, 1000.0)
    write("/healthcheck/check", UPDATED, 5000.0)
    watched = observer.checks["check"]
    assert (watched.since, watched.check.inverted) == (1000.0, True)
