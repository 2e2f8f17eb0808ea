"""Options that several commands share."""

import math
from pathlib import Path
from typing import Annotated

import typer

Stack = Annotated[str, typer.Argument(help="Name of the stack, such as prod-east.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation. Assumed without a terminal.")]
Config = Annotated[
    list[str] | None,
    typer.Option("--config", "-c", help="key=value, overrides the stack file; key.inner=value for a nested value."),
]
ConfigFile = Annotated[Path | None, typer.Option("--config-file", help="Read this file instead of the stack file.")]
As = Annotated[
    str | None,
    typer.Option("--as", help="IAM role to act as; administrator for none. [default: standby-deploy]"),
]
Parallel = Annotated[int | None, typer.Option("--parallel", min=1, help="How many steps to run in parallel.")]
ExpectNone = Annotated[bool, typer.Option("--expect-no-changes", help="Exit 1 if there are changes, and show them.")]
PreviewOnly = Annotated[bool, typer.Option("--preview-only", help="Show what would change, and write nothing.")]
PolicyPack = Annotated[
    list[Path] | None, typer.Option("--policy-pack", help="Folder of a policy pack to enforce; may be repeated.")
]
PolicyPackConfig = Annotated[
    list[Path] | None,
    typer.Option(
        "--policy-pack-config", help="Config file of the policy pack at the same position; one for each pack, or none."
    ),
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Refresh the state first.")]
ClearPendingCreates = Annotated[
    bool, typer.Option("--clear-pending-creates", help="Drop interrupted creates whose outcome is unknown.")
]
Targets = Annotated[
    list[str] | None,
    typer.Option("--target", "-t", help="Only this resource, by its URN or a pattern like '**::worker'; repeatable."),
]
# A week: longer than anybody waits, and within what a clock takes.
LONGEST_SECONDS = 604_800


def finite(value: float | None) -> float | None:
    """Refuse nan and infinity, which no range of a number keeps out."""
    if value is not None and not math.isfinite(value):
        msg = f"{value} is no number that is meant here"
        raise typer.BadParameter(msg)
    return value
