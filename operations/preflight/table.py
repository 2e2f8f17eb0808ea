"""The lines on a screen: what is wrong first, and one line for all that is well."""

from collections.abc import Sequence

from rich.console import Console

from operations.preflight.checking import Line, State

_ORDER = (State.WRONG, State.UNKNOWN, State.ATTENTION)
_STYLES = {State.WRONG: "bold red", State.UNKNOWN: "magenta", State.ATTENTION: "yellow"}


def show(lines: Sequence[Line], console: Console, *, every: bool) -> None:
    """Print them; those that are well only where `every` asks for it."""
    for state in _ORDER:
        for line in (each for each in lines if each.state is state):
            console.print(f"[{_STYLES[state]}]{state}[/] {line.region} {line.check}: {line.found}", soft_wrap=True)
            if line.do:
                console.print(f"    {line.do}", soft_wrap=True, markup=False)
    well = [line for line in lines if line.state is State.FINE]
    for line in well if every else ():
        console.print(f"[green]{line.state}[/] {line.region} {line.check}: {line.found}", soft_wrap=True)
    counts = ", ".join(f"{sum(1 for each in lines if each.state is state)} {state}" for state in _ORDER)
    console.print(f"{len(well)} fine, {counts}")
