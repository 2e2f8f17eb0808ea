"""Quotas through boto3. That anything is refused beyond one is not shown."""

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.process import CloudError
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

VCPU = {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}


def vcpu(aws: Aws, region: str) -> float:
    return float(aws.client("service-quotas", region).get_service_quota(**VCPU)["Quota"]["Value"])


def test_a_new_account_has_the_default(aws: Aws) -> None:
    default = aws.client("service-quotas").get_aws_default_service_quota(**VCPU)["Quota"]
    assert (default["Value"], vcpu(aws, "eu-west-1")) == (6.0, 6.0)


def test_what_is_raised_in_one_region_is_not_raised_in_another(aws: Aws) -> None:
    aws.ask("POST", "quotas", {"region": EAST, "service": "fargate", "code": "L-3032A538", "value": 100})
    assert (vcpu(aws, EAST), vcpu(aws, WEST)) == (100.0, 6.0)
    default = aws.client("service-quotas").get_aws_default_service_quota(**VCPU)["Quota"]["Value"]
    assert default == 6.0


def test_a_quota_that_is_not_known_is_neither_answered_nor_set(aws: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchResourceException"):
        aws.client("service-quotas").get_service_quota(ServiceCode="fargate", QuotaCode="L-0")
    with pytest.raises(CloudError, match="no quota L-0 of fargate here; there is fargate L-3032A538"):
        aws.ask("POST", "quotas", {"region": EAST, "service": "fargate", "code": "L-0", "value": 1})
