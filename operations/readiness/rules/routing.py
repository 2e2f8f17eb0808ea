"""Route 53: the zone, the records that choose a region, and the checks by which they choose."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, everywhere, needed, spared

READS = ("route53:GetHostedZone", "route53:ListHealthChecks", "route53:ListResourceRecordSets")
_GONE = "is not there"
_NO_NAMES = "no client finds either region"
_NO_WAY_HERE = "clients are not sent to the region that takes over"
_NO_CHOICE = "Route 53 would not notice that a region is given up, and not move clients"
_OF_THE_OTHER = "a move to this region sends no client there; the way back does"
_ACCELERATED = "only a change of records while us-east-1 is lost would wait for it, and a failover changes none"
_RENEWED = "the certificate serves on; it is not renewed without it"
# Input of a health check -> what AWS calls it.
_CHECK = {
    "childHealthThreshold": "HealthThreshold",
    "childHealthchecks": "ChildHealthChecks",
    "disabled": "Disabled",
    "enableSni": "EnableSNI",
    "failureThreshold": "FailureThreshold",
    "fqdn": "FullyQualifiedDomainName",
    "insufficientDataHealthStatus": "InsufficientDataHealthStatus",
    "ipAddress": "IPAddress",
    "port": "Port",
    "requestInterval": "RequestInterval",
    "resourcePath": "ResourcePath",
    "searchString": "SearchString",
    "type": "Type",
}


def _zones(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = unless_gone(partial(ask.one, "route53", "get_hosted_zone", Id=each.id), "NoSuchHostedZone")
        if answer is None:
            yield needed(each, _GONE, _NO_NAMES)
            continue
        zone = answer["HostedZone"]
        servers = answer.get("DelegationSet", {}).get("NameServers", [])
        if seen := unlike(
            Facet("name", _bare(zone["Name"]), each.inputs["name"]),
            Facet("name servers", _all_bare(servers), _all_bare(each.outputs.get("nameServers", ())) or None),
        ):
            yield needed(each, seen, _NO_NAMES)
        recovers = zone.get("Features", {}).get("AcceleratedRecoveryStatus") == "ENABLED"
        if each.inputs.get("enableAcceleratedRecovery") and not recovers:
            yield spared(each, "accelerated recovery is not enabled", _ACCELERATED)


def _records(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        verdict, means = needed, _NO_WAY_HERE
        if _validates(each):
            verdict, means = spared, _RENEWED
        record = _found(ask, each.inputs)
        if record is None:
            # Where the other region's is gone clients come here already.
            other = ask.peer_region in {each.inputs.get("setIdentifier"), _bare(each.inputs["name"]).split(".")[0]}
            yield spared(each, _GONE, _OF_THE_OTHER) if other else verdict(each, _GONE, means)
        elif seen := unlike(*_of_a_record(record, each.inputs)):
            yield verdict(each, seen, means)


def _validates(record: StateResource) -> bool:
    """Names of records that prove a domain to a certificate authority begin with an underscore."""
    return record.inputs["type"] == "CNAME" and str(record.inputs["name"]).startswith("_")


def _found(ask: Ask, wants: Mapping[str, Any]) -> Mapping[str, Any] | None:
    listed = partial(
        ask.all, "route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=wants["zoneId"]
    )
    key = (_bare(wants["name"]), wants["type"], wants.get("setIdentifier"))
    records = unless_gone(listed, "NoSuchHostedZone") or []
    return next((one for one in records if (_bare(one["Name"]), one["Type"], one.get("SetIdentifier")) == key), None)


def _of_a_record(found: Mapping[str, Any], wants: Mapping[str, Any]) -> Iterator[Facet]:
    target, alias = found.get("AliasTarget") or {}, _first(wants, "aliases")
    yield Facet("values", [one["Value"] for one in found.get("ResourceRecords", ())], wants.get("records"))
    yield Facet("TTL", found.get("TTL"), wants.get("ttl"))
    yield Facet("health check", found.get("HealthCheckId"), wants.get("healthCheckId") or "")
    if alias:
        yield Facet("target", _bare(target.get("DNSName", "")), _bare(alias["name"]))
        yield Facet("target's zone", target.get("HostedZoneId"), alias["zoneId"])
        yield Facet("evaluation of the target", target.get("EvaluateTargetHealth"), alias["evaluateTargetHealth"])
    for key, name, member in (
        ("failoverRoutingPolicies", "Failover", "type"),
        ("latencyRoutingPolicies", "Region", "region"),
        ("weightedRoutingPolicies", "Weight", "weight"),
    ):
        yield Facet(name.lower(), found.get(name), _first(wants, key).get(member, ""))


def _first(wants: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Pulumi declares one of a kind as a list of one."""
    return next(iter(wants.get(key) or ()), {})


def _health_checks(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["Id"]: each["HealthCheckConfig"] for each in ask.all("route53", "list_health_checks", "HealthChecks")}
    for each in declared:
        check = found.get(each.id)
        if check is None:
            yield needed(each, _GONE, _NO_CHOICE)
            continue
        alarm = check.get("AlarmIdentifier", {})
        if seen := unlike(
            *(Facet(key, check.get(name, False), each.inputs.get(key)) for key, name in _CHECK.items()),
            Facet("inverted", check.get("Inverted", False), each.inputs.get("invertHealthcheck") or False),
            Facet("alarm", alarm.get("Name"), each.inputs.get("cloudwatchAlarmName")),
            Facet("region of the alarm", alarm.get("Region"), each.inputs.get("cloudwatchAlarmRegion")),
        ):
            yield needed(each, seen, _NO_CHOICE)


def _bare(name: str) -> str:
    """Names in DNS end with a dot, or do not, and are the same in small letters."""
    return str(name).lower().removesuffix(".").removeprefix("dualstack.")


def _all_bare(names: Sequence[str]) -> list[str]:
    return sorted(_bare(each) for each in names)


RULES = (
    Rule(type="aws:route53/healthCheck:HealthCheck", look=_health_checks, concerns=everywhere, in_one_place=True),
    Rule(type="aws:route53/record:Record", look=_records, concerns=everywhere, in_one_place=True),
    Rule(type="aws:route53/zone:Zone", look=_zones, concerns=everywhere, in_one_place=True),
)
