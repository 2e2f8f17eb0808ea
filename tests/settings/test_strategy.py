"""The strategy tables say what the documents promise, and nothing else in the program knows a strategy."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from settings.strategy import (
    PROMISES,
    SHAPES,
    Capacity,
    Entry,
    NatLayout,
    Posture,
    Shape,
    Strategy,
    cheapest_strategy,
    posture_of,
)
from tests.stack_files import HOME, PEER, ROOT, settings_of

_TABLES = ROOT / "settings" / "strategy.py"
_FOLDERS = ("settings", "components", "workloads")
_PROGRAM = [ROOT / "__main__.py", *(source for folder in _FOLDERS for source in (ROOT / folder).rglob("*.py"))]
_UNITS = {"s": "seconds", "min": "minutes"}
_README_ROW = re.compile(r"\| `([a-z-]+)` \|[^|]+\| (\d+) min / (\d+) (s|min) \|")


@pytest.mark.parametrize("strategy", Strategy)
def test_the_region_that_writes_always_serves(strategy: Strategy) -> None:
    assert posture_of(strategy, is_writer=True) is Posture.SERVING


@pytest.mark.parametrize(
    ("strategy", "posture"),
    [
        (Strategy.ACTIVE_ACTIVE, Posture.SERVING),
        (Strategy.WARM_STANDBY, Posture.WARM),
        (Strategy.PILOT_LIGHT, Posture.PILOT),
    ],
)
def test_the_other_region_follows_the_strategy(strategy: Strategy, posture: Posture) -> None:
    assert posture_of(strategy, is_writer=False) is posture


@pytest.mark.parametrize("posture", [Posture.WARM, Posture.PILOT])
def test_consumers_wait_at_zero_where_the_database_cannot_be_written(posture: Posture) -> None:
    assert SHAPES[posture].queue_workloads is Capacity.ZERO


@pytest.mark.parametrize("posture", Posture)
def test_no_region_is_without_a_database_instance(posture: Posture) -> None:
    assert SHAPES[posture].database is not Capacity.ZERO


def test_a_dearer_strategy_recovers_sooner_and_loses_less() -> None:
    by_cost = sorted(PROMISES.values(), key=lambda promise: promise.cost_factor)
    assert [p.recovery_time for p in by_cost] == sorted((p.recovery_time for p in by_cost), reverse=True)
    assert [p.recovery_point for p in by_cost] == sorted((p.recovery_point for p in by_cost), reverse=True)


@pytest.mark.parametrize("strategy", Strategy)
def test_the_cheapest_strategy_for_a_promise_is_the_one_that_makes_it(strategy: Strategy) -> None:
    promise = PROMISES[strategy]
    assert cheapest_strategy(promise.recovery_time, promise.recovery_point) is strategy


def test_no_strategy_promises_the_impossible() -> None:
    assert cheapest_strategy(timedelta(seconds=1), timedelta(0)) is None


def test_only_active_active_serves_by_latency_and_forwards_writes() -> None:
    both = {strategy: (promise.entry, promise.write_forwarding) for strategy, promise in PROMISES.items()}
    assert both == {
        Strategy.ACTIVE_ACTIVE: (Entry.LATENCY, True),
        Strategy.WARM_STANDBY: (Entry.FAILOVER, False),
        Strategy.PILOT_LIGHT: (Entry.FAILOVER, False),
    }


def test_the_readme_shows_the_same_promises() -> None:
    shown = {
        strategy: (timedelta(minutes=int(minutes)), timedelta(**{_UNITS[unit]: int(count)}))
        for strategy, minutes, count, unit in _README_ROW.findall((ROOT / "README.md").read_text())
    }
    assert shown == {
        str(strategy): (promise.recovery_time, promise.recovery_point) for strategy, promise in PROMISES.items()
    }


def test_a_region_that_serves_has_a_way_out_of_each_zone() -> None:
    assert {posture: shape.nat for posture, shape in SHAPES.items()} == {
        Posture.SERVING: NatLayout.ONE_PER_ZONE,
        Posture.WARM: NatLayout.SINGLE,
        Posture.PILOT: NatLayout.NONE,
    }


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("writer", ["us-east-1", "us-west-2"])
@pytest.mark.parametrize("primary", ["us-east-1", "us-west-2"])
def test_workloads_follow_the_writer_and_what_they_stand_on_follows_the_primary(
    strategy: Strategy, writer: str, primary: str
) -> None:
    for stack in (HOME, PEER):
        read = settings_of(stack, strategy=str(strategy), writer=writer, primary=primary)
        now, built = SHAPES[read.posture], SHAPES[read.built_as]
        assert read.posture is posture_of(strategy, is_writer=read.region == writer)
        assert read.built_as is posture_of(strategy, is_writer=read.region == primary)
        assert read.shape == Shape(
            nat=built.nat,
            request_workloads=now.request_workloads,
            queue_workloads=now.queue_workloads,
            database=built.database,
            cache=built.cache,
        )
        assert read.peer_as_built is SHAPES[posture_of(strategy, is_writer=read.peer.region == primary)]
        assert read.promise is PROMISES[strategy]


@pytest.mark.parametrize("strategy", Strategy)
def test_without_a_failover_a_region_runs_what_its_posture_has(strategy: Strategy) -> None:
    home, peer = (settings_of(stack, strategy=str(strategy)) for stack in (HOME, PEER))
    assert (home.shape, peer.shape) == (SHAPES[home.posture], SHAPES[peer.posture])
    assert (home.shape, peer.shape) == tuple(home.sides.values())


@pytest.mark.parametrize("source", _PROGRAM, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_but_the_tables_names_a_strategy_or_a_posture(source: Path) -> None:
    named = _members(source)
    if source == _TABLES:
        assert named, "the tables do, or this test finds nothing"
    else:
        assert named == [], "branch on what the tables say (a capacity, an entry), never on a strategy"


def _members(source: Path) -> list[str]:
    words = {str(member) for kind in (Strategy, Posture) for member in kind}
    nodes = list(ast.walk(ast.parse(source.read_text())))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    return [
        *(ast.unparse(node) for node in attributes if ast.unparse(node.value) in {"Strategy", "Posture"}),
        *(node.value for node in nodes if isinstance(node, ast.Constant) and node.value in words),
    ]
