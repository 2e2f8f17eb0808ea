"""When something fails: what was done is kept, what is independent is not lost, and the next run goes on from there."""

import threading
from pathlib import Path

import pytest

from tests.sandbox.engine.conftest import PROJECT, Stack, done
from tests.sandbox.engine.provider import Refused, Unfinished


def _refuse() -> None:
    msg = "no room"
    raise Refused(msg)


def _stay_unfinished() -> None:
    msg = "it does not start"
    raise Unfinished(msg)


def test_a_step_that_fails_ends_the_run_with_the_providers_reason(stack: Stack) -> None:
    stack.cloud.on("create", "a", _refuse)
    result = stack.up('Thing("a")')
    assert "no room" in result.error
    assert stack.resources() == []


def test_what_was_done_before_is_kept(stack: Stack) -> None:
    stack.cloud.on("create", "b", _refuse)
    assert "no room" in stack.up('a = Thing("a"); Thing("b", note=a.arn)').error
    assert [each["id"] for each in stack.resources()] == ["a-1"]
    stack.cloud.hooks.clear()
    assert done(stack.up()) == {"b": "create"}


def test_what_runs_at_the_same_time_is_finished_and_kept(stack: Stack) -> None:
    both_inside, failed = threading.Barrier(2), threading.Event()

    def fail() -> None:
        both_inside.wait(10)
        failed.set()
        _refuse()

    def finish_later() -> None:
        both_inside.wait(10)
        failed.wait(10)

    stack.cloud.on("create", "a", fail)
    stack.cloud.on("create", "b", finish_later)
    assert "no room" in stack.up('Thing("a"); Thing("b")').error
    assert [each["id"][0] for each in stack.resources()] == ["b"]


def test_every_failure_of_a_run_is_told(stack: Stack) -> None:
    both_inside = threading.Barrier(2)

    def fail(reason: str) -> None:
        both_inside.wait(10)
        raise Refused(reason)

    stack.cloud.on("create", "a", lambda: fail("no room"))
    stack.cloud.on("create", "b", lambda: fail("no power"))
    error = stack.up('Thing("a"); Thing("b")').error
    assert "no room" in error
    assert "no power" in error


def test_nothing_is_deleted_after_a_failure(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    stack.cloud.on("create", "b", _refuse)
    assert stack.up('Thing("b")').error
    assert stack.cloud.names("delete") == []
    assert [each["id"] for each in stack.resources()] == ["a-1"]


def test_an_update_that_fails_is_tried_again_by_the_next_run(stack: Stack) -> None:
    done(stack.up('Thing("a", size=1)'))
    stack.cloud.on("update", "a", _refuse)
    assert stack.up('Thing("a", size=2)').error
    assert stack.resource("a")["inputs"]["size"] == 1
    stack.cloud.hooks.clear()
    assert done(stack.up()) == {"a": "update"}


def test_a_deletion_that_fails_stops_those_that_wait_for_it(stack: Stack) -> None:
    done(stack.up('a = Thing("a"); Thing("b", note=a.arn)'))
    stack.cloud.on("delete", "b", _refuse)
    assert "no room" in stack.destroy().error
    assert stack.cloud.names("delete") == ["b"]
    assert [each["id"][0] for each in stack.resources()] == ["a", "b"]


def test_after_a_deletion_that_failed_nothing_new_is_begun(stack: Stack) -> None:
    done(stack.up("for i in range(8): Thing(f't{i}')"))
    for index in range(8):
        stack.cloud.on("delete", f"t{index}", _refuse)
    assert stack.deployment(parallel=1).destroy().error
    assert len(stack.cloud.names("delete")) == 1


def test_a_resource_that_was_made_incompletely_is_recorded_and_completed_by_the_next_run(stack: Stack) -> None:
    stack.cloud.on("create", "a", _stay_unfinished)
    assert "it does not start" in stack.up('Thing("a")').error
    half = stack.resource("a")
    assert (half["id"], half["initErrors"]) == ("a-1", ["it does not start"])
    stack.cloud.hooks.clear()
    result = stack.up()
    assert done(result) == {"a": "update"}, "though nothing that the program says has changed"
    assert [change.unfinished for change in result.effective] == [("it does not start",)]
    assert "initErrors" not in stack.resource("a")
    assert len(stack.cloud.things) == 1


def test_an_incomplete_resource_that_is_not_declared_any_more_is_deleted(stack: Stack) -> None:
    stack.cloud.on("create", "a", _stay_unfinished)
    stack.up('Thing("a")')
    assert done(stack.up("")) == {"a": "delete"}
    assert stack.cloud.things == {}


def test_an_incomplete_replacement_supersedes_the_old_one_all_the_same(stack: Stack) -> None:
    done(stack.up('Thing("a", kind="x")'))
    stack.cloud.on("create", "a", _stay_unfinished)
    assert stack.up('Thing("a", kind="y")').error
    assert [(each["id"], each.get("delete", False)) for each in stack.resources()] == [("a-2", False), ("a-1", True)]
    stack.cloud.hooks.clear()
    assert stack.up().error == ""
    assert list(stack.cloud.things) == ["a-2"]


def test_an_update_that_was_carried_out_incompletely_is_carried_out_again(stack: Stack) -> None:
    done(stack.up('Thing("a", size=1)'))
    stack.cloud.on("update", "a", _stay_unfinished)
    assert stack.up('Thing("a", size=2)').error
    assert stack.resource("a")["initErrors"] == ["it does not start"]
    stack.cloud.hooks.clear()
    (change,) = stack.up().effective
    assert "size" in change.properties, "the next run still knows what was to change"
    assert stack.cloud.things["a-1"]["size"] == 2


def test_an_incomplete_resource_is_replaced_where_the_program_asks_for_that(stack: Stack) -> None:
    program = 'Thing("a", pulumi.ResourceOptions(replace_on_changes=["#initerror"]))'
    stack.cloud.on("create", "a", _stay_unfinished)
    stack.up(program)
    stack.cloud.hooks.clear()
    assert done(stack.up()) == {"a": "replace"}


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ('Thing("a"); raise ValueError("out of tea")', "out of tea"),
        ('Thing("a"); raise pulumi.RunError("out of tea")', "out of tea"),
        ('Thing("a"); pulumi.log.error("out of tea")', "out of tea"),
        ('Thing("a").arn.apply(lambda _: 1 / 0)', "ZeroDivisionError"),
        ("import nosuchmodule", "nosuchmodule"),
        ("def", "SyntaxError"),
    ],
)
def test_a_program_that_fails_fails_the_run_and_shows_why(stack: Stack, program: str, told: str) -> None:
    result = stack.up(program)
    assert "the program ended with exit code" in result.error
    assert "(see above)" in result.error
    assert told in stack.messages()


def test_a_folder_without_a_program_says_so(stack: Stack) -> None:
    assert "(see above)" in stack.up().error
    assert "there is no __main__.py in" in stack.messages()


def test_a_failure_of_the_engine_is_told_once_and_not_as_the_sdk_puts_it(stack: Stack) -> None:
    stack.cloud.on("create", "a", _refuse)
    stack.up('Thing("a")')
    assert "Resource monitor has terminated" not in stack.messages()


def test_what_a_program_made_before_it_failed_is_kept(stack: Stack) -> None:
    assert stack.up('a = Thing("a"); a.arn.apply(lambda _: 1 / 0)').error
    assert [each["id"] for each in stack.resources()] == ["a-1"]
    assert done(stack.up('Thing("a")')) == {}


def test_a_traceback_begins_in_the_program(stack: Stack) -> None:
    stack.up('def tea():\n    raise ValueError("out of tea")\ntea()')
    assert "in tea" in stack.messages()
    assert "runpy" not in stack.messages()


@pytest.mark.parametrize(("exit_", "code"), [("raise SystemExit(3)", 3), ("import os; os._exit(4)", 4)])
def test_a_program_that_exits_fails_the_run_with_its_code(stack: Stack, exit_: str, code: int) -> None:
    assert f"exit code {code}" in stack.up(exit_).error


def test_a_failed_program_deletes_nothing(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    assert stack.up("raise SystemExit(1)").error
    assert list(stack.cloud.things) == ["a-1"]
    assert [each["id"] for each in stack.resources()] == ["a-1"]


def test_a_program_that_prints_is_heard(stack: Stack) -> None:
    done(stack.up('print("hello"); pulumi.log.warn("mind the gap")'))
    assert "hello" in stack.messages()
    assert "mind the gap" in stack.messages()


def test_a_disk_that_is_full_fails_the_run_and_names_the_file(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    done(stack.up('Thing("a")'))
    before = stack.state_text
    replace = Path.replace

    def no_space(path: Path, target: Path) -> Path:
        if target.name == "dev.json":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", no_space)
    error = stack.up('Thing("a", size=2)').error
    assert "dev.json could not be written" in error
    assert "No space left" in error
    assert stack.state_text == before
    assert stack.cloud.names("update") == [], "what cannot be written down is not begun"


def test_a_lock_is_given_up_after_a_failure(stack: Stack) -> None:
    assert stack.up("raise SystemExit(1)").error
    with stack.backend.lock(PROJECT, stack.name):
        pass
