"""The folder of states: locks, whole files or none, and nothing that is not a state is taken for one."""

import json
import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.place import refuse_other_cloud
from sandbox.engine.backend import Backend
from sandbox.engine.errors import LockedError, StateError
from tests.sandbox.engine.conftest import PROJECT, STACK, Stack, done


@pytest.fixture
def backend(tmp_path: Path) -> Backend:
    return Backend(tmp_path)


def _lock_file(backend: Backend, **changes: Any) -> Path:  # noqa: ANN401 - JSON
    """A lock as another process leaves it."""
    holder = {"pid": 1, "username": "ann", "hostname": socket.gethostname(), "timestamp": "2026-01-01T00:00:00Z"}
    path = backend.root / ".pulumi" / "locks" / "organization" / PROJECT / STACK / "other.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**holder, **changes}))
    return path


def test_a_second_holder_is_refused_and_told_who_holds_it(backend: Backend) -> None:
    with backend.lock(PROJECT, STACK), pytest.raises(LockedError) as caught, backend.lock(PROJECT, STACK):
        pass
    text = str(caught.value)
    assert f"{STACK} is held by process {os.getpid()} of " in text
    assert f"on {socket.gethostname()} since 20" in text
    assert "delete /" in text, "and what to do when that process is gone"


def test_a_lock_is_free_again_afterwards(backend: Backend) -> None:
    with backend.lock(PROJECT, STACK):
        pass
    with backend.lock(PROJECT, STACK):
        pass


def test_stacks_are_locked_one_by_one(backend: Backend) -> None:
    with backend.lock(PROJECT, STACK), backend.lock(PROJECT, "other"):
        pass


def test_a_lock_of_a_process_that_is_gone_is_taken_over(backend: Backend) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    lock = _lock_file(backend, pid=int(gone.stdout))
    with backend.lock(PROJECT, STACK):
        assert not lock.exists()


def test_a_lock_of_a_process_that_was_killed_and_not_looked_after_is_taken_over(backend: Backend) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.read()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        lock = _lock_file(backend, pid=child.pid)
        with backend.lock(PROJECT, STACK):
            assert not lock.exists()


@pytest.mark.parametrize(
    "changes", [{"pid": 1}, {"hostname": "elsewhere", "pid": 999999999}], ids=["it lives", "another host"]
)
def test_a_lock_that_may_be_held_is_respected(backend: Backend, changes: dict[str, Any]) -> None:
    lock = _lock_file(backend, **changes)
    with pytest.raises(LockedError, match="of ann on"), backend.lock(PROJECT, STACK):
        pass
    assert lock.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}'])
def test_a_lock_that_cannot_be_read_is_respected(backend: Backend, text: str) -> None:
    lock = _lock_file(backend)
    lock.write_text(text)
    with pytest.raises(LockedError, match="unreadable lock"), backend.lock(PROJECT, STACK):
        pass
    assert lock.read_text() == text


def _try_lock(root: Path, gate: Any, inside: Any, most: Any, refused: Any) -> None:  # noqa: ANN401 - shared objects
    for _ in range(30):
        gate.wait(20)
        try:
            with Backend(root).lock(PROJECT, STACK):
                with inside.get_lock():
                    inside.value += 1
                    most.value = max(most.value, inside.value)
                gate.wait(20)
                with inside.get_lock():
                    inside.value -= 1
        except LockedError:
            with refused.get_lock():
                refused.value += 1
            gate.wait(20)


def test_of_two_that_come_at_once_exactly_one_gets_in(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(2)
    inside, most, refused = (context.Value("i", 0) for _ in range(3))
    processes = [context.Process(target=_try_lock, args=(tmp_path, gate, inside, most, refused)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert refused.value == 30, "in each of thirty rounds one was refused"
    assert most.value == 1


def test_a_run_needs_the_lock(stack: Stack) -> None:
    with stack.backend.lock(PROJECT, STACK):
        for run in (stack.up, stack.destroy, stack.refresh):
            with pytest.raises(LockedError):
                run()


_CORRUPT: dict[str, Callable[[str], str]] = {
    "truncated": lambda text: text[: len(text) // 2],
    "empty": lambda _: "",
    "not an object": lambda _: "[]",
    "binary": lambda _: "\udcff",
    "another version": lambda text: text.replace('"version":3', '"version":4', 1),
    "another stack's": lambda text: text.replace("organization/proj/dev", "organization/proj/other", 1),
    "a resource without a URN": lambda text: text.replace('"urn"', '"nru"'),
    "the same resource twice": lambda text: _edited(text, lambda found: found.append(found[-1])),
    "resources that are none": lambda text: _edited(text, lambda found: found.append("resource")),
    "a secret that was changed": lambda text: text.replace('"ciphertext":"v1:', '"ciphertext":"v1:AAAA'),
    "a salt that was changed": lambda text: text.replace('"salt": "v1:', '"salt": "v1:AAAA'),
}


def _edited(text: str, edit: Callable[[list[Any]], None]) -> str:
    checkpoint = json.loads(text)
    edit(checkpoint["checkpoint"]["latest"]["resources"])
    return json.dumps(checkpoint)


@pytest.mark.parametrize("damage", _CORRUPT)
def test_a_state_that_is_not_whole_is_refused_and_left_as_it_is(stack: Stack, damage: str) -> None:
    done(stack.up('Thing("a", note=pulumi.Output.secret("hush"))'))
    path = stack.backend.path(PROJECT, STACK)
    broken = _CORRUPT[damage](stack.state_text).encode(errors="surrogateescape")
    assert broken != path.read_bytes()
    path.write_bytes(broken)
    for run in (stack.up, stack.preview, stack.destroy, stack.refresh):
        with pytest.raises(StateError) as caught:
            run()
        assert str(caught.value)
    assert path.read_bytes() == broken
    assert list(stack.cloud.things) == ["a-1"]


@pytest.mark.parametrize("damage", ["truncated", "a resource without a URN"])
def test_the_refusal_names_file_and_backup(stack: Stack, damage: str) -> None:
    done(stack.up('Thing("a")'))
    path = stack.backend.path(PROJECT, STACK)
    path.write_text(_CORRUPT[damage](stack.state_text))
    with pytest.raises(StateError, match=f"{path}.*backup|{path}.*dev.json.bak"):
        stack.up()


@pytest.mark.parametrize("name", ["../other", "a/b", "", ".hidden", "x" * 3 + "\n"])
def test_a_name_that_would_leave_the_folder_is_refused(backend: Backend, name: str) -> None:
    with pytest.raises(StateError, match="cannot be the name of a stack"):
        backend.remove(PROJECT, name)


def test_states_are_listed_by_name(backend: Backend) -> None:
    for name in ("b", "a"):
        backend.write(PROJECT, name, "{}")
    backend.keep_backup(PROJECT, "a")
    assert backend.stacks(PROJECT) == ["a", "b"]
    assert backend.stacks("other") == []


def test_a_removed_state_leaves_its_backup(backend: Backend) -> None:
    backend.write(PROJECT, STACK, '{"resources": []}')
    backend.record_cloud(PROJECT, STACK, "one")
    backend.remove(PROJECT, STACK)
    assert backend.read(PROJECT, STACK) is None
    assert backend.recorded_cloud(PROJECT, STACK) is None
    assert backend.path(PROJECT, STACK).with_name(f"{STACK}.json.bak").exists()


@pytest.mark.parametrize(
    ("recorded", "here", "resources", "refused"),
    [
        ("one", "one", True, False),
        ("one", "two", True, True),
        ("one", None, True, True),
        ("one", "two", False, False),
        (None, "two", True, False),
    ],
    ids=["the same", "another", "one that is not ours", "another, with an empty state", "none was recorded"],
)
def test_a_state_that_was_made_on_another_cloud_is_refused(
    backend: Backend,
    monkeypatch: pytest.MonkeyPatch,
    recorded: str | None,
    here: str | None,
    resources: bool,  # noqa: FBT001
    refused: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr("sandbox.cli.place.cloud_id_at", lambda _: here)
    backend.write(PROJECT, STACK, json.dumps({"resources": [{"urn": "x"}] if resources else []}))
    if recorded:
        backend.record_cloud(PROJECT, STACK, recorded)
    if refused:
        with pytest.raises(StateError, match=f"made on cloud one, and the one that answers now is {here or 'unknown'}"):
            refuse_other_cloud(backend, PROJECT, STACK, {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
    else:
        refuse_other_cloud(backend, PROJECT, STACK, {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
