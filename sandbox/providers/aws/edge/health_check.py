"""Route 53: health checks."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.edge.zone import tag_outputs, zone_tags
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_CHECK = {
    "childHealthThreshold": "HealthThreshold",
    "childHealthchecks": "ChildHealthChecks",
    "disabled": "Disabled",
    "enableSni": "EnableSNI",
    "failureThreshold": "FailureThreshold",
    "fqdn": "FullyQualifiedDomainName",
    "insufficientDataHealthStatus": "InsufficientDataHealthStatus",
    "invertHealthcheck": "Inverted",
    "ipAddress": "IPAddress",
    "measureLatency": "MeasureLatency",
    "port": "Port",
    "regions": "Regions",
    "requestInterval": "RequestInterval",
    "resourcePath": "ResourcePath",
    "type": "Type",
}
_NEVER_UPDATED = {"type", "requestInterval", "measureLatency"}


class HealthCheck(ResourceType):
    """Whether something is well: an endpoint, an alarm, or other checks."""

    token = "aws:route53/healthCheck:HealthCheck"
    properties = frozenset({*_CHECK, "cloudwatchAlarmName", "cloudwatchAlarmRegion", "referenceName", "triggers"})
    computed = frozenset({"id", "arn"})
    is_global = True
    sets = frozenset({"childHealthchecks", "regions"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("route53").create_health_check(
            CallerReference=f"{call.name}-{call.clock()}", HealthCheckConfig=_check_config(inputs, set(_CHECK))
        )
        check_id = str(answer["HealthCheck"]["Id"])
        zone_tags(call, "healthcheck", check_id, {})
        return check_id

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("route53")
        if found(lambda: client.get_health_check(HealthCheckId=resource_id), "NoSuchHealthCheck") is None:
            return None
        return {
            "id": resource_id,
            "arn": f"arn:aws:route53:::healthcheck/{resource_id}",
            **tag_outputs(call, "healthcheck", resource_id),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed - {"tagsAll"}:
            config = _check_config(new, set(_CHECK) - _NEVER_UPDATED)
            call.client("route53").update_health_check(HealthCheckId=resource_id, **config)
        if "tagsAll" in changed:
            zone_tags(call, "healthcheck", resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("route53")
        found(lambda: client.delete_health_check(HealthCheckId=resource_id), "NoSuchHealthCheck")


def _check_config(inputs: Inputs, keys: set[str]) -> dict[str, Any]:
    config = pick({key: inputs.get(key) for key in keys}, _CHECK)
    if inputs.get("cloudwatchAlarmName"):
        config["AlarmIdentifier"] = {"Name": inputs["cloudwatchAlarmName"], "Region": inputs["cloudwatchAlarmRegion"]}
    if inputs["type"] in {"CALCULATED", "CLOUDWATCH_METRIC"}:
        # The provider's default; the API refuses it for checks without an endpoint.
        config.pop("MeasureLatency", None)
    return config
