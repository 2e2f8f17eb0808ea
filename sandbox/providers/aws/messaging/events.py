"""EventBridge: buses, archives, rules, targets."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "ResourceNotFoundException"
_TARGET_NAMES = {"targetId": "Id", "arn": "Arn", "roleArn": "RoleArn", "input": "Input", "inputPath": "InputPath"}


class EventBus(ResourceType):
    """A bus of one's own."""

    token = "aws:cloudwatch/eventBus:EventBus"
    properties = frozenset({"name", "description", "kmsKeyIdentifier", "deadLetterConfig"})
    computed = frozenset({"id", "arn"})
    name_property = "name"

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        given = pick(inputs, {"name": "Name", "description": "Description", "kmsKeyIdentifier": "KmsKeyIdentifier"})
        if inputs.get("deadLetterConfig"):
            given["DeadLetterConfig"] = {"Arn": inputs["deadLetterConfig"]["arn"]}
        call.client("events").create_event_bus(**given, Tags=call.tag_list())
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("events")
        answer = found(lambda: client.describe_event_bus(Name=resource_id), _GONE)
        if answer is None:
            return None
        tags = tags_of(client.list_tags_for_resource(ResourceARN=answer["Arn"]).get("Tags"))
        return {"id": resource_id, "name": answer["Name"], "arn": answer["Arn"], **({"tagsAll": tags} if tags else {})}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("events")
        if changed - {"tagsAll"}:
            given = pick(new, {"description": "Description", "kmsKeyIdentifier": "KmsKeyIdentifier"})
            client.update_event_bus(Name=resource_id, **given)
        if "tagsAll" in changed:
            client.tag_resource(ResourceARN=old["arn"], Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("events")
        found(lambda: client.delete_event_bus(Name=resource_id), _GONE)


class EventArchive(ResourceType):
    """What a bus keeps, to be replayed."""

    token = "aws:cloudwatch/eventArchive:EventArchive"
    properties = frozenset(
        {"name", "eventSourceArn", "description", "eventPattern", "retentionDays", "kmsKeyIdentifier"}
    )
    computed = frozenset({"id", "arn"})
    name_property, name_limit = "name", 48
    documents = frozenset({"eventPattern"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("events").create_archive(
            ArchiveName=inputs["name"], EventSourceArn=inputs["eventSourceArn"], **self._given(inputs)
        )
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("events")
        answer = found(lambda: client.describe_archive(ArchiveName=resource_id), _GONE)
        if answer is None:
            return None
        arn = answer.get("ArchiveArn") or f"arn:aws:events:{call.region}:{call.account}:archive/{resource_id}"
        return {"id": resource_id, "arn": arn, "retentionDays": answer.get("RetentionDays", 0)}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        call.client("events").update_archive(ArchiveName=resource_id, **self._given(new))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("events")
        found(lambda: client.delete_archive(ArchiveName=resource_id), _GONE)

    def _given(self, inputs: Inputs) -> dict[str, Any]:
        names = {
            "description": "Description",
            "eventPattern": "EventPattern",
            "kmsKeyIdentifier": "KmsKeyIdentifier",
            "retentionDays": "RetentionDays",
        }
        return pick(inputs, names)


class EventRule(ResourceType):
    """Which events of a bus matter."""

    token = "aws:cloudwatch/eventRule:EventRule"
    properties = frozenset({"name", "eventBusName", "description", "eventPattern", "scheduleExpression", "state"})
    computed = frozenset({"id", "arn"})
    name_property, name_limit = "name", 64
    documents = frozenset({"eventPattern"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._put(call, inputs, {"Tags": call.tag_list()} if call.tags else {})
        bus = inputs.get("eventBusName", "default")
        return str(inputs["name"] if bus == "default" else f"{bus}/{inputs['name']}")

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        bus, _, name = resource_id.rpartition("/")
        client = call.client("events")
        answer = found(lambda: client.describe_rule(Name=name, EventBusName=bus or "default"), _GONE)
        if answer is None:
            return None
        outputs: Outputs = {"id": resource_id, "arn": answer["Arn"], "name": name}
        if "state" in state:
            outputs["state"] = answer.get("State", "ENABLED")
        tags = tags_of(client.list_tags_for_resource(ResourceARN=answer["Arn"]).get("Tags"))
        return {**outputs, **({"tagsAll": tags} if tags else {})}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed - {"tagsAll"}:
            self._put(call, new, {})
        if "tagsAll" in changed:
            call.client("events").tag_resource(ResourceARN=old["arn"], Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        bus, _, name = resource_id.rpartition("/")
        client = call.client("events")
        found(lambda: client.delete_rule(Name=name, EventBusName=bus or "default"), _GONE)

    def _put(self, call: Call, inputs: Inputs, more: dict[str, Any]) -> None:
        names = {
            "name": "Name",
            "eventBusName": "EventBusName",
            "description": "Description",
            "eventPattern": "EventPattern",
            "scheduleExpression": "ScheduleExpression",
            "state": "State",
        }
        call.client("events").put_rule(**pick(inputs, names), **more)


class EventTarget(ResourceType):
    """Where a rule sends its events."""

    token = "aws:cloudwatch/eventTarget:EventTarget"
    properties = frozenset({"rule", "eventBusName", "deadLetterConfig", "retryPolicy", *_TARGET_NAMES})
    computed = frozenset({"id"})
    name_property, name_limit = "targetId", 64
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._put(call, inputs)
        return f"{inputs.get('eventBusName', 'default')}-{inputs['rule']}-{inputs['targetId']}"

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("events")
        bus = state.get("eventBusName", "default")
        answer = found(lambda: client.list_targets_by_rule(Rule=state["rule"], EventBusName=bus), _GONE)
        targets = answer["Targets"] if answer else []
        target = next((entry for entry in targets if entry["Id"] == state["targetId"]), None)
        return {"id": resource_id, "arn": target["Arn"]} if target else None

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._put(call, new)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("events")
        bus = state.get("eventBusName", "default")
        found(lambda: client.remove_targets(Rule=state["rule"], EventBusName=bus, Ids=[state["targetId"]]), _GONE)

    def _put(self, call: Call, inputs: Inputs) -> None:
        target = pick(inputs, _TARGET_NAMES)
        if inputs.get("deadLetterConfig"):
            target["DeadLetterConfig"] = {"Arn": inputs["deadLetterConfig"]["arn"]}
        if inputs.get("retryPolicy"):
            names = {
                "maximumEventAgeInSeconds": "MaximumEventAgeInSeconds",
                "maximumRetryAttempts": "MaximumRetryAttempts",
            }
            target["RetryPolicy"] = pick(inputs["retryPolicy"], names)
        call.client("events").put_targets(
            Rule=inputs["rule"], EventBusName=inputs.get("eventBusName", "default"), Targets=[target]
        )
