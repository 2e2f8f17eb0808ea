"""Rule dr-dns-failover-pairs."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack, settled
from framework.peer import PEER_STATE
from framework.reading import is_on, length, number, objects, text
from framework.rule import PeerUnseen, Severity, StackRule, WhenUnknown, setting

_RECORD, _CHECK = "aws:route53/record:Record", "aws:route53/healthCheck:HealthCheck"
_OTHER = {"PRIMARY": "SECONDARY", "SECONDARY": "PRIMARY"}
_POLICIES = ("failoverRoutingPolicies", "latencyRoutingPolicies", "weightedRoutingPolicies")
# Checks that look at no endpoint, and so have no interval.
_WITHOUT_ENDPOINT = {"CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"}
_DEFAULT_INTERVAL, _DEFAULT_FAILURES = 30, 3


def check(resource: Node, stack: Stack, settings: Settings) -> Iterator[str | PeerUnseen]:
    """Records with a routing policy, and the checks that decide between them."""
    if resource.resource_type == _CHECK:
        yield from _health(resource, settings)
    elif any(_some(resource, policy) for policy in _POLICIES):
        yield from _pair(resource, stack)
        yield from _answer(resource, settings)


def _some(record: Node, policy: str) -> bool:
    return length(record.props, policy) > 0


def _role(record: Node) -> str:
    return next((text(each, "type") for each in objects(record.props, "failoverRoutingPolicies")), "")


def _pair(record: Node, stack: Stack) -> Iterator[str | PeerUnseen]:
    if not _some(record, "failoverRoutingPolicies"):
        return
    role = _role(record)
    if role not in _OTHER:
        yield "is neither the PRIMARY nor the SECONDARY of its failover pair (failoverRoutingPolicies.type)"
        return
    wanted, called = _OTHER[role], _called(record)
    if any(_role(other) == wanted and _called(other) == called for other in stack.of(_RECORD)):
        return
    if stack.peer is None:
        yield PeerUnseen(f"has a {wanted} of the same name and type")
    elif not any(_role(other) == wanted and _called(other) == called for other in stack.peer.of(_RECORD)):
        yield f"is one half of a failover pair, and nothing of the same name and type is its {wanted}"


def _called(record: Node) -> tuple[str, str]:
    return text(record.props, "name").rstrip(".").lower(), text(record.props, "type")


def _answer(record: Node, settings: Settings) -> Iterator[str]:
    if _role(record) != "SECONDARY" and not settled(record, "healthCheckId") and not _asks_its_target(record):
        yield "is answered even when what it leads to is down (healthCheckId, or evaluateTargetHealth)"
    most = settings.count("maxTtlSeconds")
    if number(record.props, "ttl") > most:
        yield f"may be cached for more than {most} seconds (ttl)"


def _asks_its_target(record: Node) -> bool:
    return any(is_on(each, "evaluateTargetHealth") for each in objects(record.props, "aliases"))


def _health(health: Node, settings: Settings) -> Iterator[str]:
    if is_on(health.props, "disabled"):
        yield "is switched off, and so always well (disabled)"
    if text(health.props, "type") in _WITHOUT_ENDPOINT:
        return
    interval, failures = settings.count("maxIntervalSeconds"), settings.count("maxFailures")
    if number(health.props, "requestInterval", _DEFAULT_INTERVAL) > interval:
        yield f"looks less often than every {interval} seconds (requestInterval)"
    if number(health.props, "failureThreshold", _DEFAULT_FAILURES) > failures:
        yield f"wants more than {failures} failures before it believes them (failureThreshold)"


RULE = StackRule(
    id="dr-dns-failover-pairs",
    title="Each failover record has its other half, a health check, and a short life in caches.",
    breaks="Clients are still sent to the region that is gone, or to nowhere.",
    instead="declare PRIMARY and SECONDARY with the same name and type, give the PRIMARY a healthCheckId, keep "
    "ttl at 60 or less, and let checks look every 10 seconds and believe three failures.",
    severity=Severity.CRITICAL,
    references=("REL11-BP02", "Trusted Advisor Route 53 Failover Resource Record Sets"),
    reads={
        _RECORD: (
            "name",
            "type",
            "ttl",
            "healthCheckId",
            "aliases.evaluateTargetHealth",
            "failoverRoutingPolicies.type",
            "latencyRoutingPolicies",
            "weightedRoutingPolicies",
        ),
        _CHECK: ("type", "disabled", "requestInterval", "failureThreshold"),
    },
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={
        **PEER_STATE,
        "maxTtlSeconds": setting("integer", 60, "Longest life of a routed record in caches.", minimum=0),
        "maxIntervalSeconds": setting("integer", 10, "Longest time between two checks.", minimum=10),
        "maxFailures": setting("integer", 3, "Most failures before a check believes them.", minimum=1),
    },
    left_out={
        _RECORD: {
            **dict.fromkeys(
                _POLICIES[:2],
                "a record without a routing policy belongs to no pair (Route 53 Developer Guide, Simple routing).",
            ),
            "ttl": "an alias lives as long as what it leads to, 60 seconds for a load balancer; Route 53 refuses "
            "others without it (Route 53 Developer Guide, Values for alias records).",
        },
        _CHECK: {
            "type": "the check is judged as one of an endpoint, which is the stricter.",
            "disabled": "off by default (Route 53 API, HealthCheckConfig).",
            "failureThreshold": "3 by default (Route 53 API, HealthCheckConfig).",
        },
    },
    otherwise={_RECORD: {"healthCheckId": "a check of another stack is a check as well."}},
    check=check,
)
