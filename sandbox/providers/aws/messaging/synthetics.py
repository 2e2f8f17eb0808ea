"""CloudWatch Synthetics: canaries, which probe from outside."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import from_aws, given, pascal_names, pick, to_aws, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import SYNTHETICS

_GONE = "ResourceNotFoundException"
_CODE = {"s3Bucket": "S3Bucket", "s3Key": "S3Key", "s3Version": "S3Version", "handler": "Handler"}
_PLAIN = {
    "artifactS3Location": "ArtifactS3Location",
    "failureRetentionPeriod": "FailureRetentionPeriodInDays",
    "successRetentionPeriod": "SuccessRetentionPeriodInDays",
    **pascal_names("executionRoleArn", "runtimeVersion"),
}
_NESTED = {"schedule": "Schedule", "runConfig": "RunConfig"}
_RENAMED = {"memoryInMb": "MemoryInMB"}

_UNSETTLES = {**dict.fromkeys(_CODE, frozenset({"sourceLocationArn"})), "startCanary": frozenset({"status"})}


class Canary(ResourceType):
    """A canary. Whether it runs is an input; AWS calls that starting and stopping."""

    token = "aws:synthetics/canary:Canary"
    properties = frozenset(
        {"name", "startCanary", "deleteLambda", "runConfig.environmentVariables.*", *_CODE, *_PLAIN}
    ).union(
        below("schedule", "expression", "durationInSeconds"),
        below("runConfig", "timeoutInSeconds", "memoryInMb", "activeTracing"),
    )
    computed = frozenset({"arn", "engineArn", "sourceLocationArn", "status"})
    name_property = "name"
    unsettles = _UNSETTLES
    tagging = SYNTHETICS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("synthetics").create_canary(
            Name=inputs["name"],
            Code=pick(inputs, _CODE),
            **self._arguments(inputs),
            **given(Tags=dict(call.tags)),
        )
        return str(inputs["name"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._run(call, resource_id, inputs)

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """AWS never says where the code came from, nor what its function is told."""
        canary = self._describe(call, resource_id)
        if canary is None:
            return None
        return {
            **unpick(canary, _PLAIN),
            "name": resource_id,
            "arn": f"arn:aws:synthetics:{call.region}:{call.account}:canary:{resource_id}",
            "engineArn": canary.get("EngineArn"),
            "sourceLocationArn": canary["Code"].get("SourceLocationArn"),
            "handler": canary["Code"]["Handler"],
            "status": canary["Status"]["State"],
            "startCanary": canary["Status"]["State"] == "RUNNING",
            "schedule": from_aws(canary["Schedule"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll", "startCanary", "deleteLambda"}:
            arguments = self._arguments(new)
            if changed & set(_CODE):
                arguments["Code"] = pick(new, _CODE)
            call.client("synthetics").update_canary(Name=resource_id, **arguments)
        self._run(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """AWS deletes only what has stopped."""
        client, canary = call.client("synthetics"), self._describe(call, resource_id)
        if canary is None:
            return
        if canary["Status"]["State"] == "RUNNING":
            client.stop_canary(Name=resource_id)
            call.wait_for(f"the end of canary {resource_id}", lambda: self._state(call, resource_id) == "STOPPED")
        remove = bool(state.get("deleteLambda"))
        found(lambda: client.delete_canary(Name=resource_id, DeleteLambda=remove), _GONE)

    def _arguments(self, inputs: Inputs) -> dict[str, Any]:
        nested = {target: to_aws(inputs[name], _RENAMED) for name, target in _NESTED.items() if inputs.get(name)}
        variables = (inputs.get("runConfig") or {}).get("environmentVariables")
        if variables:
            # The names of variables are the program's own.
            nested["RunConfig"]["EnvironmentVariables"] = dict(variables)
        return {**pick(inputs, _PLAIN), **nested}

    def _run(self, call: Call, name: str, inputs: Inputs) -> None:
        running, wanted = self._state(call, name) == "RUNNING", bool(inputs.get("startCanary"))
        if running is not wanted:
            client = call.client("synthetics")
            (client.start_canary if wanted else client.stop_canary)(Name=name)

    def _state(self, call: Call, name: str) -> str:
        canary = self._describe(call, name)
        return str(canary["Status"]["State"]) if canary else ""

    def _describe(self, call: Call, name: str) -> dict[str, Any] | None:
        client = call.client("synthetics")
        answer = found(lambda: client.get_canary(Name=name), _GONE)
        return answer["Canary"] if answer else None
