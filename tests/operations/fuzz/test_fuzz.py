"""The fuzzer itself: it covers every command, repeats itself, gets far, and sees what it looks for; and a quick share.

All of it is `python -m tests.operations.fuzz`. What it cannot show is that a sentence names the right cause.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.operations.fuzz import values
from tests.operations.fuzz.cases import Case, case, sound
from tests.operations.fuzz.commands import Command, Parameter, commands
from tests.operations.fuzz.crew import Played, played
from tests.operations.fuzz.play import Stage, guarded, play
from tests.operations.fuzz.real import sample
from tests.operations.fuzz.stand_ins import programs, servers
from tests.operations.fuzz.verdicts import Ending, wrong

SEED, QUICK, REAL = 15, 216, 4
WELL = Ending(code=0, stdout="done\n", stderr="")


def command(name: str) -> Command:
    (found,) = (each for each in commands() if each.name == name)
    return found


def told(found: list[Played]) -> str:
    return "\n".join(
        f"--seed {SEED} --only {each.number}: {each.command}: {each.wrong}" for each in found if each.wrong
    )


def test_a_quick_share_of_the_cases_ends_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    found = played(tmp_path, SEED, range(QUICK), workers=1, seconds=300)
    assert len(found) == QUICK
    assert {each.command for each in found} == {each.name for each in commands()}
    assert told(found) == ""


def test_so_do_some_through_real_processes(tmp_path: Path) -> None:
    found = sample(tmp_path, SEED, REAL, seconds=300)
    assert len(found) == REAL
    assert told(found) == ""


def test_every_parameter_of_every_command_has_values() -> None:
    lacking = [
        f"{each.name} {parameter.name}"
        for each in commands()
        for parameter in each.parameters
        if not parameter.is_flag and not values.VALID.get(values.known_by(each, parameter))
    ]
    assert lacking == []
    assert {each.program for each in commands()} == {"operations", "sandbox"}


def test_a_parameter_that_is_new_is_an_error_until_somebody_says_what_it_takes() -> None:
    new = Parameter(name="brand_new", spellings=("--brand-new",), is_flag=False, is_required=True, takes_many=False)
    with pytest.raises(values.NoGeneratorError, match="operations gate has brand_new"):
        sound(replace(command("operations gate"), parameters=(new,)))


def test_no_value_is_kept_for_a_parameter_that_is_gone() -> None:
    known = {
        values.known_by(each, parameter)
        for each in commands()
        for parameter in each.parameters
        if not parameter.is_flag
    }
    assert values.VALID.keys() - known == set()


@pytest.mark.parametrize("number", [0, 5, 1234])
def test_a_case_is_the_same_whenever_it_is_asked_for(number: int) -> None:
    assert case(SEED, number) == case(SEED, number)
    assert case(SEED, number) != case(SEED + 1, number)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a context's value
    stand_ins = programs(tmp_path / "stand-ins")
    monkeypatch.setattr(sys, "executable", str(stand_ins / "python"))
    with servers() as addresses, guarded():
        yield Stage(folder=tmp_path / "stage", stand_ins=stand_ins, addresses=addresses)


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("operations gate", ("plan-prod-east.json", "sandbox-plan.json"), "steps pass"),
        ("operations prices list", ("--book", "prices.json"), "per hour"),
        ("operations status", ("--engine", "pulumi"), "us-west-2"),
        ("operations failover", ("--to", "us-west-2", "--engine", "pulumi"), "Nothing was begun"),
        ("operations preflight", (), "whose credentials these are"),
        ("sandbox declared", ("prod-east",), '"steps"'),
        ("sandbox export", ("prod-east",), '"deployment"'),
        ("sandbox output", ("prod-east", "region"), "us-east-1"),
        ("sandbox import", ("prod-east", "--file", "state-prod-east.json"), "imported 7 resources"),
        ("sandbox graph", ("prod-east", "dr-west"), "<svg"),
        ("sandbox rights", (), ""),
    ],
)
def test_what_is_not_made_wrong_gets_far(stage: Stage, name: str, words: tuple[str, ...], says: str) -> None:
    """A generator whose cases all end at the first check would prove little."""
    known = command(name)
    meant = replace(sound(known), words=(*known.words, *words))
    ending = play(meant, stage)
    assert list(wrong(meant, ending)) == []
    assert says in f"{ending.stdout}{ending.stderr}", ending


class Program:
    """In a parser's place: does something that no command may do."""

    def __init__(self, does: Callable[[], None]) -> None:
        self._does = does

    def __call__(self, _words: list[str], **_: object) -> None:
        self._does()


def _leaves_a_process() -> None:
    subprocess.Popen(["/bin/sleep", "600"]).returncode = 0


@pytest.mark.parametrize(
    ("does", "seen"),
    [
        (lambda: {"y": 1}["x"], "traceback: KeyError"),
        (lambda: Path("stray").write_text("x"), "written and not said: stray"),
        (lambda: Path("empty").unlink(), "written and not said: empty"),
        (lambda: sys.exit(7), "exit code 7 is none"),
        (lambda: sys.exit(1), "it failed, and said nothing"),
        (_leaves_a_process, "left running: process /bin/sleep 600"),
        (lambda: sys.stderr.write("error: 1 validation error, input_value='x'") and sys.exit(1), "stderr holds"),
    ],
)
def test_what_no_command_may_do_is_seen(
    stage: Stage, does: Callable[[], None], seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = sound(command("operations gate"))
    monkeypatch.setitem(sys.modules["tests.operations.fuzz.play"].PROGRAMS, "operations", Program(does))
    found = list(wrong(meant, play(meant, stage)))
    assert [each for each in found if each.startswith(seen)], found


def test_processes_of_whoever_plays_are_left_alone(stage: Stage) -> None:
    meant = sound(command("operations gate"))
    with subprocess.Popen(["/bin/sleep", "600"]) as own:
        found = list(wrong(meant, play(meant, stage)))
        still_runs = own.poll() is None
        own.kill()
    assert still_runs
    assert found == []


# Has begun a part of itself, which is not yet, and will never be, the program that it runs.
_FORKED = """#!/bin/sh
( echo begun; : <"$0.nobody-writes" ) &
wait
"""


def test_what_a_stand_in_left_when_it_was_ended_is_no_process_of_the_product(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = stage.stand_ins / "slow"
    slow.write_text(_FORKED)
    slow.chmod(0o755)
    os.mkfifo(f"{slow}.nobody-writes")

    def gives_up() -> None:
        with subprocess.Popen([slow], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.kill()

    meant = sound(command("operations gate"))
    monkeypatch.setitem(sys.modules["tests.operations.fuzz.play"].PROGRAMS, "operations", Program(gives_up))
    assert list(wrong(meant, play(meant, stage))) == []


def test_a_stand_in_that_the_product_left_is_seen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def leaves() -> None:
        subprocess.Popen([stage.stand_ins / "planner"], stdout=subprocess.DEVNULL).returncode = 0

    meant = sound(command("operations gate"))
    monkeypatch.setitem(sys.modules["tests.operations.fuzz.play"].PROGRAMS, "operations", Program(leaves))
    assert [each.partition(":")[0] for each in wrong(meant, play(meant, stage))] == ["left running"]


def test_a_file_that_is_named_by_a_link_is_said_to_be_written(stage: Stage) -> None:
    words, known = ("dr-west", "--file", "dangling"), command("sandbox export")
    meant = replace(sound(known), words=(*known.words, *words), may_write=("dangling",))
    assert list(wrong(meant, play(meant, stage))) == []
    unnamed = replace(meant, may_write=("empty",))
    assert list(wrong(unnamed, play(unnamed, stage))) == ["written and not said: nothing"]


@pytest.mark.parametrize(
    ("ending", "seen"),
    [
        (replace(WELL, stderr="Traceback (most recent call last):\n"), "stderr holds"),
        (replace(WELL, stdout="KeyError('x')"), "stdout holds"),
        (replace(WELL, code=1, stderr="error: a\n" + "b\n" * 40), "the reason has 41 lines"),
        (replace(WELL, code=1, stderr="error: " + "b" * 9000), "the reason has a line"),
        (replace(WELL, code=None, raised="KeyError: 'x'"), "traceback"),
        (replace(WELL, left_running=("process x",)), "left running"),
    ],
)
def test_every_ending_that_is_none_is_wrong(ending: Ending, seen: str) -> None:
    meant: Case = sound(command("operations gate"))
    assert list(wrong(meant, WELL)) == []
    assert any(each.startswith(seen) for each in wrong(meant, ending))


# A worker that ends in the middle of case 1, as its watchdog lets it.
_HANGS_AT_ONE = """
import json, sys
first, last, step = map(int, sys.argv[4:7])
for number in range(first, last, step):
    print(json.dumps({"begins": number}), flush=True)
    if number == 1:
        print("Timeout! in a place", file=sys.stderr)
        sys.exit(1)
    print(json.dumps({"ended": number, "command": "x", "code": 0, "wrong": [], "seconds": 0}), flush=True)
"""


def test_a_case_that_hangs_is_told_and_the_next_one_goes_on(tmp_path: Path) -> None:
    found = played(tmp_path, SEED, range(4), workers=1, seconds=300, entry=("-c", _HANGS_AT_ONE))
    assert [each.number for each in found] == [0, 1, 2, 3]
    assert [each.number for each in found if each.wrong] == [1]
    assert "Timeout! in a place" in found[1].wrong[0]
