"""Application Auto Scaling: targets and policies. A target clamps its ECS service into its bounds."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.scaling_policies import InvalidPolicyError, check_policy
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_ECS = "AmazonEC2ContainerServiceV20141113"
_KEYS = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_BOUNDS = ("MinCapacity", "MaxCapacity")
_RUNNING = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}
Key = tuple[str, ...]
Document = dict[str, Any]


@dataclass
class _Region:
    targets: dict[Key, Document] = field(default_factory=dict)
    policies: dict[Key, Document] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)


class ApplicationAutoScaling(Addition):
    """Keeps targets and policies per account and region. Nothing scales by load here."""

    service = "application-autoscaling"
    adds = "RegisterScalableTarget, PutScalingPolicy and what belongs to them; a target clamps its ECS service"
    proves = "bounds follow the strategy, the desired count stays auto scaling's, and policies name the right metrics"
    cannot = "scaling by load: no policy is ever evaluated"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._regions: dict[Scope, _Region] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        return True

    @override
    async def answer(self, call: AwsCall) -> Answer:
        region = self._regions.setdefault(call.scope, _Region())
        request = call.json()
        if call.action == "RegisterScalableTarget":
            return await self._register(call.scope, region, request)
        work = _WORK.get(call.action)
        if work is None:
            return json_error("UnknownOperationException", f"the sandbox has no {call.action} of {self.service}")
        return work(region, request, call.scope)

    async def _register(self, scope: Scope, region: _Region, request: Document) -> Answer:
        key = _key(request)
        known = region.targets.get(key, {})
        # What a request leaves out stays as it is.
        merged = {**known, **request}
        if not all(name in merged for name in _BOUNDS):
            return json_error("ValidationException", "MinCapacity and MaxCapacity are required for a new target")
        bounds: dict[str, int] = {name: merged[name] for name in _BOUNDS}
        low, high = bounds["MinCapacity"], bounds["MaxCapacity"]
        if low > high or low < 0:
            problem = "Maximum capacity cannot be less than minimum capacity" if low > high else "Capacity is negative"
            return json_error("ValidationException", problem)
        refused = await self._clamp(scope, request, low, high)
        if refused is not None:
            return refused
        arn = known.get("ScalableTargetARN") or (
            f"arn:aws:application-autoscaling:{scope.region}:{scope.account}:scalable-target/{uuid.uuid4().hex[:12]}"
        )
        region.targets[key] = {
            "RoleARN": f"arn:aws:iam::{scope.account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService",
            "CreationTime": time.time(),
            **known,
            **dict(zip(_KEYS, key, strict=True)),
            **bounds,
            "SuspendedState": {**_RUNNING, **known.get("SuspendedState", {}), **request.get("SuspendedState", {})},
            **({"RoleARN": request["RoleARN"]} if "RoleARN" in request else {}),
            "ScalableTargetARN": arn,
        }
        region.tags.setdefault(arn, {}).update(request.get("Tags") or {})
        return json_answer({"ScalableTargetARN": arn})

    async def _clamp(self, scope: Scope, request: Document, low: int, high: int) -> Answer | None:
        """Move an ECS service's desired count into the bounds, as AWS does at each registration, at once."""
        if request["ServiceNamespace"] != "ecs":
            return None
        _, cluster, service = request["ResourceId"].split("/")
        described = await self._ecs(scope, "DescribeServices", cluster=cluster, services=[service])
        found = described.json().get("services") or []
        if not found or found[0].get("status") != "ACTIVE":
            return json_error("ValidationException", f"ECS service doesn't exist: {request['ResourceId']}")
        wanted = min(max(found[0]["desiredCount"], low), high)
        if wanted != found[0]["desiredCount"]:
            await self._ecs(scope, "UpdateService", cluster=cluster, service=service, desiredCount=wanted)
        return None

    async def _ecs(self, scope: Scope, operation: str, **payload: Any) -> Answer:  # noqa: ANN401 - JSON's own
        return await self._emulator.ask_json(scope, service="ecs", target=f"{_ECS}.{operation}", payload=payload)


def _key(request: Document) -> Key:
    return tuple(request[name] for name in _KEYS)


def _matches(document: Document, request: Document, *names: str) -> bool:
    return all(request.get(name) in {None, document[name]} for name in names)


def _describe_targets(region: _Region, request: Document, _scope: Scope) -> Answer:
    wanted = request.get("ResourceIds")
    found = [
        target
        for target in region.targets.values()
        if _matches(target, request, "ServiceNamespace", "ScalableDimension")
        and (not wanted or target["ResourceId"] in wanted)
    ]
    return json_answer({"ScalableTargets": found})


def _deregister(region: _Region, request: Document, _scope: Scope) -> Answer:
    key = _key(request)
    target = region.targets.pop(key, None)
    if target is None:
        return json_error("ObjectNotFoundException", f"No scalable target found for {request['ResourceId']}")
    region.tags.pop(target["ScalableTargetARN"], None)
    # Its policies go with it.
    region.policies = {name: policy for name, policy in region.policies.items() if name[1:] != key}
    return json_answer({})


def _put_policy(region: _Region, request: Document, scope: Scope) -> Answer:
    key = _key(request)
    if key not in region.targets:
        return json_error("ObjectNotFoundException", f"No scalable target registered for {request['ResourceId']}")
    name = (request["PolicyName"], *key)
    known = region.policies.get(name, {})
    try:
        check_policy(request)
    except InvalidPolicyError as error:
        return json_error("ValidationException", str(error))
    arn = known.get("PolicyARN") or (
        f"arn:aws:autoscaling:{scope.region}:{scope.account}:scalingPolicy:{uuid.uuid4()}:resource/"
        f"{request['ServiceNamespace']}/{request['ResourceId']}:policyName/{request['PolicyName']}"
    )
    region.policies[name] = {
        "PolicyType": "StepScaling",
        **request,
        "PolicyARN": arn,
        "CreationTime": known.get("CreationTime", time.time()),
        "Alarms": [],
    }
    return json_answer({"PolicyARN": arn, "Alarms": []})


def _describe_policies(region: _Region, request: Document, _scope: Scope) -> Answer:
    names = request.get("PolicyNames")
    found = [
        policy
        for policy in region.policies.values()
        if _matches(policy, request, *_KEYS) and (not names or policy["PolicyName"] in names)
    ]
    return json_answer({"ScalingPolicies": found})


def _delete_policy(region: _Region, request: Document, _scope: Scope) -> Answer:
    if region.policies.pop((request["PolicyName"], *_key(request)), None) is None:
        return json_error("ObjectNotFoundException", f"No scaling policy found for {request['PolicyName']}")
    return json_answer({})


def _activities(_region: _Region, _request: Document, _scope: Scope) -> Answer:
    return json_answer({"ScalingActivities": []})


def _tag(region: _Region, request: Document, _scope: Scope) -> Answer:
    return _with_tags(region, request, lambda tags: tags.update(request["Tags"]))


def _untag(region: _Region, request: Document, _scope: Scope) -> Answer:
    return _with_tags(region, request, lambda tags: [tags.pop(key, None) for key in request["TagKeys"]])


def _list_tags(region: _Region, request: Document, _scope: Scope) -> Answer:
    if request["ResourceARN"] not in region.tags:
        return _untaggable(request)
    return json_answer({"Tags": region.tags[request["ResourceARN"]]})


def _with_tags(region: _Region, request: Document, change: Callable[[dict[str, str]], object]) -> Answer:
    if request["ResourceARN"] not in region.tags:
        return _untaggable(request)
    change(region.tags[request["ResourceARN"]])
    return json_answer({})


def _untaggable(request: Document) -> Answer:
    return json_error("ResourceNotFoundException", f"The specified resource doesn't exist: {request['ResourceARN']}")


_WORK: dict[str, Callable[[_Region, Document, Scope], Answer]] = {
    "DescribeScalableTargets": _describe_targets,
    "DeregisterScalableTarget": _deregister,
    "PutScalingPolicy": _put_policy,
    "DescribeScalingPolicies": _describe_policies,
    "DeleteScalingPolicy": _delete_policy,
    "DescribeScalingActivities": _activities,
    "TagResource": _tag,
    "UntagResource": _untag,
    "ListTagsForResource": _list_tags,
}
