"""The engine killed at every point: before each write of the state and before each call that changes something.

Over a small program and the testing provider, with one step at a time, so that the points can be counted and each is
met. Instants inside a call and several steps at once are left to the kills over the real program, in `test_killed.py`.
"""

import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.engine.process import REPOSITORY
from tests.sandbox.engine import conftest as engine
from tests.sandbox.engine.cloud import Cloud
from tests.sandbox.engine.conftest import PROJECT, Stack, done

cloud, providers, warm_programs = engine.cloud, engine.providers, engine.warm_programs
_quick_keys, _warm = engine._quick_keys, engine._warm
# As `client.py` hands it on: 256 less the signal's number.
_KILLED = 256 - signal.SIGKILL
_CLIENT = Path(engine.__file__).with_name("client.py")

PROGRAM = """
a = Thing("a", size=1, label="a", kind="x", note=pulumi.Output.secret("hush"))
Thing("b", size=1, label="b", note=a.arn)
Thing("c", size=1, label="c", slot=1)
"""
REPLACED = PROGRAM.replace('"x"', '"y"')


@dataclass(frozen=True)
class Case:
    """A command over a stack that stands as `before` says, or as a run of it left it that was killed at a point."""

    command: str
    after: str
    before: str = ""
    killed_before: int = 0


CASES = {
    "up": Case("up", PROGRAM),
    "update": Case("up", PROGRAM.replace("size=1", "size=2"), PROGRAM),
    "replace, the new one first": Case("up", REPLACED, PROGRAM),
    "replace, the old one first": Case("up", PROGRAM.replace("slot=1", "slot=2"), PROGRAM),
    # The default provider is written twice; then the first thing's intent is written, and it is made.
    "replace what a killed run made": Case("up", REPLACED, PROGRAM, killed_before=5),
    "destroy": Case("destroy", PROGRAM, PROGRAM),
    "destroy what a killed run made": Case("destroy", PROGRAM, PROGRAM, killed_before=5),
}


@dataclass(frozen=True)
class Mortals:
    """Starts engines that end at a point."""

    socket: Path
    programs: Path

    def run(self, stack: Stack, command: str, last: int) -> "subprocess.CompletedProcess[str]":
        """Run `command` up to the point; 0 is none."""
        arguments = [str(stack.directory), command, str(last), str(self.programs)]
        return subprocess.run(
            [sys.executable, "-SE", str(_CLIENT), str(self.socket), *arguments],
            env={**stack.environment, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def mortals(warm_programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortals]:
    """Engines that start at once."""
    address = tmp_path_factory.mktemp("mortals") / "socket"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox.resilience.mortal", str(address)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        start_new_session=True,
    )
    assert server.stdin
    assert server.stdout
    with server:
        server.stdout.readline()
        yield Mortals(address, warm_programs)


@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_kill_at_any_point_is_made_good_by_the_next_run(
    mortals: Mortals, providers: dict[str, str], cloud: Cloud, tmp_path: Path, case: Case
) -> None:
    environment = {**providers, "TESTING_JOURNALS": "yes"}

    model = Stack(tmp_path / "model", environment, cloud)
    if case.before:
        ended = mortals.run(model.declare(case.before), "up", case.killed_before)
        assert ended.returncode == (_KILLED if case.killed_before else 0), ended.stdout + ended.stderr
        assert bool(model.state.get("pending_operations")) == bool(case.killed_before)
        for journal in model.backend.journals(PROJECT, model.name).glob("*"):
            # Read after all that later runs write: what it says of a URN must not outlive its being taken over.
            journal.rename(journal.with_name(f"z-{journal.name}"))
        assert cloud.things, "what the killed run made is there"
    things = dict(cloud.things)

    def prepared(name: str) -> Stack:
        cloud.things = dict(things)
        shutil.copytree(model.directory, tmp_path / name)
        return Stack(tmp_path / name, environment, cloud).declare(case.after)

    undisturbed = mortals.run(prepared("undisturbed"), case.command, 0)
    assert undisturbed.returncode == 0, undisturbed.stdout + undisturbed.stderr
    points, expected = int(undisturbed.stdout), _contents(cloud)
    assert points > 5

    for point in range(1, points + 1):
        stack = prepared(f"killed-at-{point}")
        assert mortals.run(stack, case.command, point).returncode == _KILLED
        where = f"killed at point {point} of {points}"

        result = stack.up() if case.command == "up" else stack.destroy()
        assert result.error == "", where
        assert _contents(cloud) == expected, f"{where}: something is missing, or was made twice"
        recorded = sorted(each["id"] for each in stack.resources())
        assert recorded == sorted(cloud.things), f"{where}: the state has what the cloud has"
        assert not stack.state.get("pending_operations"), where
        assert not stack.backend.journals(PROJECT, stack.name).exists(), where
        if case.command == "up":
            assert done(stack.preview()) == {}, where


def _contents(cloud: Cloud) -> Counter[str]:
    """Things by what they are, whatever their ids."""
    drawn = {"note"}
    return Counter(
        str(sorted((key, value) for key, value in thing.items() if key not in drawn)) for thing in cloud.things.values()
    )
