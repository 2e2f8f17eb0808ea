"""A picture of region stacks, from their states."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from pulumi_yaml.whole_file import bytes_of_file
from sandbox.cli.console import explained, out
from sandbox.cli.exports import exported
from sandbox.cli.place import Place
from sandbox.engine.errors import EngineError
from sandbox.engine.project import Project
from sandbox.picture.region_view import region_view, stack_of
from sandbox.picture.regions import picture


def graph(
    stacks: Annotated[list[str] | None, typer.Argument(help="Names of the stacks, such as prod-east dr-west.")] = None,
    *,
    state: Annotated[
        list[Path] | None, typer.Option("--state", help="Draw what `pulumi stack export` wrote; may be repeated.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Write to this file instead of stdout.")] = None,
) -> None:
    """Draw both regions as SVG, from their states. Makes no calls."""
    drawn = explained(lambda: _draw(tuple(stacks or ()), tuple(state or ())))
    if file is None:
        typer.echo(drawn, nl=False)
    else:
        explained(lambda: file.write_text(drawn))
        out.print(f"drew {file}")


def _draw(stacks: tuple[str, ...], states: tuple[Path, ...]) -> str:
    place = Place.here()
    deployments: dict[str, Mapping[str, Any]] = {}
    for stack in stacks:
        deployments[stack] = exported(place.backend, Project.load(place.project).name, stack)["deployment"]
    for path in states:
        deployment = _read(path)
        deployments[stack_of(deployment)] = deployment
    if not deployments:
        msg = "name at least one stack, or a file by --state"
        raise EngineError(msg)
    return picture([region_view(stack, deployment) for stack, deployment in deployments.items()])


def _read(path: Path) -> Mapping[str, Any]:
    try:
        deployment: Mapping[str, Any] = json.loads(bytes_of_file(path).decode())["deployment"]
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path} is not what `pulumi stack export` writes ({type(error).__name__}: {error})"
        raise EngineError(msg) from error
    return deployment
