"""`standby failover` and `standby failback` as they are typed: what is shown, what is begun, and how they end."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from operations.cli import failover
from operations.cli.app import app
from operations.errors import OperationError
from operations.failover.failover_run import FailoverRun
from operations.failover.step_context import StepContext, StepError
from operations.failover.steps.table import MAY_BE_LEFT, STEP_FUNCTIONS, StepFunction
from tests.operations.failover.stage import EAST, WEST, Script, TestClock, database, side
from tests.operations.failover.test_gates import SHUT, planned, well

Run = Callable[..., Result]
CHANGES = ("put_item", "update_item", "failover_global_cluster", "register_scalable_target")


@pytest.fixture
def script() -> Script:
    script = well()
    for operation in ("put_item", "update_item"):
        script.say(WEST, operation, {})
    return script


@pytest.fixture
def step_functions() -> dict[str, StepFunction]:
    counted = {"rpo_seconds": {"database": 0.08}, "orders_pending": 0}
    return {
        **dict.fromkeys(STEP_FUNCTIONS, lambda context: {"by": context.step, "seen": True}),
        "account": lambda _: counted,
    }


@pytest.fixture
def run(script: Script, step_functions: dict[str, StepFunction], monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Run:  # noqa: ANN401
    monkeypatch.setattr(failover, "pair_of", lambda *_: (side(EAST), side(WEST)))
    made = partial(FailoverRun, make_clients=script.make_clients, clock=TestClock(), step_functions=step_functions)
    monkeypatch.setattr(failover, "FailoverRun", made)
    return lambda *words: CliRunner().invoke(app, [*words, "--folder", str(tmp_path)])


def changes(script: Script) -> list[str]:
    return [name for _, name, _ in script.asked if name in CHANGES]


def test_without_a_word_gates_and_steps_are_shown_and_nothing_is_begun(run: Run, script: Script) -> None:
    result = run("failover", "--to", WEST)
    assert result.exit_code == 0
    assert "disaster: us-east-1 -> us-west-2, account 111122223333" in result.stderr
    assert "Nothing was begun. Add --yes to do it." in result.stdout
    assert changes(script) == []


def test_what_is_shown_is_what_is_done(run: Run) -> None:
    shown = json.loads(run("failover", "--to", WEST, "--json").stdout)
    done = json.loads(run("failover", "--to", WEST, "--yes", "--json").stdout)
    assert [each["step"] for each in shown["steps"]] == [each["step"] for each in done["steps"]]
    assert [each["gate"] for each in shown["gates"]] == [each["gate"] for each in done["gates"]]
    assert {each["state"] for each in done["steps"]} == {"done"}


def test_a_look_that_a_gate_refuses_ends_with_1(run: Run, script: Script) -> None:
    SHUT["images"][0](script)
    result = run("failover", "--to", WEST, "--json")
    assert result.exit_code == 1
    assert {each["gate"]: each["state"] for each in json.loads(result.stdout)["gates"]}["images"] == "failed"


def test_a_gate_that_refuses_stops_it_and_leaves_nothing_unfinished(run: Run, script: Script) -> None:
    SHUT["images"][0](script)
    result = run("failover", "--to", WEST, "--yes")
    assert result.exit_code == 1
    assert "error: gate images: the registry lacks web (standby/web:1.0.0)" in result.stderr
    assert set(changes(script)) == {"put_item", "update_item"}, "only the journal"
    last = script.made("update_item")[-1]["ExpressionAttributeValues"]
    assert last[":yes"] == {"BOOL": True}, "the next move begins anew"


def test_an_override_lets_it_pass_and_is_in_the_report(run: Run, script: Script) -> None:
    SHUT["images"][0](script)
    result = run("failover", "--to", WEST, "--yes", "--override", "images", "--json")
    assert result.exit_code == 0
    assert {each["gate"]: each["state"] for each in json.loads(result.stdout)["gates"]}["images"] == "overridden"


def test_a_step_that_fails_is_named_and_the_move_waits_to_be_gone_on_with(
    run: Run, script: Script, step_functions: dict[str, StepFunction]
) -> None:
    def short(context: StepContext) -> dict[str, Any]:
        msg = f"{context.step}: web shall run 6 tasks, and runs 4"
        raise StepError(msg)

    step_functions["scale-out"] = short
    # What the journal holds when the run ends.
    written = {"operation": "x", "kind": "disaster", "source": EAST, "target": WEST, "owner": "", "begun_at": "0"}
    entry = {"state": "done", "begun_at": 0.0, "ended_at": 0.0, "result": {}, "error": ""}
    item = {**{name: {"S": value} for name, value in written.items()}, "lease_until": {"S": "0"}}
    kept = {"Item": {**item, "is_finished": {"BOOL": False}, "step:fence": {"S": json.dumps(entry)}}}
    script.say(WEST, "update_item", lambda **_: script.say(WEST, "get_item", kept))
    result = run("failover", "--to", WEST, "--yes")
    assert (result.exit_code, "error: scale-out: web shall run 6 tasks, and runs 4" in result.stderr) == (1, True)
    assert ":yes" not in script.made("update_item")[-1]["ExpressionAttributeValues"]


def test_what_only_the_lost_region_could_do_is_left_and_ends_with_3(
    run: Run, step_functions: dict[str, StepFunction]
) -> None:
    def dark(context: StepContext) -> dict[str, Any]:
        raise StepError(context.step)

    step_functions |= dict.fromkeys(MAY_BE_LEFT, dark)
    result = run("failover", "--to", WEST, "--yes")
    assert result.exit_code == 3
    assert "Run this command again once us-east-1 answers" in result.stdout


def test_the_report_says_what_to_commit_and_what_to_keep(run: Run) -> None:
    told = run("failover", "--to", WEST, "--yes").stdout
    assert "Write `standby:writer: us-west-2` into Pulumi.dr-west.yaml and Pulumi.prod-east.yaml" in told
    assert "rds:unplanned-global-failover-standby-us-east-1-" in told


def test_a_journal_that_may_not_be_written_lets_nothing_begin(run: Run, script: Script) -> None:
    script.refuse(WEST, "put_item", "AccessDeniedException")
    result = run("failover", "--to", WEST, "--yes")
    assert result.exit_code == 1
    assert "the journal in us-west-2 (table operations) cannot be written: AWS said AccessDenied" in result.stderr
    assert "Nothing was begun" in result.stderr
    assert set(changes(script)) == {"put_item"}


def test_credentials_of_another_account_write_nothing_at_all(run: Run, script: Script) -> None:
    SHUT["account"][0](script)
    result = run("failover", "--to", WEST, "--yes")
    assert result.exit_code == 1
    assert "gate account: credentials of account 999999999999, stacks of account 111122223333" in result.stderr
    assert changes(script) == []


def test_a_journal_that_cannot_be_written_on_the_way_stops_it(run: Run, script: Script) -> None:
    script.refuse(WEST, "update_item", "ThrottlingException")
    result = run("failover", "--to", WEST, "--yes")
    assert result.exit_code == 1
    assert "cannot be written: AWS said ThrottlingException. Run the same command again" in result.stderr


def test_a_journal_that_may_not_be_read_lets_nothing_begin(run: Run, script: Script) -> None:
    script.refuse(WEST, "get_item", "AccessDeniedException")
    for words in (("--yes",), ()):
        result = run("failover", "--to", WEST, *words)
        assert result.exit_code == 1
        assert "cannot be read: AWS said AccessDeniedException. Nothing was begun" in result.stderr
    assert changes(script) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("failover", "--to", "eu-west-1"),
            "eu-west-1 is none of this pair's regions; write one of us-east-1, us-west-2",
        ),
        (
            ("failover", "--to", WEST, "--override", "everything"),
            "this move has no such gate; it has readiness, account",
        ),
        (("failover", "--to", WEST, "--yes", "--override", "account"), "nobody can know better than this gate"),
        (("failover", "--to", WEST, "--planned", "--override", "lost"), "this move has no such gate"),
    ],
)
def test_a_wrong_word_is_refused_with_the_right_ones(
    run: Run, script: Script, words: tuple[str, ...], told: str
) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert told in result.stderr
    assert set(changes(script)) <= {"put_item", "update_item"}


def test_an_option_that_does_not_exist_ends_with_2(run: Run) -> None:
    assert run("failover", "--to", WEST, "--force").exit_code == 2
    assert run("failover").exit_code == 2


def test_a_stack_that_an_older_program_brought_up_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    old = side(WEST)
    del old.values["secrets"]
    monkeypatch.setattr(failover, "pair_of", lambda *_: (side(EAST), old))
    result = run("failover", "--to", WEST, "--yes")
    assert "the outputs of dr-west lack secrets" in result.stderr
    assert "Run `pulumi up --stack dr-west` while all is well" in result.stderr


def test_outputs_that_nobody_knows_are_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OperationError("the outputs of prod-east could not be read by pulumi")

    monkeypatch.setattr(failover, "pair_of", unknown)
    result = run("failover", "--to", WEST)
    assert (result.exit_code, "error: the outputs of prod-east" in result.stderr) == (1, True)


class TestAbandoning:
    """A planned move that has not reached the database can be given up."""

    @pytest.fixture
    def script(self) -> Script:
        script = planned()
        for region in (EAST, WEST):
            for operation in ("delete_item", "put_item", "update_item", "register_scalable_target"):
                script.say(region, operation, {})
        return script

    def test_workers_of_the_region_that_writes_are_let_go_and_the_other_stands_by(
        self, run: Run, script: Script
    ) -> None:
        result = run("failover", "--to", WEST, "--planned", "--abandon", "--yes")
        assert (result.exit_code, "abandoned: us-east-1 goes on writing" in result.stderr) == (0, True)
        # At home every region may place orders, as far as its database lets it.
        assert [given["Key"] for given in script.made("delete_item")] == [{"id": {"S": "active"}}] * 2
        assert [len(script.made("delete_item", region)) for region in (EAST, WEST)] == [1, 1]
        bounds = {each["ResourceId"]: each["MaxCapacity"] for each in script.made("register_scalable_target", WEST)}
        assert bounds == {"service/standby/web": 60, "service/standby/worker": 0}

    def test_a_failback_that_is_given_up_leaves_orders_where_they_are_placed(self, run: Run, script: Script) -> None:
        for operation, answer in {
            "get_caller_identity": {"Account": "111122223333"},
            "get_item": {},
            "describe_global_clusters": database(WEST),
        }.items():
            script.say(EAST, operation, answer)
        result = run("failback", "--to", EAST, "--abandon", "--yes")
        assert (result.exit_code, "abandoned: us-west-2 goes on writing" in result.stderr) == (0, True)
        named = [
            (region, given["Item"]["region"])
            for region, name, given in script.asked
            if name == "put_item" and given["Item"]["id"] == {"S": "active"}
        ]
        assert named == [(WEST, {"S": WEST}), (EAST, {"S": WEST})]

    def test_once_the_database_has_moved_it_is_too_late(self, run: Run, script: Script) -> None:
        answer = script.answers[WEST, "describe_global_clusters"]
        for member in answer["GlobalClusters"][0]["GlobalClusterMembers"]:
            member["IsWriter"] = not member["IsWriter"]
        result = run("failover", "--to", WEST, "--planned", "--abandon", "--yes")
        assert result.exit_code == 1
        assert "can only be finished" in result.stderr
        assert script.made("register_scalable_target") == []
