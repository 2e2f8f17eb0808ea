"""ARC Region switch: the plan of a failover that AWS runs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, everywhere, spared

READS = ("arc-region-switch:GetPlanInRegion",)
_MEANS = "`standby failover` goes without it; the failover that AWS runs does not go as declared"
_KEYS = ("description", "executionRole", "name", "primaryRegion", "recoveryApproach", "recoveryTimeObjectiveMinutes")


def _plans(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    """Asked in the region that takes over, where a plan is read and run while the other one is lost."""
    for each in declared:
        asked = partial(ask.one, "arc-region-switch", "get_plan_in_region", arn=each.id)
        answer = unless_gone(asked, "ResourceNotFoundException")
        if answer is None:
            yield spared(each, "is not there", _MEANS)
            continue
        plan = answer["plan"]
        alarms = [one["resourceIdentifier"] for one in plan.get("associatedAlarms", {}).values()]
        wanted = [one["resourceIdentifier"] for one in each.inputs.get("associatedAlarms", ())]
        # Names of members differ between Pulumi and AWS, their values do not; AWS adds what is its own default.
        lacks = Counter(_leaves(each.inputs["workflows"])) - Counter(_leaves(plan["workflows"]))
        if seen := unlike(
            *(Facet(key, plan.get(key), each.inputs.get(key)) for key in _KEYS),
            Facet("regions", plan["regions"], each.inputs["regions"]),
            Facet("alarms", alarms, wanted),
            Facet("what its workflows lack", sorted(lacks), []),
        ):
            yield spared(each, seen, _MEANS)


def _leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        yield f"{value:g}" if isinstance(value, float) else str(value)


RULES = (Rule(type="aws:arcregionswitch/plan:Plan", look=_plans, concerns=everywhere),)
