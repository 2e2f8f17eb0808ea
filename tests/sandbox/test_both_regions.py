"""Both stacks come up, and the emulated AWS, asked with boto3 from outside, really has what they declare."""

import pytest

from sandbox.demo import proofs
from tests.sandbox.conftest import Sandbox

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("both-regions")]
REGIONS = ("us-east-1", "us-west-2")
STACKS = {"us-east-1": "prod-east", "us-west-2": "dr-west"}


@pytest.mark.parametrize("stack", STACKS.values())
def test_a_second_up_would_change_nothing(both_up: Sandbox, stack: str) -> None:
    assert both_up.engine.preview(stack).counts == {}


def test_one_global_database_has_a_member_per_region_and_one_writer(both_up: Sandbox) -> None:
    proofs.one_writer(both_up.clients, REGIONS, "us-east-1")


def test_an_item_written_in_one_region_is_read_in_the_other(both_up: Sandbox) -> None:
    proofs.tables_replicate(both_up.clients, REGIONS, "standby-products")


def test_load_balancers_span_three_zones(both_up: Sandbox) -> None:
    proofs.three_zones(both_up.clients, REGIONS)


@pytest.mark.parametrize("region", REGIONS)
def test_subnets_lie_in_three_zones_of_their_region(both_up: Sandbox, region: str) -> None:
    vpc = both_up.engine.outputs(STACKS[region])["vpc_id"]
    subnets = both_up.clients.of("ec2", region).describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
    zones = sorted({subnet["AvailabilityZone"] for subnet in subnets["Subnets"]})
    assert zones == [f"{region}{letter}" for letter in "abc"]


@pytest.mark.parametrize("region", REGIONS)
def test_the_order_queue_names_its_dead_letters(both_up: Sandbox, region: str) -> None:
    queues = both_up.clients.of("sqs", region)
    policies = [
        queues.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"]).get("Attributes", {})
        for url in queues.list_queues()["QueueUrls"]
    ]
    assert any(f":{region}:" in policy.get("RedrivePolicy", "") for policy in policies)


@pytest.mark.parametrize("region", REGIONS)
def test_services_scale_on_the_workloads_own_metrics(both_up: Sandbox, region: str) -> None:
    scaling = both_up.clients.of("application-autoscaling", region)
    configurations = [
        policy["TargetTrackingScalingPolicyConfiguration"]
        for policy in scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    ]
    customized = [c["CustomizedMetricSpecification"] for c in configurations if "CustomizedMetricSpecification" in c]
    assert any(metric.get("MetricName") == "ConcurrentRequests" for metric in customized)
    assert any("Expression" in part for metric in customized for part in metric.get("Metrics", []))


def test_the_entry_points_at_the_failover_pair(both_up: Sandbox) -> None:
    proofs.entry_points_at(both_up.clients, "failover")


def test_the_failover_pair_has_a_primary_and_a_secondary(both_up: Sandbox) -> None:
    outputs = both_up.engine.outputs("prod-east")
    route53 = both_up.clients.of("route53", "us-east-1")
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=outputs["zone_id"])
    name = f"failover.origin.{outputs['domain']}."
    pair = [record for page in pages for record in page["ResourceRecordSets"] if record["Name"] == name]
    assert sorted(record["Failover"] for record in pair) == ["PRIMARY", "SECONDARY"]


@pytest.mark.parametrize(("region", "other"), [REGIONS, REGIONS[::-1]])
def test_services_run_in_their_own_region_only(both_up: Sandbox, region: str, other: str) -> None:
    ecs = both_up.clients.of("ecs", region)
    services = [
        arn
        for cluster in ecs.list_clusters()["clusterArns"]
        for arn in ecs.list_services(cluster=cluster)["serviceArns"]
    ]
    assert services
    assert not [arn for arn in services if f":{other}:" in arn]
