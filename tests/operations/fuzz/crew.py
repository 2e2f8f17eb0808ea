"""Cases played by processes side by side. One that hangs is ended by its own watchdog, and the next one goes on."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.operations.fuzz.stand_ins import programs
from tests.stack_files import ROOT

_TOLD_LINES = 40
_ENTRY = ("-m", "tests.operations.fuzz.worker")


@dataclass(frozen=True, kw_only=True)
class Played:
    """What became of a case."""

    number: int
    command: str
    code: int | None
    wrong: tuple[str, ...]
    seconds: float = 0


def played(
    folder: Path, seed: int, numbers: range, *, workers: int, seconds: float, entry: Sequence[str] = _ENTRY
) -> list[Played]:
    """Play the cases of these numbers, in a folder that is theirs."""
    stand_ins = programs(folder / "stand-ins")
    shares = [range(numbers.start + place, numbers.stop, workers) for place in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        found = pool.map(lambda each: _share(folder, stand_ins, seed, each, (seconds, entry)), shares)
        return sorted((one for share in found for one in share), key=lambda each: each.number)


def _share(folder: Path, stand_ins: Path, seed: int, numbers: range, how: tuple[float, Sequence[str]]) -> list[Played]:
    seconds, entry = how
    found: list[Played] = []
    first = numbers.start
    while first < numbers.stop:
        place = folder / f"worker-{numbers.start}"
        words = (stand_ins, place, seed, first, numbers.stop, numbers.step, seconds)
        begun = None
        with subprocess.Popen(
            [sys.executable, *entry, *map(str, words)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            for line in process.stdout:
                told = json.loads(line)
                if "begins" in told:
                    begun = told["begins"]
                    continue
                begun = None
                found.append(
                    Played(
                        seconds=told["seconds"],
                        number=told["ended"],
                        command=told["command"],
                        code=told["code"],
                        wrong=tuple(told["wrong"]),
                    )
                )
            said = process.stderr.read()
        if begun is None and process.returncode == 0:
            break
        why = "\n".join(said.strip().splitlines()[-_TOLD_LINES:])
        if begun is None:
            msg = f"the worker ended with {process.returncode}: {why}"
            raise RuntimeError(msg)
        found.append(Played(number=begun, command="", code=None, wrong=(f"it hangs or ends the process: {why}",)))
        first = begun + numbers.step
    return found
