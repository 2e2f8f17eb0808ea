"""The routing tree: always complete in each stack, with the home region PRIMARY for ever.

What the records answer is resolved in tests/sandbox.
"""

from itertools import product
from typing import Any

import pytest

from sandbox.recording import Recording, Resource
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, STACKS

RECORD, CHECK, ZONE = (
    "aws:route53/record:Record",
    "aws:route53/healthCheck:HealthCheck",
    "aws:route53/zone:Zone",
)
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
DOMAIN = "shop.example.com"
STRATEGIES = ("active-active", "warm-standby", "pilot-light")
REGION_OF = {HOME: EAST, PEER: WEST}
each_stack = pytest.mark.parametrize("stack", STACKS)


def _record(recording: Recording, name: str) -> dict[str, Any]:
    (found,) = [each.plain for each in recording.of(RECORD) if each.plain["name"] == f"{name}.{DOMAIN}"]
    return found


def _without(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in {"zoneId", "type", "name", *keys}}


def _check(recording: Recording, kind: str) -> Resource:
    (found,) = [each for each in recording.of(CHECK) if each.plain["type"] == kind]
    return found


def _alias(*, evaluate: bool) -> list[dict[str, Any]]:
    return [{"name": "load-balancer.dnsName", "zoneId": "load-balancer.zoneId", "evaluateTargetHealth": evaluate}]


@each_stack
@pytest.mark.parametrize(("strategy", "writer"), list(product(STRATEGIES, (EAST, WEST))))
def test_a_stack_always_has_its_three_records(stack: str, strategy: str, writer: str) -> None:
    names = {each.plain["name"] for each in run(stack, strategy=strategy, writer=writer).of(RECORD)}
    sets = {f"{which}.origin.{DOMAIN}" for which in (REGION_OF[stack], "failover", "latency")}
    assert names - {f"app.{DOMAIN}", f"origin.{DOMAIN}", "_check."} == sets


@each_stack
def test_a_regions_own_name_is_its_load_balancer(stack: str) -> None:
    record = _record(run(stack), f"{REGION_OF[stack]}.origin")
    assert _without(record) == {"aliases": _alias(evaluate=False)}, "it is asked about the region, so it always answers"


@pytest.mark.parametrize("writer", [EAST, WEST])
def test_the_home_region_is_primary_whoever_writes(writer: str) -> None:
    record = _record(run(HOME, writer=writer), "failover.origin")
    assert _without(record) == {
        "aliases": _alias(evaluate=False),
        "setIdentifier": EAST,
        "failoverRoutingPolicies": [{"type": "PRIMARY"}],
        "healthCheckId": "routing-serving.id",
    }, "with target health, a bad deployment would move traffic to a region that cannot write"


@pytest.mark.parametrize("writer", [EAST, WEST])
def test_the_other_region_is_secondary_and_answered_where_something_runs(writer: str) -> None:
    record = _record(run(PEER, writer=writer), "failover.origin")
    assert _without(record) == {
        "aliases": _alias(evaluate=True),
        "setIdentifier": WEST,
        "failoverRoutingPolicies": [{"type": "SECONDARY"}],
    }, "with a check of its own, a secondary that fails would send everybody to the dead primary"


@each_stack
def test_each_region_is_in_the_latency_set_while_it_is_well(stack: str) -> None:
    record = _record(run(stack), "latency.origin")
    assert _without(record) == {
        "aliases": _alias(evaluate=True),
        "setIdentifier": REGION_OF[stack],
        "latencyRoutingPolicies": [{"region": REGION_OF[stack]}],
        "healthCheckId": "routing-serving.id",
    }


@pytest.mark.parametrize(
    ("strategy", "entry"), [("active-active", "latency"), ("warm-standby", "failover"), ("pilot-light", "failover")]
)
def test_the_strategy_picks_where_the_one_name_leads(strategy: str, entry: str) -> None:
    record = _record(run(HOME, strategy=strategy), "origin")
    assert _without(record) == {
        "aliases": [{"name": f"{entry}.origin.{DOMAIN}", "zoneId": "zone.zoneId", "evaluateTargetHealth": True}]
    }, "without a routing policy of its own it can move in place"


def test_the_one_name_waits_for_the_records_that_it_leads_to() -> None:
    entry = run(HOME).one("standby:routing:OriginEntry")
    waited = {urn.rpartition("::")[2] for urn in entry.depends_on}
    assert {"routing-failover", "routing-latency"} <= waited
    (record,) = [each for each in run(HOME).of(RECORD) if each.parent == entry.urn]
    assert record.plain["name"] == f"origin.{DOMAIN}", "a child is registered after its parent"


def test_only_the_home_stack_has_the_one_name() -> None:
    assert f"origin.{DOMAIN}" not in {each.plain["name"] for each in run(PEER).of(RECORD)}


@each_stack
def test_a_region_is_well_when_its_endpoint_answers_and_nobody_took_over(stack: str) -> None:
    recording = run(stack)
    serving = _check(recording, "CALCULATED").plain
    assert sorted(serving["childHealthchecks"]) == ["routing-endpoint.id", "routing-take-over.id"]
    assert serving["childHealthThreshold"] == 2, "all of them"


@each_stack
def test_the_endpoint_is_asked_over_https_by_its_own_name(stack: str) -> None:
    endpoint = _check(run(stack), "HTTPS").plain
    assert (endpoint["fqdn"], endpoint["port"]) == (f"{REGION_OF[stack]}.origin.{DOMAIN}", 443)
    assert endpoint["enableSni"] is True, "the certificate is chosen by name"
    assert (endpoint["requestInterval"], endpoint["failureThreshold"]) == (10, 3)
    assert endpoint["resourcePath"].startswith("/health/")


def test_the_zone_can_be_edited_when_the_home_region_is_gone() -> None:
    zone = run(HOME).one(ZONE)
    assert zone.plain["enableAcceleratedRecovery"] is True
    assert zone.plain["forceDestroy"] is False
    assert zone.protect


@each_stack
def test_no_check_is_inverted_or_switched_off(stack: str) -> None:
    assert not [each for each in run(stack).of(CHECK) if {"invertHealthcheck", "disabled"} & set(each.plain)]


@each_stack
def test_the_certificate_covers_every_name_below_the_origin(stack: str) -> None:
    certificate = run(stack).one("aws:acm/certificate:Certificate", "certificate").plain
    assert certificate["domainName"] == f"origin.{DOMAIN}"
    assert certificate["subjectAlternativeNames"] == [f"*.origin.{DOMAIN}"]


def test_the_home_stack_alone_owns_the_validation_record_and_both_wait_for_their_certificate() -> None:
    validated = {stack: run(stack).one(VALIDATION, "certificate-issued").plain for stack in STACKS}
    assert validated[HOME]["validationRecordFqdns"] == ["certificate-validation.fqdn"]
    assert "validationRecordFqdns" not in validated[PEER], "ACM asks for the same record in every region"
    assert [each.name for each in run(PEER).of(RECORD) if "validation" in each.name] == []
