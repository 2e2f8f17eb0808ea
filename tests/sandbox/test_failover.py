"""`up` after a failover changes nothing that matters: not the data, not the routing, not what the failover scaled.

The failover is done to the emulated AWS as operators would do it, from the surviving region and without Pulumi. How
long AWS takes for it, and what a promotion loses, needs AWS.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from operations.gate.data_types import HOLDS_DATA
from sandbox.engine.events import Operation
from tests.sandbox.conftest import start
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Attempt, Pair, Run, loaded_programs
from tests.sandbox.watch import PLACES, Sighting, Watch
from tests.stack_files import settings_of

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("failover")]
EAST, WEST = REGIONS[HOME], REGIONS[PEER]
STACK_IN = {region: stack for stack, region in REGIONS.items()}
STRATEGIES = ("warm-standby", "pilot-light", "active-active")
ENOUGH_TARGETS = settings_of(HOME).workloads["web"].min_tasks
# A minute in which a switch says 1 is not one in which it can say 0: CloudWatch keeps the larger value.
MINUTE = 60

# Whether the other region's silence means something: that of a pilot light, which publishes nothing, does not.
_WATCHING = ("aws:cloudwatch/metricAlarm:MetricAlarm", "update", "treatMissingData")
# What may change of the region that now serves: it is completed. (type, operation, property)
COMPLETED = frozenset(
    {
        _WATCHING,
        ("aws:rds/clusterInstance:ClusterInstance", "create", ""),
        ("aws:ec2/eip:Eip", "create", ""),
        ("aws:ec2/natGateway:NatGateway", "create", ""),
        ("aws:ec2/route:Route", "create", ""),
        ("aws:ec2/route:Route", "update", "natGatewayId"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "automaticFailoverEnabled"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "multiAzEnabled"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "numCacheClusters"),
    }
)
# And of the one that now stands by: it is reduced.
REDUCED = frozenset(
    {
        _WATCHING,
        ("aws:appautoscaling/target:Target", "update", "maxCapacity"),
        ("aws:appautoscaling/target:Target", "update", "minCapacity"),
        ("aws:rds/clusterInstance:ClusterInstance", "delete", ""),
        ("aws:ec2/eip:Eip", "delete", ""),
        ("aws:ec2/natGateway:NatGateway", "delete", ""),
        ("aws:ec2/route:Route", "delete", ""),
        ("aws:ec2/route:Route", "update", "natGatewayId"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "automaticFailoverEnabled"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "multiAzEnabled"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "numCacheClusters"),
    }
)
# New ones have new ids.
GATEWAYS = frozenset({"aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway", "aws:ec2/route:Route"})


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Everything that was seen of one move of the writer."""

    to: str
    refused: tuple[Attempt, ...]
    refreshed: tuple[Run, ...]
    plans: tuple[Run, ...]
    runs: tuple[Run, ...]
    again: tuple[Run, ...]
    sightings: tuple[Sighting, ...]
    members: dict[str, bool]


@dataclass(frozen=True, kw_only=True)
class Story:
    """There and back. `before` and `after` are what both stacks had at the two ends."""

    strategy: str
    over: Moved
    back: Moved
    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]


def _move_writer(pair: Pair, to: str, *, planned: bool) -> None:
    # A switchover is asked for where the writer still is, a failover where it shall be.
    rds = pair.sandbox.clients.of("rds", {EAST: WEST, WEST: EAST}[to] if planned else to)
    database = pair.outputs(STACK_IN[to])["database"]
    rds.failover_global_cluster(
        GlobalClusterIdentifier=database["global_cluster"],
        TargetDbClusterIdentifier=database["cluster_arn"],
        **({"Switchover": True} if planned else {"AllowDataLoss": True}),
    )


def _scale_out(pair: Pair, region: str) -> None:
    """Give the region the bounds of one that serves, as its settings say."""
    outputs, settings = pair.outputs(STACK_IN[region]), settings_of(STACK_IN[region], writer=region)
    scaling = pair.sandbox.clients.of("application-autoscaling", region)
    for name, service in outputs["services"].items():
        workload = settings.workloads[name]
        scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=f"service/{outputs['cluster']}/{service}",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=workload.min_tasks,
            MaxCapacity=workload.max_tasks,
        )


def _take_over(pair: Pair, value: int, at: float) -> None:
    """Say from the peer region whether it has taken over from the home region, as the home stack's outputs tell."""
    switch = pair.outputs(HOME)["routing"]["take_over"]
    dimensions = [{"Name": name, "Value": text} for name, text in switch["dimensions"].items()]
    pair.sandbox.clients.of("cloudwatch", switch["region"]).put_metric_data(
        Namespace=switch["namespace"],
        MetricData=[{"MetricName": switch["metric"], "Dimensions": dimensions, "Value": value, "Timestamp": at}],
    )


def _follow(pair: Pair, to: str) -> Moved:
    """What the stacks make of it: first as they are, then with the new writer written into both files."""
    watch = Watch(pair.sandbox)
    watch.look("the failover")
    refused = tuple(pair.attempt(stack) for stack in STACKS)
    pair.write("writer", to)
    order = (STACK_IN[to], *(stack for stack in STACKS if stack != STACK_IN[to]))
    return Moved(
        to=to,
        refused=refused,
        refreshed=tuple(pair.refresh(stack) for stack in STACKS),
        plans=tuple(pair.preview(stack) for stack in order),
        runs=tuple(pair.up(stack, watch) for stack in order),
        again=tuple(pair.preview(stack) for stack in STACKS),
        sightings=tuple(watch.sightings),
        members=_members(pair),
    )


def _members(pair: Pair) -> dict[str, bool]:
    (cluster,) = pair.sandbox.clients.of("rds", WEST).describe_global_clusters()["GlobalClusters"]
    return {each["DBClusterArn"].split(":")[3]: each["IsWriter"] for each in cluster["GlobalClusterMembers"]}


def _everything(pair: Pair) -> dict[str, dict[str, Any]]:
    return {urn: resource for stack in STACKS for urn, resource in pair.resources(stack).items()}


@pytest.fixture(scope="module", params=STRATEGIES)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A failover to the peer region and a planned move back, under one strategy."""
    directory = tmp_path_factory.mktemp("failover")
    sandbox = start(directory)
    pair = Pair(sandbox, sandbox.program.directory)
    with sandbox.cloud, loaded_programs(directory):
        # An environment begins as a standby, and is grown from there.
        begin = "warm-standby" if request.param == "active-active" else request.param
        pair.write("strategy", begin)
        for stack in STACKS:
            assert pair.up(stack).result.error == ""
        if request.param != begin:
            pair.write("strategy", request.param)
            for stack in (PEER, HOME):
                assert pair.up(stack).result.error == ""
        before, now = _everything(pair), time.time()

        _move_writer(pair, WEST, planned=False)
        _scale_out(pair, WEST)
        _take_over(pair, 1, now - MINUTE)
        over = _follow(pair, WEST)

        _scale_out(pair, EAST)
        _move_writer(pair, EAST, planned=True)
        _take_over(pair, 0, now)
        back = _follow(pair, EAST)
        yield Story(strategy=request.param, over=over, back=back, before=before, after=_everything(pair))


@pytest.fixture(params=["over", "back"])
def moved(request: pytest.FixtureRequest, story: Story) -> Moved:
    """Each of the two moves."""
    found: Moved = getattr(story, request.param)
    return found


def _changes(run: Run) -> set[tuple[str, str, str]]:
    """(type, operation, property) of what a run does; the property only for an update."""
    return {
        (change.type, str(change.operation), path.partition(".")[0].partition("[")[0])
        for change in run.result.effective
        if change.type.startswith("aws:")
        for path in (change.properties if change.operation is Operation.UPDATE else [""])
    }


def test_the_writer_moved(moved: Moved) -> None:
    assert moved.members == {region: region == moved.to for region in (EAST, WEST)}


def test_both_stacks_refuse_to_act_on_a_stale_writer(moved: Moved) -> None:
    for refused in moved.refused:
        assert refused.run.result.error
        assert f"says that its writer is {moved.to}; nothing was changed" in refused.run.said


def test_a_refusal_touches_nothing(moved: Moved) -> None:
    assert [refused.writes for refused in moved.refused] == [(), ()]
    assert [refused.changed_resources for refused in moved.refused] == [(), ()]


def test_a_refresh_loses_nothing(moved: Moved) -> None:
    for run in moved.refreshed:
        assert run.said.strip() == ""
        assert "delete" not in run.changed.values(), "everything is still there"


def test_a_plan_completes_one_region_and_reduces_the_other_and_nothing_else(story: Story, moved: Moved) -> None:
    for run in (*moved.plans, *moved.runs):
        allowed = COMPLETED if REGIONS[run.stack] == moved.to else REDUCED
        assert run.said.strip() == ""
        assert _changes(run) <= (frozenset() if story.strategy == "active-active" else allowed)


def test_what_was_planned_is_done(moved: Moved) -> None:
    assert [run.changed for run in moved.runs] == [run.changed for run in moved.plans]


def test_a_second_preview_is_empty(moved: Moved) -> None:
    assert [(run.changed, run.said.strip()) for run in moved.again] == [({}, "")] * 2


def test_clients_stay_where_they_were_taken(story: Story, moved: Moved) -> None:
    nearest = dict(zip(PLACES, (EAST, WEST, EAST), strict=True))
    both_serve = story.strategy == "active-active" and moved.to == EAST
    for sighting in moved.sightings:
        regions = {place: answer.region for place, answer in sighting.answers.items()}
        assert regions == (nearest if both_serve else dict.fromkeys(PLACES, moved.to)), sighting.after
        assert min(answer.healthy_targets for answer in sighting.answers.values()) >= ENOUGH_TARGETS, sighting.after
        assert sighting.mixed == []


# Auto scaling and a failover own them: a refresh reads them, and no run sends them.
COUNTS = frozenset({"desiredCount"})


def test_after_the_way_back_everything_is_as_it_was(story: Story) -> None:
    assert set(story.after) == set(story.before)
    stores = {urn for urn, resource in story.before.items() if resource["type"] in HOLDS_DATA}
    assert {urn: story.after[urn]["id"] for urn in stores} == {urn: story.before[urn]["id"] for urn in stores}
    differing = {
        (urn, key): (resource["inputs"].get(key), story.after[urn]["inputs"].get(key))
        for urn, resource in story.before.items()
        if resource["type"].startswith("aws:") and resource["type"] not in GATEWAYS
        for key in {**resource["inputs"], **story.after[urn]["inputs"]}
        if key not in COUNTS and resource["inputs"].get(key) != story.after[urn]["inputs"].get(key)
    }
    assert differing == {}
