"""Load balancers, target groups and targets through boto3. That traffic flows is not shown."""

from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.additions.services import WebService, scale, web_service
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator


@pytest.fixture(scope="module")
def east(aws: Aws) -> WebService:
    return web_service(aws)


@pytest.fixture(scope="module")
def west(aws: Aws) -> WebService:
    return web_service(aws, WEST, cidr="10.2")


def zones(balancer: dict[str, Any]) -> list[str]:
    return sorted(zone["ZoneName"] for zone in balancer["AvailabilityZones"])


def targets(aws: Aws, service: WebService, **query: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - boto3's own
    elb = aws.client("elbv2", service.region)
    answer = elb.describe_target_health(TargetGroupArn=service.group_arn, **query)
    return list(answer["TargetHealthDescriptions"])


def test_a_balancer_stands_in_the_zones_of_its_subnets(aws: Aws, west: WebService) -> None:
    (balancer,) = aws.client("elbv2", WEST).describe_load_balancers()["LoadBalancers"]
    assert zones(balancer) == [f"{WEST}{letter}" for letter in "abc"]
    assert sorted(zone["SubnetId"] for zone in balancer["AvailabilityZones"]) == sorted(west.subnets)


def test_a_balancer_moves_with_its_subnets(aws: Aws, west: WebService) -> None:
    elb = aws.client("elbv2", WEST)
    moved = elb.set_subnets(LoadBalancerArn=west.balancer_arn, Subnets=west.subnets[1:])
    assert zones(moved) == [f"{WEST}b", f"{WEST}c"]
    assert zones(elb.set_subnets(LoadBalancerArn=west.balancer_arn, Subnets=west.subnets)) == [
        f"{WEST}{letter}" for letter in "abc"
    ]


def test_each_region_has_a_hosted_zone_of_its_own(east: WebService, west: WebService) -> None:
    assert (east.balancer_zone_id, west.balancer_zone_id) == ("Z35SXDOTRQ7X7K", "Z1H1FL5HABSF5")


def test_a_group_knows_the_balancer_that_forwards_to_it_by_a_rule(aws: Aws, east: WebService) -> None:
    elb = aws.client("elbv2")
    (group,) = elb.describe_target_groups()["TargetGroups"]
    assert group["LoadBalancerArns"] == [east.balancer_arn]
    (found,) = elb.describe_target_groups(LoadBalancerArn=east.balancer_arn)["TargetGroups"]
    assert found["TargetGroupArn"] == east.group_arn


def test_a_group_that_nothing_forwards_to_belongs_to_nobody(aws: Aws, west: WebService) -> None:
    elb = aws.client("elbv2", WEST)
    (lonely,) = elb.create_target_group(Name="lonely", Protocol="HTTP", Port=80, VpcId="vpc-1", TargetType="ip")[
        "TargetGroups"
    ]
    found = elb.describe_target_groups(LoadBalancerArn=west.balancer_arn)["TargetGroups"]
    assert lonely["TargetGroupArn"] not in [group["TargetGroupArn"] for group in found]
    (shown,) = elb.describe_target_groups(Names=["lonely"])["TargetGroups"]
    assert shown["LoadBalancerArns"] == []


def test_running_tasks_are_targets_spread_over_the_zones(aws: Aws, east: WebService) -> None:
    scale(aws, east, 7)
    found = targets(aws, east)
    spread = Counter(target["Target"]["AvailabilityZone"] for target in found)
    assert sorted(spread.values()) == [2, 2, 3]
    assert len({target["Target"]["Id"] for target in found}) == 7
    assert {target["Target"]["Port"] for target in found} == {8080}
    assert {target["TargetHealth"]["State"] for target in found} == {"healthy"}


def test_targets_follow_the_services_count(aws: Aws, east: WebService) -> None:
    for tasks in (4, 0, 2):
        scale(aws, east, tasks)
        assert len(targets(aws, east)) == tasks


def test_a_task_keeps_its_address_while_others_come(aws: Aws, east: WebService) -> None:
    scale(aws, east, 2)
    before = {target["Target"]["Id"] for target in targets(aws, east)}
    scale(aws, east, 5)
    assert before < {target["Target"]["Id"] for target in targets(aws, east)}


def test_a_target_is_as_well_as_its_host(undisturbed: Aws, east: WebService) -> None:
    scale(undisturbed, east, 3)
    ill = targets(undisturbed, east)[0]["Target"]["Id"]
    undisturbed.ask("POST", "endpoint-health", {"host": ill, "healthy": False})
    states = {target["Target"]["Id"]: target["TargetHealth"] for target in targets(undisturbed, east)}
    assert states.pop(ill)["State"] == "unhealthy"
    assert {health["State"] for health in states.values()} == {"healthy"}


def test_targets_of_a_group_to_which_nothing_forwards_any_more_are_not_used(aws: Aws) -> None:
    alone = web_service(aws, "eu-west-1", cidr="10.3")
    assert {each["TargetHealth"]["State"] for each in targets(aws, alone)} == {"healthy"}
    aws.client("elbv2", alone.region).delete_listener(ListenerArn=alone.listener_arn)
    found = [each["TargetHealth"] for each in targets(aws, alone)]
    assert {(each["State"], each["Reason"]) for each in found} == {("unused", "Target.NotInUse")}


def test_a_target_that_was_registered_by_hand_stands_beside_the_tasks(aws: Aws, east: WebService) -> None:
    scale(aws, east, 1)
    elb, own = aws.client("elbv2"), [{"Id": "10.1.0.99", "Port": 9000}]
    elb.register_targets(TargetGroupArn=east.group_arn, Targets=own)
    assert "10.1.0.99" in [target["Target"]["Id"] for target in targets(aws, east)]
    (asked,) = targets(aws, east, Targets=own)
    assert asked["Target"]["Port"] == 9000
    elb.deregister_targets(TargetGroupArn=east.group_arn, Targets=own)
    assert len(targets(aws, east)) == 1


def test_targets_of_one_region_are_not_those_of_the_other(aws: Aws, east: WebService, west: WebService) -> None:
    scale(aws, east, 2)
    scale(aws, west, 3)
    addresses = [{target["Target"]["Id"] for target in targets(aws, service)} for service in (east, west)]
    assert [len(found) for found in addresses] == [2, 3]
    assert not addresses[0] & addresses[1]


def test_a_group_that_does_not_exist_is_still_the_emulators_to_refuse(aws: Aws) -> None:
    with pytest.raises(ClientError, match="TargetGroupNotFound"):
        aws.client("elbv2").describe_target_health(TargetGroupArn="arn:aws:elasticloadbalancing:us-east-1:0:x/y/z")


def test_a_balancer_of_one_region_is_not_seen_in_the_other(aws: Aws, east: WebService, west: WebService) -> None:
    shown = [
        [
            balancer["LoadBalancerArn"]
            for balancer in aws.client("elbv2", region).describe_load_balancers()["LoadBalancers"]
        ]
        for region in (EAST, WEST)
    ]
    assert shown == [[east.balancer_arn], [west.balancer_arn]]
