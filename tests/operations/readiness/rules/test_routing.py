"""Route 53: names, records and checks, without which clients are not moved."""

from typing import Any

import pytest

from operations.live.stack_state import StateResource
from tests.operations.readiness.rules.stage import HERE, THERE, changed, resource, said, seen, told

_ZONE, _SERVING, _OTHER = "Z1", "check-1", "check-2"
_HERE_LB, _THERE_LB = "lb-1.us-west-2.elb.amazonaws.com", "lb-2.us-east-1.elb.amazonaws.com"


def _record(name: str, region: str, kind: str = "A", /, **inputs: Any) -> StateResource:  # noqa: ANN401 - JSON
    stack = "dr-west" if region == HERE else "prod-east"
    return resource("aws:route53/record:Record", name, region=region, stack=stack, zoneId=_ZONE, type=kind, **inputs)


def _alias(name: str, *, evaluated: bool = True) -> list[dict[str, Any]]:
    return [{"name": name, "zoneId": "ZELB", "evaluateTargetHealth": evaluated}]


_ENDPOINT = resource(
    "aws:route53/healthCheck:HealthCheck",
    "endpoint",
    id=_SERVING,
    type="HTTPS",
    fqdn="us-west-2.origin.example.com",
    port=443,
    resourcePath="/health/ready",
    requestInterval=10,
    failureThreshold=3,
    disabled=False,
    enableSni=True,
)
_TAKE_OVER = resource(
    "aws:route53/healthCheck:HealthCheck",
    "take-over",
    id=_OTHER,
    region=THERE,
    stack="prod-east",
    type="CLOUDWATCH_METRIC",
    cloudwatchAlarmName="take-over",
    cloudwatchAlarmRegion=HERE,
    insufficientDataHealthStatus="LastKnownStatus",
)
DECLARED = [
    resource(
        "aws:route53/zone:Zone",
        "zone",
        id=_ZONE,
        region=THERE,
        stack="prod-east",
        name="example.com",
        enableAcceleratedRecovery=True,
        outputs={"nameServers": ["ns-1.awsdns.com.", "ns-2.awsdns.net"]},
    ),
    _ENDPOINT,
    _TAKE_OVER,
    _record(
        "primary",
        THERE,
        name="failover.example.com",
        setIdentifier=THERE,
        healthCheckId=_OTHER,
        failoverRoutingPolicies=[{"type": "PRIMARY"}],
        aliases=_alias(_THERE_LB, evaluated=False),
    ),
    _record(
        "secondary",
        HERE,
        name="failover.example.com",
        setIdentifier=HERE,
        failoverRoutingPolicies=[{"type": "SECONDARY"}],
        aliases=_alias(_HERE_LB),
    ),
    _record("origin", THERE, name="origin.example.com", aliases=_alias("failover.example.com")),
    _record("validation", THERE, "CNAME", name="_acme.example.com.", ttl=300, records=["proof."]),
]


def _found(name: str, target: str, *, evaluated: bool = True, **more: str) -> dict[str, Any]:
    alias = {"DNSName": f"{target}.", "HostedZoneId": "ZELB", "EvaluateTargetHealth": evaluated}
    return {"Name": f"{name}.", "Type": "A", "AliasTarget": alias, **more}


HEALTHY: dict[str, Any] = {
    "get_hosted_zone": {
        "HostedZone": {"Name": "example.com.", "Features": {"AcceleratedRecoveryStatus": "ENABLED"}},
        "DelegationSet": {"NameServers": ["ns-2.awsdns.net.", "ns-1.awsdns.com."]},
    },
    "list_resource_record_sets": {
        "ResourceRecordSets": [
            _found(
                "failover.example.com",
                _THERE_LB,
                evaluated=False,
                SetIdentifier=THERE,
                Failover="PRIMARY",
                HealthCheckId=_OTHER,
            ),
            # The console writes it with a name of both kinds of addresses.
            _found("failover.example.com", f"dualstack.{_HERE_LB}", SetIdentifier=HERE, Failover="SECONDARY"),
            _found("origin.example.com", "failover.example.com"),
            {"Name": "_acme.example.com.", "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": "proof."}]},
        ]
    },
    "list_health_checks": {
        "HealthChecks": [
            {
                "Id": _SERVING,
                "HealthCheckConfig": {
                    "Type": "HTTPS",
                    "FullyQualifiedDomainName": "us-west-2.origin.example.com",
                    "Port": 443,
                    "ResourcePath": "/health/ready",
                    "RequestInterval": 10,
                    "FailureThreshold": 3,
                    "EnableSNI": True,
                },
            },
            {
                "Id": _OTHER,
                "HealthCheckConfig": {
                    "Type": "CLOUDWATCH_METRIC",
                    "AlarmIdentifier": {"Name": "take-over", "Region": HERE},
                    "InsufficientDataHealthStatus": "LastKnownStatus",
                },
            },
        ]
    },
}
_SETS, _CHECKS = ("list_resource_record_sets", "ResourceRecordSets"), ("list_health_checks", "HealthChecks")
_CONFIG = "HealthCheckConfig"
CASES: dict[str, tuple[tuple[Any, ...], str, str, bool]] = {
    "other name servers": (
        ("get_hosted_zone", "DelegationSet", "NameServers", ["ns-9.awsdns.com"]),
        "zone",
        "name servers is ns-9.awsdns.com, declared is ns-1.awsdns.com, ns-2.awsdns.net",
        True,
    ),
    "slow recovery": (
        ("get_hosted_zone", "HostedZone", "Features", {"AcceleratedRecoveryStatus": "DISABLED"}),
        "zone",
        "accelerated recovery is not enabled",
        False,
    ),
    "no secondary": ((*_SETS, 1, ...), "secondary", "is not there", True),
    "no primary": ((*_SETS, 0, ...), "primary", "is not there", False),
    "no entry": ((*_SETS, 2, ...), "origin", "is not there", True),
    "no validation": ((*_SETS, 3, ...), "validation", "is not there", False),
    "other validation": (
        (*_SETS, 3, "ResourceRecords", 0, "Value", "other."),
        "validation",
        "values is other., declared is proof.",
        False,
    ),
    "secondary elsewhere": (
        (*_SETS, 1, "AliasTarget", "DNSName", f"{_THERE_LB}."),
        "secondary",
        f"target is {_THERE_LB}, declared is {_HERE_LB}",
        True,
    ),
    "secondary that is not judged": (
        (*_SETS, 1, "AliasTarget", "EvaluateTargetHealth", False),
        "secondary",
        "evaluation of the target is false, declared is true",
        True,
    ),
    "secondary with a check": (
        (*_SETS, 1, "HealthCheckId", _OTHER),
        "secondary",
        "health check is check-2, declared is none",
        True,
    ),
    "primary without its check": (
        (*_SETS, 0, "HealthCheckId", ...),
        "primary",
        "health check is none, declared is check-2",
        True,
    ),
    "entry by weight": ((*_SETS, 2, "Weight", 0), "origin", "weight is 0, declared is none", True),
    "no check": ((*_CHECKS, 1, ...), "take-over", "is not there", True),
    "disabled check": (
        (*_CHECKS, 0, _CONFIG, "Disabled", True),
        "endpoint",
        "disabled is true, declared is false",
        True,
    ),
    "inverted check": (
        (*_CHECKS, 1, _CONFIG, "Inverted", True),
        "take-over",
        "inverted is true, declared is false",
        True,
    ),
    "check of another alarm": (
        (*_CHECKS, 1, _CONFIG, "AlarmIdentifier", "Region", THERE),
        "take-over",
        "region of the alarm is us-east-1, declared is us-west-2",
        True,
    ),
    "check of another path": (
        (*_CHECKS, 0, _CONFIG, "ResourcePath", "/"),
        "endpoint",
        "resourcePath is /, declared is /health/ready",
        True,
    ),
}


def test_a_zone_as_declared_has_nothing_to_tell() -> None:
    assert told(DECLARED, HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_done_by_hand_is_named(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, name, says, stops = case
    assert told(DECLARED, changed(HEALTHY, *change)) == [(name, says, stops)]


def test_a_zone_that_is_gone_takes_its_records_along() -> None:
    gone = said("NoSuchHostedZone")
    found = told(DECLARED, {**HEALTHY, "get_hosted_zone": gone, "list_resource_record_sets": gone})
    assert {name for name, _, stops in found if stops} == {"zone", "secondary", "origin"}


def test_a_control_plane_that_is_gone_with_its_region_stops_nothing() -> None:
    error = said("Throttling")
    found = seen(DECLARED, dict.fromkeys(HEALTHY, error))
    assert len(found.unseen) == len(DECLARED)
    assert found.is_ready
