"""Transaction Search through boto3, and the OTLP endpoint as the shop's exporter calls it. No span is ever kept."""

import json
from collections.abc import Iterator

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

ACCOUNT = "000000000000"


def allow(aws: Aws, region: str, principal: str = "xray.amazonaws.com") -> None:
    """The policy that CloudWatch's guide asks for."""
    logs = f"arn:aws:logs:{region}:{ACCOUNT}:log-group"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": "logs:PutLogEvents",
        "Resource": [f"{logs}:aws/spans:*", f"{logs}:/aws/application-signals/data:*"],
        "Condition": {
            "ArnLike": {"aws:SourceArn": f"arn:aws:xray:{region}:{ACCOUNT}:*"},
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
        },
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.client("logs", region).put_resource_policy(policyName="transaction-search", policyDocument=document)


def switch(aws: Aws, region: str, destination: str) -> None:
    aws.client("xray", region).update_trace_segment_destination(Destination=destination)


def send(aws: Aws, region: str) -> int:
    """What comes of a batch of spans: a status."""
    request = AWSRequest("POST", f"{aws.cloud.endpoint}/v1/traces", {"Content-Type": "application/x-protobuf"}, b"\n\0")
    SigV4Auth(Credentials("test", "test"), "xray", region).add_auth(request)
    answer = URLLib3Session().send(request.prepare())
    if answer.status_code != 200:
        assert "CloudWatch Logs as a Trace Segment Destination" in answer.text
    return int(answer.status_code)


@pytest.fixture
def off(aws: Aws) -> Iterator[Aws]:
    """A cloud in which nobody has switched anything on, and nobody has when a test is over."""
    yield aws
    for region in (EAST, WEST):
        switch(aws, region, "XRay")
        for policy in aws.client("logs", region).describe_resource_policies()["resourcePolicies"]:
            aws.client("logs", region).delete_resource_policy(policyName=policy["policyName"])


def test_a_new_account_refuses_spans(off: Aws) -> None:
    assert off.client("xray").get_trace_segment_destination()["Destination"] == "XRay"
    assert send(off, EAST) == 400


def test_spans_are_taken_in_the_region_that_was_switched_on_and_in_no_other(off: Aws) -> None:
    allow(off, EAST)
    switch(off, EAST, "CloudWatchLogs")
    assert (send(off, EAST), send(off, WEST)) == (200, 400)


@pytest.mark.parametrize("principal", ["", "delivery.logs.amazonaws.com"])
def test_the_switch_needs_a_policy_that_lets_xray_write(off: Aws, principal: str) -> None:
    if principal:
        allow(off, EAST, principal)
    with pytest.raises(ClientError, match="does not have permission to call PutLogEvents on the aws/spans"):
        switch(off, EAST, "CloudWatchLogs")
    assert send(off, EAST) == 400
