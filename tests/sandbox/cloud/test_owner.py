"""A cloud that one command started for itself does not outlive it."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.cloud.owner import OWNER, is_there, owner_in, until_gone
from sandbox.cloud.process import Cloud, _started, cloud_id_at

_ENDS_SECONDS = 30


@pytest.mark.parametrize(
    ("named", "owner"),
    [("42", 42), (None, None), ("", None), ("x", None), ("0", None), ("٣", None), ("9" * 10, None), ("9" * 5000, None)],
)
def test_an_owner_is_a_number_or_nobody(named: str | None, owner: int | None) -> None:
    assert owner_in({} if named is None else {OWNER: named}) == owner


def test_it_waits_as_long_as_the_owner_is_there() -> None:
    answers, waited = iter([True, True, False]), []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    asyncio.run(until_gone(1, lambda _pid: next(answers), wait))
    assert waited == [1.0, 1.0]


def test_a_process_is_there_until_it_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert is_there(process.pid)
    assert not is_there(process.pid)


def test_a_process_whose_end_nobody_has_looked_at_is_not_there() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not is_there(process.pid)


@pytest.mark.emulator
def test_a_cloud_ends_with_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        monkeypatch.setenv(OWNER, str(owner.pid))
        cloud = Cloud.start(tmp_path)
        assert cloud_id_at(cloud.endpoint) == cloud.id
        owner.kill()
    assert _started.pop(cloud.pid).wait(_ENDS_SECONDS) == 0
    assert Cloud.find(tmp_path) is None
