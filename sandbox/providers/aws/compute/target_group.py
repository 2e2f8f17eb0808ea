"""Load balancing: target groups."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.compute.elbv2 import attributes, attributes_said, one, tag_arguments
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import LOAD_BALANCING

_GONE = "TargetGroupNotFound"
_ONCE = pascal_names("ipAddressType", "name", "port", "protocol", "protocolVersion", "targetType", "vpcId")
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
_STICKINESS = {
    "enabled": "stickiness.enabled",
    "type": "stickiness.type",
    "cookieDuration": "stickiness.lb_cookie.duration_seconds",
}
# Part of `targetGroupHealth` -> its attributes.
_GROUP_HEALTH = {
    part: {
        f"minimumHealthyTargets{kind}": f"target_group_health.{name}.minimum_healthy_targets.{kind.lower()}"
        for kind in ("Count", "Percentage")
    }
    for part, name in (("dnsFailover", "dns_failover"), ("unhealthyStateRouting", "unhealthy_state_routing"))
}
_HTTP = {"HTTP", "HTTPS"}


class TargetGroup(ResourceType):
    """Targets that answer HTTP, and how their health is judged."""

    token = "aws:lb/targetGroup:TargetGroup"
    properties = frozenset({*_ONCE, *_ATTRIBUTES}).union(
        below("healthCheck", *_HEALTH, "matcher"),
        below("stickiness", *_STICKINESS),
        *(below(f"targetGroupHealth.{part}", *names) for part, names in _GROUP_HEALTH.items()),
    )
    computed = frozenset({"arn", "arnSuffix", "loadBalancerArns"})
    filled_in = frozenset(
        {"ipAddressType", "protocolVersion", "healthCheck", "stickiness", "targetGroupHealth", *_ATTRIBUTES}
    )
    name_property, name_limit = "name", 32
    tagging = LOAD_BALANCING

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("elbv2").create_target_group(
            **pick(inputs, {**_ONCE, "name": "Name"}), **_health(inputs), **tag_arguments(call)
        )
        return str(answer["TargetGroups"][0]["TargetGroupArn"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._set_attributes(call, resource_id, inputs, frozenset(inputs))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = one(call, "describe_target_groups", "TargetGroups", resource_id, "TargetGroupArns", _GONE)
        if live is None:
            return None
        said = call.client("elbv2").describe_target_group_attributes(TargetGroupArn=resource_id)["Attributes"]
        return {
            "arn": resource_id,
            "arnSuffix": resource_id.rpartition(":")[2],
            "loadBalancerArns": sorted(live.get("LoadBalancerArns", [])),
            **unpick(live, {**_ONCE, "name": "TargetGroupName"}),
            "healthCheck": {**unpick(live, _HEALTH), **unpick(live.get("Matcher") or {}, {"matcher": "HttpCode"})},
            "stickiness": attributes_said(said, _STICKINESS),
            "targetGroupHealth": {part: attributes_said(said, names) for part, names in _GROUP_HEALTH.items()},
            **attributes_said(said, _ATTRIBUTES),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if "healthCheck" in changed:
            call.client("elbv2").modify_target_group(TargetGroupArn=resource_id, **_health(new))
        self._set_attributes(call, resource_id, new, changed)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elbv2")
        found(lambda: client.delete_target_group(TargetGroupArn=resource_id), _GONE)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        found = [(key, "a target group needs it") for key in ("port", "protocol", "vpcId") if key not in inputs]
        if inputs.get("protocol", "HTTP") not in _HTTP:
            found.append(("protocol", "the sandbox knows only HTTP and HTTPS; use the real provider for another"))
        if inputs["targetType"] not in {"instance", "ip"}:
            found.append(
                ("targetType", "the sandbox knows only 'instance' and 'ip'; use the real provider for another")
            )
        return found

    def _set_attributes(self, call: Call, arn: str, inputs: Inputs, changed: frozenset[str]) -> None:
        entries = attributes({key: inputs.get(key) for key in changed}, _ATTRIBUTES)
        if "stickiness" in changed:
            entries += attributes(inputs.get("stickiness") or {}, _STICKINESS)
        if "targetGroupHealth" in changed:
            health = inputs.get("targetGroupHealth") or {}
            for part, names in _GROUP_HEALTH.items():
                entries += attributes(health.get(part) or {}, names)
        if entries:
            call.client("elbv2").modify_target_group_attributes(TargetGroupArn=arn, Attributes=entries)


def _health(inputs: Inputs) -> dict[str, Any]:
    check = inputs.get("healthCheck") or {}
    matcher = {"Matcher": {"HttpCode": check["matcher"]}} if check.get("matcher") else {}
    return {**pick(check, _HEALTH), **matcher}
