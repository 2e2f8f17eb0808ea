"""Options that several commands share."""

import math
from pathlib import Path
from typing import Annotated

import typer

Stack = Annotated[str, typer.Argument(help="Name of the stack, such as prod-east.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask. Assumed where there is no terminal.")]
Config = Annotated[
    list[str] | None,
    typer.Option("--config", "-c", help="key=value over the stack file's; key.inner=value inside one."),
]
ConfigFile = Annotated[Path | None, typer.Option("--config-file", help="Read this file instead of the stack's.")]
As = Annotated[
    str | None,
    typer.Option("--as", help="Role of the account to act as; administrator for none. [default: standby-deploy]"),
]
Parallel = Annotated[int | None, typer.Option("--parallel", min=1, help="Steps at once.")]
ExpectNone = Annotated[
    bool, typer.Option("--expect-no-changes", help="Exit 1, and show them, where there are changes.")
]
PreviewOnly = Annotated[bool, typer.Option("--preview-only", help="Say what it would find, and write nothing.")]
PolicyPack = Annotated[
    list[Path] | None, typer.Option("--policy-pack", help="Folder of a policy pack to obey; may be repeated.")
]
PolicyPackConfig = Annotated[
    list[Path] | None,
    typer.Option("--policy-pack-config", help="Settings of the pack in the same place; as many as packs, or none."),
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Look at the cloud first.")]
ClearPendingCreates = Annotated[
    bool, typer.Option("--clear-pending-creates", help="Forget interrupted creates of which nothing is known.")
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
