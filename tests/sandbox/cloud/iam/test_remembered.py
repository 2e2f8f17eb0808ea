"""What was allowed is not decided again; another policy or value of a condition key makes another question."""

import pytest

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.evaluate import Policies, Request, evaluate
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import role_session
from sandbox.cloud.iam.remembered import Question, Remembered

_WHO = role_session("arn:aws:iam::000000000000:role/r", "s")
_ACTION, _ARN = "sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:orders"
_QUESTION: Question = (_WHO.arn, _ACTION, _ARN)
_EAST, _WEST = ({"aws:RequestedRegion": region, "aws:PrincipalType": "User"} for region in ("us-east-1", "us-west-2"))


def policies(*regions: str) -> Policies:
    """Of a role that may send in some regions, or anywhere."""
    condition = {"Condition": {"StringEquals": {"aws:RequestedRegion": list(regions)}}} if regions else {}
    statement = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", **condition}
    return Policies(identity=(Policy.read("r/p", {"Statement": [statement]}),))


def kept(by: Policies, said: dict[str, str]) -> Remembered:
    """After one question was allowed."""
    remembered, request = Remembered(), Request(_WHO, _ACTION, _ARN, Context(said))
    decision = evaluate(request, by)
    assert decision.is_allowed
    remembered.keep(_QUESTION, request, by, decision)
    return remembered


def test_what_hangs_on_no_condition_is_known_at_once() -> None:
    assert kept(policies(), _EAST).keys(_QUESTION, policies()) == ()


@pytest.mark.parametrize("said", [_EAST, {**_EAST, "aws:PrincipalType": "AssumedRole"}])
def test_the_same_values_of_the_keys_that_are_asked_for_are_the_same_question(said: dict[str, str]) -> None:
    remembered = kept(policies("us-east-1"), _EAST)
    assert remembered.keys(_QUESTION, policies("us-east-1")) == ("aws:requestedregion",)
    assert remembered.is_allowed(_QUESTION, Context(said))


@pytest.mark.parametrize("said", [_WEST, {}], ids=["another value", "nobody knows"])
def test_another_value_of_such_a_key_is_another_question(said: dict[str, str]) -> None:
    remembered = kept(policies("us-east-1"), _EAST)
    assert remembered.keys(_QUESTION, policies("us-east-1")) == ("aws:requestedregion",)
    assert not remembered.is_allowed(_QUESTION, Context(said))


@pytest.mark.parametrize(
    "question", [("other", _ACTION, _ARN), (_WHO.arn, "sqs:DeleteQueue", _ARN), (*_QUESTION[:2], "*")]
)
def test_another_caller_action_or_resource_is_another_question(question: Question) -> None:
    assert kept(policies(), _EAST).keys(question, policies()) is None


@pytest.mark.parametrize(
    "changed",
    [
        policies("us-east-1"),
        Policies(),
        Policies(identity=policies().identity, boundary=Policy("b", ())),
        Policies(identity=policies().identity, resource=Policy("q", ())),
    ],
    ids=["written anew", "taken away", "with a boundary", "with a policy of the resource"],
)
def test_nothing_is_known_by_other_policies(changed: Policies) -> None:
    assert kept(policies(), _EAST).keys(_QUESTION, changed) is None
