"""The plan by which AWS runs a failover: the graph of `failover_steps`, but for what it cannot express.

What AWS makes of a plan, how its blocks scale, and how long an execution takes, only AWS shows.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from components.multi_region.region_switch.steps import LEFT_OUT, leaves, steps
from operations.recovery.failover_steps import FAILOVER, Kind, Step, carried_out
from sandbox.providers.aws.facts import replaces_on
from sandbox.recording import ACCOUNT, Recording
from settings import RegionRole, Strategy
from settings.strategy import CAPACITY_PROFILES, region_role_of
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, STACKS

PLAN, ROLE_POLICY = "aws:arcregionswitch/plan:Plan", "aws:iam/rolePolicy:RolePolicy"
REGIONS = (EAST, WEST)
each_strategy = pytest.mark.parametrize("strategy", Strategy)


@cache
def _on(strategy: str = "warm-standby") -> Recording:
    # A strategy that sends clients to both regions wants the other one up.
    peer = {"region_role": "serving", "provisioned_as": "serving"}
    managed = {"managed": True, "approver": "platform-operator"}
    return start(HOME, {"strategy": strategy, "region_switch": managed}, home={}, peer=peer)


def _plan(strategy: str = "warm-standby") -> Mapping[str, Any]:
    return _on(strategy).one(PLAN).plain


def _flat(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in found:
        inner = [each for block in step.get("parallelConfigs", ()) for each in block["steps"]]
        yield from inner or [step]


def _graph(target: RegionRole) -> dict[str, dict[str, Step]]:
    """Every step of a failover onto a region of this role, by what kind of move it is."""
    before = [step for step in FAILOVER if target in step.target]
    return {
        "disaster": {step.name: step for step in (*before, *carried_out(Kind.DISASTER, target))},
        "planned": {step.name: step for step in carried_out(Kind.PLANNED, target)},
    }


@pytest.mark.parametrize("stack", STACKS)
def test_there_is_none_unless_it_is_asked_for(stack: str) -> None:
    assert run(stack).of(PLAN) == []
    assert "region_switch_plan" not in run(stack).exported


def test_one_plan_stands_for_both_regions_in_the_stack_that_owns_what_exists_once() -> None:
    peer = start(PEER, {"region_switch": {"managed": True, "approver": "x"}}, home=run(HOME).exported)
    assert peer.of(PLAN) == []
    assert _on().exported["region_switch_plan"]


@each_strategy
def test_its_steps_are_the_graphs_but_for_those_that_are_left_out(strategy: Strategy) -> None:
    target = region_role_of(strategy, is_writer=False)
    wanted = {name for graph in _graph(target).values() for name in graph} - LEFT_OUT.keys()
    for workflow in _plan(strategy)["workflows"]:
        assert {step["name"] for step in _flat(workflow["steps"])} == wanted


def test_nothing_is_left_out_that_no_failover_has() -> None:
    named = {name for region_role in RegionRole for graph in _graph(region_role).values() for name in graph}
    assert LEFT_OUT.keys() <= named


@pytest.mark.parametrize("target", RegionRole)
@pytest.mark.parametrize("kind", ["disaster", "planned"])
def test_no_step_comes_before_what_it_waits_for(target: RegionRole, kind: str) -> None:
    graph = _graph(target)[kind]
    place = {
        one.name: number
        for number, step in enumerate(steps(CAPACITY_PROFILES[target].request_workloads))
        for one in leaves([step])
    }
    late = [
        (name, other)
        for name in place
        for other in _waits_for(name, graph)
        if other in place and place[other] >= place[name]
    ]
    # A planned move scales before it fences and promotes; a plan is the same for both, and does not wait for tasks.
    scaling = {"scale-out", "start-tasks"} & place.keys()
    early = [(name, each) for name in ("fence", "promote") for each in scaling]
    assert late == (early if kind == "planned" else [])


def _waits_for(name: str, graph: Mapping[str, Step]) -> set[str]:
    direct = set(graph[name].after) if name in graph else set()
    return direct | {each for one in direct for each in _waits_for(one, graph)}


@each_strategy
def test_either_region_can_be_activated_and_whatever_is_named_is_there(strategy: Strategy) -> None:
    plan = _plan(strategy)
    assert [one["workflowTargetRegion"] for one in plan["workflows"]] == list(REGIONS)
    assert (plan["regions"], plan["recoveryApproach"]) == (list(REGIONS), "activePassive")
    services = {f"service/{stack}/{name}" for stack in ("standby",) for name in run(HOME).exported["services"]}
    for step in _flat(plan["workflows"][0]["steps"]):
        for block in step.get("ecsCapacityIncreaseConfigs", ()):
            found = [one["serviceArn"].split(":", 5) for one in block["services"]]
            assert [parts[3] for parts in found] == list(REGIONS)
            assert {parts[5] for parts in found} <= services
    databases = [
        block for step in _flat(plan["workflows"][0]["steps"]) for block in step.get("globalAuroraConfigs", ())
    ]
    names = [run(stack).one("aws:rds/cluster:Cluster").plain["clusterIdentifier"] for stack in STACKS]
    assert [arn.rpartition(":")[2] for block in databases for arn in block["databaseClusterArns"]] == names


def test_only_what_stands_by_with_less_is_scaled() -> None:
    scaled = {
        str(strategy): [step["name"] for step in _flat(_plan(strategy)["workflows"][0]["steps"])][1:-2]
        for strategy in Strategy
    }
    assert scaled == {
        "active-active": ["promote"],
        "warm-standby": ["promote", "scale-out"],
        "pilot-light": ["promote", "start-tasks"],
    }


def test_nothing_is_lost_unless_somebody_says_that_it_is_a_disaster() -> None:
    (block,) = [
        each for step in _flat(_plan()["workflows"][1]["steps"]) for each in step.get("globalAuroraConfigs", ())
    ]
    assert (block["behavior"], block["ungracefuls"]) == ("switchoverOnly", [{"ungraceful": "failover"}])


def test_nothing_but_a_person_starts_it_and_the_objective_is_what_it_is_measured_by() -> None:
    plan = _plan()
    assert "triggers" not in plan
    assert plan["recoveryTimeObjectiveMinutes"] == 30
    names = [alarm["resourceIdentifier"].rpartition(":")[2] for alarm in plan["associatedAlarms"]]
    for stack, name in zip(STACKS, names, strict=True):
        declared = {each.plain["name"] for each in run(stack).of("aws:cloudwatch/metricAlarm:MetricAlarm")}
        assert name in declared


def test_a_switch_of_strategy_replaces_no_plan() -> None:
    plans = [_plan(strategy) for strategy in Strategy]
    differing = {key for plan in plans for key in plan if plan[key] != plans[0][key]}
    assert differing == {"workflows"}
    assert not differing & replaces_on(PLAN)


def test_its_role_may_change_the_writer_and_these_services_and_nothing_else() -> None:
    statements = json.loads(_on().one(ROLE_POLICY, "region-switch-role-policy").plain["policy"])["Statement"]
    written = {
        action: each["Resource"]
        for each in statements
        for action in each["Action"]
        if not action.partition(":")[2].startswith(("Describe", "Get", "List", "Simulate"))
    }
    assert sorted(written) == [
        "application-autoscaling:RegisterScalableTarget",
        "ecs:UpdateService",
        "rds:FailoverGlobalCluster",
        "rds:SwitchoverGlobalCluster",
    ]
    assert "*" not in {resource for each in written.values() for resource in each}
    assert written["ecs:UpdateService"] == [
        f"arn:aws:ecs:{region}:{ACCOUNT}:service/standby/{name}" for region in REGIONS for name in ("web", "worker")
    ]
    looks = {action for each in statements if each["Resource"] == ["*"] for action in each["Action"]}
    assert {action.partition(":")[2][:4] for action in looks} <= {"Desc", "Get", "GetM", "List"}
