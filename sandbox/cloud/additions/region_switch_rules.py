"""What ARC Region switch refuses of a plan, as far as its API says so. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_NAME = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?")
_ROLE = re.compile(r"arn:aws[a-zA-Z0-9-]*:iam::\d{12}:role/.+")
_APPROACHES, _ACTIONS = ("activeActive", "activePassive"), ("activate", "deactivate", "postRecovery")
_REGIONS, _LONGEST_MINUTES = 2, 10_080
_PARALLEL = "Parallel"
# Type of a block -> its configuration. Other types exist; nothing here looks into them.
_BLOCKS = {
    "AuroraGlobalDatabase": "globalAuroraConfig",
    "ECSServiceScaling": "ecsCapacityIncreaseConfig",
    "ManualApproval": "executionApprovalConfig",
    _PARALLEL: "parallelConfig",
}
Plan = Mapping[str, Any]


def problems(plan: Plan) -> Iterator[str]:
    """Everything that is wrong with a plan."""
    yield from _plain_problems(plan)
    yield from _workflow_problems(plan)


def _plain_problems(plan: Plan) -> Iterator[str]:
    regions = plan["regions"]
    if not _NAME.fullmatch(plan["name"]):
        yield f"name {plan['name']!r} is not 1 to 32 letters, digits and hyphens"
    if len(set(regions)) != _REGIONS or len(regions) != _REGIONS:
        yield f"regions must be two, and are {', '.join(regions)}"
    if plan["recoveryApproach"] not in _APPROACHES:
        yield f"recoveryApproach {plan['recoveryApproach']!r} is none of {', '.join(_APPROACHES)}"
    if plan.get("primaryRegion") not in (*regions, None):
        yield f"primaryRegion {plan['primaryRegion']} is none of the plan's regions"
    if not _ROLE.fullmatch(plan["executionRole"]):
        yield f"executionRole {plan['executionRole']!r} is no ARN of a role"
    if not 1 <= plan.get("recoveryTimeObjectiveMinutes", 1) <= _LONGEST_MINUTES:
        yield f"recoveryTimeObjectiveMinutes is not 1 to {_LONGEST_MINUTES}"


def _workflow_problems(plan: Plan) -> Iterator[str]:
    regions, workflows = plan["regions"], plan["workflows"]
    moves = Counter((one["workflowTargetAction"], one.get("workflowTargetRegion")) for one in workflows)
    for (action, region), count in moves.items():
        if count > 1:
            yield f"{count} workflows {action} {region}"
        if action not in _ACTIONS:
            yield f"workflowTargetAction {action!r} is none of {', '.join(_ACTIONS)}"
        if region not in (*regions, None):
            yield f"a workflow's region {region} is none of the plan's"
    activated = {one.get("workflowTargetRegion") for one in workflows if one["workflowTargetAction"] == "activate"}
    missing = [] if None in activated else [region for region in regions if region not in activated]
    if plan["recoveryApproach"] == "activePassive" and missing:
        yield f"no workflow activates {', '.join(missing)}"
    for one in workflows:
        yield from _step_problems(one.get("steps") or (), regions)


def _step_problems(steps: Sequence[Plan], regions: Sequence[str], *, inside: bool = False) -> Iterator[str]:
    for name, count in Counter(_names(steps)).items():
        if count > 1 and not inside:
            yield f"{count} steps are called {name}"
    for step in steps:
        kind, configuration = step["executionBlockType"], step["executionBlockConfiguration"]
        if kind not in _BLOCKS:
            yield f"step {step['name']}: the sandbox looks into no block of type {kind}"
        elif set(configuration) != {_BLOCKS[kind]}:
            yield f"step {step['name']} is {kind}, and its configuration is {', '.join(sorted(configuration))}"
        elif kind == _PARALLEL and inside:
            yield f"step {step['name']}: a parallel block holds no other"
        else:
            yield from _block_problems(step["name"], configuration[_BLOCKS[kind]], regions)


def _names(steps: Sequence[Plan]) -> Iterator[str]:
    for step in steps:
        yield step["name"]
        yield from _names(step["executionBlockConfiguration"].get("parallelConfig", {}).get("steps") or ())


def _block_problems(name: str, block: Plan, regions: Sequence[str]) -> Iterator[str]:
    if "steps" in block:
        yield from _step_problems(block["steps"], regions, inside=True)
    arns = [each["serviceArn"] for each in block.get("services") or ()] + list(block.get("databaseClusterArns") or ())
    if arns and sorted(arn.split(":")[3] for arn in arns) != sorted(regions):
        yield f"step {name} wants one of each region, and names {', '.join(arns)}"
    if "approvalRole" in block and not _ROLE.fullmatch(block["approvalRole"]):
        yield f"step {name}: approvalRole {block['approvalRole']!r} is no ARN of a role"
