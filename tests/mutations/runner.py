"""Runs cases of the tests of the project in the current folder, each time in a process that has loaded it already.

Started as `python -m tests.mutations.runner FILE...` in a copy of the project, with the files that hold the cases.
Loads all that those need, and forks for each line of standard input, a JSON list: the file that was changed, and the
cases. A fork forgets what may have been made of that file, and answers with a line too: see `Answer`.

What is loaded at first is kept compiled. From then on nothing is: compiled code is told apart by seconds, and what is
changed twice in one would be taken for old.
"""

import gc
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import pytest

from tests.test_repository import ARROWS

# The pack has an import root of its own.
_PACK = "policies"
_OF_THE_PACK = frozenset(path.stem for path in Path(_PACK).iterdir())
# Generated code registers itself with a package that stays.
_REGISTERED = "sandbox.protocol"


# pytest keeps it in sets.
@dataclass(eq=False)
class Answer:
    """What became of the cases: their names, those of them that passed and that failed, and what pytest wrote."""

    found: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    output: str = ""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """See pytest."""
        self.found = [item.nodeid for item in session.items]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """See pytest."""
        if report.failed and report.nodeid not in self.failed:
            self.failed.append(report.nodeid)
        if report.passed and report.when == "call":
            self.passed.append(report.nodeid)


def main() -> None:
    """Load, and serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", *sys.argv[1:]])
    _load_what_comes_late()
    # Each process ends with collections of garbage, which would go through all that the packages consist of.
    gc.collect()
    gc.freeze()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for line in sys.stdin:
        answers.write(json.dumps(_run(*json.loads(line))) + "\n")
        answers.flush()


def _load_what_comes_late() -> None:
    """Packages load the most of themselves when the program runs, on both runtimes."""
    from tests.components.program import run  # noqa: PLC0415 - it is forgotten with the rest
    from tests.stack_files import HOME  # noqa: PLC0415

    for runtime in ("ecs", "eks"):
        run(HOME, runtime=runtime)


def _run(changed: str, cases: list[str]) -> dict[str, object]:
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as output:
        process = os.fork()
        if process == 0:
            for stream in (1, 2):
                os.dup2(output.fileno(), stream)
            os._exit(_answer(changed, cases, said))
        os.waitpid(process, 0)
        for file in (said, output):
            file.seek(0)
        return {**json.loads(said.read() or json.dumps(asdict(Answer()))), "output": output.read()}


def _answer(changed: str, cases: list[str], said: IO[str]) -> int:
    for name in list(_made_of(changed)):
        del sys.modules[name]
    answer = Answer()
    code = pytest.main(["-q", "-p", "no:cacheprovider", *cases], plugins=[answer])
    json.dump(asdict(answer), said)
    for stream in (said, sys.stdout, sys.stderr):
        stream.flush()
    return int(code)


def _made_of(changed: str) -> Iterator[str]:
    """The modules that a change of a file may concern: of its package, of those that import it, and of the tests.

    Who reads a file that is no module, nobody can know.
    """
    concerned = {"tests"} | (_importing(changed.partition("/")[0]) if changed.endswith(".py") else {*ARROWS})
    for name in sys.modules:
        package = name.partition(".")[0]
        owner = _PACK if package in _OF_THE_PACK else package
        if owner in concerned and not name.startswith(_REGISTERED):
            yield name


def _importing(package: str) -> set[str]:
    """The packages that import it, also by way of others."""
    found = {package}
    while more := {each for each, imported in ARROWS.items() if imported & found} - found:
        found |= more
    return found


if __name__ == "__main__":
    main()
