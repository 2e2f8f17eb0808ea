"""Application Auto Scaling: targets and policies. A target clamps its ECS service into its bounds."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer, json_error

_ECS = "AmazonEC2ContainerServiceV20141113"
_KEYS = ("ServiceNamespace", "ResourceId", "ScalableDimension")
Key = tuple[str, ...]


@dataclass
class _Region:
    targets: dict[Key, dict[str, Any]] = field(default_factory=dict)
    policies: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)


class ApplicationAutoScaling:
    """Keeps targets and policies per account and region. Nothing scales by load here."""

    service = "application-autoscaling"
    adds = "RegisterScalableTarget, PutScalingPolicy and what belongs to them; a target clamps its ECS service"
    proves = "bounds follow the strategy, the desired count stays auto scaling's, and policies name the right metrics"
    cannot = "scaling by load: no policy is ever evaluated"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._regions: dict[tuple[str, str], _Region] = {}

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.service == self.service or "AnyScaleFrontendService." in call.headers.get("x-amz-target", "")

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        region = self._regions.setdefault((call.account, call.region), _Region())
        request = call.json()
        if call.action == "RegisterScalableTarget":
            return await self._register(call, region, request)
        work = {
            "DescribeScalableTargets": _describe_targets,
            "DeregisterScalableTarget": _deregister,
            "PutScalingPolicy": _put_policy,
            "DescribeScalingPolicies": _describe_policies,
            "DeleteScalingPolicy": _delete_policy,
            "DescribeScalingActivities": lambda _region, _request, _call: json_answer({"ScalingActivities": []}),
            "TagResource": _tag,
            "UntagResource": _untag,
            "ListTagsForResource": _list_tags,
        }.get(call.action)
        if work is None:
            return json_error("UnknownOperationException", f"the sandbox has no {call.action} of {self.service}")
        return work(region, request, call)

    async def _register(self, call: AwsCall, region: _Region, request: dict[str, Any]) -> Answer:
        key = tuple(request[name] for name in _KEYS)
        known = region.targets.get(key)
        bounds: dict[str, int] = {
            name: {**(known or {}), **request}[name]
            for name in ("MinCapacity", "MaxCapacity")
            if name in {**(known or {}), **request}
        }
        if len(bounds) < len(("MinCapacity", "MaxCapacity")):
            return json_error("ValidationException", "MinCapacity and MaxCapacity are required for a new target")
        if bounds["MinCapacity"] > bounds["MaxCapacity"]:
            return json_error("ValidationException", "Maximum capacity cannot be less than minimum capacity")
        problem = await self._clamp(call, request, bounds["MinCapacity"], bounds["MaxCapacity"])
        if problem is not None:
            return problem
        arn = (known or {}).get("ScalableTargetARN") or (
            f"arn:aws:application-autoscaling:{call.region}:{call.account}:scalable-target/{uuid.uuid4().hex[:12]}"
        )
        given: dict[str, Any] = {name: request[name] for name in ("RoleARN", "SuspendedState") if name in request}
        region.targets[key] = {
            "RoleARN": f"arn:aws:iam::{call.account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService",
            "CreationTime": 0,
            "SuspendedState": {
                "DynamicScalingInSuspended": False,
                "DynamicScalingOutSuspended": False,
                "ScheduledScalingSuspended": False,
            },
            **(known or {}),
            **dict(zip(_KEYS, key, strict=True)),
            **bounds,
            **given,
            "ScalableTargetARN": arn,
        }
        if request.get("Tags"):
            region.tags.setdefault(arn, {}).update(request["Tags"])
        return json_answer({"ScalableTargetARN": arn})

    async def _clamp(self, call: AwsCall, request: dict[str, Any], low: int, high: int) -> Answer | None:
        """Move an ECS service's desired count into the bounds, as the real service does at once."""
        if request["ServiceNamespace"] != "ecs":
            return None
        _, cluster, service = request["ResourceId"].split("/")
        described = await self._emulator.ask_json(
            call,
            service="ecs",
            target=f"{_ECS}.DescribeServices",
            payload={"cluster": cluster, "services": [service]},
        )
        found = described.json().get("services") or []
        if not found or found[0].get("status") != "ACTIVE":
            return json_error("ValidationException", f"ECS service doesn't exist: {request['ResourceId']}")
        wanted = min(max(found[0]["desiredCount"], low), high)
        if wanted != found[0]["desiredCount"]:
            await self._emulator.ask_json(
                call,
                service="ecs",
                target=f"{_ECS}.UpdateService",
                payload={"cluster": cluster, "service": service, "desiredCount": wanted},
            )
        return None


def _describe_targets(region: _Region, request: dict[str, Any], _call: AwsCall) -> Answer:
    wanted = request.get("ResourceIds")
    found = [
        target
        for target in region.targets.values()
        if target["ServiceNamespace"] == request["ServiceNamespace"]
        and (not wanted or target["ResourceId"] in wanted)
        and request.get("ScalableDimension") in (None, target["ScalableDimension"])
    ]
    return json_answer({"ScalableTargets": found})


def _deregister(region: _Region, request: dict[str, Any], _call: AwsCall) -> Answer:
    key = tuple(request[name] for name in _KEYS)
    if region.targets.pop(key, None) is None:
        return json_error("ObjectNotFoundException", f"No scalable target found for {request['ResourceId']}")
    for policy in [name for name in region.policies if name[1:] == key]:
        del region.policies[policy]
    return json_answer({})


def _put_policy(region: _Region, request: dict[str, Any], call: AwsCall) -> Answer:
    key = tuple(request[name] for name in _KEYS)
    if key not in region.targets:
        return json_error("ObjectNotFoundException", f"No scalable target registered for {request['ResourceId']}")
    name = (request["PolicyName"], *key)
    arn = (region.policies.get(name) or {}).get("PolicyARN") or (
        f"arn:aws:autoscaling:{call.region}:{call.account}:scalingPolicy:{uuid.uuid4()}:resource/"
        f"{request['ServiceNamespace']}/{request['ResourceId']}:policyName/{request['PolicyName']}"
    )
    region.policies[name] = {**request, "PolicyARN": arn, "CreationTime": 0, "Alarms": []}
    return json_answer({"PolicyARN": arn, "Alarms": []})


def _describe_policies(region: _Region, request: dict[str, Any], _call: AwsCall) -> Answer:
    names = request.get("PolicyNames")
    found = [
        policy
        for policy in region.policies.values()
        if policy["ServiceNamespace"] == request["ServiceNamespace"]
        and request.get("ResourceId") in (None, policy["ResourceId"])
        and (not names or policy["PolicyName"] in names)
    ]
    return json_answer({"ScalingPolicies": found})


def _delete_policy(region: _Region, request: dict[str, Any], _call: AwsCall) -> Answer:
    name = (request["PolicyName"], *(request[key] for key in _KEYS))
    if region.policies.pop(name, None) is None:
        return json_error("ObjectNotFoundException", f"No scaling policy found for {request['PolicyName']}")
    return json_answer({})


def _tag(region: _Region, request: dict[str, Any], _call: AwsCall) -> Answer:
    region.tags.setdefault(request["ResourceARN"], {}).update(request["Tags"])
    return json_answer({})


def _untag(region: _Region, request: dict[str, Any], _call: AwsCall) -> Answer:
    for key in request["TagKeys"]:
        region.tags.get(request["ResourceARN"], {}).pop(key, None)
    return json_answer({})


def _list_tags(region: _Region, request: dict[str, Any], _call: AwsCall) -> Answer:
    return json_answer({"Tags": region.tags.get(request["ResourceARN"], {})})
