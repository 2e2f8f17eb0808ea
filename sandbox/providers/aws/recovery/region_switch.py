"""ARC Region switch: plans of a move to another region."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, same_names, unpick
from sandbox.providers.aws.control_planes import GLOBAL_REGION
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import REGION_SWITCH

_SERVICE, _GONE = "arc-region-switch", "ResourceNotFoundException"
_FIXED = same_names("name", "primaryRegion", "recoveryApproach", "regions")
_PLAIN = same_names("description", "executionRole", "recoveryTimeObjectiveMinutes")
_ALARM = same_names("alarmType", "resourceIdentifier")
_WORKFLOW = same_names("workflowDescription", "workflowTargetAction", "workflowTargetRegion")
_STEP = same_names("description", "executionBlockType", "name")
# The program's lists of one, and what AWS has in their place.
_BLOCKS = {
    "ecsCapacityIncreaseConfigs": "ecsCapacityIncreaseConfig",
    "executionApprovalConfigs": "executionApprovalConfig",
    "globalAuroraConfigs": "globalAuroraConfig",
}
_PARALLEL, _AT_ONCE = "parallelConfigs", "parallelConfig"
_UNGRACEFUL = {"globalAuroraConfigs": "ungracefuls"}
_INNER = frozenset(_STEP).union(
    below("ecsCapacityIncreaseConfigs[]", "capacityMonitoringApproach", "targetPercent", "timeoutMinutes"),
    below("ecsCapacityIncreaseConfigs[].services[]", "clusterArn", "serviceArn"),
    below("ecsCapacityIncreaseConfigs[].ungraceful", "minimumSuccessPercentage"),
    below("executionApprovalConfigs[]", "approvalRole", "timeoutMinutes"),
    below("globalAuroraConfigs[]", "behavior", "databaseClusterArns", "globalClusterIdentifier", "timeoutMinutes"),
    below("globalAuroraConfigs[].ungracefuls[]", "ungraceful"),
)


class Plan(ResourceType):
    """A plan. Its control plane stands in one region for all; of the blocks, those that this project uses."""

    token = "aws:arcregionswitch/plan:Plan"
    properties = frozenset({*_FIXED, *_PLAIN}).union(
        below("associatedAlarms[]", "mapBlockKey", *_ALARM),
        below("workflows[]", *_WORKFLOW),
        below("workflows[].steps[]", *_INNER),
        below(f"workflows[].steps[].{_PARALLEL}[].steps[]", *_INNER),
    )
    computed = frozenset({"arn"})
    name_property, name_limit = "name", 32
    sets = frozenset({"associatedAlarms"})
    tagging = REGION_SWITCH

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client(_SERVICE, GLOBAL_REGION).create_plan(
            **pick(inputs, _FIXED), **_changeable(inputs), **given(tags=dict(call.tags))
        )
        return str(answer["plan"]["arn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client(_SERVICE, GLOBAL_REGION)
        answer = found(lambda: client.get_plan(arn=resource_id), _GONE)
        if answer is None:
            return None
        plan = answer["plan"]
        return {
            **dict.fromkeys(("associatedAlarms", "description", "primaryRegion", "recoveryTimeObjectiveMinutes")),
            **unpick(plan, {**_FIXED, **_PLAIN}),
            "arn": resource_id,
            "associatedAlarms": [
                {"mapBlockKey": key, **unpick(alarm, _ALARM)}
                for key, alarm in sorted((plan.get("associatedAlarms") or {}).items())
            ],
            "workflows": [
                {**unpick(one, _WORKFLOW), "steps": [_read_step(step) for step in one.get("steps") or ()]}
                for one in plan["workflows"]
            ],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Like the real provider's, it never sends another primary region."""
        if changed - {"tagsAll"}:
            call.client(_SERVICE, GLOBAL_REGION).update_plan(arn=resource_id, **_changeable(new))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client(_SERVICE, GLOBAL_REGION)
        found(lambda: client.delete_plan(arn=resource_id), _GONE)


def _changeable(inputs: Inputs) -> dict[str, Any]:
    alarms = {alarm["mapBlockKey"]: pick(alarm, _ALARM) for alarm in inputs.get("associatedAlarms") or ()}
    workflows = [
        {**pick(one, _WORKFLOW), "steps": [_written_step(step) for step in one.get("steps") or ()]}
        for one in inputs.get("workflows") or ()
    ]
    return {**pick(inputs, _PLAIN), "workflows": workflows, **given(associatedAlarms=alarms)}


def _written_step(step: Mapping[str, Any]) -> dict[str, Any]:
    configuration: dict[str, Any] = {}
    for key, name in _BLOCKS.items():
        for block in step.get(key) or ():
            configuration[name] = {part: value for part, value in block.items() if part != _UNGRACEFUL.get(key)}
            for ungraceful in block.get(_UNGRACEFUL.get(key, "")) or ():
                configuration[name]["ungraceful"] = ungraceful
    for block in step.get(_PARALLEL) or ():
        configuration[_AT_ONCE] = {"steps": [_written_step(each) for each in block.get("steps") or ()]}
    return {**pick(step, _STEP), "executionBlockConfiguration": configuration}


def _read_step(step: Mapping[str, Any]) -> dict[str, Any]:
    configuration, said = step["executionBlockConfiguration"], unpick(step, _STEP)
    for key, name in _BLOCKS.items():
        if name in configuration:
            block = dict(configuration[name])
            if key in _UNGRACEFUL and "ungraceful" in block:
                block[_UNGRACEFUL[key]] = [block.pop("ungraceful")]
            said[key] = [block]
    if _AT_ONCE in configuration:
        said[_PARALLEL] = [{"steps": [_read_step(each) for each in configuration[_AT_ONCE]["steps"]]}]
    return said
