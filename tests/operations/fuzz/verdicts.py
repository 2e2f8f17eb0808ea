"""What is wrong with how a case ended. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.operations.fuzz.cases import Case

# What each command says of its exit codes: done, refused, a wrong option; and a step that is left for later.
_CODES = {"operations failover": {0, 1, 2, 3}, "operations failback": {0, 1, 2, 3}}
# Ctrl-C, as a shell tells of it.
_USUAL = {0, 1, 2, 130}
# An engine's own words may be many lines; what a person reads of them is this much at most.
_LINES, _LENGTH = 20, 4000
_DUMPS = re.compile(
    r"Traceback \(most recent|pydantic|input_value|input_type|\b\w+(?:Error|Exception)\(|<class '|object at 0x"
)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a command ended. `code` is None where an exception went through, which `raised` tells."""

    code: int | None
    stdout: str
    stderr: str
    raised: str = ""
    left_running: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


def wrong(case: Case, ending: Ending) -> Iterator[str]:
    """Everything that is wrong, one line each."""
    if ending.raised:
        yield f"traceback: {ending.raised}"
        return
    if "which is a defect of its own" in ending.stderr:
        yield f"traceback: {ending.stderr[ending.stderr.rfind('error: ') :].strip()}"
        return
    known = _CODES.get(case.command.name, _USUAL)
    if ending.code not in known:
        yield f"exit code {ending.code} is none that the command documents"
    for name, text in (("stdout", ending.stdout), ("stderr", ending.stderr)):
        found = _DUMPS.search(text)
        if found:
            yield f"{name} holds {found[0]!r}: {_around(text, found.start())}"
    if ending.code in {1, 2, 3} and not (ending.stdout.strip() or ending.stderr.strip()):
        yield "it failed, and said nothing"
    yield from _too_much(ending)
    for each in ending.left_running:
        yield f"left running: {each}"
    for each in ending.written:
        yield f"written and not said: {each}"


def _too_much(ending: Ending) -> Iterator[str]:
    told = ending.stderr[max(0, ending.stderr.rfind("error: ")) :] if ending.code == 1 else ""
    if len(told.splitlines()) > _LINES:
        yield f"the reason has {len(told.splitlines())} lines: {told[:200]!r}"
    if max(map(len, told.splitlines()), default=0) > _LENGTH:
        yield f"the reason has a line of {max(map(len, told.splitlines()))} characters: {told[:200]!r}"


def _around(text: str, place: int) -> str:
    return repr(text[max(0, place - 120) : place + 160])
