"""A kill at any instant: nothing is lost, nothing is made twice, and what nobody can know is said.

Here providers and, where it is killed, the engine are processes of their own. Instants are met through named pipes: a
provider stops in the middle of a call until the test lets it go on.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine.errors import StateError
from sandbox.engine.events import Diagnostic, Event
from sandbox.engine.process import REPOSITORY
from sandbox.protocol.journal import CreateJournal
from tests.sandbox.engine.cloud import Cloud
from tests.sandbox.engine.conftest import PROJECT, Stack, done

_PATIENCE_SECONDS = 60


@dataclass
class Scene:
    """A stack whose provider is a process with a cloud in a file, and can be stopped in a create."""

    stack: Stack
    cloud_file: Path
    pipes: Path
    processes: set[int] = field(default_factory=set)

    @property
    def things(self) -> dict[str, Any]:
        return Cloud(self.cloud_file).things

    def hold(self, *names: str) -> None:
        """Stop in the creates of these until `let_go`."""
        for name in names:
            os.mkfifo(self.pipes / f"{name}.inside")
            os.mkfifo(self.pipes / f"{name}.go")
        self.stack.environment["TESTING_HOLD"] = json.dumps({name: str(self.pipes / name) for name in names})

    def wait_inside(self, name: str) -> int:
        """Wait until the provider is in the create; returns the provider's process."""
        process = int((self.pipes / f"{name}.inside").read_text())
        self.processes.add(process)
        return process

    def let_go(self, name: str) -> None:
        (self.pipes / f"{name}.go").write_text("go")

    def release(self) -> None:
        """Hold nothing any more."""
        del self.stack.environment["TESTING_HOLD"]

    def engine(self) -> "subprocess.Popen[str]":
        """`up` in a process that may be killed."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.sandbox.engine.up", str(self.stack.directory)],
            env={**self.stack.environment, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """What waits for something that does not come fails, and does not hang."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_PATIENCE_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def scene(stack: Stack, tmp_path: Path) -> Iterator[Scene]:
    launcher = tmp_path / "bin" / "pulumi-resource-testing"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tests.sandbox.engine.provider\n')
    pipes = tmp_path / "pipes"
    pipes.mkdir()
    stack.environment |= {"TESTING_CLOUD": str(tmp_path / "cloud.json"), "PYTHONPATH": str(REPOSITORY)}
    scene = Scene(stack, tmp_path / "cloud.json", pipes)
    yield scene
    for process in scene.processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    assert process.stdout
    process.stdout.close()


def _pending(stack: Stack) -> list[tuple[str, str]]:
    return [
        (each["type"], each["resource"]["urn"].rpartition("::")[2])
        for each in stack.state.get("pending_operations", [])
    ]


def test_what_a_provider_finished_after_the_engine_was_killed_is_taken_into_the_state(scene: Scene) -> None:
    stack = scene.stack.declare('a = Thing("a", note=pulumi.Output.secret("hush"))\nThing("b", note=a.arn)')
    scene.hold("a")
    engine = scene.engine()
    scene.wait_inside("a")
    _kill(engine)
    assert _pending(stack) == [("creating", "a")]
    scene.release()

    def let_go_when_it_is_missed(event: Event) -> None:
        stack.events.append(event)
        if isinstance(event, Diagnostic) and "an earlier run ended while it was creating" in event.message:
            scene.let_go("a")

    result = stack.up(sink=let_go_when_it_is_missed)
    assert done(result) == {"b": "create"}, "the next run waits for the provider and takes over what it made"
    assert sorted(scene.things) == ["a-1", "b-2"]
    assert stack.resource("a")["outputs"]["arn"] == "arn:a-1"
    assert "it was created as a-1" in stack.messages()
    assert "hush" not in stack.state_text
    assert _pending(stack) == []
    assert done(stack.up()) == {}


def test_a_preview_after_a_kill_plans_with_what_was_made(scene: Scene) -> None:
    stack = scene.stack.declare('Thing("a")')
    scene.hold("a")
    engine = scene.engine()
    provider = scene.wait_inside("a")
    _kill(engine)
    assert done(stack.preview()) == {"a": "create"}, "the provider still works: nothing is known yet, nothing waits"
    scene.let_go("a")
    _wait_for_end(provider)
    before = stack.state_text
    assert done(stack.preview()) == {}
    assert stack.state_text == before, "a preview takes nothing into the state"


def test_what_a_provider_that_still_works_has_written_is_not_its_last_word(stack: Stack) -> None:
    done(stack.up('Thing("b")'))
    _leave_pending(stack, "creating", "a")
    stack.cloud.things["a-7"] = {"label": "a"}
    journal = CreateJournal(stack.backend.journals(PROJECT, stack.name), "testing")
    urn = stack.state["pending_operations"][0]["resource"]["urn"]
    journal.asked(urn)
    journal.made(urn, "a-7")
    program = 'Thing("a"); Thing("b")'
    assert done(stack.preview(program)) == {"a": "create"}
    journal._file.write('{"urn": "half a li')
    journal._file.close()
    assert done(stack.preview(program)) == {}
    assert done(stack.up()) == {}
    assert stack.resource("a")["id"] == "a-7"


def test_a_replacement_that_was_being_made_supersedes_the_old_one(scene: Scene) -> None:
    stack = scene.stack
    done(stack.up('Thing("a", kind="x")'))
    stack.declare('Thing("a", kind="y")')
    scene.hold("a")
    engine = scene.engine()
    scene.wait_inside("a")
    _kill(engine)
    scene.let_go("a")
    scene.release()
    assert stack.up().error == ""
    assert list(scene.things) == ["a-2"]
    assert [(each["id"], each.get("delete")) for each in stack.resources()] == [("a-2", None)]


def test_what_was_not_begun_when_the_engine_was_killed_is_simply_created(scene: Scene) -> None:
    """The intent is on disk before the provider is asked: here the kill comes in between."""
    stack = scene.stack
    done(stack.up('Thing("a")'))
    _leave_pending(stack, "creating", "b")
    journal = stack.backend.journals(PROJECT, stack.name)
    journal.mkdir(parents=True)
    (journal / "testing-1.jsonl").write_text('{"package": "testing"}\n')
    assert done(stack.up('Thing("a"); Thing("b")')) == {"b": "create"}
    assert "it had not been created" in stack.messages()


@pytest.mark.parametrize("crash", ["before", "after"])
def test_a_provider_that_dies_in_a_create_leaves_a_question_that_is_not_answered_by_guessing(
    scene: Scene, crash: str
) -> None:
    stack = scene.stack
    first = stack.up(f'Thing("a", crash="{crash}")')
    assert "the testing provider ended with 9 during Create" in first.error
    assert _pending(stack) == [("creating", "a")]
    made = list(scene.things)
    assert made == ([] if crash == "before" else ["a-1"])

    refused = stack.up('Thing("a")')
    assert "nothing tells whether they exist" in refused.error
    assert "::a" in refused.error
    assert "python -m sandbox refresh dev --clear-pending-creates" in refused.error
    assert stack.destroy().error == refused.error
    assert list(scene.things) == made, "nothing was made twice, and nothing was lost"

    assert stack.refresh().error == ""
    assert _pending(stack) == [("creating", "a")], "a refresh alone does not forget it"
    assert stack.refresh(clear_pending_creates=True).error == ""
    assert done(stack.up()) == {"a": "create"}


@pytest.fixture
def once(scene: Scene) -> Scene:
    """A scene whose cloud makes a thing once under one name, as the emulated AWS does."""
    scene.stack.environment["TESTING_ONCE"] = "yes"
    return scene


@pytest.mark.parametrize("crash", ["before", "after"])
def test_a_create_that_nobody_heard_the_end_of_is_asked_for_again_under_its_name(once: Scene, crash: str) -> None:
    stack = once.stack
    assert stack.up(f'Thing("a", crash="{crash}", note=pulumi.Output.secret("hush"))').error
    assert _pending(stack) == [("creating", "a")]
    made = list(once.things)
    stack.environment["TESTING_IMMORTAL"] = "yes"

    assert done(stack.preview()) == {"a": "create"}
    assert list(once.things) == made, "a preview asks for nothing"
    assert done(stack.up()) == {}
    assert list(once.things) == ["a-1"]
    assert (stack.resource("a")["id"], stack.resource("a")["outputs"]["arn"]) == ("a-1", "arn:a-1")
    assert _pending(stack) == []
    assert "hush" not in stack.state_text


@pytest.mark.parametrize("crash", ["before", "after"])
def test_a_destroy_leaves_nothing_of_a_create_that_nobody_heard_the_end_of(once: Scene, crash: str) -> None:
    assert once.stack.up(f'Thing("a", crash="{crash}")').error
    once.stack.environment["TESTING_IMMORTAL"] = "yes"
    assert once.stack.destroy().error == ""
    assert once.things == {}
    assert once.stack.resources() == []


def test_a_create_that_is_refused_when_it_is_asked_for_again_was_never_made(once: Scene) -> None:
    stack = once.stack
    assert stack.up('Thing("a", crash="before", slot=1)').error
    stack.environment["TESTING_IMMORTAL"] = "yes"
    Cloud(once.cloud_file).put("somebody's", {"slot": 1})
    assert done(stack.up('Thing("a", slot=2)')) == {"a": "create"}
    assert "it had not been created, and is refused now" in stack.messages()
    assert "slot 1 is taken" in stack.messages()
    assert len(once.things) == 2


def test_a_provider_that_dies_is_quoted(scene: Scene) -> None:
    result = scene.stack.up('Thing("a", crash="before")')
    assert "goodbye, cruel world" in result.error


def test_a_provider_that_is_killed_with_the_engine_leaves_the_same_question(scene: Scene) -> None:
    stack = scene.stack.declare('Thing("a")')
    scene.hold("a")
    engine = scene.engine()
    provider = scene.wait_inside("a")
    _kill(engine)
    os.kill(provider, signal.SIGKILL)
    assert "nothing tells whether they exist" in stack.up().error


def test_an_update_in_flight_is_looked_at_before_anything_is_decided(stack: Stack) -> None:
    done(stack.up('Thing("a", size=1)'))
    _leave_pending(stack, "updating", "a")
    stack.cloud.things["a-1"]["size"] = 2
    assert done(stack.up('Thing("a", size=1)'))["a"] == "update", "the cloud has what the killed run asked for"
    assert stack.cloud.things["a-1"]["size"] == 1
    assert _pending(stack) == []


@pytest.mark.parametrize(("gone", "expected"), [(True, "create"), (False, None)])
def test_a_deletion_in_flight_is_looked_at(stack: Stack, gone: bool, expected: str | None) -> None:  # noqa: FBT001
    done(stack.up('a = Thing("a"); Thing("b", pulumi.ResourceOptions(depends_on=[a]))'))
    _leave_pending(stack, "deleting", "a")
    if gone:
        del stack.cloud.things["a-1"]
    assert operation_of(stack, "a") == expected
    assert _pending(stack) == []


def operation_of(stack: Stack, name: str) -> str | None:
    result = stack.up()
    assert result.error == ""
    made = [str(change.operation) for change in result.effective if change.name == name]
    return made[-1] if made else None


def test_a_resource_that_a_person_found_is_imported(stack: Stack) -> None:
    """`pulumi refresh --import-pending-creates` leaves the create as one that is being imported."""
    done(stack.up('Thing("b")'))
    _leave_pending(stack, "importing", "a", id="a-7")
    stack.cloud.things["a-7"] = {"label": "a"}
    assert done(stack.up('Thing("a"); Thing("b")')) == {}
    assert stack.resource("a")["id"] == "a-7"


def test_a_pending_create_of_a_provider_that_keeps_no_journal_is_a_question_too(stack: Stack) -> None:
    done(stack.up('Thing("b")'))
    _leave_pending(stack, "creating", "a")
    assert "nothing tells whether they exist" in stack.up().error
    assert "an earlier run ended while it was creating this" in stack.messages()
    assert _pending(stack) == [("creating", "a")]


def test_an_interrupt_waits_for_what_has_begun_and_keeps_it(scene: Scene) -> None:
    stack = scene.stack.declare('a = Thing("a")\nThing("b", note=a.arn)')
    scene.hold("a")
    engine = scene.engine()
    scene.wait_inside("a")
    engine.send_signal(signal.SIGINT)
    assert engine.stdout
    assert any("interrupted: waiting for what has begun" in line for line in iter(engine.stdout.readline, ""))
    scene.let_go("a")
    rest = engine.stdout.read()
    engine.stdout.close()
    assert engine.wait() == 1
    assert "another run goes on from there" in rest
    assert [each["id"] for each in stack.resources()] == ["a-1"]
    assert _pending(stack) == []
    scene.release()
    assert done(stack.up()) == {"b": "create"}


def test_a_program_ends_with_an_engine_that_was_killed(scene: Scene) -> None:
    scene.stack.declare('import os\nprint("program", os.getpid())\nThing("a")')
    scene.hold("a")
    engine = scene.engine()
    assert engine.stdout
    told = next(line for line in iter(engine.stdout.readline, "") if "program" in line)
    program = os.pidfd_open(int("".join(filter(str.isdigit, told))))
    scene.wait_inside("a")
    engine.kill()
    engine.wait()
    select.select([program], [], [])
    os.close(program)
    engine.stdout.close()
    scene.release()


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_kill_while_the_state_is_written_leaves_the_old_state_whole(
    stack: Stack, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(stack.up('Thing("a")'))
    before = stack.state_text

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(step, die)
        with pytest.raises(KeyboardInterrupt):
            stack.backend.write(PROJECT, stack.name, '{"resources": []}')
    assert stack.state_text == before
    assert done(stack.up()) == {}


def test_the_backup_is_the_state_before_the_run(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    before = stack.state_text
    done(stack.up('Thing("a", size=2)'))
    assert stack.backend.path(PROJECT, stack.name).with_name("dev.json.bak").read_text() == before


def test_an_operation_that_no_engine_knows_is_refused(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    stack.edit_state(lambda state: state.update(pending_operations=[{"type": "creating"}]))
    with pytest.raises(StateError, match="resource is nothing, and Pulumi reads a map there"):
        stack.up()


def _leave_pending(stack: Stack, operation: str, name: str, **changes: Any) -> None:  # noqa: ANN401 - JSON
    """Leave the state as a kill in the middle of a step would."""

    def edit(state: dict[str, Any]) -> None:
        present = [each for each in state["resources"] if each["urn"].endswith(f"::{name}")]
        model = next(each for each in state["resources"] if each["type"] == "testing:index:Thing")
        wanted = {**model, "urn": f"{model['urn'].rpartition('::')[0]}::{name}", "inputs": {"label": name}}
        if not present:
            wanted.pop("id")
            wanted.pop("outputs")
        resource = {**(present[0] if present else wanted), **changes}
        state["pending_operations"] = [{"type": operation, "resource": resource}]

    stack.edit_state(edit)


def _wait_for_end(process: int) -> None:
    """Wait until a process that is not our child has ended."""
    with open(os.pidfd_open(process), closefd=True) as ended:  # noqa: PTH123 - a descriptor
        select.select([ended], [], [], 30)
