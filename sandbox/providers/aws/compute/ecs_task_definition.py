"""ECS: task definitions."""

import json
from typing import Any, ClassVar

from botocore.exceptions import ClientError
from typing_extensions import override

from sandbox.providers.aws.call import Call, error_code
from sandbox.providers.aws.casing import given, pick, same_names, unpick
from sandbox.providers.aws.compute.ecs_cluster import ecs_tags, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import ECS

_SAME = same_names(
    "cpu", "executionRoleArn", "family", "memory", "networkMode", "requiresCompatibilities", "taskRoleArn"
)
_PLATFORM = same_names("cpuArchitecture", "operatingSystemFamily")
# Lists whose order means nothing, in a container's definition.
_UNORDERED = ("environment", "secrets")
# What ECS fills in, and means the same where it is left out.
_DEFAULTS = {"cpu": 0, "essential": True}


def _canonical(text: str) -> str:
    """Container definitions in the one form in which the real provider compares them."""
    try:
        containers = json.loads(text)
    except ValueError:
        return text
    meant = [_meaning(container) for container in containers]
    return json.dumps(sorted(meant, key=lambda container: str(container.get("name"))), sort_keys=True)


def _meaning(container: dict[str, Any]) -> dict[str, Any]:
    filled = {**_DEFAULTS, **{key: value for key, value in container.items() if value not in (None, [])}}
    for key in _UNORDERED:
        filled[key] = sorted(filled.get(key, []), key=lambda entry: str(entry.get("name")))
    ports = filled.get("portMappings", [])
    filled["portMappings"] = [{"hostPort": port["containerPort"], "protocol": "tcp", **port} for port in ports]
    return filled


class TaskDefinition(ResourceType):
    """One revision of a task definition. Its id is the family; AWS never deletes a revision, it deregisters it."""

    token = "aws:ecs/taskDefinition:TaskDefinition"
    properties = frozenset({*_SAME, "containerDefinitions", "skipDestroy", "volumes[].name"}) | below(
        "runtimePlatform", *_PLATFORM
    )
    computed = frozenset({"arn", "arnWithoutRevision", "revision"})
    filled_in = frozenset({"networkMode"})
    spellings: ClassVar = {"containerDefinitions": _canonical}
    sets = frozenset({"requiresCompatibilities", "volumes"})
    tagging = ECS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ecs").register_task_definition(
            **pick(inputs, _SAME),
            containerDefinitions=json.loads(inputs["containerDefinitions"]),
            volumes=[{"name": volume["name"]} for volume in inputs.get("volumes") or []],
            **given(runtimePlatform=pick(inputs.get("runtimePlatform") or {}, _PLATFORM)),
            tags=ecs_tags(call),
        )
        return str(answer["taskDefinition"]["family"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """A revision never changes, so its containers are as they were declared."""
        answer = self._describe(call, state.get("arn") or resource_id)
        if answer is None or answer["taskDefinition"]["status"] == "INACTIVE":
            return None
        live = answer["taskDefinition"]
        return {
            "id": live["family"],
            "arn": live["taskDefinitionArn"],
            "arnWithoutRevision": live["taskDefinitionArn"].rpartition(":")[0],
            "revision": live["revision"],
            "containerDefinitions": state.get("containerDefinitions") or json.dumps(live["containerDefinitions"]),
            "runtimePlatform": unpick(live.get("runtimePlatform") or {}, _PLATFORM),
            "volumes": [{"name": volume["name"]} for volume in live.get("volumes", [])],
            **unpick(live, _SAME),
            **tag_outputs(answer.get("tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        answer = None if state.get("skipDestroy") else self._describe(call, state.get("arn") or resource_id)
        if answer is not None:
            arn = answer["taskDefinition"]["taskDefinitionArn"]
            call.client("ecs").deregister_task_definition(taskDefinition=arn)

    def _describe(self, call: Call, arn: str) -> dict[str, Any] | None:
        try:
            answer: dict[str, Any] = call.client("ecs").describe_task_definition(taskDefinition=arn, include=["TAGS"])
        except ClientError as error:
            # ECS has no code of its own for a definition that does not exist.
            if error_code(error) == "ClientException" and "Unable to describe" in str(error):
                return None
            raise
        return answer
