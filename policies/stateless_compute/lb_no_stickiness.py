"""Rule sc-lb-no-stickiness."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import is_on, objects, present, text
from framework.rule import ResourceRule, Severity

_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
_LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
_ACCELERATOR = "aws:globalaccelerator/listener:Listener"
_ACTIONS = {**dict.fromkeys(_LISTENERS, "defaultActions"), **dict.fromkeys(_RULES, "actions")}


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """In a target group's block the provider's own default is on."""
    kind = resource.resource_type
    if (
        kind in _GROUPS
        and present(resource.props, "stickiness")
        and is_on(resource.props, "stickiness.enabled", default=True)
    ):
        yield "sends a client always to the same target (stickiness)"
    if kind in _ACTIONS and any(
        is_on(action, "forward.stickiness.enabled") for action in objects(resource.props, _ACTIONS[kind])
    ):
        yield "sends a client always to the same target group (forward.stickiness)"
    if kind == _ACCELERATOR and text(resource.props, "clientAffinity") == "SOURCE_IP":
        yield "sends a client always to the same endpoint (clientAffinity)"


RULE = ResourceRule(
    id="sc-lb-no-stickiness",
    title="Any target may answer any request.",
    breaks="A client that sticks to a target loses its session with it, and does not spread to targets that are new.",
    instead="keep sessions in a table or a cache, set stickiness.enabled to false, leave it out of forward "
    "actions, and clientAffinity at NONE.",
    severity=Severity.HIGH,
    references=("REL05-BP06",),
    reads={
        **dict.fromkeys(_GROUPS, ("stickiness.enabled",)),
        **dict.fromkeys(_LISTENERS, ("defaultActions.forward.stickiness.enabled",)),
        **dict.fromkeys(_RULES, ("actions.forward.stickiness.enabled",)),
        _ACCELERATOR: ("clientAffinity",),
    },
    left_out={
        **{
            token: {"stickiness": "off by default (Elastic Load Balancing API, TargetGroupAttribute)."}
            for token in _GROUPS
        },
        **{
            token: {
                f"{path}.forward.stickiness.enabled": "off by default (Elastic Load Balancing API, "
                "TargetGroupStickinessConfig)."
            }
            for token, path in _ACTIONS.items()
            if token in {_LISTENERS[0], _RULES[0]}
        },
        _ACCELERATOR: {"clientAffinity": "NONE by default (Global Accelerator API, CreateListener)."},
    },
    check=check,
)
