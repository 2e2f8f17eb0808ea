"""Grants that nobody asked for, by the decisions of a cloud."""

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.decisions import Decisions, Record
from sandbox.cloud.iam.evaluate import Policies, Request, evaluate
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import role_session
from sandbox.cloud.iam.unused import unused

ROLE = "arn:aws:iam::000000000000:role/shop"
POLICY = Policy.read(
    "shop",
    {
        "Statement": [
            {"Sid": "Queue", "Effect": "Allow", "Action": ["sqs:Send*", "sqs:ReceiveMessage"], "Resource": "*"},
            {"Sid": "Topic", "Effect": "Allow", "Action": "sns:Publish", "Resource": "*"},
            {"Sid": "Never", "Effect": "Deny", "Action": "sqs:Delete*", "Resource": "*"},
        ]
    },
)


def decided(*actions: str) -> Decisions:
    decisions = Decisions()
    for action in actions:
        request = Request(role_session(ROLE, "one"), action, "arn:aws:sqs:us-east-1:000000000000:q", Context())
        policies = Policies(identity=[POLICY])
        decisions.add(Record(request, policies, evaluate(request, policies), "sqs SendMessage"))
    return decisions


def test_what_no_decision_needed_is_told_statement_by_statement() -> None:
    assert unused(decided("sqs:SendMessage").records.values()) == [
        {"role": ROLE, "statement": "shop Queue", "actions": ["sqs:ReceiveMessage"]},
        {"role": ROLE, "statement": "shop Topic", "actions": ["sns:Publish"]},
    ]


def test_what_was_all_needed_is_not_told() -> None:
    assert unused(decided("sqs:SendMessage", "sqs:ReceiveMessage", "sns:Publish").records.values()) == []


def test_a_right_that_was_refused_uses_nothing() -> None:
    left = unused(decided("sqs:DeleteMessage").records.values())
    assert [each["actions"] for each in left] == [["sqs:Send*", "sqs:ReceiveMessage"], ["sns:Publish"]]
