"""The strategy tables say what the documents promise, and nothing else in the program knows a strategy."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from settings.strategy import (
    CAPACITY_PROFILES,
    STRATEGY_TARGETS,
    Capacity,
    CapacityProfile,
    NatLayout,
    RegionRole,
    RoutingMode,
    Strategy,
    cheapest_strategy,
    region_role_of,
)
from tests.stack_files import HOME, PEER, ROOT, settings_of

_TABLES = ROOT / "settings" / "strategy.py"
_FOLDERS = ("settings", "components", "workloads")
_PROGRAM = [ROOT / "__main__.py", *(source for folder in _FOLDERS for source in (ROOT / folder).rglob("*.py"))]
_UNITS = {"s": "seconds", "min": "minutes"}
_README_ROW = re.compile(r"\| `([a-z-]+)` \|[^|]+\| (\d+) min / (\d+) (s|min) \|")


@pytest.mark.parametrize("strategy", Strategy)
def test_the_region_that_writes_always_serves(strategy: Strategy) -> None:
    assert region_role_of(strategy, is_writer=True) is RegionRole.SERVING


@pytest.mark.parametrize(
    ("strategy", "region_role"),
    [
        (Strategy.ACTIVE_ACTIVE, RegionRole.SERVING),
        (Strategy.WARM_STANDBY, RegionRole.WARM),
        (Strategy.PILOT_LIGHT, RegionRole.PILOT),
    ],
)
def test_the_other_region_follows_the_strategy(strategy: Strategy, region_role: RegionRole) -> None:
    assert region_role_of(strategy, is_writer=False) is region_role


@pytest.mark.parametrize("region_role", [RegionRole.WARM, RegionRole.PILOT])
def test_consumers_wait_at_zero_where_the_database_cannot_be_written(region_role: RegionRole) -> None:
    assert CAPACITY_PROFILES[region_role].queue_workloads is Capacity.ZERO


@pytest.mark.parametrize("region_role", RegionRole)
def test_no_region_is_without_a_database_instance(region_role: RegionRole) -> None:
    assert CAPACITY_PROFILES[region_role].database is not Capacity.ZERO


def test_a_dearer_strategy_recovers_sooner_and_loses_less() -> None:
    by_cost = sorted(STRATEGY_TARGETS.values(), key=lambda targets: targets.cost_factor)
    assert [p.recovery_time for p in by_cost] == sorted((p.recovery_time for p in by_cost), reverse=True)
    assert [p.recovery_point for p in by_cost] == sorted((p.recovery_point for p in by_cost), reverse=True)


@pytest.mark.parametrize("strategy", Strategy)
def test_the_cheapest_strategy_for_a_promise_is_the_one_that_makes_it(strategy: Strategy) -> None:
    targets = STRATEGY_TARGETS[strategy]
    assert cheapest_strategy(targets.recovery_time, targets.recovery_point) is strategy


def test_no_strategy_promises_the_impossible() -> None:
    assert cheapest_strategy(timedelta(seconds=1), timedelta(0)) is None


def test_only_active_active_serves_by_latency_and_forwards_writes() -> None:
    both = {
        strategy: (targets.routing_mode, targets.write_forwarding) for strategy, targets in STRATEGY_TARGETS.items()
    }
    assert both == {
        Strategy.ACTIVE_ACTIVE: (RoutingMode.LATENCY, True),
        Strategy.WARM_STANDBY: (RoutingMode.FAILOVER, False),
        Strategy.PILOT_LIGHT: (RoutingMode.FAILOVER, False),
    }


def test_the_readme_shows_the_same_promises() -> None:
    shown = {
        strategy: (timedelta(minutes=int(minutes)), timedelta(**{_UNITS[unit]: int(count)}))
        for strategy, minutes, count, unit in _README_ROW.findall((ROOT / "README.md").read_text())
    }
    assert shown == {
        str(strategy): (targets.recovery_time, targets.recovery_point) for strategy, targets in STRATEGY_TARGETS.items()
    }


def test_a_region_that_serves_has_a_way_out_of_each_zone() -> None:
    assert {region_role: shape.nat for region_role, shape in CAPACITY_PROFILES.items()} == {
        RegionRole.SERVING: NatLayout.ONE_PER_ZONE,
        RegionRole.WARM: NatLayout.SINGLE,
        RegionRole.PILOT: NatLayout.NONE,
    }


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("writer", ["us-east-1", "us-west-2"])
@pytest.mark.parametrize("full_size_region", ["us-east-1", "us-west-2"])
def test_workloads_follow_the_writer_and_what_they_stand_on_follows_the_primary(
    strategy: Strategy, writer: str, full_size_region: str
) -> None:
    for stack in (HOME, PEER):
        read = settings_of(stack, strategy=str(strategy), writer=writer, full_size_region=full_size_region)
        now, built = CAPACITY_PROFILES[read.region_role], CAPACITY_PROFILES[read.provisioned_as]
        assert read.region_role is region_role_of(strategy, is_writer=read.region == writer)
        assert read.provisioned_as is region_role_of(strategy, is_writer=read.region == full_size_region)
        assert read.shape == CapacityProfile(
            nat=built.nat,
            request_workloads=now.request_workloads,
            queue_workloads=now.queue_workloads,
            database=built.database,
            cache=built.cache,
        )
        assert (
            read.peer_as_built
            is CAPACITY_PROFILES[region_role_of(strategy, is_writer=read.peer.region == full_size_region)]
        )
        assert read.targets is STRATEGY_TARGETS[strategy]


@pytest.mark.parametrize("strategy", Strategy)
def test_without_a_failover_a_region_runs_what_its_posture_has(strategy: Strategy) -> None:
    home, peer = (settings_of(stack, strategy=str(strategy)) for stack in (HOME, PEER))
    assert (home.shape, peer.shape) == (CAPACITY_PROFILES[home.region_role], CAPACITY_PROFILES[peer.region_role])
    assert (home.shape, peer.shape) == tuple(home.sides.values())


@pytest.mark.parametrize("source", _PROGRAM, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_but_the_tables_names_a_strategy_or_a_posture(source: Path) -> None:
    named = _members(source)
    if source == _TABLES:
        assert named, "the tables do, or this test finds nothing"
    else:
        assert named == [], "branch on what the tables say (a capacity, an entry), never on a strategy"


def _members(source: Path) -> list[str]:
    words = {str(member) for kind in (Strategy, RegionRole) for member in kind}
    nodes = list(ast.walk(ast.parse(source.read_text())))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    return [
        *(ast.unparse(node) for node in attributes if ast.unparse(node.value) in {"Strategy", "RegionRole"}),
        *(node.value for node in nodes if isinstance(node, ast.Constant) and node.value in words),
    ]
