"""`standby plan` and `standby switch`: order, gate, files, and what happens when a stack stops in the middle.

The engine is a stand-in that answers as ours does. That the order is the safe one, and that a switch of the real
program touches no store, is shown by tests/sandbox/test_switches.py.
"""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from operations.cli import switch
from operations.cli.app import app
from operations.errors import OperationError
from operations.inputs.stack_file import settings_of
from operations.recovery.figures import figures_of
from operations.switching import estimate
from operations.switching.engine import engine_of
from operations.switching.order import order_of
from operations.switching.stack_files import with_strategy, write_strategy
from operations.switching.switch import Switching
from pulumi_yaml import configuration_of, read, read_file
from settings import Strategy
from tests.operations.gate.test_gate import ALARM, CLUSTER, sandbox_plan
from tests.operations.plans import plans
from tests.operations.test_compare import document
from tests.stack_files import HOME, PEER, ROOT, STACKS

WARM, PILOT, ACTIVE = Strategy.WARM_STANDBY, Strategy.PILOT_LIGHT, Strategy.ACTIVE_ACTIVE
REFUSED = "run `up` of stack dr-west first, then this one again"


def strategy_in(path: Path) -> str:
    return str(configuration_of(read_file(path), "standby")["standby:strategy"])


class Engine:
    """Keeps what it was asked. `plans` by stack; a text is a refusal. An `up` of a stack in `failing` fails."""

    name = "stand-in"

    def __init__(self, folder: Path, plans: Mapping[str, Any] | None = None, failing: set[str] | None = None) -> None:
        self.folder, self.plans, self.failing = folder, dict(plans or {}), failing or set()
        self.asked: list[str] = []

    def preview(self, stack: str, settings: Path) -> Mapping[str, Any]:
        strategy = strategy_in(settings)
        self.asked.append(f"preview {stack} {strategy}")
        plan = self.plans.get(stack, sandbox_plan("update", ALARM, {"threshold": 2}))
        if isinstance(plan, str) and f"up {PEER}" not in self.asked:
            raise OperationError(plan)
        return sandbox_plan("update", ALARM) if isinstance(plan, str) else dict(plan)

    def up(self, stack: str, say: Callable[[str], None]) -> None:
        self.asked.append(f"up {stack}")
        say(f"running {stack}")
        if stack in self.failing:
            raise OperationError("throttled")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Pulumi.yaml", *(f"Pulumi.{stack}.yaml" for stack in STACKS)):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def strategies(folder: Path) -> set[str]:
    return {strategy_in(folder / f"Pulumi.{each}.yaml") for each in STACKS}


def switching(folder: Path, after: Strategy, engine: Engine) -> Switching:
    settings = settings_of(folder, HOME)
    return Switching(
        folder=folder,
        before=settings.strategy,
        after=after,
        order=order_of(settings, HOME, after),
        engine=engine,
        today=date(2026, 6, 1),
    )


@pytest.mark.parametrize(
    ("before", "after", "first"),
    [
        (WARM, ACTIVE, PEER),
        (PILOT, ACTIVE, PEER),
        (ACTIVE, WARM, HOME),
        (ACTIVE, PILOT, HOME),
        (PILOT, WARM, PEER),
        (WARM, PILOT, HOME),
    ],
)
@pytest.mark.parametrize("stack", STACKS)
def test_a_region_grows_before_clients_come_and_shrinks_after_they_left(
    folder: Path, stack: str, before: Strategy, after: Strategy, first: str
) -> None:
    for each in STACKS:
        path = folder / f"Pulumi.{each}.yaml"
        path.write_text(with_strategy(path.read_text(), before, origin="x"))
    order = order_of(settings_of(folder, stack), stack, after)
    assert order.stacks[0] == first
    assert set(order.stacks) == set(STACKS)


def test_a_plan_changes_nothing(folder: Path) -> None:
    engine = Engine(folder)
    made = switching(folder, PILOT, engine).plan(lambda _: None)
    assert made.verdict.passes
    assert [(each.stack, len(each.changing)) for each in made.stacks] == [(HOME, 1), (PEER, 1)]
    assert sorted(engine.asked) == [f"preview {PEER} pilot-light", f"preview {HOME} pilot-light"]
    assert strategies(folder) == {"warm-standby"}


def test_a_stack_whose_plan_waits_for_the_other_one_says_so(folder: Path) -> None:
    made = switching(folder, ACTIVE, Engine(folder, {HOME: REFUSED})).plan(lambda _: None)
    assert {each.stack: bool(each.waits) for each in made.stacks} == {PEER: False, HOME: True}


def test_any_other_refusal_ends_the_plan(folder: Path) -> None:
    with pytest.raises(OperationError, match="no credentials"):
        switching(folder, PILOT, Engine(folder, {HOME: "no credentials"})).plan(lambda _: None)


def test_a_switch_runs_both_stacks_in_order_each_planned_anew_just_before(folder: Path) -> None:
    engine = Engine(folder, {HOME: REFUSED})
    switching(folder, ACTIVE, engine).carry_out(lambda _: None)
    assert engine.asked == [
        f"preview {PEER} active-active",
        f"up {PEER}",
        f"preview {HOME} active-active",
        f"up {HOME}",
    ]
    assert strategies(folder) == {"active-active"}


def test_only_the_strategys_line_changes(folder: Path) -> None:
    before = (folder / f"Pulumi.{HOME}.yaml").read_text().splitlines()
    switching(folder, PILOT, Engine(folder)).carry_out(lambda _: None)
    after = (folder / f"Pulumi.{HOME}.yaml").read_text().splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ("  standby:strategy: warm-standby", "  standby:strategy: pilot-light")
    ]


def test_a_store_at_stake_stops_the_switch_before_its_stack_runs(folder: Path) -> None:
    engine = Engine(folder, {PEER: sandbox_plan("replace", CLUSTER, reasons=("databaseName",))})
    with pytest.raises(OperationError, match="replace of it because of databaseName") as stopped:
        switching(folder, PILOT, engine).carry_out(lambda _: None)
    assert f"up {PEER}" not in engine.asked
    assert f"{HOME} is pilot-light; {PEER} stopped" in str(stopped.value)
    assert "standby switch warm-standby --yes" in str(stopped.value)


def test_a_switch_that_stopped_goes_on_when_it_is_run_again(folder: Path) -> None:
    engine = Engine(folder, failing={PEER})
    with pytest.raises(OperationError, match="throttled"):
        switching(folder, PILOT, engine).carry_out(lambda _: None)
    engine.failing.clear()
    switching(folder, PILOT, engine).carry_out(lambda _: None)
    assert engine.asked[-1] == f"up {PEER}"
    assert strategies(folder) == {"pilot-light"}


def test_a_switch_that_goes_on_runs_the_stack_first_that_the_program_names(folder: Path) -> None:
    """The first run stopped in the stack that grows. The second one finds its own strategy in the files."""
    for stack in STACKS:
        path = folder / f"Pulumi.{stack}.yaml"
        path.write_text(with_strategy(path.read_text(), PILOT, origin="x"))
    engine = Engine(folder, {HOME: REFUSED}, failing={PEER})
    with pytest.raises(OperationError, match="throttled"):
        switching(folder, WARM, engine).carry_out(lambda _: None)
    engine.failing.clear()
    engine.asked.clear()
    again = switching(folder, WARM, engine)
    assert again.order.stacks == (HOME, PEER), "the other order, and nothing to tell it by"
    again.carry_out(lambda _: None)
    assert [asked for asked in engine.asked if asked.startswith("up")] == [f"up {PEER}", f"up {HOME}"]


def test_a_switch_whose_last_stack_still_waits_stops_with_the_way_back(folder: Path) -> None:
    engine = Engine(folder, {HOME: REFUSED, PEER: REFUSED})
    with pytest.raises(OperationError, match="dr-west first") as stopped:
        switching(folder, PILOT, engine).carry_out(lambda _: None)
    assert "standby switch warm-standby --yes" in str(stopped.value)
    assert [asked for asked in engine.asked if asked.startswith("up")] == []


def test_a_switch_that_stops_again_says_that_there_is_a_way_back(folder: Path) -> None:
    engine = Engine(folder, failing={PEER})
    for former in ("warm-standby", "FORMER-STRATEGY"):
        with pytest.raises(OperationError, match=f"standby switch {former} --yes"):
            switching(folder, PILOT, engine).carry_out(lambda _: None)


def test_comments_ends_of_lines_and_modes_of_files_stay(folder: Path) -> None:
    path = folder / f"Pulumi.{HOME}.yaml"
    text = path.read_text().replace("standby:strategy: warm-standby", "'standby:strategy': warm-standby  # ours")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    switching(folder, PILOT, Engine(folder)).carry_out(lambda _: None)
    assert b"  'standby:strategy': pilot-light  # ours\r\n" in path.read_bytes()
    assert (
        path.read_bytes().replace(b"pilot-light  # ours", b"warm-standby  # ours")
        == text.replace("\n", "\r\n").encode()
    )
    assert path.stat().st_mode & 0o777 == 0o640


def test_no_file_is_written_where_one_of_them_cannot_be(folder: Path) -> None:
    path = folder / f"Pulumi.{PEER}.yaml"
    path.write_text(path.read_text() + "  # standby:strategy\n  'standby:strategy': pilot-light\n")
    before = {each.name: each.read_bytes() for each in folder.iterdir() if each.suffix == ".yaml"}
    with pytest.raises(OperationError, match="has 2 lines"):
        write_strategy(folder, STACKS, ACTIVE)
    assert {each.name: each.read_bytes() for each in folder.iterdir() if each.suffix == ".yaml"} == before


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `pulumi` on PATH that answers with the file beside it, and writes down its words."""
    place = tmp_path / "bin"
    place.mkdir()
    (place / "pulumi").write_text(
        f'#!/bin/sh\necho "$@" >> {place}/words\ncat {place}/answer\nexit $(cat {place}/code)\n'
    )
    (place / "pulumi").chmod(0o755)
    (place / "code").write_text("0")
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")
    return place


def test_the_cli_is_taken_where_it_is_on_path_and_plans_with_other_settings(cli: Path, folder: Path) -> None:
    (cli / "answer").write_text(json.dumps({"steps": [], "changeSummary": {"same": 300}}))
    engine = engine_of(None, folder)
    assert engine.preview(HOME, folder / "other.yaml") == {"steps": [], "changeSummary": {"same": 300}}
    engine.up(HOME, lambda _: None)
    assert (cli / "words").read_text().splitlines() == [
        f"--non-interactive preview --stack {HOME} --config-file {folder}/other.yaml --json",
        f"--non-interactive up --stack {HOME} --yes",
    ]


def test_a_refusal_by_the_cli_is_read_out_of_its_diagnostics(cli: Path, folder: Path) -> None:
    """A failed preview is a document too, on stdout, with nothing on stderr."""
    told = [{"message": f"error: {REFUSED}\n", "severity": "error"}]
    steps = [{"op": "create", "urn": "urn:pulumi:prod-east::standby::pulumi:pulumi:Stack::x"}] * 40
    (cli / "answer").write_text(json.dumps({"steps": steps, "diagnostics": told, "changeSummary": {}}, indent=4))
    (cli / "code").write_text("255")
    engine = engine_of("pulumi", folder)
    with pytest.raises(OperationError, match=REFUSED):
        engine.preview(HOME, folder / "other.yaml")
    settings = settings_of(folder, HOME)
    order = order_of(settings, HOME, ACTIVE)
    plan = Switching(folder=folder, before=WARM, after=ACTIVE, order=order, engine=engine, today=date(2026, 6, 1)).plan(
        lambda _: None
    )
    assert [bool(each.waits) for each in plan.stacks] == [True, True]


@pytest.mark.parametrize("text", ["config: {}\n", "standby:strategy: a\nstandby:strategy: b\n"], ids=["none", "two"])
def test_a_file_without_exactly_one_line_for_it_is_left_alone(text: str) -> None:
    with pytest.raises(OperationError, match="write exactly one, then switch"):
        with_strategy(text, PILOT, origin="x.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("config:\n  standby:strategy: a\n  other: 1\n  other: 2\n", "x.yaml: line 4: the key other is already there"),
        ("config:\n  standby:a: |\n    standby:strategy: a\n", "is not what Pulumi reads as the strategy"),
        ("standby:strategy: a\nconfig: {}\n", "is not what Pulumi reads as the strategy"),
        ("config:\n  standby:strategy: a\n  strategy: b\n", "are one key"),
        ("config:\n  standby:strategy: &a x\n  standby:b: *a\n", "x.yaml: line 3: [*]a names nothing above it"),
    ],
    ids=["a key twice", "inside a text", "outside the configuration", "twice, once in short", "an anchor on it"],
)
def test_a_file_whose_line_is_not_what_pulumi_reads_is_left_alone(text: str, told: str) -> None:
    with pytest.raises(OperationError, match=told):
        with_strategy(text, PILOT, origin="x.yaml")


@pytest.mark.parametrize(
    "line",
    [
        "standby:strategy:\twarm-standby",
        "'standby:strategy': 'warm-standby' # now",
        '"standby:strategy": "warm-standby"',
    ],
)
def test_a_line_is_changed_as_it_is_written(line: str) -> None:
    text = f"config:\n  # 1e3\n  standby:a: 010\n  {line}\n  standby:b: {{c: on}}\n"
    after = with_strategy(text, PILOT, origin="x.yaml")
    assert configuration_of(read(after), "standby")["standby:strategy"] == "pilot-light"
    assert [line for line in after.splitlines() if "strategy" not in line] == [
        line for line in text.splitlines() if "strategy" not in line
    ]


@pytest.mark.parametrize(("options", "carried"), [([], False), (["--yes"], True)], ids=["shown", "carried out"])
def test_the_command_acts_only_on_an_explicit_word(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    carried: bool,  # noqa: FBT001
) -> None:
    engine = Engine(folder)
    monkeypatch.setattr(switch, "engine_of", lambda *_: engine)
    result = CliRunner().invoke(app, ["switch", "pilot-light", "--no-costs", "--folder", str(folder), *options])
    assert result.exit_code == 0, result.output
    assert "no store is replaced or deleted" in result.stdout
    assert any(asked.startswith("up") for asked in engine.asked) is carried
    assert (strategies(folder) == {"pilot-light"}) is carried


def test_a_plan_that_harms_a_store_ends_with_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(folder, {HOME: sandbox_plan("delete", CLUSTER)})
    monkeypatch.setattr(switch, "engine_of", lambda *_: engine)
    for words in (["plan", "pilot-light"], ["switch", "pilot-light", "--yes"]):
        result = CliRunner().invoke(app, [*words, "--no-costs", "--folder", str(folder)])
        assert result.exit_code == 1
        assert "delete of it: lost with it: rows" in result.output
    assert not any(asked.startswith("up") for asked in engine.asked)
    assert strategies(folder) == {"warm-standby"}


def test_a_plan_says_what_moves_against_the_strategy_of_the_stack_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures are those of `standby compare`, and no other strategy is planned for them."""
    asked: list[Strategy] = []

    def planned(_: object, strategies: Sequence[Strategy], __: object) -> Mapping[Strategy, Any]:
        asked.extend(strategies)
        return {strategy: plans()[strategy] for strategy in strategies}

    monkeypatch.setattr(switch, "engine_of", lambda *_: Engine(folder))
    monkeypatch.setattr(estimate, "plans_of", planned)
    result = CliRunner().invoke(app, ["plan", "active-active", "--folder", str(folder), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)["estimate"]
    expected = {name: figures_of(document()["strategies"][name]) for name in (WARM, ACTIVE)}
    assert told["before"] == pytest.approx(expected[WARM])
    assert told["after"] == pytest.approx(expected[ACTIVE])
    assert told["difference"]["usd_per_month"] == pytest.approx(
        expected[ACTIVE]["usd_per_month"] - expected[WARM]["usd_per_month"]
    )
    assert asked == [WARM, ACTIVE]


def test_a_plan_shows_from_and_to_and_by_how_much(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch, "engine_of", lambda *_: Engine(folder))
    monkeypatch.setattr(estimate, "plans_of", lambda *_: plans())
    result = CliRunner().invoke(app, ["plan", "active-active", "--folder", str(folder)])
    assert re.search(r"USD a month  2,\d{3} → 3,\d{3} \(\+\d{3}\)\n", result.stdout), result.output
    assert re.search(r"RTO \(p95\)    \d\d min → \d min \(-\d\d min\)\n", result.stdout), result.output
    assert re.search(r"RPO          20 s\n", result.stdout), result.output


def test_a_plan_stands_where_nobody_knows_its_cost_and_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpriced(*_: object) -> None:
        msg = "no price for aws:quantum/device:Device"
        raise OperationError(msg)

    monkeypatch.setattr(switch, "engine_of", lambda *_: Engine(folder))
    monkeypatch.setattr(estimate, "plans_of", unpriced)
    result = CliRunner().invoke(app, ["plan", "pilot-light", "--folder", str(folder)])
    assert result.exit_code == 0
    assert "cost, RTO and RPO are not known: no price for aws:quantum/device:Device" in result.stdout
    told = CliRunner().invoke(app, ["plan", "pilot-light", "--folder", str(folder), "--json"])
    assert json.loads(told.stdout)["estimate"] == {
        "before": None,
        "after": None,
        "difference": None,
        "problem": "no price for aws:quantum/device:Device",
    }


def test_an_engine_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert engine_of(None, Path()).name == "sandbox"
    with pytest.raises(OperationError, match="there is no pulumi CLI on PATH"):
        engine_of("pulumi", Path())
    with pytest.raises(OperationError, match="terraform is no engine"):
        engine_of("terraform", Path())
