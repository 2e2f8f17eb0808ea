"""Plans of Region switch through boto3, and what is refused of one. Nothing here executes a plan."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.additions.region_switch_rules import problems
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

ROLE = "arn:aws:iam::000000000000:role/runs-it"


def services(*regions: str) -> dict[str, Any]:
    return {
        "ecsCapacityIncreaseConfig": {
            "services": [
                {
                    "clusterArn": f"arn:aws:ecs:{region}:000000000000:cluster/shop",
                    "serviceArn": f"arn:aws:ecs:{region}:000000000000:service/shop/web",
                }
                for region in regions
            ]
        }
    }


def step(name: str, kind: str, configuration: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "executionBlockType": kind, "executionBlockConfiguration": configuration}


def plan(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a request
    found = [*steps] or [step("scale", "ECSServiceScaling", services(EAST, WEST))]
    workflows = [
        {"workflowTargetAction": "activate", "workflowTargetRegion": region, "steps": copy.deepcopy(found)}
        for region in (EAST, WEST)
    ]
    given = {
        "name": "shop",
        "regions": [EAST, WEST],
        "recoveryApproach": "activePassive",
        "primaryRegion": EAST,
        "executionRole": ROLE,
        "workflows": workflows,
    }
    return {key: value for key, value in {**given, **changes}.items() if value is not None}


APPROVE = step("ok", "ManualApproval", {"executionApprovalConfig": {"approvalRole": ROLE}})
ONE_WAY = [{"workflowTargetAction": "activate", "workflowTargetRegion": EAST, "steps": []}]


def beside(*steps: dict[str, Any], name: str = "both") -> dict[str, Any]:
    return step(name, "Parallel", {"parallelConfig": {"steps": [*steps]}})


def test_a_plan_with_a_workflow_for_each_region_is_taken() -> None:
    assert [*problems(plan())] == []
    assert [*problems(plan(beside(APPROVE, step("scale", "ECSServiceScaling", services(EAST, WEST)))))] == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (plan(name="shop_plan"), "name 'shop_plan' is not"),
        (plan(regions=[EAST, EAST]), "regions must be two"),
        (plan(primaryRegion="eu-west-1"), "primaryRegion eu-west-1 is none"),
        (plan(recoveryApproach="lukewarm"), "recoveryApproach 'lukewarm'"),
        (plan(executionRole="runs-it"), "executionRole 'runs-it' is no ARN"),
        (plan(recoveryTimeObjectiveMinutes=0), "is not 1 to 10080"),
        (plan(workflows=ONE_WAY), f"no workflow activates {WEST}"),
        (plan(workflows=ONE_WAY * 2), f"2 workflows activate {EAST}"),
        (plan(APPROVE, APPROVE), "2 steps are called ok"),
        (plan(APPROVE, beside(APPROVE)), "2 steps are called ok"),
        (plan(step("ok", "ManualApproval", services(EAST, WEST))), "its configuration is ecsCapacityIncreaseConfig"),
        (plan(step("scale", "ECSServiceScaling", services(EAST))), "wants one of each region"),
        (plan(step("run", "CustomActionLambda", {"customActionLambdaConfig": {}})), "no block of type CustomAction"),
        (plan(beside(beside(APPROVE, name="inner"))), "a parallel block holds no other"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_a_plan_is_said(wrong: dict[str, Any], says: str) -> None:
    assert any(says in problem for problem in problems(wrong))


@pytest.fixture
def made(aws: Aws) -> Iterator[str]:
    """A plan that is there; its ARN."""
    client = aws.client("arc-region-switch")
    arn = str(client.create_plan(**plan(), tags={"for": "tests"})["plan"]["arn"])
    yield arn
    client.delete_plan(arn=arn)


@pytest.mark.emulator
def test_a_plan_is_seen_in_both_of_its_regions_and_in_no_other(aws: Aws, made: str) -> None:
    seen = {
        region: [each["arn"] for each in aws.client("arc-region-switch", region).list_plans_in_region()["plans"]]
        for region in (EAST, WEST, "eu-west-1")
    }
    assert seen == {EAST: [made], WEST: [made], "eu-west-1": []}
    shown = aws.client("arc-region-switch", WEST).get_plan_in_region(arn=made)["plan"]
    assert (shown["version"], shown["workflows"]) == ("1", plan()["workflows"])


@pytest.mark.emulator
def test_an_update_keeps_what_cannot_be_changed_and_drops_what_is_left_out(aws: Aws, made: str) -> None:
    client = aws.client("arc-region-switch")
    client.update_plan(arn=made, executionRole=ROLE, workflows=plan()["workflows"], description="for a while")
    changed = client.update_plan(arn=made, executionRole=ROLE, workflows=plan()["workflows"])["plan"]
    assert (changed["name"], changed["primaryRegion"], changed["version"]) == ("shop", EAST, "3")
    assert "description" not in changed
    assert client.list_tags_for_resource(arn=made)["resourceTags"] == {"for": "tests"}


@pytest.mark.emulator
@pytest.mark.parametrize(
    ("operation", "given", "code"),
    [
        ("create_plan", plan(), "ValidationException"),
        ("get_plan", {"arn": "arn:aws:arc-region-switch::000000000000:plan/other:abc123"}, "ResourceNotFoundException"),
        ("start_plan_execution", {"targetRegion": WEST, "action": "activate"}, "UnsupportedOperation"),
    ],
    ids=["a second one of the name", "one that is not there", "an execution"],
)
def test_what_the_sandbox_does_not_do_is_refused(
    aws: Aws, made: str, operation: str, given: dict[str, Any], code: str
) -> None:
    about = {"planArn": made} if operation.startswith("start") else {}
    with pytest.raises(ClientError) as refused:
        getattr(aws.client("arc-region-switch", WEST), operation)(**about, **given)
    assert refused.value.response["Error"]["Code"] == code
