"""Wildcards and ARNs, also open ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.cloud.iam.patterns import ALL, arn_covers, covers, literal, overlap, unescaped, wildcard

TEXT = st.text(alphabet="ab:/*?", max_size=6)
PLAIN = st.text(alphabet="ab:/", max_size=6)


@given(pattern=TEXT, text=PLAIN)
def test_a_pattern_covers_a_text_where_it_overlaps_with_it(pattern: str, text: str) -> None:
    assert covers(pattern, text) is overlap(pattern, text)


@given(pattern=TEXT, text=st.text(alphabet="ab*", max_size=5), filling=PLAIN)
def test_what_is_sure_of_an_open_text_holds_however_it_is_filled(pattern: str, text: str, filling: str) -> None:
    verdict = covers(pattern, text)
    if verdict is not None:
        assert (wildcard(pattern).fullmatch(text.replace("*", filling)) is not None) is verdict


@given(text=TEXT)
def test_a_text_that_is_meant_literally_matches_itself(text: str) -> None:
    assert wildcard(literal(text)).fullmatch(text)
    assert unescaped(literal(text)) == text


@pytest.mark.parametrize(
    ("pattern", "arn", "verdict"),
    [
        ("*", "arn:aws:ec2:us-east-1:1:vpc/*", True),
        ("arn:aws:ec2:*:1:vpc/*", "arn:aws:ec2:us-east-1:1:vpc/*", True),
        ("arn:aws:ec2:*:1:vpc/vpc-1", "arn:aws:ec2:us-east-1:1:vpc/*", None),
        ("arn:aws:ec2:*:1:subnet/*", "arn:aws:ec2:us-east-1:1:vpc/*", False),
        ("arn:aws:ec2:*:vpc/*", "arn:aws:ec2:us-east-1:1:vpc/v", False),
        ("arn:aws:secretsmanager:*:1:secret:a-??????", "arn:aws:secretsmanager:us-east-1:1:secret:a-??????", True),
        ("arn:aws:secretsmanager:*:1:secret:a-*", "arn:aws:secretsmanager:us-east-1:1:secret:a-??????", True),
        ("arn:aws:secretsmanager:*:1:secret:a-Xa9bQz", "arn:aws:secretsmanager:us-east-1:1:secret:a-??????", None),
        ("arn:aws:secretsmanager:*:1:secret:a-?????", "arn:aws:secretsmanager:us-east-1:1:secret:a-??????", False),
        ("arn:aws:ec2:*:1:vpc/?", "arn:aws:ec2:us-east-1:1:vpc/*", None),
        ("arn:aws:rds:*:1:cluster:*", f"arn:aws:rds:us-east-1:1:cluster:{ALL}", True),
        ("arn:aws:rds:*:1:cluster:mine", f"arn:aws:rds:us-east-1:1:cluster:{ALL}", False),
        ("arn:aws:s3:::b", "arn:aws:s3:::b/key", False),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/key:with/all", True),
        ("arn:aws:sqs:us-east-1", "arn:aws:sqs:us-east-1:1:q", True),
        ("arn:aws:logs:*:1:log-group:/a:*", "arn:aws:logs:us-east-1:1:log-group:/a:log-stream:s", True),
        ("arn:aws:logs:*:1:log-group:/a", "arn:aws:logs:us-east-1:1:log-group:/a:log-stream:s", False),
    ],
)
def test_the_parts_of_an_arn_are_taken_one_by_one(pattern: str, arn: str, verdict: bool | None) -> None:  # noqa: FBT001 - a column
    assert arn_covers(pattern, arn) is verdict
