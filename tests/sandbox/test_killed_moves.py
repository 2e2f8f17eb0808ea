"""A move is killed after each of its changes and at each line of its journal; the next run goes on with it.

The pair is a pilot light, whose failover has the most to do. That a machine which is lost with its operator is no
different needs no proof here: the next run may be on any machine, once the lease has ended.
"""

import multiprocessing
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from operations.recovery.failover_steps import Kind
from tests.sandbox.mortal_move import Life, live
from tests.sandbox.operators import AT_ONCE, EAST, WEST, Operators, operators_of
from tests.sandbox.pair import pair_up
from tests.sandbox.truth import truth

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("killed-moves")]
LIVES = 200
MOVES = ((WEST, Kind.DISASTER), (EAST, Kind.PLANNED))
PROMOTIONS = {Kind.DISASTER: "FailoverGlobalCluster", Kind.PLANNED: "SwitchoverGlobalCluster"}


@dataclass(frozen=True, kw_only=True)
class Killed:
    """What is there after a move that nobody disturbed, and after one that was killed at each of the `points`."""

    kind: Kind
    undisturbed: dict[str, Any]
    killed: dict[str, Any]
    points: list[str]
    calls: list[dict[str, Any]]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Kind, Killed]]:
    """There and back undisturbed, and there and back again."""
    directory = tmp_path_factory.mktemp("killed")
    with pair_up(directory, "pilot-light") as pair, operators_of(pair) as people:
        people.clock.wait(0)
        found: dict[Kind, dict[str, Any]] = {}
        for to, kind in MOVES:
            people.accept(EAST, f"undisturbed{kind}")
            people.move(to, kind, overridden=AT_ONCE[kind])
            people.clock.wait(0)
            found[kind] = truth(people)
        yield {kind: _killed(people, to, kind, found[kind], directory) for to, kind in MOVES}


def _killed(people: Operators, to: str, kind: Kind, undisturbed: dict[str, Any], directory: Path) -> Killed:
    people.accept(EAST, f"killed{kind}")
    reached, begin = directory / f"{kind}.points", people.mark()
    life = Life(people, people.pair.sandbox.cloud.environment("us-east-1", "platform-operator"), to, kind, reached)
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.sandbox.mortal_move"])
    for _ in range(LIVES):
        process = server.Process(target=live, args=(life,))
        process.start()
        process.join()
        if process.exitcode != -signal.SIGKILL:
            break
    assert process.exitcode == 0, f"the last life ended with {process.exitcode}"
    people.clock.wait(0)
    return Killed(
        kind=kind,
        undisturbed=undisturbed,
        killed=truth(people),
        points=reached.read_text().splitlines(),
        calls=people.calls(begin),
    )


@pytest.fixture(params=list(Kind))
def one(request: pytest.FixtureRequest, killed: dict[Kind, Killed]) -> Killed:
    """Each of the two."""
    return killed[request.param]


def test_it_was_killed_inside_and_after_every_step(one: Killed, killed: dict[Kind, Killed]) -> None:
    lines = Counter(point.partition(" ")[0] for point in one.points if point.endswith((" begun", " done")))
    assert lines
    assert set(lines.values()) == {2}, "each step, as it began and as it was done"
    assert {
        "fence",
        "promote",
        "start-tasks",
        "enable-consumers",
        "engage-failover-control",
        "requeue-pending",
        "reconcile-source",
    } <= set(lines)
    # A change is asked for again wherever it may be missing, so the process dies after each of these for certain.
    assert {
        "fence after PutItem",
        "raise-bounds after RegisterScalableTarget",
        "enable-consumers after RegisterScalableTarget",
        "restore-scale-in after RegisterScalableTarget",
        "reconcile-source after RegisterScalableTarget",
    } <= set(one.points)
    # That of the database is not asked for twice: where nothing runs beside it, nothing else can die first.
    assert one.kind is Kind.DISASTER or f"promote after {PROMOTIONS[one.kind]}" in one.points
    assert len(killed) == len(MOVES)


def test_what_is_there_is_what_an_undisturbed_move_leaves(one: Killed) -> None:
    assert one.killed == one.undisturbed


def test_the_database_was_moved_once(one: Killed) -> None:
    actions = Counter(call["action"] for call in one.calls)
    assert {name: actions[name] for name in PROMOTIONS.values()} == {
        name: int(kind is one.kind) for kind, name in PROMOTIONS.items()
    }


def test_no_order_is_left(one: Killed) -> None:
    assert one.killed["not placed"] == []
