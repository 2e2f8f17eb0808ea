"""Zones through boto3: an account has its own names for them, and some lack what others have."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.process import CloudError
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

SQS = f"com.amazonaws.{EAST}.sqs"
ODD = {f"{EAST}a": "use1-az3", f"{EAST}b": "use1-az1", f"{EAST}d": "use1-az6"}


@pytest.fixture
def odd(aws: Aws) -> Iterator[Aws]:
    """An account in which us-east-1a is the zone without EKS, and there is no us-east-1c."""
    aws.ask("POST", "zones", {"region": EAST, "zones": ODD})
    yield aws
    aws.ask("POST", "zones", {"region": EAST, "zones": None})
    aws.ask("POST", "endpoint-services", {"region": EAST, "service": "sqs", "without": []})


def ids(aws: Aws, region: str, **asked: object) -> dict[str, str]:
    found = aws.client("ec2", region).describe_availability_zones(**asked)["AvailabilityZones"]
    return {zone["ZoneName"]: zone["ZoneId"] for zone in found}


def subnet(aws: Aws, zone: str) -> dict[str, str]:
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    made: dict[str, str] = ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.0.0/24", AvailabilityZone=zone)["Subnet"]
    return made


def test_a_usual_account_has_three_zones_that_nothing_is_left_out_of(aws: Aws) -> None:
    assert ids(aws, EAST) == {f"{EAST}a": "use1-az1", f"{EAST}b": "use1-az2", f"{EAST}c": "use1-az4"}
    assert ids(aws, WEST) == {f"{WEST}a": "usw2-az1", f"{WEST}b": "usw2-az2", f"{WEST}c": "usw2-az3"}


def test_another_account_has_other_names_for_them(odd: Aws) -> None:
    assert ids(odd, EAST) == ODD
    assert ids(odd, EAST, ZoneIds=["use1-az3"]) == {f"{EAST}a": "use1-az3"}
    assert ids(odd, EAST, Filters=[{"Name": "zone-type", "Values": ["local-zone"]}]) == {}
    assert subnet(odd, f"{EAST}a")["AvailabilityZoneId"] == "use1-az3"


def test_a_subnet_stands_only_in_a_zone_that_the_account_has(odd: Aws) -> None:
    with pytest.raises(ClientError, match=r"Value \(us-east-1c\) for parameter availabilityZone is invalid"):
        subnet(odd, f"{EAST}c")


def test_an_endpoint_stands_only_where_its_service_does(odd: Aws) -> None:
    odd.ask("POST", "endpoint-services", {"region": EAST, "service": "sqs", "without": ["use1-az6"]})
    ec2 = odd.client("ec2")
    (service,) = ec2.describe_vpc_endpoint_services(ServiceNames=[SQS])["ServiceDetails"]
    assert service["AvailabilityZones"] == [f"{EAST}a", f"{EAST}b"]
    bad, good = subnet(odd, f"{EAST}d"), subnet(odd, f"{EAST}b")
    given = {"ServiceName": SQS, "VpcEndpointType": "Interface"}
    with pytest.raises(ClientError, match=f"does not support the availability zone of the subnet: {bad['SubnetId']}"):
        ec2.create_vpc_endpoint(VpcId=bad["VpcId"], SubnetIds=[bad["SubnetId"]], **given)
    endpoint = ec2.create_vpc_endpoint(VpcId=good["VpcId"], SubnetIds=[good["SubnetId"]], **given)["VpcEndpoint"]
    with pytest.raises(ClientError, match="does not support the availability zone"):
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], AddSubnetIds=[bad["SubnetId"]])


def test_a_cluster_stands_only_where_eks_does(odd: Aws) -> None:
    with pytest.raises(ClientError, match="EKS does not support creating control plane instances in us-east-1a"):
        odd.client("eks").create_cluster(
            name="odd",
            roleArn="arn:aws:iam::000000000000:role/eks",
            resourcesVpcConfig={"subnetIds": [subnet(odd, f"{EAST}a")["SubnetId"]]},
        )


def test_nonsense_is_refused(aws: Aws) -> None:
    with pytest.raises(CloudError, match="zones is name -> id"):
        aws.ask("POST", "zones", {"region": EAST, "zones": ["us-east-1a"]})
    with pytest.raises(CloudError, match="without is a list of ids"):
        aws.ask("POST", "endpoint-services", {"region": EAST, "service": "sqs", "without": "use1-az3"})
