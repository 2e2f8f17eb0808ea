"""Commands around a stack's state. None of them touches the cloud."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from sandbox.cli.console import explained, out, print_json
from sandbox.cli.exports import read_export
from sandbox.cli.options import Json, Stack, Yes
from sandbox.cli.place import Place, on_a_terminal
from sandbox.engine.backend import Backend
from sandbox.engine.errors import EngineError
from sandbox.engine.project import Project
from sandbox.engine.references import stack_outputs
from sandbox.engine.snapshot import Snapshot
from sandbox.protocol.values import mask, reveal


def output(
    stack: Stack,
    name: Annotated[str | None, typer.Argument(help="Print only this output, as it is.")] = None,
    *,
    json_: Json = False,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print secrets in plain.")] = False,
) -> None:
    """Print the stack's outputs."""
    outputs = explained(lambda: _outputs(stack, name, show_secrets=show_secrets))
    if json_:
        print_json(outputs if name is None else outputs[name])
    elif name is not None:
        typer.echo(_text(outputs[name]))
    elif out.is_terminal:
        table = Table("output", "value")
        for key, value in outputs.items():
            table.add_row(key, _text(value))
        out.print(table)
    else:
        for key, value in outputs.items():
            typer.echo(f"{key}\t{_text(value)}")


def import_(
    stack: Stack,
    *,
    file: Annotated[Path, typer.Option("--file", help="Output of `export` or `pulumi stack export`.")],
    yes: Yes = False,
) -> None:
    """Replace the state with an exported one."""
    place = Place.here()
    project = explained(lambda: _project(place))
    deployment = explained(lambda: read_export(file, project, stack))
    count = len(deployment.get("resources") or [])
    if not yes and on_a_terminal() and place.backend.path(project, stack).exists():
        typer.confirm(f"Take these {count} resources as the state of {stack}, in place of what is there?", abort=True)
    explained(lambda: _take(place.backend, project, stack, deployment, str(file), place.cloud_id()))
    out.print(f"imported {count} resources into {stack}")


def remove(stack: Stack, *, yes: Yes = False) -> None:
    """Delete the stack's state without touching the cloud. A backup stays beside it."""
    place = Place.here()
    project = explained(lambda: _project(place))
    path = explained(lambda: place.backend.path(project, stack))
    if not yes and on_a_terminal():
        typer.confirm(f"Forget the state of {stack}? What it names in a cloud is not deleted.", abort=True)

    def work() -> None:
        if not path.exists():
            msg = f"stack {stack!r} has no state to forget; stacks with one: {place.known_stacks(project)}"
            raise EngineError(msg)
        with place.backend.lock(project, stack):
            place.backend.remove(project, stack)

    explained(work)
    out.print(f"forgot the state of {stack}; a backup is in {path}.bak")


def _take(
    backend: Backend, project: str, stack: str, deployment: Mapping[str, Any], source: str, cloud: str | None
) -> None:
    """Put a deployment in the state's place, the old one kept as backup. Raises StateError for one that is not whole.

    `cloud` is the one that runs now, if any: from here on the state belongs to it.
    """
    with backend.lock(project, stack):
        Snapshot(backend, project, stack, persist=False).taking(deployment, source)
        backend.keep_backup(project, stack)
        backend.write(project, stack, json.dumps(deployment))
        backend.remove_journals(project, stack)
        backend.record_cloud(project, stack, cloud)


def _outputs(stack: str, name: str | None, *, show_secrets: bool) -> dict[str, Any]:
    place = Place.here()
    outputs = stack_outputs(place.backend, _project(place), stack)
    if name is not None and name not in outputs:
        msg = f"stack {stack!r} has no output {name!r}; it has: {', '.join(sorted(outputs)) or 'none'}"
        raise EngineError(msg)
    shown: dict[str, Any] = (reveal if show_secrets else mask)(dict(sorted(outputs.items())))
    return shown


def _project(place: Place) -> str:
    return Project.load(place.project).name


def _text(value: Any) -> str:  # noqa: ANN401 - an output's value
    return value if isinstance(value, str) else json.dumps(value)
