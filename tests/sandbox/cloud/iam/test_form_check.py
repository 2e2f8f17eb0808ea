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


def test_a_star_in_an_equals_is_told_because_no_value_has_one() -> None:
    any_task = "arn:aws:ecs:us-east-1:123456789012:*"
    assert _trust("ecs-tasks.amazonaws.com", {"ArnLike": {"aws:SourceArn": any_task}}) == []
    (fault,) = _trust("ecs-tasks.amazonaws.com", {"StringEquals": {"aws:SourceArn": any_task}})
    assert "and the policy as a whole refuses sts:AssumeRole" in fault


def test_a_cluster_cannot_be_named_to_whoever_runs_tasks() -> None:
    cluster = "arn:aws:ecs:us-east-1:123456789012:cluster/shop"
    (fault,) = _trust("ecs-tasks.amazonaws.com", {"ArnLike": {"aws:SourceArn": cluster}})
    assert "the policy as a whole refuses" in fault
    assert "which cannot be named" in fault


@pytest.mark.parametrize(
    ("condition", "refuses"),
    [
        ({"StringNotEquals": {"aws:SourceAccount": "123456789012"}}, True),
        ({"StringNotEqualsIfExists": {"aws:SourceAccount": "123456789012"}}, True),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}, False),
    ],
    ids=["unless it sends what it does not", "or does not send it", "without TLS", "people alone"],
)
def test_a_refusal_that_hits_the_service_itself_is_told(condition: dict[str, Any], refuses: bool) -> None:  # noqa: FBT001
    allowed = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    refused = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": condition}
    found = departures(Document.TRUST, Policy.read("the role", {"Statement": [allowed, refused]}), PLACE)
    assert [each for each in found if "refuses sts:AssumeRole" in each] == found
    assert bool(found) is refuses


_ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/SHOP"


def _by_token(condition: dict[str, str], action: str = "sts:AssumeRoleWithWebIdentity") -> list[str]:
    principal = {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{_ISSUER}"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Condition": {"StringEquals": condition}}
    return departures(Document.TRUST, Policy.read("the role", {"Statement": [statement]}), PLACE)


_WHO, _FOR_WHOM = "system:serviceaccount:shop:web", "sts.amazonaws.com"


def test_a_token_is_asked_for_whom_and_of_whom_it_is() -> None:
    assert _by_token({f"{_ISSUER}:sub": _WHO, f"{_ISSUER}:aud": _FOR_WHOM}) == []
    (fault,) = _by_token({f"{_ISSUER}:aud": _FOR_WHOM})
    assert f"is to be limited by {_ISSUER.lower()}:sub" in fault


def test_what_a_token_does_not_say_is_told() -> None:
    found = _by_token({f"https://{_ISSUER}:sub": _WHO, f"{_ISSUER}:sub": _WHO, f"{_ISSUER}:aud": _FOR_WHOM})
    assert ["says nothing of https://" in fault for fault in found] == [True]
    found = _by_token({f"{_ISSUER}:sub": _WHO, f"{_ISSUER}:aud": _FOR_WHOM}, action="sts:AssumeRole")
    assert ["not sts:AssumeRole" in fault for fault in found] == [True]


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
