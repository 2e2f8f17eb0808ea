"""Application Auto Scaling: bounds and policies of a service's size."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import from_aws, given, pascal_names, pick, to_aws, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import AUTO_SCALING

_GONE = "ObjectNotFoundException"
_KEYS = pascal_names("resourceId", "scalableDimension", "serviceNamespace")
_BOUNDS = pascal_names("minCapacity", "maxCapacity")
_ROLE = {"roleArn": "RoleARN"}
_SUSPENDED = pascal_names("dynamicScalingInSuspended", "dynamicScalingOutSuspended", "scheduledScalingSuspended")
_TRACKING = "targetTrackingScalingPolicyConfiguration"
_CUSTOM = f"{_TRACKING}.customizedMetricSpecification"
_QUERY = f"{_CUSTOM}.metrics[]"


class Target(ResourceType):
    """Between which bounds something scales. Its id is the resource's."""

    token = "aws:appautoscaling/target:Target"
    properties = frozenset({*_KEYS, *_BOUNDS, *_ROLE}) | below("suspendedState", *_SUSPENDED)
    computed = frozenset({"arn"})
    filled_in = frozenset({"roleArn", "suspendedState"})
    tagging = AUTO_SCALING

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("application-autoscaling").register_scalable_target(
            **_registration(inputs), **given(Tags=dict(call.tags))
        )
        return str(inputs["resourceId"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """The import form of an id is `NAMESPACE/RESOURCE/DIMENSION`."""
        key = pick(state, _KEYS) or _imported(resource_id)
        answer = call.client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace=key["ServiceNamespace"],
            ResourceIds=[key["ResourceId"]],
            ScalableDimension=key["ScalableDimension"],
        )
        live = next(iter(answer["ScalableTargets"]), None)
        if live is None:
            return None
        return {
            "id": live["ResourceId"],
            "arn": live["ScalableTargetARN"],
            "suspendedState": unpick(live.get("SuspendedState") or {}, _SUSPENDED),
            **unpick(live, {**_KEYS, **_BOUNDS, **_ROLE}),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Both bounds are sent whenever either changes, as the real provider does."""
        if changed - {"tagsAll"}:
            call.client("application-autoscaling").register_scalable_target(**_registration(new))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("application-autoscaling")
        found(lambda: client.deregister_scalable_target(**pick(state, _KEYS)), _GONE)


class Policy(ResourceType):
    """By what something scales: target tracking. Its id is the policy's name."""

    token = "aws:appautoscaling/policy:Policy"
    properties = frozenset({*_KEYS, "name", "policyType"}).union(
        below(_TRACKING, "targetValue", "disableScaleIn", "scaleInCooldown", "scaleOutCooldown"),
        below(f"{_TRACKING}.predefinedMetricSpecification", "predefinedMetricType", "resourceLabel"),
        below(_CUSTOM, "metricName", "namespace", "statistic", "unit", "dimensions[].name", "dimensions[].value"),
        below(_QUERY, "id", "expression", "label", "returnData"),
        below(f"{_QUERY}.metricStat", "stat", "unit"),
        below(f"{_QUERY}.metricStat.metric", "metricName", "namespace", "dimensions[].name", "dimensions[].value"),
    )
    computed = frozenset({"arn", "alarmArns"})
    name_property = "name"
    sets = frozenset({f"{_CUSTOM}.dimensions", f"{_CUSTOM}.metrics", f"{_QUERY}.metricStat.metric.dimensions"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs)
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """The import form of an id is `NAMESPACE/RESOURCE/DIMENSION/NAME`."""
        target, _, name = resource_id.rpartition("/")
        key = pick(state, _KEYS) or _imported(target)
        answer = call.client("application-autoscaling").describe_scaling_policies(**key, PolicyNames=[name])
        live = next(iter(answer["ScalingPolicies"]), None)
        if live is None:
            return None
        return {
            "id": live["PolicyName"],
            "arn": live["PolicyARN"],
            "alarmArns": sorted(alarm["AlarmARN"] for alarm in live.get("Alarms", [])),
            "name": live["PolicyName"],
            _TRACKING: from_aws(live.get("TargetTrackingScalingPolicyConfiguration")),
            **unpick(live, {**_KEYS, **pascal_names("policyType")}),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._put(call, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("application-autoscaling")
        found(lambda: client.delete_scaling_policy(PolicyName=resource_id, **pick(state, _KEYS)), _GONE)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        if inputs.get("policyType") != "TargetTrackingScaling" or not inputs.get(_TRACKING):
            return [("policyType", f"the sandbox knows only 'TargetTrackingScaling', with {_TRACKING}")]
        return []

    def _put(self, call: Call, inputs: Inputs) -> None:
        call.client("application-autoscaling").put_scaling_policy(
            **pick(inputs, {**_KEYS, "name": "PolicyName", "policyType": "PolicyType"}),
            TargetTrackingScalingPolicyConfiguration=to_aws(inputs[_TRACKING]),
        )


def _imported(resource_id: str) -> dict[str, str]:
    """`ecs/service/CLUSTER/NAME/ecs:service:DesiredCount`, as the real provider imports it."""
    namespace, _, rest = resource_id.partition("/")
    resource, _, dimension = rest.rpartition("/")
    return {"ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension}


def _registration(inputs: Inputs) -> dict[str, Any]:
    suspended = pick(inputs.get("suspendedState") or {}, _SUSPENDED)
    return {**pick(inputs, {**_KEYS, **_BOUNDS, **_ROLE}), **given(SuspendedState=suspended)}
