"""Plays cases one after the other, and says of each, as a line of JSON, that it begins and how it ended.

It is told where the stand-ins of processes are before anything of the product is imported: the product runs its own
interpreter for some of what it does.
"""

import faulthandler
import json
import sys
import time
import traceback
from pathlib import Path


def main(stand_ins: str, folder: str, seed: str, first: str, last: str, step: str, seconds: str) -> None:
    """Play each `step`th case from `first` to before `last`; one that takes longer than `seconds` ends this process."""
    sys.executable = str(Path(stand_ins) / "python")
    from tests.operations.fuzz.cases import case  # noqa: PLC0415 - see above
    from tests.operations.fuzz.play import Stage, guarded, play  # noqa: PLC0415
    from tests.operations.fuzz.stand_ins import servers  # noqa: PLC0415
    from tests.operations.fuzz.verdicts import wrong  # noqa: PLC0415

    with servers() as addresses, guarded():
        stage = Stage(folder=Path(folder), stand_ins=Path(stand_ins), addresses=addresses)
        for number in range(int(first), int(last), int(step)):
            _say({"begins": number})
            began = time.process_time()
            made = case(int(seed), number)
            faulthandler.dump_traceback_later(float(seconds), exit=True)
            try:
                ending = play(made, stage)
            finally:
                faulthandler.cancel_dump_traceback_later()
            _say(
                {
                    "ended": number,
                    "command": made.command.name,
                    "seconds": time.process_time() - began,
                    "code": ending.code,
                    "wrong": list(wrong(made, ending)),
                }
            )


def _say(what: dict[str, object]) -> None:
    sys.__stdout__.write(f"{json.dumps(what)}\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except BaseException:  # noqa: BLE001 - the fuzzer's own failure, told to whoever reads the log
        traceback.print_exc()
        sys.exit(1)
