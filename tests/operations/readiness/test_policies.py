"""Policies are alike where IAM reads them alike."""

import json
from typing import Any

import pytest

from operations.readiness.policies import compared_policy
from operations.readiness.rule import needed
from tests.operations.readiness.rules.stage import ACCOUNT, resource

_ROLE = "aws:iam/role:Role"
_READ = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::assets"]}
_WRITE = {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["arn:aws:s3:::assets"]}


def _told(has: list[dict[str, Any]], wants: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    declared = resource(_ROLE, policy=json.dumps({"Version": "2012-10-17", "Statement": wants}))
    found = compared_policy(declared, json.dumps({"Statement": has}), "it is refused", needed)
    return [(each.seen, each.stops) for each in found]


@pytest.mark.parametrize(
    ("has", "wants"),
    [
        ({**_READ, "Action": ["s3:ListBucket", "s3:GetObject"]}, _READ),
        ({**_WRITE, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::assets", "Sid": "Named"}, _WRITE),
        ({**_READ, "Principal": "*"}, {**_READ, "Principal": {"AWS": "*"}}),
        (
            {**_READ, "Principal": {"AWS": ACCOUNT}},
            {**_READ, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}},
        ),
        (
            {**_READ, "Condition": {"Bool": {"aws:SecureTransport": ["false"]}}},
            {**_READ, "Condition": {"Bool": {"aws:SecureTransport": False}}},
        ),
    ],
    ids=["order", "one in a list", "everybody", "the account", "a condition"],
)
def test_policies_that_iam_reads_alike_are_alike(has: dict[str, Any], wants: dict[str, Any]) -> None:
    assert _told([has, _WRITE], [_WRITE, wants]) == []


def test_a_statement_that_is_missing_stops() -> None:
    assert _told([_READ], [_READ, _WRITE]) == [("its policy lacks 1 of 2 statements: s3:PutObject", True)]


def test_a_statement_that_is_narrower_is_missing_and_what_it_became_is_told() -> None:
    narrow = {**_READ, "Action": ["s3:GetObject"]}
    assert _told([narrow], [_READ]) == [
        ("its policy lacks 1 of 1 statements: s3:GetObject, s3:ListBucket", True),
        ("its policy grants what is not declared: s3:GetObject", False),
    ]


def test_a_statement_that_forbids_and_is_missing_is_told_and_stops_nothing() -> None:
    forbids = {"Effect": "Deny", "Action": ["s3:PutObject"], "Resource": ["*"]}
    assert _told([_READ], [_READ, forbids]) == [("its policy does not forbid what is declared: s3:PutObject", False)]


def test_what_forbids_and_is_not_declared_stops() -> None:
    forbids = {"Effect": "Deny", "Action": ["a:A", "a:B", "a:C", "a:D"], "Resource": ["*"]}
    assert _told([_READ, forbids], [_READ]) == [
        ("its policy forbids what is not declared: a:A, a:B, a:C and 1 more", True)
    ]


def test_a_single_statement_may_stand_without_a_list() -> None:
    declared = resource(_ROLE, policy=json.dumps({"Statement": [_READ]}))
    assert list(compared_policy(declared, {"Statement": _READ}, "it is refused", needed)) == []
