"""Records with a routing policy, and health checks."""

from dataclasses import replace
from typing import Any

import pytest

from disaster_recovery.dns_failover_pairs import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.exports import exported

_KIND, _CHECK = "aws:route53/record:Record", "aws:route53/healthCheck:HealthCheck"


def _record(role: object, name: str = "shop.example.com", **changes: object) -> Declared:
    props = {
        "name": name,
        "type": "A",
        "healthCheckId": "check-0123456789",
        "failoverRoutingPolicies": [{"type": role}],
        "aliases": [{"name": "lb.example.com", "evaluateTargetHealth": False}],
        **changes,
    }
    return Declared(_KIND, f"{str(role).lower()}", props)


def _health(**props: object) -> list[Declared]:
    told = {"type": "HTTPS", "requestInterval": 10, "failureThreshold": 3}
    return [Declared(_CHECK, "endpoint", {**told, **props})]


_PAIR = [_record("PRIMARY"), _record("SECONDARY", healthCheckId=None)]
_PLAIN = Declared(_KIND, "mail", {"name": "mail.example.com", "type": "CNAME", "ttl": 3600, "records": ["mx"]})
_LATENCY: dict[str, Any] = {"failoverRoutingPolicies": None, "latencyRoutingPolicies": [{"region": "us-east-1"}]}
CASES = (
    passes("both halves, the first with a check", _PAIR),
    passes("the second half is in the other stack", _PAIR[:1], peerState=exported(_PAIR[1])),
    passes(
        "names are the same whatever their case and last dot",
        [_PAIR[0], _record("SECONDARY", name="SHOP.example.com.")],
    ),
    passes("a record without a routing policy lives as long as it likes", [_PLAIN]),
    passes("a check that looks often", _health()),
    passes("a check of an alarm has no interval", _health(type="CLOUDWATCH_METRIC", requestInterval=None)),
    fails("the second half is nowhere", _PAIR[:1], "half of a failover pair", peerState=exported(_PLAIN)),
    fails(
        "the second half has another name",
        _PAIR[:1],
        "half of a failover pair",
        peerState=exported(_record("SECONDARY", name="blog.example.com")),
    ),
    fails("a second half without its first", _PAIR[1:], "PRIMARY", peerState=exported(_PLAIN)),
    fails(
        "nothing checks the first half", [_record("PRIMARY", healthCheckId=None), _PAIR[1]], "even when what it leads"
    ),
    fails(
        "nothing checks a region that is chosen by latency",
        [_record("LATENCY", healthCheckId=None, **_LATENCY)],
        "even when what it leads",
    ),
    fails("a long life in caches", [_record("PRIMARY", aliases=None, ttl=300), _PAIR[1]], "more than 60 seconds"),
    fails("a check that looks seldom", _health(requestInterval=30), "requestInterval"),
    fails("a check that believes late", _health(failureThreshold=5), "failureThreshold"),
    fails("a check that is off", _health(disabled=True), "switched off"),
    absent("a check that says nothing looks seldom", _health(requestInterval=None), "requestInterval"),
    unknown(
        "a role that is not known", [_record(UNKNOWN), _PAIR[1]], "type is not known yet", peerState=exported(_PLAIN)
    ),
    unknown(
        "a check of the stack is one before it has an id",
        [
            (check := Declared(_CHECK, "entry", {"type": "HTTPS", "requestInterval": 10})),
            replace(_record("PRIMARY", healthCheckId=UNKNOWN), refs={"healthCheckId": [check]}),
            _PAIR[1],
        ],
    ),
    unknown(
        "an id that may turn out to be empty",
        [_record("PRIMARY", healthCheckId=UNKNOWN), _PAIR[1]],
        "healthCheckId is not known yet",
    ),
    passes(
        "an alias that asks its target",
        [_record("PRIMARY", healthCheckId=None, aliases=[{"evaluateTargetHealth": True}]), _PAIR[1]],
    ),
    fails(
        "a role that is none",
        [_record("TERTIARY"), *_PAIR],
        "neither the PRIMARY nor the SECONDARY",
    ),
    absent("a check without a type is one of an endpoint", _health(type=None, requestInterval=30), "requestInterval"),
    passes("a life in caches at the limit", [_record("PRIMARY", aliases=None, ttl=60), _PAIR[1]]),
    fails(
        "a second half with another name in the stack itself",
        [_PAIR[0], _record("SECONDARY", name="blog.example.com")],
        "half of a failover pair",
        peerState=exported(_PLAIN),
    ),
    fails("two first halves", _PAIR[:1], "half of a failover pair", peerState=exported(_PAIR[0])),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
