"""Route 53: health checks."""

import uuid
from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import ROUTE53_HEALTH_CHECK

_GONE = "NoSuchHealthCheck"
_SAID = {
    "childHealthThreshold": "HealthThreshold",
    "childHealthchecks": "ChildHealthChecks",
    "failureThreshold": "FailureThreshold",
    "fqdn": "FullyQualifiedDomainName",
    "insufficientDataHealthStatus": "InsufficientDataHealthStatus",
    "ipAddress": "IPAddress",
    "port": "Port",
    "requestInterval": "RequestInterval",
    "resourcePath": "ResourcePath",
    "type": "Type",
}
# The emulated AWS takes these and says something else.
_UNSAID = {
    "disabled": "Disabled",
    "enableSni": "EnableSNI",
    "invertHealthcheck": "Inverted",
    "measureLatency": "MeasureLatency",
    "regions": "Regions",
}
_ALARM = {"cloudwatchAlarmName": "Name", "cloudwatchAlarmRegion": "Region"}
_NEVER_UPDATED = {"type", "requestInterval", "measureLatency"}
# These checks look at no endpoint, and the API refuses what is about one.
_WITHOUT_ENDPOINT = {"CALCULATED", "CLOUDWATCH_METRIC"}


class HealthCheck(ResourceType):
    """Whether something is well: an endpoint, an alarm, or other checks."""

    token = "aws:route53/healthCheck:HealthCheck"
    properties = frozenset({*_SAID, *_UNSAID, *_ALARM, "referenceName", "triggers.*"})
    computed = frozenset({"arn"})
    filled_in = frozenset({"enableSni", "failureThreshold", "requestInterval"})
    is_global = True
    sets = frozenset({"childHealthchecks", "regions"})
    tagging = ROUTE53_HEALTH_CHECK
    tagged_at_once = False

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("route53").create_health_check(
            CallerReference=f"{inputs.get('referenceName') or 'pulumi'}-{uuid.uuid4().hex}",
            HealthCheckConfig=_check_config(inputs),
        )
        return str(answer["HealthCheck"]["Id"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("route53")
        answer = found(lambda: client.get_health_check(HealthCheckId=resource_id), _GONE)
        if answer is None:
            return None
        config = answer["HealthCheck"]["HealthCheckConfig"]
        return {
            "arn": f"arn:aws:route53:::healthcheck/{resource_id}",
            **unpick(config, _SAID),
            **unpick(config.get("AlarmIdentifier", {}), _ALARM),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Changed triggers send everything again, and Route 53 looks at the alarm anew."""
        if changed - {"tagsAll"}:
            config = _check_config({key: value for key, value in new.items() if key not in _NEVER_UPDATED}, new["type"])
            call.client("route53").update_health_check(HealthCheckId=resource_id, **config)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("route53")
        found(lambda: client.delete_health_check(HealthCheckId=resource_id), _GONE)


def _check_config(inputs: Inputs, kind: str | None = None) -> dict[str, Any]:
    config = {**pick(inputs, {**_SAID, **_UNSAID}), **given(AlarmIdentifier=pick(inputs, _ALARM))}
    if (kind or inputs["type"]) in _WITHOUT_ENDPOINT:
        # The provider's own default.
        config.pop("MeasureLatency", None)
    return config
