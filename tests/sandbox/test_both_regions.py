"""Both stacks come up, and the emulated AWS, asked with boto3 from outside, really has what they declare."""

import re
from typing import Any

import pytest

from sandbox.demo import proofs
from tests.sandbox.decided import asked_by_deployment, not_allowed_to_deployment
from tests.sandbox.sandboxes import Sandbox
from tests.stack_files import ROOT

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("both-regions")]
REGIONS = ("us-east-1", "us-west-2")
STACKS = {"us-east-1": "prod-east", "us-west-2": "dr-west"}
# What a stack makes in its peer's region, because the peer must find it there.
ELSEWHERE = {
    "prod-east": {
        "data-key-replica",
        "data-key-replica-alias",
        "routing-take-over-alarm",
        *(f"peer-registry-{image}" for image in ("keda", "keda-metrics-apiserver", "web", "worker")),
    },
    "dr-west": {"routing-take-over-alarm"},
}


@pytest.mark.parametrize("stack", STACKS.values())
def test_a_second_up_would_change_nothing(both_up: Sandbox, stack: str) -> None:
    assert both_up.engine.preview(stack).counts == {}


def test_the_role_that_deploys_asked_for_hundreds_of_rights_and_was_refused_none(both_up: Sandbox) -> None:
    assert not_allowed_to_deployment(both_up.cloud) == []
    assert len(asked_by_deployment(both_up.cloud)) > 500
    assert "none refused" in proofs.nothing_refused(both_up.clients)


@pytest.mark.parametrize("stack", STACKS.values())
def test_the_page_of_the_sandbox_says_how_many_resources_a_stack_has(both_up: Sandbox, stack: str) -> None:
    (told,) = re.findall(rf"^  {stack} +(\d+) resources", (ROOT / "docs" / "sandbox.md").read_text(), re.MULTILINE)
    assert int(told) == len(both_up.resources(stack))


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


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_that_is_silent_and_sends_no_changes_is_called_impaired_in_the_other(
    both_up: Sandbox, region: str
) -> None:
    cloudwatch = both_up.clients.of("cloudwatch", region)

    def state() -> str:
        name = both_up.engine.outputs(STACKS[region])["impaired_alarm"]
        (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
        return str(alarm["StateValue"])

    def set_to(value: str, *liveness: str) -> None:
        for sign in liveness:
            cloudwatch.set_alarm_state(AlarmName=f"standby-peer-{sign}", StateValue=value, StateReason="test")

    set_to("OK", "silent", "stale")
    assert state() == "OK"
    set_to("ALARM", "silent")
    assert state() == "OK", "one sign alone may be the fault of whoever looks"
    set_to("ALARM", "stale")
    assert state() == "ALARM"
    set_to("OK", "silent", "stale")
    assert state() == "OK"


def _records(sandbox: Sandbox) -> dict[str, list[Any]]:
    """Name -> alias records of the zone, as Route 53 lists them."""
    zone_id = sandbox.engine.outputs("prod-east")["zone_id"]
    route53 = sandbox.clients.of("route53", "us-east-1")
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id)
    found: dict[str, list[Any]] = {}
    for record in (record for page in pages for record in page["ResourceRecordSets"] if record["Type"] == "A"):
        found.setdefault(record["Name"].rstrip("."), []).append(record)
    return found


def _target(record: Any) -> str:  # noqa: ANN401 - a record set of boto3's
    return str(record["AliasTarget"]["DNSName"]).rstrip(".").removeprefix("dualstack.")


@pytest.mark.parametrize(
    ("group", "key", "choices"),
    [
        ("failover", "Failover", {"PRIMARY": "us-east-1", "SECONDARY": "us-west-2"}),
        ("latency", "Region", {"us-east-1": "us-east-1", "us-west-2": "us-west-2"}),
    ],
)
def test_the_routing_tree_leads_to_each_regions_load_balancer(
    both_up: Sandbox, group: str, key: str, choices: dict[str, str]
) -> None:
    records, domain = _records(both_up), both_up.engine.outputs("prod-east")["domain"]
    pair = {record[key]: record for record in records[f"{group}.origin.{domain}"]}
    assert set(pair) == set(choices)
    for choice, region in choices.items():
        balancer = both_up.engine.outputs(STACKS[region])["load_balancer"]["dns_name"]
        (regional,) = records[f"{region}.origin.{domain}"]
        assert _target(pair[choice]) == _target(regional) == balancer, f"{choice} of {group} leads elsewhere"
        watched = pair[choice].get("HealthCheckId") or pair[choice]["AliasTarget"]["EvaluateTargetHealth"]
        assert watched, "a record that nothing watches is answered whatever happens"


@pytest.mark.parametrize("asked_from", ["us-east-1", "us-west-2", "eu-west-1"])
def test_everybody_is_answered_by_the_region_that_serves(both_up: Sandbox, asked_from: str) -> None:
    name = both_up.engine.outputs("prod-east")["origin"]
    answer = both_up.cloud.ask("GET", f"/_sandbox/resolve?name={name}&from={asked_from}")
    assert answer["destination"]["region"] == "us-east-1"


@pytest.mark.parametrize("region", REGIONS)
def test_instances_and_cache_nodes_spread_over_zones(both_up: Sandbox, region: str) -> None:
    instances = both_up.clients.of("rds", region).describe_db_instances()["DBInstances"]
    expected = {"us-east-1": 3, "us-west-2": 2}[region]
    assert len({instance["AvailabilityZone"] for instance in instances}) == expected == len(instances)
    (cache,) = both_up.clients.of("elasticache", region).describe_replication_groups()["ReplicationGroups"]
    assert (cache["MultiAZ"], cache["AutomaticFailover"]) == ("enabled", "enabled")


@pytest.mark.parametrize(("region", "stack"), STACKS.items())
def test_nothing_of_a_stack_is_in_the_wrong_region(both_up: Sandbox, region: str, stack: str) -> None:
    elsewhere = {
        resource["urn"].rpartition("::")[2]
        for resource in both_up.resources(stack).values()
        if _region_of(resource) not in {"", region}
    }
    assert elsewhere == ELSEWHERE[stack]


def _region_of(resource: dict[str, Any]) -> str:
    arn = str(resource.get("outputs", {}).get("arn", ""))
    return arn.split(":")[3] if arn.startswith("arn:") else ""


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
