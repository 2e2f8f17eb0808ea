"""Condition operators, with values of requests and of policies."""

import pytest

from sandbox.cloud.iam.conditions import read_conditions
from sandbox.cloud.iam.context import Context

# operator, what the policy says, what the request has, whether it holds
TABLE = [
    ("StringEquals", "a", "a", True),
    ("StringEquals", "a", "A", False),
    ("StringEquals", "a*", "ab", False),
    ("StringEquals", ["a", "b"], "b", True),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringNotEquals", ["a", "b"], "c", True),
    ("StringEqualsIgnoreCase", "a", "A", True),
    ("StringNotEqualsIgnoreCase", "a", "A", False),
    ("StringLike", "a*c?", "abccd", True),
    ("StringLike", "a*", "ba", False),
    ("StringNotLike", "a*", "ba", True),
    ("ArnLike", "arn:aws:sqs:*:1:q-*", "arn:aws:sqs:us-east-1:1:q-a", True),
    ("ArnLike", "arn:aws:*:q", "arn:aws:sqs:us-east-1:1:q", False),
    ("ArnEquals", "arn:aws:sqs:*:1:q", "arn:aws:sqs:us-east-1:1:q", True),
    ("ArnNotEquals", "arn:aws:sqs:*:1:q", "arn:aws:sqs:us-east-1:1:q", False),
    ("ArnNotLike", "arn:aws:sqs:*:2:q", "arn:aws:sqs:us-east-1:1:q", True),
    ("Bool", True, "true", True),
    ("Bool", "false", "true", False),
    ("NumericEquals", 5, "5.0", True),
    ("NumericNotEquals", 5, "6", True),
    ("NumericLessThan", 5, "4", True),
    ("NumericLessThanEquals", 5, "5", True),
    ("NumericGreaterThan", 5, "5", False),
    ("NumericGreaterThanEquals", 5, "5", True),
    ("NumericLessThan", 5, "many", False),
    ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", True),
    ("DateGreaterThan", "2026-01-01", "1767225601", True),
    ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", True),
    ("DateNotEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", False),
    ("IpAddress", "10.0.0.0/8", "10.1.2.3", True),
    ("IpAddress", "10.0.0.0/8", "2001:db8::1", False),
    ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", False),
    ("BinaryEquals", "QUJD", "QUJD", True),
    ("Null", "true", "anything", False),
    ("Null", False, "anything", True),
]


def holds(operator: str, wanted: object, context: Context) -> bool | None:
    (condition,) = read_conditions({operator: {"a:key": wanted}})
    return condition.holds(context)


@pytest.mark.parametrize(("operator", "wanted", "given", "verdict"), TABLE)
def test_an_operator_compares_as_iam_does(operator: str, wanted: object, given: str, verdict: bool) -> None:  # noqa: FBT001 - a column
    assert holds(operator, wanted, Context({"A:Key": given})) is verdict


@pytest.mark.parametrize(
    ("operator", "verdict"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("ArnLike", False),
        ("NumericLessThan", False),
        ("StringEqualsIfExists", True),
        ("BoolIfExists", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAllValues:StringEquals", True),
    ],
)
def test_a_key_that_a_request_does_not_have_fails_what_wants_a_value_and_meets_a_negation(
    operator: str,
    verdict: bool,  # noqa: FBT001 - a column
) -> None:
    assert holds(operator, "a", Context(complete=True)) is verdict


@pytest.mark.parametrize("operator", ["StringEquals", "StringNotEquals", "StringEqualsIfExists", "Null", "Bool"])
def test_a_key_that_nobody_knows_makes_the_condition_unknown(operator: str) -> None:
    assert holds(operator, "true", Context()) is None


@pytest.mark.parametrize(
    ("operator", "given", "verdict"),
    [
        ("ForAnyValue:StringEquals", ("a", "z"), True),
        ("ForAnyValue:StringEquals", ("y", "z"), False),
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "z"), False),
        ("ForAnyValue:StringNotEquals", ("a", "z"), True),
        ("ForAllValues:StringNotEquals", ("y", "z"), True),
        ("ForAllValues:StringLike", ("a", "bee"), True),
    ],
)
def test_keys_with_several_values_are_taken_all_or_any(operator: str, given: tuple[str, ...], verdict: bool) -> None:  # noqa: FBT001 - a column
    wanted = ["a", "b*"] if operator.endswith("Like") else ["a", "b"]
    assert holds(operator, wanted, Context({"a:key": given})) is verdict


@pytest.mark.parametrize("operator", ["StringIs", "NumericLike", "ArnNotNotLike", "NotBool", "ForSome:StringEquals"])
def test_an_operator_that_iam_does_not_have_is_refused(operator: str) -> None:
    with pytest.raises(ValueError, match="no condition operator of IAM"):
        read_conditions({operator: {"a:key": "x"}})
