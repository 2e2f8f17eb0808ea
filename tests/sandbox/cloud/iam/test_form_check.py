"""What a policy has to be like, so that the service that it names can use it."""

from typing import Any

import pytest

from sandbox.cloud.iam.documented import Document
from sandbox.cloud.iam.form_check import Place, departures
from sandbox.cloud.iam.policy import Policy

PLACE = Place("123456789012", "us-east-1", "shop")
_FARGATE = "eks-fargate-pods.amazonaws.com"
_PROFILES = "arn:aws:eks:us-east-1:123456789012:fargateprofile"


def _trust(service: str, condition: dict[str, Any] | None = None, action: str = "sts:AssumeRole") -> list[str]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action}
    document = {"Statement": [statement | ({"Condition": condition} if condition else {})]}
    return departures(Document.TRUST, Policy.read("the role", document), PLACE)


def test_the_documented_form_is_right() -> None:
    assert _trust("s3.amazonaws.com") == []
    assert _trust(_FARGATE, {"ArnLike": {"aws:SourceArn": f"{_PROFILES}/shop/*"}}) == []
    assert _trust("ecs-tasks.amazonaws.com", {"StringEquals": {"aws:SourceAccount": PLACE.account}}) == []


@pytest.mark.parametrize("key", ["aws:SourceAccount", "AWS:SourceArn", "aws:SourceOrgID", "sts:ExternalId"])
def test_a_key_that_the_service_does_not_send_is_told(key: str) -> None:
    (fault,) = _trust("s3.amazonaws.com", {"StringEquals": {key: "123456789012"}})
    assert f"s3.amazonaws.com is not documented to send {key} with sts:AssumeRole" in fault


def test_a_value_that_the_service_never_sends_is_told() -> None:
    cluster = "arn:aws:eks:us-east-1:123456789012:cluster/shop"
    (fault,) = _trust(_FARGATE, {"ArnLike": {"aws:SourceArn": cluster}})
    assert f"sends aws:SourceArn like {_PROFILES}/shop/*, not {cluster}" in fault
    (fault,) = _trust("ecs-tasks.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "999999999999"}})
    assert "not 999999999999" in fault


def test_a_limit_that_the_guide_asks_for_is_missed() -> None:
    (fault,) = _trust(_FARGATE)
    assert f"{_FARGATE} is to be limited by aws:SourceArn" in fault


def test_a_service_or_an_action_without_a_documented_form_is_told() -> None:
    (fault,) = _trust("lightsail.amazonaws.com")
    assert "no documented form of a trust policy lets lightsail.amazonaws.com do sts:AssumeRole" in fault
    (fault,) = _trust("s3.amazonaws.com", action="sts:TagSession")
    assert "do sts:TagSession" in fault


def test_each_of_several_services_is_judged_and_refusals_are_not() -> None:
    services = {"Service": ["s3.amazonaws.com", "ecs-tasks.amazonaws.com"]}
    condition = {"StringEquals": {"aws:SourceAccount": PLACE.account}}
    shared = {"Effect": "Allow", "Principal": services, "Action": ["sts:AssumeRole"], "Condition": condition}
    refused = {"Effect": "Deny", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:TagSession"}
    (fault,) = departures(Document.TRUST, Policy.read("the role", {"Statement": [refused, shared]}), PLACE)
    assert fault.startswith("the role #1: s3.amazonaws.com")
