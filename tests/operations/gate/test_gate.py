"""The gate: what holds data stays, unless a waiver that still holds says so; what it cannot judge is no pass.

Plans are written here as both engines write them. That the engines write them so is shown where they run: in
tests/sandbox/test_pull_requests.py for the sandbox, in tests/sandbox/test_real_engine.py for Pulumi's.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from operations.cli.app import app
from operations.errors import OperationError
from operations.gate.data_types import HOLDS_DATA, HOLDS_NOTHING, HOLDS_OTHERS
from operations.gate.plans import read_steps
from operations.gate.replacements import always, sometimes
from operations.gate.verdict import GateVerdict, judge
from operations.gate.waivers import Waiver, read_waivers
from sandbox.providers.aws.facts import rules_of

TODAY = date(2026, 6, 1)
CLUSTER, QUEUE, ALARM = "aws:rds/cluster:Cluster", "aws:sqs/queue:Queue", "aws:cloudwatch/metricAlarm:MetricAlarm"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def urn(kind: str, name: str = "it") -> str:
    return f"urn:pulumi:prod-east::standby::standby:region:Region${kind}::{name}"


def sandbox_plan(
    op: str, kind: str, diff: dict[str, Any] | None = None, reasons: tuple[str, ...] = ()
) -> dict[str, Any]:
    written = {path: {"kind": "update", "old": "a", "new": new} for path, new in (diff or {}).items()}
    change = {"op": op, "urn": urn(kind), "type": kind, "name": "it", "diff": written, "replaceReasons": list(reasons)}
    return {"changes": [change], "counts": {op: 1}, "error": ""}


def pulumi_plan(
    op: str, kind: str, diff: dict[str, Any] | None = None, reasons: tuple[str, ...] = ()
) -> dict[str, Any]:
    state = {"urn": urn(kind), "type": kind, "inputs": diff or {}}
    step: dict[str, Any] = {"op": op, "urn": urn(kind), "newState": state, "replaceReasons": list(reasons)}
    step["detailedDiff"] = {path: {"kind": "update", "inputDiff": True} for path in diff or {}}
    if op == "replace":
        parts = [{**step, "op": part} for part in ("create-replacement", "replace", "delete-replaced")]
        parts[2]["oldState"] = parts[2].pop("newState")
        return {"steps": parts, "changeSummary": {op: 1}}
    return {"steps": [step], "changeSummary": {op: 1}}


either = pytest.mark.parametrize("write", [sandbox_plan, pulumi_plan], ids=["sandbox", "pulumi"])


def judged(plan: dict[str, Any], *waivers: Waiver) -> GateVerdict:
    return judge(read_steps(plan, origin="plan.json"), waivers, TODAY)


def waiver(kind: str = CLUSTER, operation: Any = "replace", expires: date = TODAY) -> Waiver:  # noqa: ANN401
    return Waiver(
        urn=urn(kind), operation=operation, reason="Moved to a new cluster", expires=expires, approved_by="on call"
    )


def kinds(verdict: GateVerdict) -> list[str]:
    return [each.kind for each in verdict.findings]


@either
@pytest.mark.parametrize("kind", sorted(HOLDS_DATA))
@pytest.mark.parametrize("op", ["replace", "delete"])
def test_no_store_goes(write: Any, op: str, kind: str) -> None:  # noqa: ANN401
    verdict = judged(write(op, kind, reasons=("name",)))
    assert not verdict.passes
    assert kinds(verdict) == ["blocked"], "one finding, however many steps a replacement has"
    assert f"lost with it: {HOLDS_DATA[kind]}" in verdict.findings[0].says


@either
@pytest.mark.parametrize("op", ["replace", "delete"])
def test_what_holds_nothing_may_go(write: Any, op: str) -> None:  # noqa: ANN401
    verdict = judged(write(op, ALARM))
    assert (verdict.passes, verdict.touched) == (True, ())


@either
@pytest.mark.parametrize("op", ["create", "update"])
def test_a_store_that_is_made_or_changed_is_told_of(write: Any, op: str) -> None:  # noqa: ANN401
    verdict = judged(write(op, CLUSTER, {"backupRetentionPeriod": 30}))
    assert verdict.passes
    assert [(each.step.operation, each.holds) for each in verdict.touched] == [(op, "rows")]


def test_a_type_that_nobody_has_judged_may_hold_anything() -> None:
    verdict = judged(sandbox_plan("delete", "aws:efs/fileSystem:FileSystem"))
    assert not verdict.passes
    assert "nobody has judged whether this type holds data" in verdict.findings[0].says


@either
def test_a_replacement_that_hides_behind_an_unknown_value_is_warned_of(write: Any) -> None:  # noqa: ANN401
    verdict = judged(write("update", CLUSTER, {"databaseName": UNKNOWN}))
    assert kinds(verdict) == ["warning"]
    assert "a change of databaseName replaces it, and its new value is not known yet" in verdict.findings[0].says
    assert verdict.passes, "a warning is for a person"


def test_a_replacement_that_the_plan_calls_an_update_is_warned_of() -> None:
    verdict = judged(sandbox_plan("update", CLUSTER, {"kmsKeyId": "another"}))
    assert "the plan calls it an update" in verdict.findings[0].says


def test_a_change_that_replaces_depending_on_its_values_is_warned_of() -> None:
    verdict = judged(
        sandbox_plan("update", "aws:elasticache/replicationGroup:ReplicationGroup", {"engineVersion": "7.0"})
    )
    assert "may replace it, depending on the values" in verdict.findings[0].says


def test_a_replica_that_is_made_anew_in_place_is_warned_of() -> None:
    assert kinds(judged(sandbox_plan("update", "aws:dynamodb/table:Table", {"replicas[0].kmsKeyArn": "b"}))) == [
        "warning"
    ]


@either
def test_a_waiver_lets_exactly_one_thing_happen_until_its_day_is_over(write: Any) -> None:  # noqa: ANN401
    plan = write("replace", CLUSTER)
    allowed = judged(plan, waiver())
    assert (allowed.passes, kinds(allowed)) == (True, ["waived"])
    assert "waived until 2026-06-01 by on call: Moved to a new cluster" in allowed.findings[0].says
    late = judged(plan, waiver(expires=date(2026, 5, 31)))
    assert (late.passes, kinds(late)) == (False, ["blocked"])
    assert "expired on 2026-05-31" in late.findings[0].says
    assert kinds(judged(plan, waiver(operation="delete"))) == ["blocked", "waiver"]
    assert kinds(judged(plan, waiver(kind=QUEUE))) == ["blocked", "waiver"]


def test_a_waiver_that_stands_for_nothing_has_to_go() -> None:
    verdict = judged(sandbox_plan("same", CLUSTER), waiver())
    assert (verdict.passes, kinds(verdict)) == (False, ["waiver"])


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({}, "is no plan"),
        ({"changes": [], "error": "prod-east is not up yet"}, "the plan itself failed"),
        (
            {"changes": [{"op": "vanish", "urn": urn(QUEUE), "type": QUEUE}]},
            "vanish is no operation that this gate knows",
        ),
    ],
    ids=["no plan", "failed", "operation"],
)
def test_what_cannot_be_judged_is_refused(document: dict[str, Any], says: str) -> None:
    with pytest.raises(OperationError, match=says):
        read_steps(document, origin="plan.json")


def _waived(**parts: str) -> str:
    said = {
        "urn": "x",
        "operation": "replace",
        "reason": "Moved elsewhere",
        "expires": "2026-01-01",
        "approved_by": "me",
    }
    return "- {" + ", ".join(f"{key}: {value}" for key, value in {**said, **parts}.items()) + "}\n"


def test_a_merge_that_a_waiver_overrides_is_no_key_twice(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(f"- &first {_waived()[2:]}- {{<<: *first, urn: y}}\n")
    assert [each.urn for each in read_waivers(path)] == ["x", "y"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- urn: x\n", "operation: Field required"),
        ("- {urn: x, operation: replace, reason: no, expires: 2026-01-01, approved_by: me}\n", "reason"),
        ("urn: x\n", "holds no waivers"),
        ("[", "holds no waivers"),
        ("- expires: 2026-13-45\n", "month must be in 1..12"),
        ("[" * 20_000, "nested deeper"),
        (_waived(expires="2026-01-01, expires: 2099-01-01"), "the key expires is there twice"),
        (_waived(expires="1899936000"), "write a day"),
        (_waived(expires="'1899936000'"), "write a day"),
        (_waived(expires="2026-12-31T00:00:00Z"), "write a day"),
        (_waived(reason="'            '"), "reason: String should have at least"),
        (_waived(approved_by="' '"), "approved_by: String should have at least"),
    ],
    ids=[
        *("missing", "short reason", "no list", "no YAML", "no such day", "deep", "a key twice", "a number", "a text"),
        *("an hour", "no reason", "nobody"),
    ],
)
def test_a_file_that_holds_no_waivers_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(text)
    with pytest.raises(OperationError, match=says):
        read_waivers(path)


@pytest.mark.parametrize("kind", sorted({*HOLDS_DATA, *HOLDS_OTHERS}))
def test_the_rules_of_replacement_are_the_providers(kind: str) -> None:
    facts = rules_of(kind)
    assert always(kind) == frozenset(facts["replace_on"])
    assert sometimes(kind) == frozenset(facts.get("replace_on_conditional", {})) - always(kind)


def test_no_type_is_judged_twice() -> None:
    assert len({*HOLDS_DATA, *HOLDS_OTHERS, *HOLDS_NOTHING}) == len(HOLDS_DATA) + len(HOLDS_OTHERS) + len(HOLDS_NOTHING)


@pytest.mark.parametrize("op", ["replace", "delete"])
def test_a_cluster_ends_with_what_others_keep_in_it(op: str) -> None:
    (finding,) = judged(pulumi_plan(op, "aws:eks/cluster:Cluster")).findings
    assert finding.kind == "blocked"
    assert "every object in it" in finding.says


@pytest.mark.parametrize(
    ("op", "code", "said"),
    [("replace", 1, "1 steps are refused; 1 of them touch what holds data"), ("update", 0, "1 steps pass")],
)
def test_the_command_shows_it_and_ends_by_it(tmp_path: Path, op: str, code: int, said: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(pulumi_plan(op, CLUSTER, {"backupRetentionPeriod": 30})))
    result = CliRunner().invoke(app, ["gate", str(path)])
    assert result.exit_code == code, result.output
    assert said in result.stdout
    shown = json.loads(CliRunner().invoke(app, ["gate", str(path), "--json"]).stdout)
    assert shown["passes"] is (code == 0)
    assert [each["holds"] for each in shown["touched"]] == ["rows"]


def test_the_command_says_what_it_could_not_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("no JSON")
    result = CliRunner().invoke(app, ["gate", str(path)])
    assert result.exit_code == 1
    assert f"{path} is not JSON" in result.stderr
