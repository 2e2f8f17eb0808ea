"""The table of a benchmark, for a terminal and as docs/speed.md."""

import datetime as dt
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.measuring import Row

PAGE = Path(__file__).resolve().parents[1] / "docs" / "speed.md"
_HEAD = """# How long runs take

<!-- Written by `make bench`. Do not edit. -->

Ratios of what ran alternately in one run, because seconds depend on the machine. Each is the median of the rounds' own
ratios; the seconds beside it are medians. The floor is the same program against a monitor that answers at once: what is
above it is the engine and the providers.

"""
_SHARES = """
## Where the time of a preview goes

In seconds of a processor; the program, the engine and the providers run side by side.

"""
_COLUMNS = ("what", "against", "ratio", "seconds", "against that", "rounds")


def page(rows: Iterable[Row], shares: Mapping[str, float]) -> str:
    """The whole page."""
    whole = sum(shares.values())
    parts = [(part, f"{seconds / whole:.0%}", f"{seconds:.2f} s") for part, seconds in shares.items()]
    return "".join(
        [
            _HEAD,
            table(rows),
            _SHARES,
            _table(("part", "share", "seconds"), parts),
            f"\n{_machine()}\n",
        ]
    )


def table(rows: Iterable[Row]) -> str:
    """The ratios alone."""
    return _table(_COLUMNS, (row.cells() for row in rows))


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("pulumi", "pulumi-aws", "grpcio"))
    today = dt.datetime.now(dt.UTC).date()
    return (
        f"Measured on {today}: {os.cpu_count()} processors ({platform.machine()}, {platform.system()}), "
        f"load {os.getloadavg()[1]:.1f}, Python {platform.python_version()}, {packages}."
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in [columns, ["---"] * len(columns), *rows])
