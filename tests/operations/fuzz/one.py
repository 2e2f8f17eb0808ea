"""One case, shown whole."""

import sys
from pathlib import Path


def show(folder: Path, seed: int, number: int) -> int:
    """Play it, and write what it is, what it said, and what is wrong with that."""
    from tests.operations.fuzz.stand_ins import programs, servers  # noqa: PLC0415 - as in worker

    stand_ins = programs(folder / "stand-ins")
    sys.executable = str(stand_ins / "python")
    from tests.operations.fuzz.cases import case  # noqa: PLC0415
    from tests.operations.fuzz.play import Stage, guarded, play  # noqa: PLC0415
    from tests.operations.fuzz.verdicts import wrong  # noqa: PLC0415

    made = case(seed, number)
    with servers() as addresses, guarded():
        ending = play(made, Stage(folder=folder / "case", stand_ins=stand_ins, addresses=addresses))
    found = list(wrong(made, ending))
    say = sys.stdout.write
    say(f"{made.command.program} {list(made.words)!a}\n")
    for each in made.changed:
        say(f"changed: {each!a}\n")
    say(f"exit code {ending.code}\n--- stdout\n{ending.stdout[:3000]}\n--- stderr\n{ending.stderr[:6000]}\n---\n")
    for each in found:
        say(f"wrong: {each}\n")
    return int(bool(found))
