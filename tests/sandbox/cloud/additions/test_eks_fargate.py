"""Fargate profiles through boto3. That a pod runs is not shown."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import WEST, Aws, Network

pytestmark = pytest.mark.emulator

WEB = [{"namespace": "web", "labels": {"tier": "front"}}]


@dataclass(frozen=True)
class Cluster:
    """A cluster in private subnets, and a public subnet beside them."""

    name: str
    role: str
    network: Network
    public: str


@pytest.fixture(scope="module")
def cluster(aws: Aws) -> Cluster:
    return make(aws, "apps")


def make(aws: Aws, name: str, cidr: str = "10.1") -> Cluster:
    ec2, network = aws.client("ec2"), aws.network(cidr=cidr)
    public = ec2.create_subnet(VpcId=network.vpc, CidrBlock=f"{cidr}.99.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=network.vpc)
    table = ec2.create_route_table(VpcId=network.vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=public)
    services = {"Service": ["eks.amazonaws.com", "eks-fargate-pods.amazonaws.com"]}
    trust = json.dumps({"Statement": {"Effect": "Allow", "Principal": services, "Action": "sts:AssumeRole"}})
    role = aws.client("iam").create_role(RoleName=f"{name}-pods", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    aws.client("eks").create_cluster(name=name, roleArn=role, resourcesVpcConfig={"subnetIds": network.subnets})
    return Cluster(name, role, network, public)


def create(aws: Aws, cluster: Cluster, name: str, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own
    given = {
        "clusterName": cluster.name,
        "fargateProfileName": name,
        "podExecutionRoleArn": cluster.role,
        "subnets": cluster.network.subnets,
        "selectors": WEB,
        **changed,
    }
    return dict(aws.client("eks").create_fargate_profile(**given)["fargateProfile"])


def describe(aws: Aws, cluster: Cluster, name: str) -> dict[str, Any]:
    answer = aws.client("eks").describe_fargate_profile(clusterName=cluster.name, fargateProfileName=name)
    return dict(answer["fargateProfile"])


def test_a_profile_is_active_and_is_what_it_was_made(aws: Aws, cluster: Cluster) -> None:
    created = create(aws, cluster, "web", tags={"tier": "front"})
    assert describe(aws, cluster, "web") == created
    assert created["status"] == "ACTIVE"
    assert (created["selectors"], created["subnets"]) == (WEB, cluster.network.subnets)
    assert created["fargateProfileArn"].startswith("arn:aws:eks:us-east-1:000000000000:fargateprofile/apps/web/")


def test_botocores_own_waiter_is_content(aws: Aws, cluster: Cluster) -> None:
    create(aws, cluster, "waited")
    aws.client("eks").get_waiter("fargate_profile_active").wait(
        clusterName=cluster.name, fargateProfileName="waited", WaiterConfig={"Delay": 0, "MaxAttempts": 1}
    )


def test_a_profile_without_subnets_takes_the_clusters(aws: Aws, cluster: Cluster) -> None:
    assert set(create(aws, cluster, "inherits", subnets=[])["subnets"]) == set(cluster.network.subnets)


def test_profiles_are_listed_until_they_are_deleted(aws: Aws, cluster: Cluster) -> None:
    create(aws, cluster, "short-lived")
    eks = aws.client("eks")
    assert "short-lived" in eks.list_fargate_profiles(clusterName=cluster.name)["fargateProfileNames"]
    gone = eks.delete_fargate_profile(clusterName=cluster.name, fargateProfileName="short-lived")["fargateProfile"]
    assert gone["status"] == "DELETING"
    assert "short-lived" not in eks.list_fargate_profiles(clusterName=cluster.name)["fargateProfileNames"]
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        describe(aws, cluster, "short-lived")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"selectors": []}, "selectors"),
        ({"selectors": [{"namespace": f"n{number}"} for number in range(6)]}, "6"),
        ({"selectors": [{"labels": {"a": "b"}}]}, "namespace"),
        ({"subnets": ["subnet-0123456789abcdef0"]}, "subnet-0123456789abcdef0"),
    ],
    ids=["no selector", "too many", "no namespace", "no such subnet"],
)
def test_a_profile_that_eks_would_refuse_is_refused(
    aws: Aws, cluster: Cluster, changed: dict[str, Any], named: str
) -> None:
    with pytest.raises(ClientError, match=rf"InvalidParameterException.*{named}"):
        create(aws, cluster, "refused", **changed)
    assert "refused" not in aws.client("eks").list_fargate_profiles(clusterName=cluster.name)["fargateProfileNames"]


def test_pods_do_not_run_in_a_public_subnet(aws: Aws, cluster: Cluster) -> None:
    with pytest.raises(ClientError, match="not a private subnet"):
        create(aws, cluster, "public", subnets=[cluster.network.subnets[0], cluster.public])


def test_a_name_is_taken_once(aws: Aws, cluster: Cluster) -> None:
    create(aws, cluster, "twice")
    with pytest.raises(ClientError, match="twice"):
        create(aws, cluster, "twice")


def test_a_profile_needs_its_cluster(aws: Aws, cluster: Cluster) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        create(aws, cluster, "lost", clusterName="ghost")


def test_a_cluster_goes_after_its_profiles(aws: Aws) -> None:
    cluster = make(aws, "doomed", cidr="10.2")
    create(aws, cluster, "last")
    eks = aws.client("eks")
    with pytest.raises(ClientError, match=r"ResourceInUseException.*last"):
        eks.delete_cluster(name="doomed")
    eks.delete_fargate_profile(clusterName="doomed", fargateProfileName="last")
    assert eks.delete_cluster(name="doomed")


def test_a_profile_carries_tags(aws: Aws, cluster: Cluster) -> None:
    eks, arn = aws.client("eks"), create(aws, cluster, "tagged", tags={"a": "1"})["fargateProfileArn"]
    eks.tag_resource(resourceArn=arn, tags={"b": "2"})
    eks.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "2"}
    assert describe(aws, cluster, "tagged")["tags"] == {"b": "2"}


def test_other_tags_of_eks_are_still_the_emulators(aws: Aws, cluster: Cluster) -> None:
    eks = aws.client("eks")
    arn = eks.describe_cluster(name=cluster.name)["cluster"]["arn"]
    eks.tag_resource(resourceArn=arn, tags={"a": "1"})
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "1"}


def test_a_profile_of_one_region_is_not_seen_in_the_other(aws: Aws, cluster: Cluster) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws.client("eks", WEST).list_fargate_profiles(clusterName=cluster.name)
