"""What CloudWatch writes into a bucket's policy when a delivery begins."""

import json
from typing import Any

import pytest

from tests.sandbox.cloud.conftest import Aws

pytestmark = pytest.mark.emulator

_DISTRIBUTION = "arn:aws:cloudfront::000000000000:distribution/EXAMPLE"
_OWN = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{bucket}/*"}


def _deliver(aws: Aws, bucket: str, *statements: dict[str, Any]) -> list[dict[str, Any]]:
    """Statements of the bucket's policy after a delivery to it was made."""
    s3, logs = aws.client("s3"), aws.client("logs")
    s3.create_bucket(Bucket=bucket)
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)}).replace("{bucket}", bucket)
    if statements:
        s3.put_bucket_policy(Bucket=bucket, Policy=text)
    logs.put_delivery_source(name=bucket, resourceArn=_DISTRIBUTION, logType="ACCESS_LOGS")
    destination = logs.put_delivery_destination(
        name=bucket, deliveryDestinationConfiguration={"destinationResourceArn": f"arn:aws:s3:::{bucket}"}
    )["deliveryDestination"]["arn"]
    logs.create_delivery(deliverySourceName=bucket, deliveryDestinationArn=destination)
    found: list[dict[str, Any]] = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    return found


def test_a_policy_that_lacks_the_statement_gets_it(aws: Aws) -> None:
    own, added = _deliver(aws, "lacking", _OWN)
    assert own["Effect"] == "Deny"
    assert added["Sid"] == "AWSLogDeliveryWrite1"
    assert added["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert added["Resource"] == "arn:aws:s3:::lacking/AWSLogs/000000000000/CloudFront/*"
    assert added["Condition"]["StringEquals"]["s3:x-amz-acl"] == "bucket-owner-full-control"
    assert added["Condition"]["ArnLike"]["aws:SourceArn"].endswith(":delivery-source:lacking")


def test_a_bucket_without_a_policy_gets_one(aws: Aws) -> None:
    (added,) = _deliver(aws, "bare")
    assert added["Effect"] == "Allow"


def test_a_statement_of_the_same_words_is_enough(aws: Aws) -> None:
    (written,) = _deliver(aws, "first")
    again = json.loads(json.dumps({**written, "Sid": "Ours"}).replace("first", "second"))
    assert _deliver(aws, "second", again) == [again]
