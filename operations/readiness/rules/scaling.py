"""Application Auto Scaling: between which bounds services scale, by what, and whether they may."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.comparing import Facet, differing
from operations.readiness.exported import exported
from operations.readiness.manifests import unlike
from operations.readiness.rule import Problem, Rule, needed, spared

READS = ("application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies")
_NAMESPACE = "ecs"
_MEANS = "a failover gives it its bounds; the region would not grow with its load"
# What a failover sets in the two regions.
_SIDES = ("standing_by", "serving")


def scalable_targets(ask: Ask) -> dict[str, dict[str, Any]]:
    """By what they scale."""
    found = ask.all(
        "application-autoscaling", "describe_scalable_targets", "ScalableTargets", ServiceNamespace=_NAMESPACE
    )
    return {each["ResourceId"]: each for each in found}


def _targets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there, sides = scalable_targets(ask), exported(ask).get("scaling") or {}
    for each in declared:
        found = there.get(each.inputs["resourceId"])
        if found is None:
            yield needed(each, "is not there", _MEANS)
            continue
        suspended = found.get("SuspendedState") or {}
        if suspended.get("DynamicScalingOutSuspended"):
            yield needed(each, "growing is suspended", _MEANS)
        if suspended.get("DynamicScalingInSuspended"):
            lives = "it grows; a failover suspends it for as long as it runs, and what ends one lets it shrink again"
            yield spared(each, "shrinking is suspended", lives)
        yield from _bounded(each, found, sides)


def _bounded(
    each: StateResource, found: Mapping[str, Any], sides: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    """Bounds are those of either side: which one it is, a move decides, and writes it into no state."""
    own = next((one for one in sides.values() if one.get("resource_id") == each.inputs["resourceId"]), {})
    usual = {(int(each.inputs["minCapacity"]), int(each.inputs["maxCapacity"]))}
    usual |= {(int(own[side]["min_tasks"]), int(own[side]["max_tasks"])) for side in _SIDES if side in own}
    has = (found["MinCapacity"], found["MaxCapacity"])
    if has not in usual:
        told = " or ".join(f"{least} to {most}" for least, most in sorted(usual))
        yield spared(
            each,
            f"scales from {has[0]} to {has[1]}, declared is {told}",
            "a failover sets the bounds of a region that serves, whatever they were; until then it may run too few",
        )


def _policies(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = ask.all(
        "application-autoscaling", "describe_scaling_policies", "ScalingPolicies", ServiceNamespace=_NAMESPACE
    )
    there = {(each["ResourceId"], each["PolicyName"]): each for each in found}
    for each in declared:
        policy = there.get((each.inputs["resourceId"], each.inputs["name"]))
        if policy is None:
            yield needed(each, "is not there", _MEANS)
            continue
        has = policy.get("TargetTrackingScalingPolicyConfiguration") or {}
        wanted = each.inputs.get("targetTrackingScalingPolicyConfiguration") or {}
        yield from differing(
            needed,
            each,
            _MEANS,
            Facet("policy type", policy.get("PolicyType"), each.inputs.get("policyType")),
        )
        yield from _measured(each, has, wanted)
        yield from differing(
            spared,
            each,
            "it grows with its load, only from another size on, or at another pace",
            Facet("target", has.get("TargetValue"), wanted.get("targetValue")),
            Facet("seconds before it shrinks", has.get("ScaleInCooldown"), wanted.get("scaleInCooldown")),
            Facet("seconds before it grows", has.get("ScaleOutCooldown"), wanted.get("scaleOutCooldown")),
            Facet("never shrinks", has.get("DisableScaleIn", False), wanted.get("disableScaleIn")),
        )


def _measured(each: StateResource, has: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Problem]:
    """By what it scales. AWS fills in what is left out, as the period of a metric."""
    keys = ("predefinedMetricSpecification", "customizedMetricSpecification")
    declared = {key: wanted[key] for key in keys if wanted.get(key)}
    if differences := unlike(declared, _as_declared(has)):
        told = "; ".join(f"{path} {difference}" for path, difference in sorted(differences.items()))
        yield needed(each, told, _MEANS)


def _as_declared(value: Any) -> Any:  # noqa: ANN401 - JSON
    """With keys as Pulumi writes them: `metricName` for `MetricName`."""
    if isinstance(value, dict):
        return {f"{key[0].lower()}{key[1:]}": _as_declared(each) for key, each in value.items()}
    return [_as_declared(each) for each in value] if isinstance(value, list) else value


RULES = (
    Rule(type="aws:appautoscaling/policy:Policy", look=_policies),
    Rule(type="aws:appautoscaling/target:Target", look=_targets),
)
