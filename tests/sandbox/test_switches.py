"""Switching strategy is safe: all six switches, in every order of the two stacks, over the real program.

After every single operation the public name is looked up as Route 53 would answer it. That a task really answers, and
how long a cache keeps an answer, needs AWS.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations, product

import pytest

from operations.gate.data_types import HOLDS_DATA, HOLDS_NOTHING, HOLDS_OTHERS, REBUILDS
from sandbox.cloud.edge.viewer_request import ViewerRequest
from sandbox.demo.request_path import Reached, RequestPaths
from sandbox.engine.events import Change, Operation
from sandbox.providers.aws.facts import replaces_on, rules_of
from tests.components.program import run
from tests.components.program import start as start_program
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Attempt, Pair, Run, pair_up
from tests.sandbox.watch import NAME, PLACES, Sighting, Watch
from tests.stack_files import settings_of

ACTIVE, WARM, PILOT = "active-active", "warm-standby", "pilot-light"
STRATEGIES = (ACTIVE, WARM, PILOT)
Order = tuple[str, str]
HOME_FIRST: Order = (HOME, PEER)
PEER_FIRST: Order = (PEER, HOME)
# A region that has fewer healthy targets than this cannot carry the load of all clients.
ENOUGH_TARGETS = settings_of(HOME).workloads["web"].min_tasks


@dataclass(frozen=True)
class Switch:
    """From one strategy to another. `refused` is a stack that must not go first, and is tried before the right one."""

    before: str
    after: str
    order: Order
    refused: str | None = None

    def __str__(self) -> str:
        """As a test's id."""
        return f"{self.before} to {self.after}, {self.order[0]} first"


# Regions that do not answer; nothing where all do.
IMPAIRED = ("", *REGIONS.values())
# Each starts where the one before it ended.
CIRCUIT = (
    Switch(WARM, ACTIVE, PEER_FIRST, refused=HOME),
    Switch(ACTIVE, PILOT, HOME_FIRST, refused=PEER),
    Switch(PILOT, WARM, PEER_FIRST),
    Switch(WARM, PILOT, HOME_FIRST),
    Switch(PILOT, ACTIVE, PEER_FIRST, refused=HOME),
    Switch(ACTIVE, WARM, HOME_FIRST, refused=PEER),
    Switch(WARM, PILOT, PEER_FIRST),
    Switch(PILOT, WARM, HOME_FIRST),
)


@dataclass(frozen=True, kw_only=True)
class Walked:
    """Everything that was seen on the way."""

    refusal: Attempt | None
    plans: tuple[Run, ...]
    runs: tuple[Run, ...]
    again: tuple[Run, ...]
    sightings: tuple[Sighting, ...]
    # (region that does not answer, place of the client) -> where an order goes then.
    orders: Mapping[tuple[str, str], Reached]


def _walk(pair: Pair, paths: RequestPaths, switch: Switch) -> Walked:
    pair.write("strategy", switch.after)
    refusal = pair.attempt(switch.refused) if switch.refused else None
    watch, plans, runs = Watch(pair.sandbox), [], []
    watch.look("nothing yet")
    for stack in switch.order:
        plans.append(pair.preview(stack))
        runs.append(pair.up(stack, watch))
    again = tuple(pair.preview(stack) for stack in STACKS)
    return Walked(
        refusal=refusal,
        plans=tuple(plans),
        runs=tuple(runs),
        again=again,
        sightings=tuple(watch.sightings),
        orders={(ill, near): reached for ill in IMPAIRED for near, reached in _orders(pair, paths, ill).items()},
    )


def _orders(pair: Pair, paths: RequestPaths, ill: str) -> dict[str, Reached]:
    """Where an order goes that a client near each region places, while the region `ill` does not answer."""
    host = f"{ill}.{NAME}"

    def answers(*, healthy: bool) -> None:
        if ill:
            pair.sandbox.cloud.ask("POST", "/_sandbox/endpoint-health", {"host": host, "healthy": healthy})

    answers(healthy=False)
    reached = {near: paths.follow(ViewerRequest("POST", "/orders"), near) for near in REGIONS.values()}
    answers(healthy=True)
    return reached


@pytest.fixture(scope="module")
def circuit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Switch, Walked]]:
    """The whole way, walked once."""
    directory = tmp_path_factory.mktemp("switches")
    with pair_up(directory) as pair:
        paths = RequestPaths(pair.sandbox.clients, f"app.{NAME.partition('.')[2]}")
        yield {switch: _walk(pair, paths, switch) for switch in CIRCUIT}


def emulator(test: object) -> object:
    """Mark a test that looks at the circuit."""
    return pytest.mark.emulator(pytest.mark.xdist_group("switches")(test))


each_switch = pytest.mark.parametrize("switch", CIRCUIT, ids=str)
each_refusal = pytest.mark.parametrize("switch", [switch for switch in CIRCUIT if switch.refused], ids=str)


def _of_data(run: Run) -> list[Change]:
    return [change for change in run.result.effective if change.type in HOLDS_DATA]


def _declared(*, strong: bool = False) -> dict[str, bool]:
    """Type -> whether the program protects all resources of it."""
    recordings = [
        run(stack, strategy=strategy, strong=strong, runtime=runtime)
        for stack, strategy, runtime in product(STACKS, STRATEGIES, ("ecs", "eks"))
    ]
    resources = [each for recording in recordings for each in recording.resources if each.type.startswith("aws:")]
    return {kind: all(r.protect for r in resources if r.type == kind) for kind in {r.type for r in resources}}


def test_the_table_knows_of_every_type_whether_it_holds_data() -> None:
    canary = start_program(HOME, {"observability": {"canary": {"enabled": True}}}, home={})
    of_canary = {each.type for each in canary.resources if each.type.startswith("aws:")}
    declared = set(_declared()) | set(_declared(strong=True)) | of_canary
    judged = set(HOLDS_DATA) | set(HOLDS_OTHERS) | HOLDS_NOTHING
    assert declared - judged == set(), "judge the new type, and write it into one of the tables"
    assert judged - declared == set(), "the program no longer declares it"
    assert len(judged) == len(HOLDS_DATA) + len(HOLDS_OTHERS) + len(HOLDS_NOTHING)


def test_what_holds_data_is_protected_and_nothing_else_is() -> None:
    assert {kind for kind, protected in _declared().items() if protected} == set(HOLDS_DATA)


def test_the_circuit_has_every_switch_in_both_orders() -> None:
    walked = {(switch.before, switch.after, switch.order[0]) for switch in CIRCUIT}
    refused = {(switch.before, switch.after, switch.refused) for switch in CIRCUIT if switch.refused}
    switches = permutations(STRATEGIES, 2)
    assert walked | refused == {(before, after, first) for before, after in switches for first in STACKS}
    assert walked & refused == set()
    ends = [switch.after for switch in CIRCUIT]
    assert [switch.before for switch in CIRCUIT] == [WARM, *ends[:-1]]


@emulator
@each_refusal
def test_a_harmful_order_is_refused_with_the_stack_to_run_first(
    circuit: Mapping[Switch, Walked], switch: Switch
) -> None:
    refusal = circuit[switch].refusal
    assert refusal
    assert refusal.run.result.error
    assert f"run `up` of stack {switch.order[0]} first" in refusal.run.said


@emulator
@each_refusal
def test_a_refused_order_touches_nothing(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    refusal = circuit[switch].refusal
    assert refusal
    assert refusal.writes == ()
    assert refusal.changed_resources == ()


@emulator
@each_switch
def test_a_switch_does_what_its_plan_says(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    walked = circuit[switch]
    assert [each.said.strip() for each in (*walked.plans, *walked.runs)] == [""] * 4
    assert [each.changed for each in walked.runs] == [each.changed for each in walked.plans]
    assert any(each.changed for each in walked.runs), "a switch that changes nothing proves nothing"


@emulator
@each_switch
def test_a_switch_only_updates_what_holds_data(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    walked = circuit[switch]
    harmed = [
        (change.name, change.operation)
        for each in (*walked.plans, *walked.runs)
        for change in _of_data(each)
        if change.operation is not Operation.UPDATE
    ]
    assert harmed == []


@emulator
@each_switch
def test_what_changes_of_a_store_is_known_to_change_in_place(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    walked = circuit[switch]
    changed = {
        (change.type, path.partition(".")[0].partition("[")[0])
        for each in (*walked.plans, *walked.runs)
        for change in _of_data(each)
        for path in change.properties
    }
    unknown = {(kind, key) for kind, key in changed if key in rules_of(kind).get("not_in_source_read", [])}
    replacing = {
        (kind, key)
        for kind, key in changed
        if any(path.partition(".")[0].partition("[")[0] == key for path in replaces_on(kind))
    }
    assert unknown == set(), "nobody has read whether the provider replaces on a change of it"
    assert replacing == set()
    assert changed & REBUILDS == set(), "AWS makes it anew, whatever the provider calls it"


@emulator
@each_switch
def test_after_each_operation_clients_reach_a_region_that_carries_the_load(
    circuit: Mapping[Switch, Walked], switch: Switch
) -> None:
    sightings = circuit[switch].sightings
    astray = [
        (sighting.after, place, answer)
        for sighting in sightings
        for place, answer in sighting.answers.items()
        if answer.healthy_targets < ENOUGH_TARGETS
    ]
    assert astray == []
    assert len(sightings) > sum(len(each.changed) for each in circuit[switch].runs), "each operation was looked after"


@emulator
@each_switch
def test_after_a_switch_clients_are_where_the_strategy_serves(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    regions = {place: answer.region for place, answer in circuit[switch].sightings[-1].answers.items()}
    nearest = dict(zip(PLACES, ("us-east-1", "us-west-2", "us-east-1"), strict=True))
    assert regions == (nearest if switch.after == ACTIVE else dict.fromkeys(PLACES, REGIONS[HOME]))


@emulator
@each_switch
@pytest.mark.parametrize("ill", IMPAIRED, ids=lambda region: region or "none")
def test_orders_go_through_the_edge_to_a_region_that_answers(
    circuit: Mapping[Switch, Walked], switch: Switch, ill: str
) -> None:
    east, west = REGIONS[HOME], REGIONS[PEER]
    for near in (east, west):
        expected = {ACTIVE: near, WARM: east, PILOT: east}[switch.after]
        # A pilot light runs nothing that could answer: until somebody raises it, its primary is all there is.
        if ill == expected and switch.after != PILOT:
            expected = west if ill == east else east
        reached = circuit[switch].orders[ill, near]
        assert (reached.kind, reached.region, reached.status) == ("load-balancer", expected, 200)


@emulator
@each_switch
def test_the_edge_stays_as_it_is(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    kinds = ("aws:acm/", "aws:cloudfront/", "aws:wafv2/")
    touched = [
        change.name
        for each in circuit[switch].runs
        for change in each.result.effective
        if change.type.startswith(kinds) and change.name in each.changed
    ]
    assert touched == [], "its control plane may be dark, and a change takes minutes to spread"


@emulator
@each_switch
def test_no_name_ever_has_two_policies(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    sightings = circuit[switch].sightings
    assert [(sighting.after, sighting.mixed) for sighting in sightings if sighting.mixed] == []
    policies = [json.dumps(sorted(map(str, sighting.policies.values()))) for sighting in sightings]
    assert len(set(policies)) == 1, "the tree stands as it is; only the entry's target moves"


@emulator
@each_switch
def test_a_second_preview_of_both_stacks_is_empty(circuit: Mapping[Switch, Walked], switch: Switch) -> None:
    again = circuit[switch].again
    assert [(each.changed, each.said.strip()) for each in again] == [({}, "")] * 2
