"""EventBridge: buses, archives, rules, targets."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import EVENTS

_GONE = "ResourceNotFoundException"
_DEFAULT_BUS = "default"
_BUS = pascal_names("description", "kmsKeyIdentifier")
_ARCHIVE = pascal_names("description", "eventPattern", "kmsKeyIdentifier", "retentionDays")
_RULE = pascal_names("name", "description", "eventPattern", "scheduleExpression", "state")
_TARGET = {"targetId": "Id", **pascal_names("arn", "roleArn", "input", "inputPath")}
_RETRY = pascal_names("maximumEventAgeInSeconds", "maximumRetryAttempts")


def _bus_name(bus: str) -> str:
    """A bus by its name, whether its name or its ARN is given."""
    return bus.rpartition("/")[2]


def _dead_letters(inputs: Inputs) -> dict[str, str]:
    return pick(inputs.get("deadLetterConfig") or {}, pascal_names("arn"))


def _dead_letters_said(answer: dict[str, Any]) -> dict[str, str] | None:
    return unpick(answer.get("DeadLetterConfig") or {}, pascal_names("arn")) or None


class EventBus(ResourceType):
    """A bus of one's own."""

    token = "aws:cloudwatch/eventBus:EventBus"
    properties = frozenset({"name", *_BUS, "deadLetterConfig.arn"})
    computed = frozenset({"arn"})
    name_property = "name"
    tagging = EVENTS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("events").create_event_bus(
            **pick(inputs, {"name": "Name", **_BUS}),
            **given(DeadLetterConfig=_dead_letters(inputs)),
            Tags=call.tag_list(),
        )
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("events")
        answer = found(lambda: client.describe_event_bus(Name=resource_id), _GONE)
        if answer is None:
            return None
        names = {"name": "Name", "arn": "Arn", **_BUS}
        return {**unpick(answer, names), "deadLetterConfig": _dead_letters_said(answer)}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            call.client("events").update_event_bus(
                Name=resource_id, **pick(new, _BUS), DeadLetterConfig=_dead_letters(new)
            )

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("events")
        found(lambda: client.delete_event_bus(Name=resource_id), _GONE)


class EventArchive(ResourceType):
    """What a bus keeps, to be replayed."""

    token = "aws:cloudwatch/eventArchive:EventArchive"
    properties = frozenset({"name", "eventSourceArn", *_ARCHIVE})
    computed = frozenset({"arn"})
    name_property, name_limit = "name", 48
    documents = frozenset({"eventPattern"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        names = {"name": "ArchiveName", "eventSourceArn": "EventSourceArn", **_ARCHIVE}
        call.client("events").create_archive(**pick(inputs, names))
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("events")
        answer = found(lambda: client.describe_archive(ArchiveName=resource_id), _GONE)
        if answer is None:
            return None
        names = {"arn": "ArchiveArn", "name": "ArchiveName", "eventSourceArn": "EventSourceArn", **_ARCHIVE}
        return unpick(answer, names)

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        call.client("events").update_archive(ArchiveName=resource_id, **pick(new, _ARCHIVE))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("events")
        found(lambda: client.delete_archive(ArchiveName=resource_id), _GONE)


class EventRule(ResourceType):
    """Which events of a bus matter. Its id is `BUS/NAME`, or the name alone on the default bus."""

    token = "aws:cloudwatch/eventRule:EventRule"
    properties = frozenset({"eventBusName", *_RULE})
    computed = frozenset({"arn"})
    filled_in = frozenset({"state"})
    name_property, name_limit = "name", 64
    documents = frozenset({"eventPattern"})
    spellings: ClassVar = {"eventBusName": _bus_name}
    tagging = EVENTS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs, given(Tags=call.tag_list()))
        bus = _bus_name(inputs["eventBusName"])
        return str(inputs["name"] if bus == _DEFAULT_BUS else f"{bus}/{inputs['name']}")

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        bus, _, name = resource_id.rpartition("/")
        client = call.client("events")
        answer = found(lambda: client.describe_rule(Name=name, EventBusName=bus or _DEFAULT_BUS), _GONE)
        if answer is None:
            return None
        return {"eventBusName": bus or _DEFAULT_BUS, **unpick(answer, {"arn": "Arn", **_RULE})}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            self._put(call, new, {})

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        bus, _, name = resource_id.rpartition("/")
        client = call.client("events")
        found(lambda: client.delete_rule(Name=name, EventBusName=bus or _DEFAULT_BUS), _GONE)

    def _put(self, call: Call, inputs: Inputs, more: dict[str, Any]) -> None:
        call.client("events").put_rule(EventBusName=_bus_name(inputs["eventBusName"]), **pick(inputs, _RULE), **more)


class EventTarget(ResourceType):
    """Where a rule sends its events."""

    token = "aws:cloudwatch/eventTarget:EventTarget"
    properties = frozenset({"rule", "eventBusName", "deadLetterConfig.arn", *_TARGET}) | below("retryPolicy", *_RETRY)
    name_property, name_limit = "targetId", 64
    documents = frozenset({"input"})
    spellings: ClassVar = {"eventBusName": _bus_name}

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs)
        return f"{_bus_name(inputs['eventBusName'])}-{inputs['rule']}-{inputs['targetId']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """The import form of an id is `BUS/RULE/TARGET`."""
        bus, rule, target_id = _target_key(resource_id, state)
        client = call.client("events")
        answer = found(lambda: client.list_targets_by_rule(Rule=rule, EventBusName=bus), _GONE)
        target = next((entry for entry in (answer or {}).get("Targets", []) if entry["Id"] == target_id), None)
        if target is None:
            return None
        return {
            "id": f"{bus}-{rule}-{target_id}",
            "eventBusName": bus,
            "rule": rule,
            "deadLetterConfig": _dead_letters_said(target),
            "retryPolicy": unpick(target.get("RetryPolicy") or {}, _RETRY) or None,
            **unpick(target, _TARGET),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._put(call, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        bus, rule, target_id = _target_key(resource_id, state)
        client = call.client("events")
        found(lambda: client.remove_targets(Rule=rule, EventBusName=bus, Ids=[target_id]), _GONE)

    def _put(self, call: Call, inputs: Inputs) -> None:
        target = {
            **pick(inputs, _TARGET),
            **given(DeadLetterConfig=_dead_letters(inputs), RetryPolicy=pick(inputs.get("retryPolicy") or {}, _RETRY)),
        }
        answer = call.client("events").put_targets(
            Rule=inputs["rule"], EventBusName=_bus_name(inputs["eventBusName"]), Targets=[target]
        )
        # This API answers 200 and says what failed in the body.
        for failure in answer.get("FailedEntries", []):
            msg = f"{failure.get('ErrorCode')}: {failure.get('ErrorMessage')} (PutTargets)"
            raise ProviderError(msg)


def _target_key(resource_id: str, state: Inputs) -> tuple[str, str, str]:
    if "targetId" in state:
        return _bus_name(state["eventBusName"]), state["rule"], state["targetId"]
    bus, rule, target_id = resource_id.split("/")
    return bus, rule, target_id
