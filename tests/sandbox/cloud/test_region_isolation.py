"""A name in one region is not the same thing in the other, for every regional service that the platform uses.

Each test makes something of one name in both regions, and then looks from both. Global services are the counter-proof.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

ROLE = "arn:aws:iam::000000000000:role/any"
Client = Any
ZERO = "0" * 8


@dataclass(frozen=True)
class Kind:
    """How a thing of a fixed name is made, and which things of its kind a region has."""

    service: str
    make: Callable[[Client], object]
    seen: Callable[[Client], list[str]]

    @property
    def title(self) -> str:
        """What the test is called."""
        return self.service


def subnet(client: Client) -> str:
    """A subnet in the region of the client: EKS takes none that is not there."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test")  # noqa: S106 - any opens it
    ec2 = session.client("ec2", region_name=client.meta.region_name, endpoint_url=client.meta.endpoint_url)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    return str(ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"])


def table(dynamodb: Client) -> object:
    return dynamodb.create_table(
        TableName="same",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


KINDS = [
    Kind(
        "acm",
        lambda acm: acm.request_certificate(DomainName="same.example.com"),
        lambda acm: [found["CertificateArn"] for found in acm.list_certificates()["CertificateSummaryList"]],
    ),
    Kind(
        "cloudwatch",
        lambda cloudwatch: cloudwatch.put_metric_alarm(
            AlarmName="same",
            Namespace="N",
            MetricName="M",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        ),
        lambda cloudwatch: [found["AlarmArn"] for found in cloudwatch.describe_alarms()["MetricAlarms"]],
    ),
    Kind("dynamodb", table, lambda dynamodb: [dynamodb.describe_table(TableName="same")["Table"]["TableArn"]]),
    Kind(
        "ecr",
        lambda ecr: ecr.create_repository(repositoryName="same"),
        lambda ecr: [found["repositoryArn"] for found in ecr.describe_repositories()["repositories"]],
    ),
    Kind(
        "ecs",
        lambda ecs: ecs.create_cluster(clusterName="same"),
        lambda ecs: ecs.list_clusters()["clusterArns"],
    ),
    Kind(
        "eks",
        lambda eks: eks.create_cluster(name="same", roleArn=ROLE, resourcesVpcConfig={"subnetIds": [subnet(eks)]}),
        lambda eks: [eks.describe_cluster(name=name)["cluster"]["arn"] for name in eks.list_clusters()["clusters"]],
    ),
    Kind(
        "elasticache",
        lambda cache: cache.create_replication_group(ReplicationGroupId="same", ReplicationGroupDescription="x"),
        lambda cache: [found["ARN"] for found in cache.describe_replication_groups()["ReplicationGroups"]],
    ),
    Kind(
        "elbv2",
        lambda elb: elb.create_target_group(Name="same", Protocol="HTTP", Port=80, VpcId="vpc-1", TargetType="ip"),
        lambda elb: [found["TargetGroupArn"] for found in elb.describe_target_groups()["TargetGroups"]],
    ),
    Kind(
        "events",
        lambda events: events.create_event_bus(Name="same"),
        lambda events: [found["Arn"] for found in events.list_event_buses(NamePrefix="same")["EventBuses"]],
    ),
    Kind(
        "kms",
        lambda kms: kms.create_alias(AliasName="alias/same", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"]),
        lambda kms: [
            found["AliasArn"] for found in kms.list_aliases()["Aliases"] if found["AliasName"] == "alias/same"
        ],
    ),
    Kind(
        "logs",
        lambda logs: logs.create_log_group(logGroupName="same"),
        lambda logs: [found["arn"] for found in logs.describe_log_groups()["logGroups"]],
    ),
    Kind(
        "rds",
        lambda rds: rds.create_db_cluster(
            DBClusterIdentifier="same",
            Engine="aurora-postgresql",
            MasterUsername="owner",
            MasterUserPassword="0123456789",
        ),
        lambda rds: [found["DBClusterArn"] for found in rds.describe_db_clusters()["DBClusters"]],
    ),
    Kind(
        "secretsmanager",
        lambda secrets: secrets.create_secret(Name="same", SecretString="x"),
        lambda secrets: [found["ARN"] for found in secrets.list_secrets()["SecretList"]],
    ),
    Kind(
        "sns",
        lambda sns: sns.create_topic(Name="same"),
        lambda sns: [found["TopicArn"] for found in sns.list_topics()["Topics"]],
    ),
    Kind(
        "sqs",
        lambda sqs: sqs.create_queue(QueueName="same"),
        lambda sqs: [
            sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
            for url in sqs.list_queues().get("QueueUrls", [])
        ],
    ),
    Kind(
        "wafv2",
        lambda waf: waf.create_web_acl(
            Name="same",
            Scope="REGIONAL",
            DefaultAction={"Allow": {}},
            VisibilityConfig={
                "SampledRequestsEnabled": False,
                "CloudWatchMetricsEnabled": False,
                "MetricName": "same",
            },
        ),
        lambda waf: [found["ARN"] for found in waf.list_web_acls(Scope="REGIONAL")["WebACLs"]],
    ),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_one_name_in_two_regions_is_two_things_and_each_region_sees_its_own(aws: Aws, kind: Kind) -> None:
    clients = {region: aws.client(kind.service, region) for region in (EAST, WEST)}
    for client in clients.values():
        kind.make(client)
    for region, client in clients.items():
        seen = kind.seen(client)
        assert [arn.split(":")[3] for arn in seen] == [region], f"{region} should see one thing, its own: {seen}"


def test_networks_of_one_region_are_not_seen_in_the_other(aws: Aws) -> None:
    made = {region: aws.network(region) for region in (EAST, WEST)}
    for region, other in ((EAST, WEST), (WEST, EAST)):
        subnets = aws.client("ec2", region).describe_subnets()["Subnets"]
        seen = {subnet["SubnetId"] for subnet in subnets}
        assert set(made[region].subnets) <= seen
        assert not set(made[other].subnets) & seen
        assert {subnet["AvailabilityZone"][:-1] for subnet in subnets} == {region}


def test_an_item_of_one_regions_table_is_not_in_the_others_table_of_that_name(aws: Aws) -> None:
    for region in (EAST, WEST):
        dynamodb = aws.client("dynamodb", region)
        dynamodb.create_table(
            TableName="apart",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    key = {"id": {"S": "1"}}
    aws.client("dynamodb", EAST).put_item(TableName="apart", Item=key)
    assert "Item" not in aws.client("dynamodb", WEST).get_item(TableName="apart", Key=key)


def test_a_message_of_one_regions_queue_is_not_in_the_others_queue_of_that_name(aws: Aws) -> None:
    urls = {region: aws.client("sqs", region).create_queue(QueueName="apart")["QueueUrl"] for region in (EAST, WEST)}
    aws.client("sqs", EAST).send_message(QueueUrl=urls[EAST], MessageBody="east")
    assert "Messages" not in aws.client("sqs", WEST).receive_message(QueueUrl=urls[WEST])
    (message,) = aws.client("sqs", EAST).receive_message(QueueUrl=urls[EAST])["Messages"]
    assert message["Body"] == "east"


def test_a_value_of_one_regions_secret_is_not_the_others(aws: Aws) -> None:
    for region in (EAST, WEST):
        aws.client("secretsmanager", region).create_secret(Name="apart", SecretString=region)
    values = [
        aws.client("secretsmanager", region).get_secret_value(SecretId="apart")["SecretString"]
        for region in (EAST, WEST)
    ]
    assert values == [EAST, WEST]


def test_a_datapoint_of_one_region_is_not_the_others(aws: Aws) -> None:
    aws.client("cloudwatch", EAST).put_metric_data(Namespace="Apart", MetricData=[{"MetricName": "M", "Value": 1}])
    assert aws.client("cloudwatch", EAST).list_metrics(Namespace="Apart")["Metrics"]
    assert aws.client("cloudwatch", WEST).list_metrics(Namespace="Apart")["Metrics"] == []


def test_a_role_is_one_thing_wherever_it_is_looked_at_from(aws: Aws) -> None:
    aws.client("iam", EAST).create_role(RoleName="one", AssumeRolePolicyDocument=json.dumps({}))
    assert aws.client("iam", WEST).get_role(RoleName="one")["Role"]["RoleName"] == "one"
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        aws.client("iam", WEST).create_role(RoleName="one", AssumeRolePolicyDocument=json.dumps({}))


def test_a_bucket_belongs_to_one_region_and_its_name_to_all(aws: Aws) -> None:
    aws.client("s3", WEST).create_bucket(Bucket="one-bucket", CreateBucketConfiguration={"LocationConstraint": WEST})
    assert aws.client("s3", WEST).get_bucket_location(Bucket="one-bucket")["LocationConstraint"] == WEST
    assert "one-bucket" in [bucket["Name"] for bucket in aws.client("s3", EAST).list_buckets()["Buckets"]]
