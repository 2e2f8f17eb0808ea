"""`python -m sandbox export`, which `standby` waits for: it imports no more than a file of JSON needs."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli.console import explained
from sandbox.cli.exports import exported, past_runs
from sandbox.cli.options import Stack
from sandbox.cli.place import Place
from sandbox.engine.project import Project


def export(
    stack: Stack,
    *,
    file: Annotated[Path | None, typer.Option("--file", help="Write to this file instead of stdout.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Add what `pulumi stack history --json` says.")] = False,
) -> None:
    """Write the state as `pulumi stack export` does. Secrets stay sealed."""
    place = Place.here()
    project = explained(lambda: Project.load(place.project)).name
    document = explained(lambda: exported(place.backend, project, stack))
    if history:
        document["history"] = explained(lambda: past_runs(place.backend, project, stack))
    text = json.dumps(document, indent=4)
    if file is None:
        typer.echo(text)
    else:
        explained(lambda: file.write_text(f"{text}\n"))
