"""Runs tests of the project in the current folder, each time in a process that has the packages loaded already.

Started as `python -m tests.mutations.runner TEST...` in a copy of the project. Loads what those tests need, forgets
what the project itself consists of, and forks for each line of standard input, a JSON list of tests. Answers with a
line too: `[exit code, output]`.

What is loaded at first is kept compiled. From then on nothing is: compiled code is told apart by seconds, and what is
changed twice in one would be taken for old.
"""

import gc
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import IO

import pytest

_OWN = frozenset({"components", "operations", "pulumi_yaml", "sandbox", "settings", "tests", "workloads"})
# The pack has an import root of its own.
_PACK = frozenset(path.stem for path in Path("policies").iterdir())
# Generated code registers itself with a package that stays.
_REGISTERED = "sandbox.protocol"


def main() -> None:
    """Load, forget, and serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", *sys.argv[1:]])
    for name in [name for name in sys.modules if name.partition(".")[0] in _OWN | _PACK]:
        if not name.startswith(_REGISTERED):
            del sys.modules[name]
    # Each process ends with collections of garbage, which would go through all that the packages consist of.
    gc.collect()
    gc.freeze()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for line in sys.stdin:
        answers.write(json.dumps(_run(json.loads(line))) + "\n")
        answers.flush()


def _run(tests: list[str]) -> tuple[int, str]:
    with tempfile.TemporaryFile("w+") as output:
        process = os.fork()
        if process == 0:
            os._exit(_tests(tests, output))
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        output.seek(0)
        return code, output.read()


def _tests(tests: list[str], output: IO[str]) -> int:
    for stream in (1, 2):
        os.dup2(output.fileno(), stream)
    code = int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests]))
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    main()
