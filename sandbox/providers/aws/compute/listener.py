"""Load balancing: listeners and their rules."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, unpick
from sandbox.providers.aws.compute.elbv2 import action_paths, actions, actions_said, one, tag_arguments
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import LOAD_BALANCING

_HEADER = pascal_names("httpHeaderName", "values")
_LISTENER = pascal_names("port", "protocol", "sslPolicy")
_GONE = "ListenerNotFound"
_RULE_GONE = "RuleNotFound"
# A condition that is a list of values -> its name, and where a request holds the list.
_CONDITIONS = {"pathPattern": ("path-pattern", "PathPatternConfig"), "hostHeader": ("host-header", "HostHeaderConfig")}


class Listener(ResourceType):
    """A port on which a load balancer answers."""

    token = "aws:lb/listener:Listener"
    properties = frozenset({*_LISTENER, "certificateArn", "loadBalancerArn"}) | action_paths("defaultActions")
    computed = frozenset({"arn"})
    filled_in = frozenset({"protocol", "sslPolicy"})
    tagging = LOAD_BALANCING

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("elbv2").create_listener(
            LoadBalancerArn=inputs["loadBalancerArn"], **_listener(inputs), **tag_arguments(call)
        )
        return str(answer["Listeners"][0]["ListenerArn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = one(call, "describe_listeners", "Listeners", resource_id, "ListenerArns", _GONE)
        if live is None:
            return None
        return {
            "arn": resource_id,
            "loadBalancerArn": live["LoadBalancerArn"],
            "certificateArn": next((entry["CertificateArn"] for entry in live.get("Certificates", [])), None),
            "defaultActions": actions_said(live["DefaultActions"]),
            **unpick(live, _LISTENER),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            call.client("elbv2").modify_listener(ListenerArn=resource_id, **_listener(new))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elbv2")
        found(lambda: client.delete_listener(ListenerArn=resource_id), _GONE)


class ListenerRule(ResourceType):
    """Which requests go where."""

    token = "aws:lb/listenerRule:ListenerRule"
    properties = (
        frozenset({"listenerArn", "priority"})
        | action_paths("actions")
        | {f"conditions[].{key}.values" for key in _CONDITIONS}
        | {"conditions[].httpHeader.httpHeaderName", "conditions[].httpHeader.values"}
    )
    computed = frozenset({"arn"})
    sets = frozenset(
        {"conditions", "conditions[].httpHeader.values", *(f"conditions[].{key}.values" for key in _CONDITIONS)}
    )
    tagging = LOAD_BALANCING

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("elbv2").create_rule(
            ListenerArn=inputs["listenerArn"], Priority=inputs["priority"], **_rule(inputs), **tag_arguments(call)
        )
        return str(answer["Rules"][0]["RuleArn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """A rule's ARN is its listener's with one more part."""
        live = one(call, "describe_rules", "Rules", resource_id, "RuleArns", _RULE_GONE)
        if live is None:
            return None
        return {
            "arn": resource_id,
            "listenerArn": resource_id.replace(":listener-rule/", ":listener/").rpartition("/")[0],
            "priority": int(live["Priority"]),
            "actions": actions_said(live["Actions"]),
            "conditions": [_condition_said(entry) for entry in live["Conditions"]],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client = call.client("elbv2")
        if changed & {"actions", "conditions"}:
            client.modify_rule(RuleArn=resource_id, **_rule(new))
        if "priority" in changed:
            client.set_rule_priorities(RulePriorities=[{"RuleArn": resource_id, "Priority": new["priority"]}])

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elbv2")
        found(lambda: client.delete_rule(RuleArn=resource_id), _RULE_GONE)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        return [] if "priority" in inputs else [("priority", "the sandbox looks for no free priority; give one")]


def _listener(inputs: Inputs) -> dict[str, Any]:
    certificates = [{"CertificateArn": inputs["certificateArn"]}] if inputs.get("certificateArn") else []
    return {
        **pick(inputs, _LISTENER),
        **given(Certificates=certificates),
        "DefaultActions": actions(inputs["defaultActions"]),
    }


def _rule(inputs: Inputs) -> dict[str, Any]:
    conditions = [_condition(entry) for entry in inputs["conditions"]]
    return {"Conditions": conditions, "Actions": actions(inputs["actions"])}


def _condition(entry: Inputs) -> dict[str, Any]:
    header = entry.get("httpHeader")
    if header:
        return {"Field": "http-header", "HttpHeaderConfig": pick(header, _HEADER)}
    (key,) = [key for key in _CONDITIONS if entry.get(key)]
    field, config = _CONDITIONS[key]
    return {"Field": field, config: {"Values": entry[key]["values"]}}


def _condition_said(entry: Mapping[str, Any]) -> Outputs:
    header = entry.get("HttpHeaderConfig")
    if header:
        return {"httpHeader": unpick(header, _HEADER)}
    (key,) = [key for key, (_, config) in _CONDITIONS.items() if entry.get(config)]
    return {key: {"values": entry[_CONDITIONS[key][1]]["Values"]}}
