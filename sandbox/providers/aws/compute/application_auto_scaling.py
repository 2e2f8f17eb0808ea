"""Application Auto Scaling: bounds and policies of a service's size."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick, to_aws
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "ObjectNotFoundException"
_KEYS = {"resourceId": "ResourceId", "scalableDimension": "ScalableDimension", "serviceNamespace": "ServiceNamespace"}
_BOUNDS = {"minCapacity": "MinCapacity", "maxCapacity": "MaxCapacity"}


class Target(ResourceType):
    """Between which bounds something scales. Its id is the resource's."""

    token = "aws:appautoscaling/target:Target"
    properties = frozenset({*_KEYS, *_BOUNDS, "roleArn", "suspendedState"})
    computed = frozenset({"id", "arn"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("application-autoscaling").register_scalable_target(
            **_registration(inputs), **({"Tags": dict(call.tags)} if call.tags else {})
        )
        return str(inputs["resourceId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("application-autoscaling")
        answer = client.describe_scalable_targets(
            ServiceNamespace=state["serviceNamespace"],
            ResourceIds=[resource_id],
            ScalableDimension=state["scalableDimension"],
        )
        live = next(iter(answer["ScalableTargets"]), None)
        if live is None:
            return None
        arn = live["ScalableTargetARN"]
        tags = client.list_tags_for_resource(ResourceARN=arn).get("Tags", {})
        return {
            "id": resource_id,
            "arn": arn,
            "minCapacity": live["MinCapacity"],
            "maxCapacity": live["MaxCapacity"],
            **({"tagsAll": tags} if tags else {}),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType: both bounds are sent whenever either changes, as the real provider does."""
        client = call.client("application-autoscaling")
        if changed & {"minCapacity", "maxCapacity", "suspendedState", "roleArn"}:
            client.register_scalable_target(**_registration(new))
        if "tagsAll" in changed:
            gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
            if gone:
                client.untag_resource(ResourceARN=old["arn"], TagKeys=gone)
            client.tag_resource(ResourceARN=old["arn"], Tags=dict(call.tags))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("application-autoscaling")
        found(lambda: client.deregister_scalable_target(**pick(state, _KEYS)), _GONE)


class Policy(ResourceType):
    """By what something scales. Its id is the policy's name."""

    token = "aws:appautoscaling/policy:Policy"
    properties = frozenset({*_KEYS, "name", "policyType", "targetTrackingScalingPolicyConfiguration"})
    computed = frozenset({"id", "arn", "alarmArns"})
    name_property = "name"
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._put(call, inputs)
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        answer = call.client("application-autoscaling").describe_scaling_policies(
            **pick(state, _KEYS), PolicyNames=[resource_id]
        )
        live = next(iter(answer["ScalingPolicies"]), None)
        if live is None:
            return None
        return {
            "id": resource_id,
            "arn": live["PolicyARN"],
            "alarmArns": sorted(alarm["AlarmARN"] for alarm in live.get("Alarms", [])),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._put(call, new)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("application-autoscaling")
        found(lambda: client.delete_scaling_policy(PolicyName=resource_id, **pick(state, _KEYS)), _GONE)

    def _put(self, call: Call, inputs: Inputs) -> None:
        tracking = to_aws(inputs.get("targetTrackingScalingPolicyConfiguration") or {})
        custom: dict[str, Any] | None = tracking.get("CustomizedMetricSpecification")
        if custom and custom.get("Metrics"):
            custom["Metrics"] = [_without_nothing(metric) for metric in custom["Metrics"]]
        call.client("application-autoscaling").put_scaling_policy(
            PolicyName=inputs["name"],
            PolicyType=inputs.get("policyType") or "StepScaling",
            **pick(inputs, _KEYS),
            TargetTrackingScalingPolicyConfiguration=tracking,
        )


def _registration(inputs: Inputs) -> dict[str, Any]:
    suspended = inputs.get("suspendedState")
    return {
        **pick(inputs, {**_KEYS, **_BOUNDS, "roleArn": "RoleARN"}),
        **({"SuspendedState": to_aws(suspended)} if suspended else {}),
    }


def _without_nothing(value: Any) -> Any:  # noqa: ANN401 - property values
    if isinstance(value, dict):
        return {key: _without_nothing(item) for key, item in value.items() if item is not None}
    return [_without_nothing(item) for item in value] if isinstance(value, list) else value
