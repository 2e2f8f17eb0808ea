"""What Route 53 refuses of record sets, through boto3. The rules that are not here are not shown."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.additions.dns_zone import HostedZone, endpoint_check
from tests.sandbox.cloud.additions.services import WebService, web_service
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator


@pytest.fixture
def zone(aws: Aws) -> HostedZone:
    return HostedZone(aws)


@pytest.fixture(scope="module")
def web(aws: Aws) -> WebService:
    return web_service(aws)


@pytest.fixture(scope="module")
def watched(aws: Aws) -> str:
    return endpoint_check(aws, "watched.example.com")


def latency(zone: HostedZone, region: str, name: str = "app", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return zone.record(name, SetIdentifier=region, Region=region, **more)


def failover(zone: HostedZone, role: str, set_id: str, check: str, name: str = "app") -> dict[str, Any]:
    return zone.record(name, SetIdentifier=set_id, Failover=role, HealthCheckId=check)


def test_a_simple_record_stands_alone(zone: HostedZone) -> None:
    zone.upsert(zone.record("app"))
    with pytest.raises(ClientError, match="other RRSets exist with the same name and type"):
        zone.upsert(latency(zone, EAST))


def test_nothing_simple_joins_a_policy(zone: HostedZone) -> None:
    zone.upsert(latency(zone, EAST))
    with pytest.raises(ClientError, match="InvalidChangeBatch"):
        zone.upsert(zone.record("app"))


def test_two_policies_under_one_name_are_refused(zone: HostedZone, watched: str) -> None:
    zone.upsert(latency(zone, EAST), latency(zone, WEST))
    with pytest.raises(ClientError, match="non-failover set exists with the same name and type"):
        zone.upsert(failover(zone, "PRIMARY", "new", watched))


def test_another_type_or_another_name_may_have_another_policy(zone: HostedZone) -> None:
    zone.upsert(latency(zone, EAST))
    text = [{"Value": '"x"'}]
    zone.upsert(zone.record("app", Type="TXT", ResourceRecords=text), zone.record("other"))
    assert len(zone.records()) == 3


@pytest.mark.parametrize("role", ["PRIMARY", "SECONDARY"])
def test_a_role_is_taken_once(zone: HostedZone, watched: str, role: str) -> None:
    zone.upsert(failover(zone, role, "first", watched))
    with pytest.raises(ClientError, match=role.lower()):
        zone.upsert(failover(zone, role, "second", watched))


def test_a_region_is_taken_once(zone: HostedZone) -> None:
    zone.upsert(latency(zone, EAST))
    with pytest.raises(ClientError, match=f"region {EAST}"):
        zone.upsert({**latency(zone, EAST), "SetIdentifier": "another"})


def test_roles_are_not_swapped_by_two_upserts(zone: HostedZone, watched: str) -> None:
    zone.upsert(failover(zone, "PRIMARY", "east", watched), failover(zone, "SECONDARY", "west", watched))
    with pytest.raises(ClientError, match="InvalidChangeBatch"):
        zone.upsert(failover(zone, "SECONDARY", "east", watched), failover(zone, "PRIMARY", "west", watched))
    assert {record["SetIdentifier"]: record["Failover"] for record in zone.records()} == {
        "east": "PRIMARY",
        "west": "SECONDARY",
    }


def test_roles_are_swapped_by_deleting_first_in_one_batch(zone: HostedZone, watched: str) -> None:
    before = [failover(zone, "PRIMARY", "east", watched), failover(zone, "SECONDARY", "west", watched)]
    after = [failover(zone, "SECONDARY", "east", watched), failover(zone, "PRIMARY", "west", watched)]
    zone.upsert(*before)
    zone.change(*(("DELETE", record) for record in before), *(("CREATE", record) for record in after))
    assert {record["SetIdentifier"]: record["Failover"] for record in zone.records()} == {
        "east": "SECONDARY",
        "west": "PRIMARY",
    }


def test_a_refused_batch_changes_nothing(zone: HostedZone) -> None:
    zone.upsert(latency(zone, EAST))
    with pytest.raises(ClientError, match="InvalidChangeBatch"):
        zone.change(("CREATE", zone.record("fine")), ("CREATE", zone.record("app")))
    assert [record["Name"] for record in zone.records()] == [f"{zone.called('app')}."]


def test_an_upsert_of_the_same_record_moves_it_in_place(zone: HostedZone) -> None:
    zone.upsert(zone.record("pair"), zone.record("set"))
    for target in ("pair", "set", "pair"):
        zone.upsert(zone.record("entry", AliasTarget=zone.alias(target)))
        (entry,) = [record for record in zone.records() if record["Name"].startswith("entry.")]
        assert entry["AliasTarget"]["DNSName"].startswith(target)


def test_every_problem_of_a_batch_is_listed(zone: HostedZone) -> None:
    zone.upsert(latency(zone, EAST, "one"), latency(zone, EAST, "two"))
    with pytest.raises(ClientError, match=r"(?s)one\..*two\."):
        zone.upsert(zone.record("one"), zone.record("two"))


def test_an_alias_needs_its_target_first(zone: HostedZone) -> None:
    entry = zone.record("entry", AliasTarget=zone.alias("late"))
    with pytest.raises(ClientError, match="but that target was not found"):
        zone.upsert(entry, zone.record("late"))
    zone.upsert(zone.record("late"), entry)
    assert len(zone.records()) == 2


def test_an_alias_to_another_type_finds_no_target(zone: HostedZone) -> None:
    zone.upsert(zone.record("words", Type="TXT", ResourceRecords=[{"Value": '"x"'}]))
    with pytest.raises(ClientError, match="but that target was not found"):
        zone.upsert(zone.record("entry", AliasTarget=zone.alias("words")))


def test_an_alias_to_a_balancer_needs_its_regions_zone(zone: HostedZone, web: WebService) -> None:
    right = zone.record("app", AliasTarget=zone.alias(web.balancer_name, zone_id=web.balancer_zone_id))
    wrong = zone.record("app", AliasTarget=zone.alias(web.balancer_name, zone_id="Z1H1FL5HABSF5"))
    with pytest.raises(ClientError, match="does not lie within the target zone"):
        zone.upsert(wrong)
    zone.upsert(right)


def test_a_distributions_health_is_not_evaluated(zone: HostedZone) -> None:
    edge = "Z2FDTNDATAQYW2"
    with pytest.raises(ClientError, match="EvaluateTargetHealth"):
        zone.upsert(zone.record("", AliasTarget=zone.alias("d1.cloudfront.net", zone_id=edge)))
    zone.upsert(zone.record("", AliasTarget=zone.alias("d1.cloudfront.net", zone_id=edge, evaluates=False)))


def test_a_primary_with_values_needs_a_check(zone: HostedZone) -> None:
    with pytest.raises(ClientError, match="must have an associated health check"):
        zone.upsert(zone.record("app", SetIdentifier="east", Failover="PRIMARY"))


def test_a_check_that_does_not_exist_is_refused(zone: HostedZone) -> None:
    with pytest.raises(ClientError, match="NoSuchHealthCheck"):
        zone.upsert(zone.record("app", HealthCheckId="00000000-0000-0000-0000-000000000000"))


def test_a_zone_that_does_not_exist_is_still_the_emulators_to_refuse(aws: Aws, zone: HostedZone) -> None:
    change = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": zone.record("app")}]}
    with pytest.raises(ClientError, match="NoSuchHostedZone"):
        aws.client("route53").change_resource_record_sets(HostedZoneId="Z00000000", ChangeBatch=change)


def test_a_zone_of_many_pages_is_read_to_its_end(zone: HostedZone) -> None:
    zone.upsert(*(zone.record(f"host{number:03d}") for number in range(320)))
    with pytest.raises(ClientError, match="InvalidChangeBatch"):
        zone.upsert(latency(zone, EAST, "host319"))
