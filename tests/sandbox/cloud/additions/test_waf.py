"""Logging of a web ACL through boto3, and where WAF takes what belongs to CloudFront. No line is ever logged here."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

_SEEN = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": True, "MetricName": "seen"}


def group(name: str) -> str:
    return f"arn:aws:logs:{EAST}:000000000000:log-group:{name}"


@pytest.fixture
def acl(aws: Aws, request: pytest.FixtureRequest) -> str:
    """A new web ACL in front of CloudFront; its ARN."""
    made = aws.client("wafv2").create_web_acl(
        Name=f"acl-{abs(hash(request.node.name))}",
        Scope="CLOUDFRONT",
        DefaultAction={"Allow": {}},
        Rules=[],
        VisibilityConfig=_SEEN,
    )
    return str(made["Summary"]["ARN"])


def put(aws: Aws, arn: str, destination: str) -> dict[str, Any]:
    configuration = {"ResourceArn": arn, "LogDestinationConfigs": [destination]}
    shown: dict[str, Any] = aws.client("wafv2").put_logging_configuration(LoggingConfiguration=configuration)
    return shown


def code_of(refused: pytest.ExceptionInfo[ClientError]) -> str:
    return str(refused.value.response["Error"]["Code"])


def test_a_configuration_is_shown_as_it_was_put_until_it_is_deleted(aws: Aws, acl: str) -> None:
    put(aws, acl, group("aws-waf-logs-shop"))
    waf = aws.client("wafv2")
    shown = waf.get_logging_configuration(ResourceArn=acl)["LoggingConfiguration"]
    assert shown["LogDestinationConfigs"] == [group("aws-waf-logs-shop")]
    waf.delete_logging_configuration(ResourceArn=acl)
    with pytest.raises(ClientError) as refused:
        waf.get_logging_configuration(ResourceArn=acl)
    assert code_of(refused) == "WAFNonexistentItemException"


def test_a_group_that_is_not_named_for_waf_is_refused(aws: Aws, acl: str) -> None:
    with pytest.raises(ClientError) as refused:
        put(aws, acl, group("shop"))
    assert code_of(refused) == "WAFLogDestinationPermissionIssueException"


def test_a_web_acl_that_is_not_there_has_no_log(aws: Aws, acl: str) -> None:
    with pytest.raises(ClientError):
        put(aws, acl[:-12] + "000000000000", group("aws-waf-logs-shop"))


def test_what_belongs_to_cloudfront_is_made_in_one_region_alone(aws: Aws) -> None:
    with pytest.raises(ClientError) as refused:
        aws.client("wafv2", WEST).create_ip_set(
            Name="addresses", Scope="CLOUDFRONT", IPAddressVersion="IPV4", Addresses=[]
        )
    assert code_of(refused) == "WAFInvalidParameterException"
