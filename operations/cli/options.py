"""What options of several commands refuse alike."""

import math

import typer

# A week: longer than anybody waits, and within what a clock takes.
LONGEST_SECONDS = 604_800


def finite(value: float | None) -> float | None:
    """Refuse nan, which is neither below a minimum nor above a maximum."""
    if value is not None and not math.isfinite(value):
        msg = f"{value} is no number of seconds"
        raise typer.BadParameter(msg)
    return value
