"""Commands around the emulated cloud."""

import shlex
from typing import Annotated, Any

import typer
from rich.table import Table

from sandbox.cli.blackouts import described
from sandbox.cli.console import explained, fail, out, print_json
from sandbox.cli.options import Json
from sandbox.cli.place import NO_CLOUD, Place
from sandbox.cloud.process import Cloud
from sandbox.engine.errors import EngineError, StateError
from sandbox.engine.project import Project

_DEFAULT_PORT = 4566


def start(
    *, port: Annotated[int, typer.Option(min=0, help="Loopback port; 0 picks a free one.")] = _DEFAULT_PORT
) -> None:
    """Start the cloud in the background."""
    place = Place.here()
    running = place.cloud()
    if running is not None:
        out.print(f"already running: {running.endpoint} (cloud {running.id})")
        return
    cloud = explained(lambda: Cloud.start(place.directory, port))
    out.print(f"running: {cloud.endpoint} (cloud {cloud.id})")


def stop(*, quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing.")] = False) -> None:
    """Stop the cloud. Everything in it is gone."""
    cloud = Place.here().cloud()
    if cloud is not None:
        explained(cloud.stop)
    if not quiet:
        out.print(f"stopped: {cloud.endpoint}" if cloud else "no cloud is running here")


def status(*, json_: Json = False) -> None:
    """Show whether the cloud is running, which regions are down, and which stacks have a state."""
    place = Place.here()
    cloud, stacks = place.cloud(), _stacks(place)
    dark = explained(lambda: cloud.ask("GET", "/_sandbox/cloud"))["dark_regions"] if cloud else {}
    if json_:
        running = (
            {"id": cloud.id, "endpoint": cloud.endpoint, "pid": cloud.pid, "dark_regions": dark} if cloud else None
        )
        print_json({"cloud": running, "stacks": stacks})
        return
    out.print(f"cloud: {cloud.endpoint} (cloud {cloud.id})" if cloud else "cloud: none is running here")
    if dark:
        out.print(f"dark: {described(dark)}")
    for entry in stacks if not out.is_terminal else ():
        typer.echo(f"{entry['stack']}\t{entry.get('error') or entry['resources']}")
    if out.is_terminal and stacks:
        table = Table("stack", "resources")
        for entry in stacks:
            table.add_row(str(entry["stack"]), str(entry.get("error") or entry["resources"]))
        out.print(table)


def env(
    *,
    region: Annotated[str, typer.Option(help="Region of the exports.")] = "us-east-1",
    as_: Annotated[str | None, typer.Option("--as", help="Role to act as, for an hour.")] = None,
    json_: Json = False,
) -> None:
    """Print shell exports, so that `aws` and boto3 find the cloud: eval "$(python -m sandbox env)"."""
    cloud = Place.here().cloud()
    if cloud is None:
        fail(NO_CLOUD)
    environment = explained(lambda: cloud.environment(region, as_))
    if json_:
        print_json(environment)
        return
    for key, value in environment.items():
        typer.echo(f"export {key}={shlex.quote(value)}")


def _stacks(place: Place) -> list[dict[str, Any]]:
    """Stacks of the project in this folder; none where there is no project."""
    try:
        project = Project.load(place.project).name
    except EngineError:
        return []
    return [_stack(place, project, name) for name in place.backend.stacks(project)]


def _stack(place: Place, project: str, name: str) -> dict[str, Any]:
    try:
        state = place.backend.read(project, name) or {}
    except StateError as error:
        return {"stack": name, "resources": None, "error": str(error)}
    return {"stack": name, "resources": len(state.get("resources") or [])}
