"""`standby failover` with us-east-1 dark, the way back, and what `up` makes of it: nothing, until somebody rebuilds.

Each move is the command's own code over the emulated AWS, with the shop's stand-in beside it. How long AWS takes for
it, and what a promotion loses, needs AWS.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from operations.failover.steps.table import MAY_BE_LEFT
from operations.recovery.failover_steps import Kind
from sandbox.engine.events import Operation
from tests.sandbox.operators import AT_ONCE, Operators, operators_of
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Attempt, Pair, Run, pair_up
from tests.sandbox.readiness.healthy import problems
from tests.sandbox.watch import PLACES, Sighting, Watch
from tests.stack_files import ROOT, settings_of

pytestmark = pytest.mark.emulator
EAST, WEST = REGIONS[HOME], REGIONS[PEER]
STACK_IN = {region: stack for stack, region in REGIONS.items()}
STRATEGIES = ("warm-standby", "pilot-light", "active-active")
ENOUGH_TARGETS = settings_of(HOME).workloads["web"].min_tasks
# Where a service signs by another name than IAM knows it.
IAM_PREFIX = {"monitoring": "cloudwatch"}
# Nobody needs a right to ask who they are.
ANYBODY = {"sts:GetCallerIdentity"}
# The emulated AWS decrypts without asking for keys, Application Auto Scaling acts by itself there, and this pair runs
# on ECS. The snapshot is for the hands of who follows docs/runbooks/region-lost.md.
NOT_HERE = {
    *("eks:DescribeCluster", "ecs:UpdateService"),
    *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
    *("rds:CopyDBClusterSnapshot", "rds:DescribeDBClusterSnapshots"),
}

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
class Dark:
    """What was seen while us-east-1 was dark, and of its orders. `accepted` were not placed before."""

    report: dict[str, Any]
    calls: list[dict[str, Any]]
    resumed: dict[str, Any]
    resumed_calls: list[dict[str, Any]]
    back: dict[str, Any]
    back_calls: list[dict[str, Any]]
    accepted: tuple[str, ...]
    placed: dict[str, str]
    stranded: int


@dataclass(frozen=True, kw_only=True)
class Story:
    """There and back, and there to stay. `before` and `after` are what both stacks had at the ends of the first two."""

    strategy: str
    over: Moved
    back: Moved
    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]
    stay: Rebuilt
    dark: Dark
    # When readiness was asked -> what it said of either region.
    ready: dict[str, list[str]]


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
        sightings=tuple(watch.sightings),
        members=_members(pair),
    )


def _stay(pair: Pair, to: str) -> Rebuilt:
    """What the stacks make of it when the region to which the writer has moved is to be at full size, too."""
    pair.write("writer", to)
    pair.write("full_size_region", to)
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


@pytest.fixture(
    scope="module",
    params=[pytest.param(each, marks=pytest.mark.xdist_group(f"failover-{each}")) for each in STRATEGIES],
)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A failover to the peer region, a planned move back, and one more to stay, under one strategy."""
    directory = tmp_path_factory.mktemp("failover")
    with pair_up(directory, request.param) as pair, operators_of(pair) as people:
        yield _told(request.param, pair, people)


def _told(strategy: str, pair: Pair, people: Operators) -> Story:
    before = _everything(pair)
    ready = {"before": problems(pair)}
    people.clock.wait(0)
    accepted = tuple(people.accept(EAST, f"{number}") for number in range(12))

    people.darken(EAST)
    begin = people.mark()
    report = people.move(WEST, Kind.DISASTER, overridden=AT_ONCE[Kind.DISASTER])
    calls = people.calls(begin)
    people.light_up()
    begin = people.mark()
    resumed = people.move(WEST, Kind.DISASTER)
    resumed_calls = people.calls(begin)
    people.clock.wait(0)
    ready["over"] = problems(pair)
    over = _follow(pair, WEST)
    ready["over, and followed"] = problems(pair)

    begin = people.mark()
    home = people.move(EAST, Kind.PLANNED)
    home_calls = people.calls(begin)
    stranded = people.waiting(EAST)
    ready["back"] = problems(pair)
    back = _follow(pair, EAST)
    ready["back, and followed"] = problems(pair)
    after = _everything(pair)

    people.move(WEST, Kind.PLANNED)
    stay = _stay(pair, WEST)
    ready["there to stay"] = problems(pair)
    return Story(
        strategy=strategy,
        over=over,
        back=back,
        before=before,
        after=after,
        stay=stay,
        ready=ready,
        dark=Dark(
            report=report,
            calls=calls,
            resumed=resumed,
            resumed_calls=resumed_calls,
            back=home,
            back_calls=home_calls,
            accepted=accepted,
            placed=people.ledger.placed(),
            stranded=stranded,
        ),
    )


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


def test_everything_is_done_but_for_what_only_the_dark_region_could_do(story: Story) -> None:
    states = Counter(row["state"] for row in story.dark.report["steps"])
    assert set(states) == {"done", "left"}
    assert set(story.dark.report["left"]) == MAY_BE_LEFT


# Asks control planes that may answer although the region is lost, and waits for none that does not.
HASTY = "readiness"


def test_nothing_of_the_dark_region_was_needed(story: Story) -> None:
    needed = {
        (call["region"], call["action"], call["caller"])
        for call in story.dark.calls
        if call["region"] != WEST and call["caller"] not in {HASTY, *MAY_BE_LEFT}
    }
    assert needed == set(), "global control planes are in the log as us-east-1"
    assert {call["caller"] for call in story.dark.calls if call["region"] == EAST} == {HASTY, *MAY_BE_LEFT}


def test_of_the_dark_region_only_control_planes_were_asked_in_haste(story: Story) -> None:
    asked = {call["service"] for call in story.dark.calls if call["region"] == EAST and call["caller"] == HASTY}
    assert asked <= {"cloudfront", "iam", "logs", "route53", "wafv2"}, "deliveries of the edge's log stand there, too"
    (gate,) = [each for each in story.dark.report["gates"] if each["gate"] == "readiness"]
    assert gate["state"] == "passed"
    assert "that could not be looked at and serve on" in gate["seen"]


def test_the_database_was_promoted_once(story: Story) -> None:
    calls = Counter(call["action"] for call in (*story.dark.calls, *story.dark.resumed_calls))
    assert calls["FailoverGlobalCluster"] == 1


def test_once_the_region_answers_what_was_left_is_done_and_nothing_else(story: Story) -> None:
    assert story.dark.resumed["left"] == []
    assert {call["caller"] for call in story.dark.resumed_calls} <= {"gate-account", "journal", *MAY_BE_LEFT}
    assert story.dark.resumed["operation"] == story.dark.report["operation"]


def test_the_operators_role_may_do_what_is_asked_for_and_no_more(story: Story) -> None:
    policy = json.loads((ROOT / "docs" / "runbooks" / "operator-role.json").read_text())
    listed = [each["Action"] for each in policy["Statement"]]
    granted = {action for each in listed for action in ([each] if isinstance(each, str) else each)}
    calls = (*story.dark.calls, *story.dark.resumed_calls, *story.dark.back_calls)
    # What its first gate looks at has a document of its own, whose use is shown in test_readiness.py.
    asked = {
        f"{IAM_PREFIX.get(call['service'], call['service'])}:{call['action']}"
        for call in calls
        if call["caller"] not in {"", None, "readiness"}
    }
    assert {action.removesuffix("Batch") for action in asked} - ANYBODY == granted - NOT_HERE


def test_clients_were_served_within_the_objective_and_the_report_says_what_was_lost(story: Story) -> None:
    report = story.dark.report
    assert 0 < report["execution_seconds"] < report["objectives"]["rto_seconds"]
    assert report["served_at"]
    assert report["losses"]["rpo_seconds"]["database"] == pytest.approx(0.02)
    assert report["losses"]["rpo_seconds"]["tables"] == pytest.approx(0.0)


def test_every_order_that_was_accepted_is_placed(story: Story) -> None:
    assert set(story.dark.accepted) <= set(story.dark.placed)
    assert {story.dark.placed[order] for order in story.dark.accepted} == {WEST}


def test_going_back_loses_nothing_and_leaves_no_message_behind(story: Story) -> None:
    assert {row["state"] for row in story.dark.back["steps"]} == {"done"}
    assert story.dark.back["losses"]["rpo_seconds"]["database"] == 0.0
    assert story.dark.stranded == 0


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
    runs = (*moved.plans, *moved.runs)
    assert [(run.result.effective, run.said.strip()) for run in runs] == [((), "")] * 4


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


def test_either_region_is_ready_for_the_other_at_any_time(story: Story) -> None:
    assert len(story.ready) == 6
    assert {when: said for when, said in story.ready.items() if said} == {}


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
