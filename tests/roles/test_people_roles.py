"""The roles of people, taken apart by what they asked for in `life`, and by what their pages have them do."""

import json
from typing import Any

import pytest

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.evaluate import Policies, Request, Result, evaluate
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import role_session
from tests.roles.declared import asked
from tests.stack_files import ROOT
from tests.test_people import ACCOUNT, NEEDED

_SANDBOX = "000000000000"
# Statement and action -> why it is granted although nobody asks for it in the sandbox.
_LOOKED = (
    "docs/region-switch.md: who runs the plan looks at it, at its executions and at what hinders them, by the console"
)
_TURNED = "ARC developer guide, working with plan executions: to end one, to go on without a region, or to skip a step"
_PLAN, _FENCE = "RunAndApproveThePlan", "docs/region-switch.md: whoever puts the fence up looks at it and takes it away"
_USES = "DynamoDB developer guide, encryption.usagenotes lists it for whoever uses a table"
UNASKED = {
    **{
        (_PLAN, f"arc-region-switch:{name}"): _LOOKED
        for name in (
            *("GetPlan", "GetPlanInRegion", "GetPlanEvaluationStatus"),
            *("ListPlanExecutionEvents", "ListPlanExecutions"),
        )
    },
    **{
        (_PLAN, f"arc-region-switch:{name}"): _TURNED
        for name in ("CancelPlanExecution", "UpdatePlanExecution", "UpdatePlanExecutionStep")
    },
    ("FindThePlan", "arc-region-switch:ListPlans"): _LOOKED,
    ("Fence", "dynamodb:DeleteItem"): _FENCE,
    ("Fence", "dynamodb:GetItem"): _FENCE,
    ("KeyOfTheFence", "kms:DescribeKey"): _USES,
}


def statements(role: str) -> list[dict[str, Any]]:
    text = (ROOT / "docs" / "runbooks" / f"{role}-role.json").read_text().replace("ACCOUNT", ACCOUNT)
    read: list[dict[str, Any]] = json.loads(text)["Statement"]
    return read


def actions(statement: dict[str, Any]) -> list[str]:
    stated = statement["Action"]
    return [stated] if isinstance(stated, str) else stated


def questions(role: str) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Action, resource and what comes with it."""
    of_life = [
        (one.action, one.resources[-1].replace(_SANDBOX, ACCOUNT), dict(one.context))
        for one in asked()
        if one.role == f"platform-{role}" and not one.is_taking
    ]
    of_pages = [
        (action, resource, {key: [value] for key, value in context.items()})
        for whose, action, resource, context in NEEDED
        if whose == role
    ]
    return [*of_life, *of_pages]


def refused(role: str, stated: list[dict[str, Any]]) -> set[str]:
    policy = Policy.read(role, {"Version": "2012-10-17", "Statement": stated})
    caller = role_session(f"arn:aws:iam::{ACCOUNT}:role/platform-{role}", "somebody")
    return {
        action
        for action, resource, context in questions(role)
        if evaluate(
            Request(caller, action, resource, Context(context, complete=True)), Policies(identity=[policy])
        ).result
        is not Result.ALLOWED
    }


each_role = pytest.mark.parametrize("role", ["operator", "approver"])


@each_role
def test_a_person_may_do_all_that_was_asked_for(role: str) -> None:
    assert questions(role)
    assert refused(role, statements(role)) == set()


@each_role
def test_without_any_one_statement_a_person_is_refused_something(role: str) -> None:
    stated = statements(role)
    assert [each["Sid"] for each in stated if not refused(role, [one for one in stated if one is not each])] == []


def test_each_grant_of_a_person_was_asked_for_or_is_explained() -> None:
    unasked = {
        (statement["Sid"], action)
        for role in ("operator", "approver")
        for statement in statements(role)
        for action in actions(statement)
        if action not in {asked_for for asked_for, _, _ in questions(role)}
    }
    assert unasked == set(UNASKED)


@pytest.mark.parametrize("grant", UNASKED, ids=" ".join)
def test_what_no_person_asks_for_here_has_a_reason(grant: tuple[str, str]) -> None:
    assert len(UNASKED[grant].split()) >= 5
