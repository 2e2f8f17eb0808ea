"""Load balancing: listeners and their rules."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.compute.elbv2 import actions, one, retag, tag_arguments, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_LISTENER = {"port": "Port", "protocol": "Protocol", "sslPolicy": "SslPolicy"}
_GONE = "ListenerNotFound"
_RULE_GONE = "RuleNotFound"


class Listener(ResourceType):
    """A port on which a load balancer answers."""

    token = "aws:lb/listener:Listener"
    properties = frozenset({*_LISTENER, "certificateArn", "defaultActions", "loadBalancerArn"})
    computed = frozenset({"id", "arn"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("elbv2").create_listener(
            LoadBalancerArn=inputs["loadBalancerArn"],
            DefaultActions=actions(inputs["defaultActions"]),
            **pick(inputs, _LISTENER),
            **_certificates(inputs),
            **tag_arguments(call),
        )
        return str(answer["Listeners"][0]["ListenerArn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = one(call, "describe_listeners", "Listeners", resource_id, "ListenerArns", _GONE)
        if live is None:
            return None
        return {"id": resource_id, "arn": resource_id, **tag_outputs(call, resource_id)}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed - {"tagsAll"}:
            call.client("elbv2").modify_listener(
                ListenerArn=resource_id,
                DefaultActions=actions(new["defaultActions"]),
                **pick(new, _LISTENER),
                **_certificates(new),
            )
        if "tagsAll" in changed:
            retag(call, resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elbv2")
        found(lambda: client.delete_listener(ListenerArn=resource_id), _GONE)


class ListenerRule(ResourceType):
    """Which requests go where."""

    token = "aws:lb/listenerRule:ListenerRule"
    properties = frozenset({"actions", "conditions", "listenerArn", "priority"})
    computed = frozenset({"id", "arn"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("elbv2").create_rule(
            ListenerArn=inputs["listenerArn"],
            Priority=inputs["priority"],
            Conditions=_conditions(inputs["conditions"]),
            Actions=actions(inputs["actions"]),
            **tag_arguments(call),
        )
        return str(answer["Rules"][0]["RuleArn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = one(call, "describe_rules", "Rules", resource_id, "RuleArns", _RULE_GONE)
        if live is None:
            return None
        return {
            "id": resource_id,
            "arn": resource_id,
            "priority": int(live["Priority"]),
            **tag_outputs(call, resource_id),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("elbv2")
        if changed & {"actions", "conditions"}:
            client.modify_rule(
                RuleArn=resource_id, Conditions=_conditions(new["conditions"]), Actions=actions(new["actions"])
            )
        if "priority" in changed:
            client.set_rule_priorities(RulePriorities=[{"RuleArn": resource_id, "Priority": new["priority"]}])
        if "tagsAll" in changed:
            retag(call, resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elbv2")
        found(lambda: client.delete_rule(RuleArn=resource_id), _RULE_GONE)


def _certificates(inputs: Inputs) -> dict[str, Any]:
    arn = inputs.get("certificateArn")
    return {"Certificates": [{"CertificateArn": arn}]} if arn else {}


def _conditions(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    fields = {"pathPattern": ("path-pattern", "PathPatternConfig"), "hostHeader": ("host-header", "HostHeaderConfig")}
    return [
        {"Field": field, config: {"Values": entry[key]["values"]}}
        for entry in entries
        for key, (field, config) in fields.items()
        if entry.get(key)
    ]
