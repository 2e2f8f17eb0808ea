"""`python -m sandbox export`, which `standby` waits for: it imports no more than a file of JSON needs."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli.console import explained
from sandbox.cli.exports import exported
from sandbox.cli.options import Stack
from sandbox.cli.place import Place
from sandbox.engine.project import Project


def export(
    stack: Stack, *, file: Annotated[Path | None, typer.Option("--file", help="Write here instead of stdout.")] = None
) -> None:
    """Write the state as `pulumi stack export` does. Secrets stay sealed."""
    place = Place.here()
    document = explained(lambda: exported(place.backend, Project.load(place.project).name, stack))
    text = json.dumps(document, indent=4)
    if file is None:
        typer.echo(text)
    else:
        explained(lambda: file.write_text(f"{text}\n"))
