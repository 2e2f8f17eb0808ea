"""The report on a pull request, as data and as the comment that people read."""

import re
from datetime import date
from typing import Any

import pytest

from operations.pull_request.markdown import MARK, comment
from operations.pull_request.report import Costs, Planned, report
from tests.operations.gate.test_gate import ALARM, CLUSTER, sandbox_plan, urn

TODAY = date(2026, 6, 1)
STRATEGIES, STACKS = ("pilot-light", "warm-standby", "active-active"), ("prod-east", "dr-west")
HOLDS = {"packs": ["standby@0.1.0"], "violations": []}


def violation(level: str = "mandatory", message: str = "Title.\nIt breaks.", rule: str = "az-x") -> dict[str, Any]:
    return {"rule": rule, "urn": urn(ALARM), "message": message, "level": level, "severity": "high"}


def made(*documents: dict[str, Any], costs: Costs | None = None) -> dict[str, Any]:
    plans = [
        Planned(strategy=strategy, stack=stack, document={"policies": HOLDS, "counts": {}, **document})
        for document in documents
        for strategy in STRATEGIES
        for stack in STACKS
    ]
    return report(plans, (), costs or Costs(), base="1111111", head="2222222", today=TODAY)


def test_a_change_that_harms_nothing_passes_in_one_sentence() -> None:
    told = made({**sandbox_plan("update", ALARM, {"threshold": 2}), "counts": {"update": 1, "same": 260}})
    text = comment(told)
    assert told["passes"]
    assert text.startswith(MARK)
    assert "No store is replaced or deleted, no policy is violated, every plan was made." in text
    assert "No resource that holds data is touched." in text
    assert "| pilot-light | 1 to update | 1 to update |" in text


def test_a_replaced_store_is_said_once_and_first() -> None:
    told = made(sandbox_plan("replace", CLUSTER, {"databaseName": "b"}, ("databaseName",)))
    text = comment(told)
    assert not told["passes"]
    assert text.index("replace of it because of databaseName: lost with it: rows") < text.index("### Policies")
    assert text.count("lost with it: rows") == 1
    assert "Refused: 1 finding(s) on stores or waivers." in text


def test_a_violation_is_said_once_with_the_strategies_in_which_it_holds() -> None:
    told = made({"changes": [], "policies": {**HOLDS, "violations": [violation()]}})
    text = comment(told)
    assert not told["passes"]
    assert text.count("⛔ **az-x** at `it` (active-active, pilot-light, warm-standby)") == 1
    assert "> It breaks." in text


def test_a_rule_that_could_not_decide_is_no_pass() -> None:
    told = made(
        {"changes": [], "policies": {**HOLDS, "violations": [violation("advisory", "can't run policy 'az-x'")]}}
    )
    assert not told["passes"]
    assert "`az-x` could not decide, which is no pass" in comment(told)


def test_plans_that_no_pack_judged_are_said_to_be_so() -> None:
    assert "No pack judged these plans" in comment(made({"changes": [], "policies": {}}))


def test_a_plan_that_could_not_be_made_is_no_pass_and_says_why() -> None:
    told = made({"changes": [], "error": "run `up prod-east` first"})
    text = comment(told)
    assert not told["passes"]
    assert "run `up prod-east` first" in text
    assert "| pilot-light | no plan | no plan |" in text


def test_a_plan_that_the_gate_cannot_read_does_not_pass() -> None:
    told = made({"changes": [{"op": "vanish", "urn": urn(ALARM), "type": ALARM, "name": "it"}]})
    assert not told["passes"]
    assert "vanish is no operation that this gate knows" in comment(told)


def test_advice_is_folded_away() -> None:
    text = comment(made({"changes": [], "policies": {**HOLDS, "violations": [violation("advisory")]}}))
    assert re.search(r"<details><summary>Advice</summary>\n\n- `az-x` at `it`: It breaks", text)


def compared(usd: float, p95: float, lost: float) -> dict[str, Any]:
    one = {"monthly": {"total": usd}, "rto": {"serving": {"p95": p95}}, "rpo": {"seconds": lost}}
    return {"configured": "warm-standby", "strategies": {"warm-standby": one, "pilot-light": one}}


def test_cost_and_recovery_are_shown_with_what_moves() -> None:
    costs = Costs(before=compared(2000, 600, 60), after=compared(2345, 600, 90))
    text = comment(made({"changes": []}, costs=costs))
    assert "| **warm-standby** | 2,000 → 2,345 (+345) | 10 min | 60 s → 90 s (+30 s) |" in text


def test_what_comes_to_its_end_has_a_section_of_its_own() -> None:
    end = {"key": "database.engine_version", "warns": True, "refused": False, "says": "Aurora PostgreSQL 16.9 is old"}
    fine = {"key": "cache.engine_version", "warns": False, "refused": False, "says": "Valkey is well"}
    text = comment(made({"changes": []}, costs=Costs(after={**compared(1, 1, 1), "ends": [end, fine]})))
    assert "### What comes to its end\n\n- ⚠️ `standby:database.engine_version`: Aurora PostgreSQL 16.9 is old" in text
    assert "Valkey is well" not in text


def test_a_side_that_could_not_be_priced_is_said() -> None:
    text = comment(made({"changes": []}, costs=Costs(problems=("cost before the change is not known: no price",))))
    assert "⚠️ cost before the change is not known: no price" in text


@pytest.mark.parametrize("count", [3, 200])
def test_a_long_list_is_cut_and_says_so(count: int) -> None:
    changes = [{**sandbox_plan("update", ALARM)["changes"][0], "name": f"alarm-{number}"} for number in range(count)]
    text = comment(made({"changes": changes}))
    assert ("and 140 more" in text) is (count == 200)
    assert len(text) < 65_536
