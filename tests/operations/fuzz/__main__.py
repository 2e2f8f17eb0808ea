"""`python -m tests.operations.fuzz --cases 10000 --seed 1`; `--only NUMBER` plays one case and shows all of it."""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.operations.fuzz.crew import Played, played

_SHOWN = 12


def main() -> int:
    """Play, and tell. Exit 1 where anything was wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0, help="Number of the first case.")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--seconds", type=float, default=120, help="After which a case counts as hanging.")
    asked.add_argument("--only", type=int, default=None, help="One case, with all that it is and says.")
    asked.add_argument("--real", type=int, default=0, help="So many cases through real processes, and no others.")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="standby-fuzz-") as folder:
        if given.only is not None:
            from tests.operations.fuzz.one import show  # noqa: PLC0415 - it replaces the interpreter's name

            return show(Path(folder), given.seed, given.only)
        if given.real:
            from tests.operations.fuzz.real import sample  # noqa: PLC0415 - it imports the product

            return _tell(sample(Path(folder), given.seed, given.real, first=given.first), given.seed)
        numbers = range(given.first, given.first + given.cases)
        found = played(Path(folder), given.seed, numbers, workers=given.workers, seconds=given.seconds)
    return _tell(found, given.seed)


def _tell(found: list[Played], seed: int) -> int:
    by_command = Counter(each.command for each in found)
    codes = Counter(each.code for each in found)
    kinds: dict[str, list[Played]] = {}
    for each in found:
        for problem in each.wrong:
            kinds.setdefault(problem.partition(":")[0], []).append(each)
    say = sys.stdout.write
    say(f"{len(found)} cases of seed {seed} over {len(by_command)} commands; exit codes ")
    say(", ".join(f"{code}: {count}" for code, count in sorted(codes.items(), key=str)) + "\n")
    for kind, cases in sorted(kinds.items()):
        say(f"{len(cases)} x {kind}\n")
    shown: Counter[str] = Counter()
    for each in found:
        for problem in each.wrong:
            key = problem.rpartition("(")[2]
            shown[key] += 1
            if shown[key] <= _SHOWN:
                say(f"  --seed {seed} --only {each.number}: {each.command}: {problem}\n")
    slowest = sorted(found, key=lambda each: -each.seconds)[:_SHOWN]
    total = sum(each.seconds for each in found)
    say(f"{total:.0f} seconds of processor; most by ")
    say(", ".join(f"{each.number} ({each.command}, {each.seconds:.1f})" for each in slowest) + "\n")
    say(f"{sum(1 for each in found if each.wrong)} cases with something wrong\n")
    return int(any(each.wrong for each in found))


if __name__ == "__main__":
    sys.exit(main())
