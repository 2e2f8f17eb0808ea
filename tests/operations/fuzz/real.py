"""Cases through real processes: `python -m PROGRAM`, as a person runs it, with engines that are stand-ins."""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.operations.fuzz import unsaid
from tests.operations.fuzz.cases import Case, case
from tests.operations.fuzz.crew import Played
from tests.operations.fuzz.play import Stage
from tests.operations.fuzz.stand_ins import programs, servers
from tests.operations.fuzz.verdicts import Ending, wrong
from tests.stack_files import ROOT

# What brings a cloud up, ends a process by its number, or goes on until somebody interrupts it.
_LEFT_OUT = frozenset({"operations drill", "operations pr-report", "sandbox start", "sandbox stop", "sandbox shop"})


def sample(folder: Path, seed: int, count: int, *, first: int = 0, seconds: float = 120) -> list[Played]:
    """Play the first `count` cases, from a number on, that a process can be trusted with."""
    stand_ins = programs(folder / "stand-ins")
    with servers() as addresses:
        stage = Stage(folder=folder / "stage", stand_ins=stand_ins, addresses=addresses)
        return [_played(each, stage, seconds) for each in islice(_trusted(seed, first), count)]


def _trusted(seed: int, number: int) -> Iterator[Case]:
    while True:
        made = case(seed, number)
        if made.command.name not in _LEFT_OUT and not any("watch" in word for word in made.words):
            yield made
        # Another step than the commands', so that few cases are of many of them.
        number += 31


def _played(made: Case, stage: Stage, seconds: float) -> Played:
    environment = stage.lay_out(made)
    # Whatever else is wrong with it, nobody outside this machine is asked.
    for name in ("AWS_ENDPOINT_URL", "STANDBY_DNS"):
        environment.setdefault(name, stage.addresses["{aws:refused}"])
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    here = stage.folder / "here"
    before = unsaid.listed(here)
    with subprocess.Popen(
        [sys.executable, "-m", made.command.program, *(os.fsencode(word) for word in made.words)],
        cwd=here,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return Played(number=made.number, command=made.command.name, code=None, wrong=("it hangs",))
    ending = Ending(
        code=process.returncode,
        stdout=out.decode(errors="replace"),
        stderr=err.decode(errors="replace"),
        left_running=tuple(_of_session(process.pid)),
        written=(*unsaid.unsaid(made, here, before), *unsaid.in_scratch(stage.folder)),
    )
    return Played(number=made.number, command=made.command.name, code=ending.code, wrong=tuple(wrong(made, ending)))


def _of_session(session: int) -> Iterator[str]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            words = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if int(fields[3]) == session:
            yield f"process {words}"
