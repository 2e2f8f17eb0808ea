"""Texts that AWS refuses are refused in a preview: every rule of the table, at its limits and just beyond them.

It says nothing about rules that are not in the table.
"""

import string

import pytest

from sandbox.protocol.values import UNKNOWN
from sandbox.providers.aws.prose import broken, rules
from sandbox.providers.aws.resource_type import all_types

RULES = [(token, name) for token, properties in rules().items() for name in properties]
GROUP = "aws:ec2/securityGroup:SecurityGroup"
_CONTROL = "\x07"


def said(token: str, name: str, value: str) -> list[str]:
    return [reason for _, reason in broken(token, {name: value})]


@pytest.mark.parametrize(("token", "name"), RULES)
def test_a_text_within_its_limits_is_taken(token: str, name: str) -> None:
    low, high = rules()[token][name]["length"]
    assert [said(token, name, "a" * size) for size in (max(low, 3), high)] == [[], []]


@pytest.mark.parametrize(("token", "name"), RULES)
def test_a_text_that_is_one_too_long_is_refused_with_its_length(token: str, name: str) -> None:
    high = rules()[token][name]["length"][1]
    assert any(f"and has {high + 1}" in reason for reason in said(token, name, "a" * (high + 1)))


@pytest.mark.parametrize(("token", "name"), RULES)
def test_a_character_that_no_api_takes_is_refused_where_characters_are_limited(token: str, name: str) -> None:
    limited = {"characters", "pattern"} & rules()[token][name].keys()
    assert bool(said(token, name, f"abc{_CONTROL}def")) is bool(limited)


@pytest.mark.parametrize(
    ("token", "name"), [(token, name) for token, name in RULES if "never_starts" in rules()[token][name]]
)
def test_a_reserved_beginning_is_refused_whatever_its_case(token: str, name: str) -> None:
    for start in rules()[token][name]["never_starts"]:
        assert any("must not start with" in reason for reason in said(token, name, f"{start.upper()}mine"))


@pytest.mark.parametrize(("token", "name"), RULES)
def test_what_is_not_known_yet_is_judged_later(token: str, name: str) -> None:
    assert said(token, name, UNKNOWN) == []


@pytest.mark.parametrize(("token", "name"), RULES)
def test_a_rule_is_about_a_property_that_there_is_and_says_where_it_is_from(token: str, name: str) -> None:
    assert name in all_types()[token].properties
    assert rules()[token][name]["source"]


@pytest.mark.parametrize("name", ["name", "description"])
def test_ec2_takes_these_characters_and_no_others(name: str) -> None:
    allowed = {*string.ascii_letters, *string.digits, *" ._-:/()#,@[]+=&;{}!$*"}
    taken = {character for character in map(chr, range(32, 256)) if not said(GROUP, name, f"a{character}a")}
    assert taken == allowed


def test_an_apostrophe_is_named_with_where_aws_says_so() -> None:
    (reason,) = said(GROUP, "description", "Route 53's health checkers")
    assert 'and not "\'"' in reason
    assert "Amazon EC2 API, CreateSecurityGroup: Description" in reason


@pytest.mark.parametrize("identifier", ["two--hyphens", "ends-", "1st"])
def test_rds_wants_single_hyphens_between_letters_and_a_letter_first(identifier: str) -> None:
    assert said("aws:rds/cluster:Cluster", "clusterIdentifier", identifier)
