"""A load balancer logs only to a bucket to which Elastic Load Balancing may write."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import Aws

pytestmark = pytest.mark.emulator

_LOGS = {"Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}, "Action": "s3:PutObject"}


@pytest.fixture(scope="module")
def balancer(aws: Aws) -> str:
    made = aws.client("elbv2").create_load_balancer(Name="logged", Subnets=aws.network().subnets)
    return str(made["LoadBalancers"][0]["LoadBalancerArn"])


def _log_to(aws: Aws, balancer: str, bucket: str, prefix: str = "") -> None:
    attributes = {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": bucket, "access_logs.s3.prefix": prefix}
    aws.client("elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=balancer, Attributes=[{"Key": key, "Value": value} for key, value in attributes.items()]
    )


def _bucket(aws: Aws, name: str, path: str = "AWSLogs/000000000000/*", **more: Any) -> str:  # noqa: ANN401 - a policy's
    statement = {"Effect": "Allow", "Resource": f"arn:aws:s3:::{name}/{path}", **_LOGS, **more}
    aws.client("s3").create_bucket(Bucket=name)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.client("s3").put_bucket_policy(Bucket=name, Policy=policy)
    return name


def test_the_documented_policy_is_enough(aws: Aws, balancer: str) -> None:
    _log_to(aws, balancer, _bucket(aws, "documented"))
    _log_to(aws, balancer, _bucket(aws, "with-prefix", path="web/AWSLogs/000000000000/*"), "web")


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("by-account", {"Condition": {"StringEquals": {"aws:SourceAccount": "000000000000"}}}),
        ("by-source", {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:elasticloadbalancing:*"}}}),
        ("by-another", {"Principal": {"Service": "delivery.logs.amazonaws.com"}}),
        ("elsewhere", {"Resource": "arn:aws:s3:::elsewhere/AWSLogs/999999999999/*"}),
        ("refused", {"Effect": "Deny"}),
    ],
)
def test_whatever_refuses_the_test_object_refuses_the_logs(
    aws: Aws, balancer: str, name: str, more: dict[str, Any]
) -> None:
    with pytest.raises(ClientError, match=f"Access Denied for bucket: {name}. Please check S3bucket permission"):
        _log_to(aws, balancer, _bucket(aws, name, **more))


def test_a_bucket_without_a_policy_takes_no_logs(aws: Aws, balancer: str) -> None:
    aws.client("s3").create_bucket(Bucket="without")
    with pytest.raises(ClientError, match="InvalidConfigurationRequest"):
        _log_to(aws, balancer, "without")


def test_other_attributes_ask_no_bucket(aws: Aws, balancer: str) -> None:
    aws.client("elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=balancer, Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "30"}]
    )
