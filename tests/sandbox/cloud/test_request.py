"""What a call is: read off requests as SDKs send them. Says nothing about what is answered."""

import pytest

from sandbox.cloud.dependence import regions_needed
from sandbox.cloud.iam.account import DEFAULT_ACCOUNT
from sandbox.cloud.request import AwsCall, read_call

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def signed(service: str, region: str, key: str = "test", **headers: str) -> dict[str, str]:
    credential = f"AWS4-HMAC-SHA256 Credential={key}/20261125/{region}/{service}/aws4_request, SignedHeaders=host"
    return {"authorization": credential, "host": "127.0.0.1:4566", **headers}


def call(service: str, region: str, action: str) -> AwsCall:
    return read_call("POST", "/", "", signed(service, region, **{"x-amz-target": f"Any.{action}"}), b"")


def test_service_and_region_come_from_the_signature() -> None:
    read = call("sqs", "us-west-2", "SendMessage")
    assert (read.service, read.region, read.action) == ("sqs", "us-west-2", "SendMessage")


def test_a_key_of_twelve_digits_is_an_account() -> None:
    read = read_call("POST", "/", "", signed("sqs", "us-east-1", key="111122223333"), b"")
    assert read.account == "111122223333"


def test_any_other_key_opens_the_default_account() -> None:
    assert call("sqs", "us-east-1", "ListQueues").account == DEFAULT_ACCOUNT


def test_an_unsigned_request_has_no_service_and_no_region() -> None:
    read = read_call("GET", "/health", "", {"host": "127.0.0.1"}, b"")
    assert (read.service, read.region) == ("", "")


def test_a_presigned_request_names_its_region_in_the_query() -> None:
    query = "X-Amz-Credential=test%2F20261125%2Fus-west-2%2Fs3%2Faws4_request&X-Amz-Signature=0"
    assert read_call("GET", "/bucket/key", query, {}, b"").region == "us-west-2"


def test_a_signature_for_several_regions_goes_to_the_first() -> None:
    headers = {
        "authorization": "AWS4-ECDSA-P256-SHA256 Credential=test/20261125/events/aws4_request, SignedHeaders=host",
        "x-amz-region-set": "us-west-2,us-east-1",
    }
    read = read_call("POST", "/", "", headers, b"")
    assert (read.service, read.region) == ("events", "us-west-2")


@pytest.mark.parametrize(
    ("service", "home"),
    [("route53", "us-east-1"), ("iam", "us-east-1"), ("cloudfront", "us-east-1"), ("globalaccelerator", "us-west-2")],
)
def test_a_global_service_stands_in_its_control_planes_region_whatever_is_signed(service: str, home: str) -> None:
    assert call(service, "eu-west-1", "Any").region == home


def test_the_global_endpoint_of_sts_is_us_east_1_because_that_is_what_it_signs() -> None:
    assert call("sts", "us-east-1", "GetCallerIdentity").region == "us-east-1"
    assert call("sts", "us-west-2", "GetCallerIdentity").region == "us-west-2"


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "body", "action"),
    [
        ("POST", "/", "", {"content-type": FORM}, b"Action=DescribeVpcs&Version=2016-11-15", "DescribeVpcs"),
        ("GET", "/", "Action=ListTopics&Version=2010-03-31", {}, b"", "ListTopics"),
        ("POST", "/service/GraniteServiceVersion20100801/operation/PutMetricData", "", {}, b"", "PutMetricData"),
        ("POST", "/", "", {"x-amz-target": "DynamoDB_20120810.PutItem"}, b"{}", "PutItem"),
    ],
    ids=["form", "query string", "smithy", "target"],
)
def test_each_protocol_names_its_action_elsewhere(
    method: str, path: str, query: str, headers: dict[str, str], body: bytes, action: str
) -> None:
    assert read_call(method, path, query, {**signed("any", "us-east-1"), **headers}, body).action == action


def test_a_rest_call_without_a_model_is_named_by_what_it_asked() -> None:
    assert read_call("GET", "/somewhere", "", signed("unheard-of", "us-east-1"), b"").action == "GET /somewhere"


@pytest.mark.parametrize("host", ["bucket.s3.us-west-2.amazonaws.com", "bucket.localhost:4566"])
def test_a_bucket_in_the_host_is_the_same_call_as_one_in_the_path(host: str) -> None:
    in_path = read_call("GET", "/bucket/key", "", signed("s3", "us-west-2"), b"")
    in_host = read_call("GET", "/key", "", {**signed("s3", "us-west-2"), "host": host}, b"")
    assert (in_host.action, in_host.region) == (in_path.action, in_path.region) == ("GetObject", "us-west-2")


def test_what_gets_a_dns_name_needs_the_control_plane_that_gives_it() -> None:
    assert regions_needed(call("elasticloadbalancing", "us-west-2", "CreateLoadBalancer")) == {"us-east-1", "us-west-2"}


def test_what_has_a_dns_name_needs_only_its_own_region() -> None:
    assert regions_needed(call("elasticloadbalancing", "us-west-2", "RegisterTargets")) == {"us-west-2"}


@pytest.mark.parametrize(
    ("method", "path", "query", "needed"),
    [
        ("PUT", "/bucket", "", {"us-east-1", "us-west-2"}),
        ("PUT", "/bucket", "policy", {"us-east-1", "us-west-2"}),
        ("PUT", "/bucket/key", "", {"us-west-2"}),
        ("GET", "/bucket", "policy", {"us-west-2"}),
    ],
    ids=["create bucket", "bucket policy", "put object", "read policy"],
)
def test_a_bucket_is_changed_in_us_east_1_and_its_objects_are_not(
    method: str, path: str, query: str, needed: set[str]
) -> None:
    assert regions_needed(read_call(method, path, query, signed("s3", "us-west-2"), b"")) == needed


def test_an_unsigned_request_needs_no_region() -> None:
    assert regions_needed(read_call("GET", "/", "", {}, b"")) == frozenset()
