"""Load balancing: target groups."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.compute.elbv2 import one, retag, tag_arguments, tag_outputs, text
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "TargetGroupNotFound"
_ONCE = {
    "ipAddressType": "IpAddressType",
    "name": "Name",
    "port": "Port",
    "protocol": "Protocol",
    "protocolVersion": "ProtocolVersion",
    "targetType": "TargetType",
    "vpcId": "VpcId",
}
_HEALTH = {
    "enabled": "HealthCheckEnabled",
    "healthyThreshold": "HealthyThresholdCount",
    "interval": "HealthCheckIntervalSeconds",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}
_ATTRIBUTES = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingCrossZoneEnabled": "load_balancing.cross_zone.enabled",
    "slowStart": "slow_start.duration_seconds",
}
# Attributes of other kinds of target group: the defaults that the provider fills in are never sent.
_NOT_FOR_HTTP = frozenset({"lambdaMultiValueHeadersEnabled", "proxyProtocolV2"})


class TargetGroup(ResourceType):
    """Targets that answer HTTP, and how their health is judged."""

    token = "aws:lb/targetGroup:TargetGroup"
    properties = frozenset({*_ONCE, *_ATTRIBUTES, *_NOT_FOR_HTTP, "healthCheck", "stickiness", "targetGroupHealth"})
    computed = frozenset({"id", "arn", "arnSuffix", "loadBalancerArns"})
    name_property, name_limit = "name", 32

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("elbv2").create_target_group(
            **pick(inputs, _ONCE), **_health(inputs), **tag_arguments(call)
        )
        arn = str(answer["TargetGroups"][0]["TargetGroupArn"])
        self._set_attributes(call, arn, inputs, frozenset(inputs))
        return arn

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = one(call, "describe_target_groups", "TargetGroups", resource_id, "TargetGroupArns", _GONE)
        if live is None:
            return None
        return {
            "id": resource_id,
            "arn": resource_id,
            "arnSuffix": resource_id.rpartition(":")[2],
            "loadBalancerArns": sorted(live.get("LoadBalancerArns", [])),
            **tag_outputs(call, resource_id),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "healthCheck" in changed:
            call.client("elbv2").modify_target_group(TargetGroupArn=resource_id, **_health(new))
        self._set_attributes(call, resource_id, new, changed)
        if "tagsAll" in changed:
            retag(call, resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elbv2")
        found(lambda: client.delete_target_group(TargetGroupArn=resource_id), _GONE)

    def _set_attributes(self, call: Call, arn: str, inputs: Inputs, changed: frozenset[str]) -> None:
        attributes = [
            {"Key": key, "Value": text(inputs[name])}
            for name, key in _ATTRIBUTES.items()
            if name in changed and inputs.get(name) is not None
        ]
        if "stickiness" in changed:
            stickiness = inputs.get("stickiness") or {"enabled": False, "type": "lb_cookie"}
            attributes.append({"Key": "stickiness.enabled", "Value": text(bool(stickiness.get("enabled")))})
            attributes.append({"Key": "stickiness.type", "Value": stickiness["type"]})
        if "targetGroupHealth" in changed:
            attributes += _health_thresholds(inputs.get("targetGroupHealth") or {})
        if attributes:
            call.client("elbv2").modify_target_group_attributes(TargetGroupArn=arn, Attributes=attributes)


def _health(inputs: Inputs) -> dict[str, Any]:
    check = inputs.get("healthCheck") or {}
    matcher = {"Matcher": {"HttpCode": check["matcher"]}} if check.get("matcher") else {}
    return {**pick(check, _HEALTH), **matcher}


def _health_thresholds(health: dict[str, Any]) -> list[dict[str, str]]:
    attributes = []
    for part, prefix in (("dnsFailover", "dns_failover"), ("unhealthyStateRouting", "unhealthy_state_routing")):
        for key, name in (("minimumHealthyTargetsCount", "count"), ("minimumHealthyTargetsPercentage", "percentage")):
            value = (health.get(part) or {}).get(key)
            if value is not None:
                attributes.append(
                    {"Key": f"target_group_health.{prefix}.minimum_healthy_targets.{name}", "Value": text(value)}
                )
    return attributes
