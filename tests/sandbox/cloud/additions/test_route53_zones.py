"""Accelerated recovery of a zone through boto3. That it helps when us-east-1 is gone is not shown."""

from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.additions.dns_zone import HostedZone
from tests.sandbox.cloud.conftest import EAST, Aws

pytestmark = pytest.mark.emulator


def status(aws: Aws, zone_id: str) -> str | None:
    zone = aws.client("route53").get_hosted_zone(Id=zone_id)["HostedZone"]
    found: str | None = zone.get("Features", {}).get("AcceleratedRecoveryStatus")
    return found


def switch(aws: Aws, zone_id: str, *, on: bool) -> None:
    aws.client("route53").update_hosted_zone_features(HostedZoneId=zone_id, EnableAcceleratedRecovery=on)


def test_a_zone_shows_the_switch_as_it_was_thrown(aws: Aws) -> None:
    zone = HostedZone(aws)
    assert status(aws, zone.id) is None
    switch(aws, zone.id, on=True)
    assert status(aws, zone.id) == "ENABLED"
    switch(aws, zone.id, on=False)
    assert status(aws, zone.id) == "DISABLED"


def test_a_zone_is_deleted_after_the_switch_is_off(aws: Aws) -> None:
    zone = HostedZone(aws)
    switch(aws, zone.id, on=True)
    with pytest.raises(ClientError, match="disable it"):
        aws.client("route53").delete_hosted_zone(Id=zone.id)
    switch(aws, zone.id, on=False)
    assert aws.client("route53").delete_hosted_zone(Id=zone.id)


def test_a_zone_that_does_not_exist_has_no_switch(aws: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchHostedZone"):
        switch(aws, "Z00000000", on=True)


def test_a_private_zone_has_no_switch(aws: Aws) -> None:
    private = aws.client("route53").create_hosted_zone(
        Name="inside.example.com",
        CallerReference=str(uuid4()),
        VPC={"VPCRegion": EAST, "VPCId": aws.network().vpc},
    )["HostedZone"]["Id"]
    with pytest.raises(ClientError, match="public"):
        switch(aws, private.rpartition("/")[2], on=True)


def test_the_rest_of_a_zone_is_as_the_emulator_says(aws: Aws) -> None:
    zone = HostedZone(aws)
    switch(aws, zone.id, on=True)
    shown = aws.client("route53").get_hosted_zone(Id=zone.id)
    assert shown["HostedZone"]["Name"] == f"{zone.name}."
    assert len(shown["DelegationSet"]["NameServers"]) == 4
