"""The gate and documents: several steps of one resource, counts, clusters, and what is no plan at all."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from operations.cli.app import app
from operations.errors import OperationError
from operations.gate.data_types import KUBERNETES_HOLDS_DATA, KUBERNETES_HOLDS_NOTHING
from operations.gate.plans import read_steps
from tests.operations.gate.documents import DOCUMENTS, SEED, Chance, wrong
from tests.operations.gate.test_gate import ALARM, judged, kinds, urn

TABLE = "aws:dynamodb/table:Table"
HARMLESS = ("refresh", "same", "update", "read", "discard", "import", "create")
ENDINGS = ("delete", "replace", "create-replacement", "delete-replaced", "import-replacement", "read-replacement")

CHANGE = {"op": "update", "urn": urn(TABLE), "type": TABLE}


def step(op: str, kind: str = TABLE, *paths: str) -> dict[str, Any]:
    return {"op": op, "urn": urn(kind), "oldState": {"type": kind}, "diffReasons": list(paths)}


def counted(*steps: dict[str, Any]) -> dict[str, Any]:
    """A plan that came to its end."""
    return {"steps": list(steps), "changeSummary": dict(Counter(each["op"] for each in steps))}


def run(tmp_path: Path, written: bytes) -> Any:  # noqa: ANN401 - typer's result
    path = tmp_path / "plan.json"
    path.write_bytes(written)
    return CliRunner().invoke(app, ["gate", str(path)])


@pytest.mark.parametrize("first", HARMLESS)
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the other way round"])
def test_of_several_steps_the_one_that_ends_a_store_counts(first: str, ending: str, *, turned: bool) -> None:
    steps = [step(first, TABLE, "streamEnabled", "tags", "name"), step(ending)]
    verdict = judged(counted(*(steps[::-1] if turned else steps)))
    assert kinds(verdict)[0] == "blocked"
    assert verdict.touched[0].step.ends_the_resource == ("delete" if ending == "delete" else "replace")


@pytest.mark.parametrize("op", ["replace", "create-replacement", "import-replacement"])
def test_what_an_alias_makes_another_type_is_judged_by_what_it_was(op: str) -> None:
    step_of_pulumi = {"op": op, "urn": urn(ALARM), "oldState": {"type": TABLE}, "newState": {"type": ALARM}}
    change_of_the_sandbox = {"op": "replace", "urn": urn(ALARM), "type": ALARM, "aliasOf": urn(TABLE)}
    for document in (counted(step_of_pulumi), {"changes": [change_of_the_sandbox], "counts": {"replace": 1}}):
        assert kinds(judged(document)) == ["blocked"]
        assert "items, in both regions" in judged(document).findings[0].says


def test_what_a_refresh_found_is_no_reason_for_what_follows() -> None:
    (only,) = read_steps(counted(step("refresh", TABLE, "name"), step("update", TABLE, "tags")), origin="x")
    assert (only.operation, only.changed) == ("update", ("tags",))


def test_everything_that_is_said_about_one_resource_is_kept() -> None:
    parts = [step("create-replacement", TABLE, "a"), {**step("replace"), "replaceReasons": ["hashKey"]}]
    (only,) = read_steps(counted(*parts), origin="x")
    assert (only.operation, only.changed, only.because_of) == ("replace", ("a",), ("hashKey",))


def test_a_name_with_colons_is_whole() -> None:
    (only,) = read_steps(counted({**step("same"), "urn": f"{urn(TABLE)}::more"}), origin="x")
    assert only.name == "it::more"


@pytest.mark.parametrize("kind", sorted(KUBERNETES_HOLDS_DATA))
@pytest.mark.parametrize("version", ["v1", "v1beta1"])
@pytest.mark.parametrize("op", ["delete", "replace"])
def test_what_a_cluster_keeps_does_not_go_either(kind: str, version: str, op: str) -> None:
    group, _, name = kind.partition(":")
    verdict = judged(counted(step(op, f"kubernetes:{group}/{version}:{name}")))
    assert f"lost with it: {KUBERNETES_HOLDS_DATA[kind]}" in verdict.findings[0].says


@pytest.mark.parametrize("kind", ["kubernetes:helm.sh/v3:Release", "kubernetes:cert-manager.io/v1:Certificate"])
def test_a_kind_that_nobody_has_judged_may_hold_anything(kind: str) -> None:
    assert "nobody has judged" in judged(counted(step("delete", kind))).findings[0].says


@pytest.mark.parametrize(
    "kind", ["pulumi:index:Stash", "pulumi:index:Anything", "standby:region:Region", "awsx:ecr:Image"]
)
def test_what_a_provider_made_is_no_component(kind: str) -> None:
    made = {**step("delete", kind), "oldState": {"type": kind, "custom": True}}
    assert "nobody has judged" in judged(counted(made)).findings[0].says


@pytest.mark.parametrize("kind", ["pulumi:pulumi:StackReference", "pulumi:providers:aws"])
def test_what_the_engine_makes_again_may_go(kind: str) -> None:
    assert judged(counted({**step("delete", kind), "oldState": {"type": kind, "custom": True}})).passes


def test_a_component_may_go() -> None:
    assert judged(counted(step("delete", "standby:region:Region"))).passes


def test_what_was_there_is_judged_by_its_own_name_too() -> None:
    renamed = {**step("replace", ALARM), "oldState": {"type": ALARM, "urn": urn(TABLE)}}
    assert "items, in both regions" in judged(counted(renamed)).findings[0].says


@pytest.mark.parametrize("kind", sorted(KUBERNETES_HOLDS_NOTHING))
def test_what_the_program_makes_again_in_a_cluster_may_go(kind: str) -> None:
    group, _, name = kind.partition(":")
    assert judged(counted(step("delete", f"kubernetes:{group}/v1:{name}"))).passes


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"steps": [], "changeSummary": {"delete": 5}}, "counts what it does not list: 5 of 5 delete"),
        pytest.param(
            {"steps": [step("delete", ALARM)], "changeSummary": {"delete": 2, "same": 9}},
            "1 of 2 delete",
            id="one of two deletions is listed",
        ),
        ({"steps": [step("update")], "changeSummary": {"replace": 1, "update": 1}}, "1 of 1 replace"),
        ({"changes": [], "counts": {"replace": 1}, "error": ""}, "1 of 1 replace"),
        ({"steps": [step("same")], "changeSummary": {"vanish": 0}}, "vanish is no operation"),
        ({"steps": [step("same")], "changeSummary": {"delete": "2"}}, "changeSummary.delete: Input should be a valid"),
        ({"steps": []}, "has no steps and counts none"),
        ({"steps": [step("same")]}, "counts nothing, as a preview does that did not come to its end"),
        ({"steps": [step("same")], "changeSummary": None}, "counts nothing"),
        ({"changes": [{"op": "same", "urn": urn(TABLE), "type": TABLE}]}, "counts nothing"),
        ({**counted(step("same")), "deferred": [step("delete")]}, "deferred: Extra inputs are not permitted"),
        ({"changes": [], "counts": {"same": 1}, "steps_": []}, "steps_: Extra inputs are not permitted"),
        (
            {"diagnostics": [{"severity": "error", "message": "preview canceled"}]},
            "failed, so there is nothing to judge",
        ),
        ({**counted(step("same")), "diagnostics": [{"severity": "fatal"}]}, "diagnostics.0.severity"),
        ({"steps": [{**step("delete"), "urn": f"{urn(TABLE)}\r\x1b[2K"}]}, "steps.0.urn: String should match"),
        ({"steps": [step("same")], "maybeCorrupt": True}, "its state may be corrupt"),
        ({"steps": [step("same")], "changes": []}, "it has both"),
        ({"manifest": {}, "resourcePlans": {urn(TABLE): {"steps": ["delete"]}}}, "it has neither"),
        ({"steps": None}, "steps: Input should be a valid"),
        ({"steps": ["delete"]}, "steps.0: Input should be"),
        ({"steps": [{"op": "delete"}]}, "steps.0.urn: Field required"),
        ({"steps": [{**step("delete"), "urn": "orders"}]}, "steps.0.urn: String should match"),
        ({"steps": [{"urn": urn(TABLE)}]}, "steps.0.op: Field required"),
        ({"steps": [{**step("delete"), "op": None}]}, "steps.0.op: Input should be a valid string"),
        ({"steps": [{**step("delete"), "oldState": "gone"}]}, "steps.0.oldState: Input should be"),
        ({"steps": [{**step("delete"), "oldState": {"type": ALARM}}]}, f"is called a {ALARM}"),
        ({"changes": [{"op": "delete", "urn": urn(TABLE), "type": ALARM}]}, f"is called a {ALARM}"),
        ({"steps": [{**step("update"), "replaceReasons": ["hashKey"]}]}, "says that a property replaces it"),
        ({"steps": [{**step("same"), "detailedDiff": {"a": {"kind": "add-replace"}}}]}, "the operation same and says"),
        ({"changes": [{**CHANGE, "diff": {"a": {"kind": "update-replace"}}}]}, "the operation update and says"),
        ({"changes": [{**CHANGE, "aliasOf": "orders"}]}, "changes.0.aliasOf"),
        ({"steps": [step("same")], "diagnostics": ["error: no"]}, "diagnostics.0: Input should be"),
    ],
)
def test_what_the_gate_does_not_know_is_refused(document: dict[str, Any], says: str) -> None:
    with pytest.raises(OperationError) as refused:
        read_steps(document, origin="plan.json")
    assert says in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_counts_that_the_steps_explain_are_a_plan() -> None:
    parts = [step(op, ALARM) for op in ("create-replacement", "replace", "delete-replaced")]
    counts = {"replace": 1, "delete": 1, "same": 300}
    assert judged({"steps": [*parts, step("delete", "aws:lb/listener:Listener")], "changeSummary": counts}).passes


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (json.dumps({"steps": [step("delete")]}).encode("utf-16"), "is not UTF-8 (UTF-16)"),
        (json.dumps({"steps": [step("delete")]}).encode("utf-16-le"), "holds zero bytes, as UTF-16 does"),
        (json.dumps({"steps": [step("same")]}).encode("utf-8-sig"), "UTF-8 with a byte order mark"),
        (b'{"steps": "\xe9"}', "is not UTF-8 (byte 11 is 0xe9)"),
        (b'{"steps": [{"op": "delete"}], "steps": []}', "the key steps is there twice"),
        (b'{"type": "prelude"}\n{"type": "summary"}\n', "is not JSON"),
        (b"", "is not JSON"),
        (b"[]", "is a list, not one document"),
    ],
    ids=["UTF-16", "UTF-16 unmarked", "mark", "Latin-1", "a key twice", "an event log", "nothing", "a list"],
)
def test_a_file_that_is_no_plan_is_refused_in_one_line(tmp_path: Path, written: bytes, says: str) -> None:
    result = run(tmp_path, written)
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_no_document_in_which_a_store_ends_passes() -> None:
    """STANDBY_DOCUMENTS says how many; docs/gate.md says how to make them without pytest."""
    count = int(os.environ.get("STANDBY_DOCUMENTS", DOCUMENTS))
    judged_wrong = [(why, made.document) for made in Chance(SEED).documents(count) if (why := wrong(made))]
    assert judged_wrong == []


def test_the_documents_are_of_every_kind() -> None:
    made = list(Chance(SEED).documents(2_000))
    seen = {(each.ends_a_store, each.hides, "steps" in each.document) for each in made}
    assert len(seen) == 8, "a store ends or not, a part is hidden or not, of both engines"
    assert {step["op"] for each in made for step in each.document.get("steps", ())} >= {*HARMLESS, *ENDINGS}
