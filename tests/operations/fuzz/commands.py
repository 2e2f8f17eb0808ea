"""Every command of both programs, as their own parsers list them: a new one is here by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import typer

from operations.cli.app import app as operations
from sandbox.cli.app import app as sandbox

PROGRAMS = {"operations": typer.main.get_command(operations), "sandbox": typer.main.get_command(sandbox)}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """An argument or option. `spellings` are empty for an argument."""

    name: str
    spellings: tuple[str, ...]
    is_flag: bool
    is_required: bool
    takes_many: bool


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command, by the words that call it."""

    program: str
    words: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    @property
    def name(self) -> str:
        """As a person writes it."""
        return " ".join((self.program, *self.words))


@cache
def commands() -> tuple[Command, ...]:
    """All of them, in an order that stays the same."""
    found = [each for program, parser in PROGRAMS.items() for each in _below(program, (), parser)]
    return tuple(sorted(found, key=lambda each: each.name))


def _below(program: str, words: tuple[str, ...], known: Any) -> Iterator[Command]:  # noqa: ANN401 - the parser's own
    if hasattr(known, "list_commands"):
        for name in known.list_commands(None):
            yield from _below(program, (*words, name), known.get_command(None, name))
        return
    yield Command(program=program, words=words, parameters=tuple(_parameter(each) for each in known.params))


def _parameter(known: Any) -> Parameter:  # noqa: ANN401 - the parser's own
    is_argument = known.param_type_name == "argument"
    return Parameter(
        name=known.name,
        spellings=() if is_argument else (*known.opts, *known.secondary_opts),
        is_flag=not is_argument and bool(known.is_flag),
        is_required=bool(known.required),
        takes_many=bool(known.multiple) or known.nargs != 1,
    )
