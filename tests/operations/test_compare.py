"""`standby compare`: prices, the critical path, the simulation, and the two documents that it writes.

What AWS will bill, and how long a failover takes there, only AWS shows.
"""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from operations.cli.app import app
from operations.comparison.document import Basis, compare
from operations.comparison.plans import Pair
from operations.comparison.table import show
from operations.errors import OperationError
from operations.planning.inventory import read_plan
from operations.pricing import fixed_lines, usage_lines
from operations.pricing.bill import bills
from operations.pricing.fixed_lines import fixed_quantities
from operations.pricing.lines import priced
from operations.pricing.names import NAMES, name_of
from operations.pricing.price_list import read_price_list
from operations.pricing.quantities import cpu_units, mebibytes
from operations.pricing.usage_lines import served, usage_quantities
from operations.recovery.assumptions import Assumptions, Usage, read_assumptions
from operations.recovery.critical_path import critical_path
from operations.recovery.durations import read_durations
from operations.recovery.failover_steps import FAILOVER, Step, steps_for
from operations.recovery.figures import share
from operations.recovery.limits import exceeded
from operations.recovery.model import simulate
from settings import RegionRole, Strategy
from tests.components.program import run
from tests.operations.plans import plans
from tests.operations.previews import preview
from tests.stack_files import HOME, ROOT, STACKS, TODAY, content, settings_of

HOURS, REGIONS = 730, ("us-east-1", "us-west-2")


@cache
def document() -> dict[str, Any]:
    return compare(settings_of(HOME), plans(), basis(Assumptions()))


def basis(given: Assumptions) -> Basis:
    return Basis(prices=read_price_list(), durations=read_durations(), given=given, on=TODAY)


def fixed(strategy: Strategy, region: str, pillar: str, runtime: str = "ecs") -> float:
    lines = priced(fixed_quantities(plans(runtime)[strategy], hours=HOURS, on=TODAY), read_price_list())
    return sum(one.usd for one in lines if (one.quantity.region, one.quantity.pillar) == (region, pillar))


# Aurora: instances x 2 units x 0.12; cache: nodes x 0.1752; compute: tasks x (0.5 x 0.04048 + 0.004445). Network: NAT
# at 0.045 with an address at 0.005 each, and seven endpoints in three zones at 0.01.
@pytest.mark.parametrize(
    ("strategy", "pillar", "hourly"),
    [
        (Strategy.WARM_STANDBY, "database", 2 * 2 * 0.12),
        (Strategy.WARM_STANDBY, "cache", 2 * 0.1752),
        (Strategy.WARM_STANDBY, "compute", 3 * (0.5 * 0.04048 + 0.004445)),
        (Strategy.WARM_STANDBY, "network", 0.045 + 0.005 + 21 * 0.01),
        (Strategy.PILOT_LIGHT, "database", 1 * 2 * 0.12),
        (Strategy.PILOT_LIGHT, "cache", 0.1752),
        (Strategy.PILOT_LIGHT, "compute", 0),
        (Strategy.PILOT_LIGHT, "network", 21 * 0.01),
    ],
)
def test_a_hand_calculation_of_the_second_region_agrees(strategy: Strategy, pillar: str, hourly: float) -> None:
    assert fixed(strategy, "us-west-2", pillar) == pytest.approx(hourly * HOURS)


# The cluster, and twelve pods of a quarter of a vCPU and 0.5 GB that serve it: one in each zone of CoreDNS, the load
# balancer's controller, KEDA and its adapter. A pod of the shop is as large as a task.
@pytest.mark.parametrize(("strategy", "web"), [(Strategy.WARM_STANDBY, 3), (Strategy.PILOT_LIGHT, 0)])
def test_a_hand_calculation_of_a_second_region_on_kubernetes_agrees(strategy: Strategy, web: int) -> None:
    served = 0.10 + 12 * (0.25 * 0.04048 + 0.5 * 0.004445)
    pods = web * (0.5 * 0.04048 + 0.004445)
    assert fixed(strategy, "us-west-2", "compute", "eks") == pytest.approx((served + pods) * HOURS)


def test_the_readme_and_the_page_on_costs_show_what_compare_makes_of_the_stack_files() -> None:
    ratios = [f"{document()['strategies'][each]['ratio']:.1f}" for each in Strategy]
    readme, page = ((ROOT / name).read_text() for name in ("README.md", "docs/costs.md"))
    assert re.findall(r"^\| `[a-z-]+` \|.*\| ([\d.]+) . \|$", readme, re.MULTILINE) == ratios
    assert f"cost {ratios[0]}, {ratios[1]} and {ratios[2]} times one" in " ".join(page.split())


@pytest.mark.parametrize(("cpu", "units"), [("500m", 512), ("0.25", 256), ("1", 1024)])
def test_amounts_of_cpu_are_read_as_kubernetes_writes_them(cpu: str, units: int) -> None:
    assert cpu_units(cpu) == units


@pytest.mark.parametrize(("memory", "mib"), [("768Mi", 768), ("256M", 245), ("1Gi", 1024)])
def test_amounts_of_memory_are_read_as_kubernetes_writes_them(memory: str, mib: int) -> None:
    assert mebibytes(memory) == mib


def test_an_amount_that_is_none_is_refused() -> None:
    with pytest.raises(OperationError, match="no amount of memory"):
        mebibytes("much")


def test_a_hand_calculation_of_the_access_logs_agrees() -> None:
    """50 requests a second for 730 hours at 0.1 kB, kept three months, at 0.023 a gigabyte and month."""
    where = served(settings_of(HOME), Strategy.PILOT_LIGHT)
    lines = priced(usage_quantities(settings_of(HOME), Usage(), where, times=1), read_price_list())
    kept = sum(line.usd for line in lines if line.quantity.item == "access logs kept")
    assert kept == pytest.approx(50 * 730 * 3600 * 0.1 / 1e6 * 3 * 0.023)


def test_after_a_failover_the_region_that_serves_grows_from_what_it_was_built_with() -> None:
    """400 requests a second want 20 capacity units: three instances of 2 have 6 of them, and a pilot's one has 2."""
    usage, added = Usage(requests_per_second=400, requests_per_second_per_acu=20), {}
    for full_size_region in REGIONS:
        settings = settings_of(HOME, strategy="pilot-light", writer="us-west-2", full_size_region=full_size_region)
        lines = usage_quantities(settings, usage, served(settings, Strategy.PILOT_LIGHT), times=1)
        (line,) = [each for each in lines if each.item == "capacity above the bound"]
        added[full_size_region] = (line.region, line.amount / HOURS)
    assert added == {"us-east-1": ("us-west-2", 18), "us-west-2": ("us-west-2", 14)}


def test_strategies_are_compared_as_the_pair_will_be_once_it_is_rebuilt(tmp_path: Path) -> None:
    pair = Pair(stack=HOME, settings=settings_of(HOME, writer="us-west-2"), folder=tmp_path)
    assert (pair.settings.full_size_region, pair.rebuilt.full_size_region) == ("us-east-1", "us-west-2")


@pytest.mark.parametrize("runtime", ["ecs", "eks"])
@pytest.mark.parametrize("strategy", Strategy)
def test_every_type_of_the_program_has_a_price_or_a_reason_to_have_none(strategy: Strategy, runtime: str) -> None:
    assert fixed_quantities(plans(runtime)[strategy], hours=HOURS, on=TODAY)


def test_a_plan_by_which_aws_runs_a_failover_is_paid_once_and_only_because_there_are_two_regions() -> None:
    one = replace(plans()[Strategy.PILOT_LIGHT][0], type="aws:arcregionswitch/plan:Plan")
    (line,) = priced(fixed_quantities([one], hours=HOURS, on=TODAY), read_price_list())
    assert (line.usd, line.quantity.pair) == (70, True)


@pytest.mark.parametrize(
    ("version", "policy", "on", "hourly"),
    [
        ("1.36", {"supportType": "STANDARD"}, TODAY, 0.10),
        ("1.34", {"supportType": "EXTENDED"}, date(2026, 12, 2), 0.10),
        ("1.34", {"supportType": "EXTENDED"}, date(2026, 12, 3), 0.60),
        # Left out is what costs.
        ("1.34", None, date(2026, 12, 3), 0.60),
        # EKS moves it on.
        ("1.34", {"supportType": "STANDARD"}, date(2026, 12, 3), 0.10),
    ],
    ids=["new", "on its last day", "after it", "after it, nothing said", "moved on"],
)
def test_a_cluster_costs_what_its_version_costs_on_that_day(
    version: str, policy: dict[str, str] | None, on: date, hourly: float
) -> None:
    inputs = {"version": version, **({"upgradePolicy": policy} if policy else {})}
    one = replace(plans()[Strategy.PILOT_LIGHT][0], type="aws:eks/cluster:Cluster", inputs=inputs)
    (line,) = priced(fixed_quantities([one], hours=HOURS, on=on), read_price_list())
    assert line.usd == pytest.approx(hourly * HOURS)


def test_the_comparison_tells_of_everything_that_ends() -> None:
    old = settings_of(HOME, database={**content(HOME)["database"], "engine_version": "16.9"})
    told = compare(old, plans(), basis(Assumptions()))["ends"]
    (database,) = (one for one in told if one["product"] == "aurora-postgresql")
    assert (database["standing"], database["end"], database["warns"]) == ("ending", "2026-12-31", True)
    assert [one["standing"] for one in document()["ends"]] == ["supported", "open"]


def test_a_type_without_a_price_is_an_error_that_names_it() -> None:
    unknown = replace(plans()[Strategy.PILOT_LIGHT][0], type="aws:quantum/device:Device")
    with pytest.raises(OperationError, match="no price for aws:quantum/device:Device"):
        fixed_quantities([unknown], hours=HOURS, on=TODAY)


def test_a_region_without_a_price_is_an_error_that_names_it() -> None:
    with pytest.raises(OperationError, match="not for eu-west-1"):
        read_price_list().price("kms.key_month", "eu-west-1")


def step(name: str, *after: str) -> Step:
    return Step(name=name, duration="", after=after, part="", says="")


def test_steps_side_by_side_cost_only_the_longer_one() -> None:
    graph = (step("a"), step("short", "a"), step("long", "a"), step("end", "short", "long"))
    found = critical_path(graph, {"a": 1, "short": 2, "long": 5, "end": 1})
    assert (found.seconds, [one.name for one in found.steps]) == (7, ["a", "long", "end"])


def test_steps_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(OperationError, match="wait for each other"):
        critical_path((step("a", "b"), step("b", "a")), {"a": 1, "b": 1})


def test_consumers_wait_for_the_writer_in_every_failover() -> None:
    for region_role in RegionRole:
        (consumers,) = (one for one in steps_for(region_role) if one.name == "enable-consumers")
        assert consumers.after == ("confirm-writer",)


def test_every_step_of_the_failover_has_a_duration_with_a_source() -> None:
    assert [one.name for one in FAILOVER if not read_durations().step(one.duration).sources] == []


def test_the_simulation_is_the_same_for_a_seed_and_another_for_another() -> None:
    graph, spans = (step("a"), step("b", "a")), {"a": (10.0, 60.0), "b": (5.0, 30.0)}
    assert simulate(graph, spans, 1, 50) == simulate(graph, spans, 1, 50) != simulate(graph, spans, 2, 50)


def test_one_region_alone_serves_everybody_and_is_the_same_in_every_strategy() -> None:
    alone = [one["alone"]["total"] for one in document()["strategies"].values()]
    assert alone == pytest.approx([alone[0]] * 3)


def test_ratios_fall_with_the_strategy_and_only_what_is_fixed_doubles() -> None:
    found = [document()["strategies"][one] for one in ("active-active", "warm-standby", "pilot-light")]
    ratios = [one["ratio"] for one in found]
    assert ratios == sorted(ratios, reverse=True)
    explained = found[0]["ratio_explained"]["ratios"]
    assert explained["fixed"] == pytest.approx(2.0, abs=0.01)
    assert explained["usage"] < 1.1, "traffic is served once, by two regions or by one"


@pytest.mark.parametrize("strategy", Strategy)
def test_what_explains_a_ratio_adds_up_to_its_whole_difference_from_the_literature(strategy: Strategy) -> None:
    one = document()["strategies"][strategy]
    told, alone = one["ratio_explained"], one["alone"]["total"]
    assert sum(part["excess_usd"] for part in told["parts"]) == pytest.approx(told["gap_usd"])
    assert told["gap_usd"] == pytest.approx((one["ratio"] - one["literature_ratio"]) * alone)
    assert sum(part["first_usd"] for part in told["parts"]) == pytest.approx(alone)
    assert sum(part["second_usd"] for part in told["parts"]) == pytest.approx(one["monthly"]["total"] - alone)


def test_a_pilot_light_costs_more_than_the_literature_says_first_for_its_endpoints() -> None:
    """Seven endpoints in three zones at 0.01 an hour do not shrink: 153.30 a month in either region."""
    told = document()["strategies"]["pilot-light"]["ratio_explained"]
    assert told["parts"][0]["name"] == "VPC endpoints"
    for side in ("first_usd", "second_usd"):
        assert told["parts"][0][side] == pytest.approx(7 * 3 * 0.01 * HOURS)
    assert "VPC endpoints (153 USD on top of 153, 100%)" in told["says"][1]


@pytest.mark.parametrize("runtime", ["ecs", "eks"])
def test_everything_on_the_bill_has_a_name_that_people_know(runtime: str) -> None:
    used = {
        line.quantity.price
        for strategy, declared in plans(runtime).items()
        for line in bills(
            declared, settings_of(HOME), strategy, usage=Usage(), book=read_price_list(), on=TODAY
        ).pair.lines
    }
    assert all(name_of(price) for price in used)
    assert NAMES.keys() - read_price_list().entries.keys() == set(), "a name for a price that the book does not have"


def test_every_price_that_a_rule_may_ask_for_is_in_the_book_and_has_a_name() -> None:
    """Also of what the stack files as they stand do not declare."""
    sources = "".join(Path(module.__file__ or "").read_text() for module in (fixed_lines, usage_lines))
    services = {key.partition(".")[0] for key in read_price_list().entries}
    asked = {text for text in re.findall(r'"([a-z0-9_]+\.[a-z0-9_]+)"', sources) if text.partition(".")[0] in services}
    assert len(asked) > 40
    assert asked - read_price_list().entries.keys() == set()
    assert asked - NAMES.keys() == set()


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("clock", ["serving", "writing"])
def test_critical_steps_and_parts_add_up_to_the_recovery_time(strategy: Strategy, clock: str) -> None:
    found = document()["strategies"][strategy]["rto"][clock]
    assert sum(step["typical"] for step in found["steps"] if step["critical"]) == pytest.approx(found["typical"])
    assert sum(found["parts"].values()) == pytest.approx(found["typical"])
    assert sum(found["worst_parts"].values()) == pytest.approx(found["worst"])
    assert [step["name"] for step in found["steps"] if not step["source"] or step["worst"] < step["typical"]] == []


def test_an_objective_is_held_at_p95_where_as_many_simulated_failovers_end_within_it() -> None:
    for one in document()["strategies"].values():
        assert one["verdict"]["p95"] is (one["verdict"]["within_rto"] > 0.95 and one["verdict"]["within_rpo"])


def test_all_but_one_of_a_thousand_are_not_all() -> None:
    assert (share(0.999), share(1)) == ("99%", "100%")


def test_a_notch_says_in_words_what_it_costs_and_buys_from_where_the_stack_files_are() -> None:
    less, more = document()["trade_offs"]
    assert (less["relative"], more["relative"]) == ("less", "more")
    assert less["says"].startswith(f"One step down, pilot-light instead of warm-standby, saves {less['usd']:,.0f} USD")
    assert more["says"].startswith(f"One step up, active-active instead of warm-standby, costs {more['usd']:,.0f}")
    assert "No less and no more may be lost (20 s)" in more["says"]


def test_a_drills_times_replace_published_ones_and_the_comparison_says_so(tmp_path: Path) -> None:
    file = tmp_path / "drill.json"
    file.write_text(json.dumps({"measured_seconds": {"promote": 95, "decide": 240}, "measured_by": "drill 2026-11-20"}))
    given = read_assumptions(file)
    measured = compare(settings_of(HOME), plans(), basis(given))["strategies"]["warm-standby"]["rto"]["serving"]
    assumed = document()["strategies"]["warm-standby"]["rto"]["serving"]
    by_name = {step["name"]: step for step in measured["steps"]}
    assert (by_name["promote"]["typical"], by_name["promote"]["worst"]) == (95, 95)
    assert (by_name["promote"]["basis"], by_name["promote"]["source"]) == ("measured", "drill 2026-11-20")
    assert {name: step["basis"] for name, step in by_name.items() if step["basis"] != "published"} == {
        "detect": "computed",
        "launch-rate": "computed",
        "grow-database": "computed",
        "promote": "measured",
        "decide": "measured",
    }
    # 600 and 120 s of public sources became 240 and 95 s.
    assert assumed["typical"] - measured["typical"] == pytest.approx(600 - 240 + 120 - 95)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"measured_seconds": {"promte": 95}}, "promte is no step of a failover; steps are .*promote"),
        ({"measured_seconds": {"promote": -1}}, "greater than or equal to 0"),
        ({"usage": {"request_per_second": 1}}, "request_per_second"),
    ],
)
def test_assumptions_with_a_mistake_are_refused(tmp_path: Path, content: dict[str, Any], named: str) -> None:
    file = tmp_path / "given.json"
    file.write_text(json.dumps(content))
    with pytest.raises(OperationError, match=named):
        read_assumptions(file)


def test_a_quota_that_the_book_does_not_know_is_refused() -> None:
    with pytest.raises(OperationError, match="fargate_vcpu, which is no quota of the book"):
        basis(Assumptions(applied_quotas={"fargate_vcpu": 100}))


def test_traffic_names_the_limits_that_bite() -> None:
    last = document()["strategies"]["pilot-light"]["traffic"][-1]
    assert last["times"] == 1000
    named = {limit["name"]: limit for limit in last["exceeded_limits"]}
    assert {"workloads.web.max_tasks", "fargate_on_demand_vcpu", "fargate_launch_burst_tasks_and_pods"} <= named.keys()
    assert all(limit["needed"] > limit["allowed"] for limit in last["exceeded_limits"])


def test_a_quota_that_the_account_has_raised_bites_no_more() -> None:
    raised = Assumptions(applied_quotas={"fargate_on_demand_vcpu": 10_000})
    limits = exceeded(read_durations(), settings_of(HOME), raised, RegionRole.PILOT, 100)
    assert limits
    assert "fargate_on_demand_vcpu" not in {limit.name for limit in limits}


@pytest.mark.parametrize("strategy", Strategy)
def test_recovery_takes_longer_once_fargate_starts_no_more_tasks_at_once(strategy: Strategy) -> None:
    """At 1000 times, 7,500 web tasks carry the peak; 100 start at once, then 500 a minute of one service."""
    points = document()["strategies"][strategy]["traffic"]
    spent = points[-1]["rto_typical"] - points[0]["rto_typical"]
    missing = 7500 / 2 if strategy is Strategy.ACTIVE_ACTIVE else 7500
    launching = (missing - 100) / 500 * 60
    assert launching * 0.4 < spent < launching, "less, by what runs beside it"


def test_the_table_shows_parts_steps_stores_and_reasons() -> None:
    console = Console(width=160, record=True, file=StringIO())
    show(document(), console)
    text = console.export_text()
    for said in (
        "decision",
        "15 min, worst 60 min",
        "lag of the Aurora global database",
        "promote: the database changes its writer",
        "What shrinks least in the second region: VPC endpoints",
        "One step up, active-active",
        "1,000 x, 50,000/s",
        "876 + 57",
        "from 2 x on: fargate_on_demand_vcpu: 9 needed, 6 allowed (ask AWS for more",
    ):
        assert said in re.sub(r"\s*\n", " ", text), said


def test_a_document_that_is_no_plan_is_refused() -> None:
    with pytest.raises(OperationError, match="is no plan"):
        read_plan({"changes": []}, stack_region="us-east-1", origin="x.json")


def test_the_command_plans_by_itself_what_it_is_not_given_and_prints_one_document(tmp_path: Path) -> None:
    """The planner runs the real program, in a strategy that is not that of the stack files."""
    given = []
    for strategy in (Strategy.ACTIVE_ACTIVE, Strategy.WARM_STANDBY):
        for stack in STACKS:
            path = tmp_path / f"{strategy}-{stack}.json"
            path.write_text(json.dumps(preview(run(stack, strategy=strategy))))
            given += ["--plan", f"{strategy}:{stack}={path}"]
    result = CliRunner().invoke(app, ["compare", HOME, "--json", *given])
    assert result.exit_code == 0, result.output
    assert result.stderr.count("listing what it declares as pilot-light") == len(STACKS)
    printed = json.loads(result.stdout)
    assert printed.keys() == document().keys()
    for name, one in document()["strategies"].items():
        assert printed["strategies"][name]["monthly"] == pytest.approx(one["monthly"])
        assert printed["strategies"][name]["rto"]["serving"]["p95"] == one["rto"]["serving"]["p95"]
