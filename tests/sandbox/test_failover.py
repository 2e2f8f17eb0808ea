"""`up` after a failover, with the new writer written down, changes nothing at all; what a rebuild changes is known.

The failover is done to the emulated AWS as operators would do it, from the surviving region and without Pulumi. How
long AWS takes for it, and what a promotion loses, needs AWS.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

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
_EITHER_WAY = frozenset(
    {
        _WATCHING,
        ("aws:ec2/route:Route", "update", "natGatewayId"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "automaticFailoverEnabled"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "multiAzEnabled"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "update", "numCacheClusters"),
    }
)
_COUNTED = (
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:ec2/eip:Eip",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/route:Route",
)
# What may change of the region that is to be at full size, and of the other one. (type, operation, property)
COMPLETED = _EITHER_WAY | {(kind, "create", "") for kind in _COUNTED}
REDUCED = _EITHER_WAY | {(kind, "delete", "") for kind in _COUNTED}


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
class Rebuilt:
    """What was seen when the region that had taken over was to stay the first one."""

    plans: tuple[Run, ...]
    runs: tuple[Run, ...]
    again: tuple[Run, ...]
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """There and back, and there to stay. `before` and `after` are what both stacks had at the ends of the first two."""

    strategy: str
    over: Moved
    back: Moved
    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]
    stay: Rebuilt


def _move_writer(pair: Pair, to: str, *, planned: bool) -> None:
    # A switchover is asked for where the writer still is, a failover where it shall be.
    rds = pair.sandbox.clients.of("rds", {EAST: WEST, WEST: EAST}[to] if planned else to)
    database = pair.outputs(STACK_IN[to])["database"]
    rds.failover_global_cluster(
        GlobalClusterIdentifier=database["global_cluster"],
        TargetDbClusterIdentifier=database["cluster_arn"],
        **({"Switchover": True} if planned else {"AllowDataLoss": True}),
    )


def _scale(pair: Pair, region: str, side: str) -> None:
    """Give the region the bounds of one that serves, or of one that stands by, as its outputs say."""
    client = pair.sandbox.clients.of("application-autoscaling", region)
    for workload in pair.outputs(STACK_IN[region])["scaling"].values():
        client.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=workload["resource_id"],
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=workload[side]["min_tasks"],
            MaxCapacity=workload[side]["max_tasks"],
        )


def _take_over(pair: Pair, value: int, at: float) -> None:
    """Say from the peer region whether it has taken over from the home region, as the home stack's outputs tell."""
    switch = pair.outputs(HOME)["routing"]["take_over"]
    dimensions = [{"Name": name, "Value": text} for name, text in switch["dimensions"].items()]
    pair.sandbox.clients.of("cloudwatch", switch["region"]).put_metric_data(
        Namespace=switch["namespace"],
        MetricData=[{"MetricName": switch["metric"], "Dimensions": dimensions, "Value": value, "Timestamp": at}],
    )


def _order(to: str) -> tuple[str, ...]:
    return (STACK_IN[to], *(stack for stack in STACKS if stack != STACK_IN[to]))


def _follow(pair: Pair, to: str) -> Moved:
    """What the stacks make of it: first as they are, then with the new writer written into both files."""
    watch = Watch(pair.sandbox)
    watch.look("the failover")
    refused = tuple(pair.attempt(stack) for stack in STACKS)
    pair.write("writer", to)
    return Moved(
        to=to,
        refused=refused,
        refreshed=tuple(pair.refresh(stack) for stack in STACKS),
        plans=tuple(pair.preview(stack) for stack in _order(to)),
        runs=tuple(pair.up(stack, watch) for stack in _order(to)),
        again=tuple(pair.preview(stack) for stack in STACKS),
        sightings=tuple(watch.sightings),
        members=_members(pair),
    )


def _stay(pair: Pair, to: str) -> Rebuilt:
    """What the stacks make of it when the region to which the writer has moved is to be at full size, too."""
    pair.write("writer", to)
    pair.write("primary", to)
    for stack in STACKS:
        pair.refresh(stack)
    watch = Watch(pair.sandbox)
    return Rebuilt(
        plans=tuple(pair.preview(stack) for stack in _order(to)),
        runs=tuple(pair.up(stack, watch) for stack in _order(to)),
        again=tuple(pair.preview(stack) for stack in STACKS),
        sightings=tuple(watch.sightings),
    )


def _members(pair: Pair) -> dict[str, bool]:
    (cluster,) = pair.sandbox.clients.of("rds", WEST).describe_global_clusters()["GlobalClusters"]
    return {each["DBClusterArn"].split(":")[3]: each["IsWriter"] for each in cluster["GlobalClusterMembers"]}


def _everything(pair: Pair) -> dict[str, dict[str, Any]]:
    return {urn: resource for stack in STACKS for urn, resource in pair.resources(stack).items()}


@pytest.fixture(scope="module", params=STRATEGIES)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A failover to the peer region, a planned move back, and one more to stay, under one strategy."""
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
        _scale(pair, WEST, "serving")
        _take_over(pair, 1, now - MINUTE)
        # Once the region that was lost answers again.
        _scale(pair, EAST, "standing_by")
        over = _follow(pair, WEST)

        _scale(pair, EAST, "serving")
        _move_writer(pair, EAST, planned=True)
        _take_over(pair, 0, now)
        _scale(pair, WEST, "standing_by")
        back = _follow(pair, EAST)
        after = _everything(pair)

        _scale(pair, WEST, "serving")
        _move_writer(pair, WEST, planned=True)
        _take_over(pair, 1, time.time())
        _scale(pair, EAST, "standing_by")
        stay = _stay(pair, WEST)
        yield Story(strategy=request.param, over=over, back=back, before=before, after=after, stay=stay)


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


def test_with_the_new_writer_written_down_there_is_nothing_to_change(moved: Moved) -> None:
    runs = (*moved.plans, *moved.runs, *moved.again)
    assert [(run.result.effective, run.said.strip()) for run in runs] == [((), "")] * 6


def test_clients_stay_where_they_were_taken(story: Story, moved: Moved) -> None:
    nearest = dict(zip(PLACES, (EAST, WEST, EAST), strict=True))
    both_serve = story.strategy == "active-active" and moved.to == EAST
    _answered(moved.sightings, nearest if both_serve else dict.fromkeys(PLACES, moved.to))


def _answered(sightings: tuple[Sighting, ...], expected: dict[str, str]) -> None:
    for sighting in sightings:
        regions = {place: answer.region for place, answer in sighting.answers.items()}
        assert regions == expected, sighting.after
        assert min(answer.healthy_targets for answer in sighting.answers.values()) >= ENOUGH_TARGETS, sighting.after
        assert sighting.mixed == []


def test_a_new_primary_completes_one_region_and_reduces_the_other_and_nothing_else(story: Story) -> None:
    for run in (*story.stay.plans, *story.stay.runs):
        allowed = COMPLETED if REGIONS[run.stack] == WEST else REDUCED
        assert run.said.strip() == ""
        assert _changes(run) <= allowed
        assert bool(_changes(run)) is (story.strategy != "active-active"), "there both regions are built alike"


def test_what_was_planned_of_it_is_done(story: Story) -> None:
    assert [run.changed for run in story.stay.runs] == [run.changed for run in story.stay.plans]
    assert [(run.changed, run.said.strip()) for run in story.stay.again] == [({}, "")] * 2


def test_clients_stay_while_one_region_is_completed_and_the_other_is_reduced(story: Story) -> None:
    _answered(story.stay.sightings, dict.fromkeys(PLACES, WEST))


# Auto scaling and a failover own them: a refresh reads them, and no run sends them.
COUNTS = frozenset({"desiredCount"})


def test_after_the_way_back_everything_is_as_it_was_and_nothing_was_rebuilt(story: Story) -> None:
    assert set(story.after) == set(story.before)
    ids = [{urn: resource.get("id") for urn, resource in each.items()} for each in (story.before, story.after)]
    assert ids[0] == ids[1]
    differing = {
        (urn, key): (resource["inputs"].get(key), story.after[urn]["inputs"].get(key))
        for urn, resource in story.before.items()
        if resource["type"].startswith("aws:")
        for key in {**resource["inputs"], **story.after[urn]["inputs"]}
        if key not in COUNTS and resource["inputs"].get(key) != story.after[urn]["inputs"].get(key)
    }
    assert differing == {}
