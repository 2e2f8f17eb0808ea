"""ECS: task definitions."""

import json
from typing import Any

from botocore.exceptions import ClientError

from sandbox.providers.aws.call import Call, error_code
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.compute.ecs_cluster import ecs_tags, retag, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_SAME = {
    key: key
    for key in ("cpu", "executionRoleArn", "family", "memory", "networkMode", "requiresCompatibilities", "taskRoleArn")
}


class TaskDefinition(ResourceType):
    """One revision of a task definition. Its id is the family; AWS never deletes a revision, it deregisters it."""

    token = "aws:ecs/taskDefinition:TaskDefinition"
    properties = frozenset({*_SAME, "containerDefinitions", "runtimePlatform", "skipDestroy", "volumes"})
    computed = frozenset({"id", "arn", "arnWithoutRevision", "revision"})
    documents = frozenset({"containerDefinitions"})
    sets = frozenset({"requiresCompatibilities", "volumes"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        platform = pick(
            inputs.get("runtimePlatform") or {},
            {"cpuArchitecture": "cpuArchitecture", "operatingSystemFamily": "operatingSystemFamily"},
        )
        answer = call.client("ecs").register_task_definition(
            **pick(inputs, _SAME),
            containerDefinitions=json.loads(inputs["containerDefinitions"]),
            volumes=[{"name": volume["name"]} for volume in inputs.get("volumes") or []],
            **({"runtimePlatform": platform} if platform else {}),
            tags=ecs_tags(call),
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        arn = state.get("arn") or resource_id
        answer = self._describe(call, arn)
        if answer is None or answer["taskDefinition"].get("status") == "INACTIVE":
            return None
        live = answer["taskDefinition"]
        return {
            "id": live["family"],
            "arn": live["taskDefinitionArn"],
            "arnWithoutRevision": live["taskDefinitionArn"].rpartition(":")[0],
            "revision": live["revision"],
            **tag_outputs(answer.get("tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "tagsAll" in changed:
            retag(call, old["arn"], old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        if not state.get("skipDestroy") and self._describe(call, state["arn"]) is not None:
            call.client("ecs").deregister_task_definition(taskDefinition=state["arn"])

    def _describe(self, call: Call, arn: str) -> dict[str, Any] | None:
        try:
            answer: dict[str, Any] = call.client("ecs").describe_task_definition(taskDefinition=arn, include=["TAGS"])
        except ClientError as error:
            # ECS has no code of its own for a definition that does not exist.
            if error_code(error) == "ClientException" and "Unable to describe" in str(error):
                return None
            raise
        return answer
