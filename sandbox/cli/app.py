"""The commands. Each is a few lines over the cloud or the engine."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from sandbox.cli.place import Place, refuse_other_cloud
from sandbox.cli.show import Progress, result_document, show_plan, show_summary
from sandbox.cli.state import exported, read_export
from sandbox.cloud.process import Cloud, CloudError, cloud_id_at
from sandbox.engine.deployment import Deployment, Result, default_parallel
from sandbox.engine.errors import EngineError
from sandbox.engine.project import Project
from sandbox.protocol.values import mask, reveal

_DEFAULT_PORT = 4566
_FAILED, _CHANGED = 1, 1

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="An AWS on this machine, and Pulumi's engine in Python.",
)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

Stack = Annotated[str, typer.Argument(help="Name of the stack, such as prod-east.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask. Assumed where there is no terminal.")]
Config = Annotated[list[str] | None, typer.Option("--config", "-c", help="key=value over the stack file's.")]
ConfigFile = Annotated[Path | None, typer.Option("--config-file", help="Read this file instead of the stack's.")]
Parallel = Annotated[int | None, typer.Option("--parallel", min=1, help="Steps at once.")]
ExpectNone = Annotated[
    bool, typer.Option("--expect-no-changes", help="Exit 1, and show them, where there are changes.")
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Look at the cloud first.")]


@app.command()
def start(
    port: Annotated[int, typer.Option(help="Loopback port; 0 takes any free one.")] = _DEFAULT_PORT,
) -> None:
    """Start the cloud in the background."""
    place = Place.here()
    running = place.cloud()
    if running is not None:
        out.print(f"already running: {running.endpoint} (cloud {running.id})")
        return
    cloud = _explained(lambda: Cloud.start(place.directory, port))
    out.print(f"running: {cloud.endpoint} (cloud {cloud.id})")


@app.command()
def stop() -> None:
    """Stop the cloud. Everything in it is gone."""
    cloud = Place.here().cloud()
    if cloud is None:
        out.print("no cloud is running here")
        return
    _explained(cloud.stop)
    out.print(f"stopped: {cloud.endpoint}")


@app.command()
def status(json_: Json = False) -> None:
    """Say whether a cloud is running, and which stacks have a state."""
    place = Place.here()
    cloud = place.cloud()
    stacks = [
        {"stack": name, "resources": len((place.backend.read(_project().name, name) or {}).get("resources") or [])}
        for name in _explained(lambda: place.backend.stacks(_project().name))
    ]
    if json_:
        document = {"cloud": {"id": cloud.id, "endpoint": cloud.endpoint, "pid": cloud.pid} if cloud else None}
        _print_json({**document, "stacks": stacks})
        return
    out.print(f"cloud: {cloud.endpoint} (cloud {cloud.id})" if cloud else "cloud: none is running here")
    table = Table("stack", "resources")
    for entry in stacks:
        table.add_row(str(entry["stack"]), str(entry["resources"]))
    out.print(table)


@app.command()
def env(region: Annotated[str, typer.Option(help="Region of the exports.")] = "us-east-1") -> None:
    """Print shell exports, so that `aws` and boto3 find the cloud: eval "$(python -m sandbox env)"."""
    cloud = Place.here().cloud()
    if cloud is None:
        _fail("no cloud is running here; start one with: python -m sandbox start")
    for key, value in cloud.environment(region).items():
        typer.echo(f"export {key}={value}")


@app.command()
def up(
    stack: Stack,
    json_: Json = False,
    yes: Yes = False,
    config: Config = None,
    config_file: ConfigFile = None,
    expect_no_changes: ExpectNone = False,
    parallel: Parallel = None,
    refresh: Refresh = False,
) -> None:
    """Bring the stack to what the program declares."""
    if expect_no_changes:
        _preview(stack, config, config_file, parallel, json_=json_, refresh=refresh, expect_no_changes=True)
    if not yes and sys.stdin.isatty() and not json_:
        _preview(stack, config, config_file, parallel, json_=False, refresh=refresh, expect_no_changes=False)
        typer.confirm(f"Bring {stack} to this?", abort=True)
    _carry_out(stack, config, config_file, parallel, f"up {stack}", json_, lambda run: run.up(refresh=refresh))


@app.command()
def preview(
    stack: Stack,
    json_: Json = False,
    config: Config = None,
    config_file: ConfigFile = None,
    expect_no_changes: ExpectNone = False,
    parallel: Parallel = None,
    refresh: Refresh = False,
) -> None:
    """Say what `up` would do."""
    _preview(stack, config, config_file, parallel, json_=json_, refresh=refresh, expect_no_changes=expect_no_changes)


@app.command()
def destroy(stack: Stack, json_: Json = False, yes: Yes = False, parallel: Parallel = None) -> None:
    """Delete everything that the stack has made."""
    if not yes and sys.stdin.isatty() and not json_:
        planned = _explained(lambda: _deployment(stack, None, None, parallel, lambda _: None).destroy(dry_run=True))
        show_plan(out, planned.effective)
        _end_if_failed(planned)
        typer.confirm(f"Destroy everything of {stack}?", abort=True)
    _carry_out(stack, None, None, parallel, f"destroy {stack}", json_, lambda run: run.destroy())


@app.command()
def refresh(stack: Stack, json_: Json = False, yes: Yes = False, parallel: Parallel = None) -> None:
    """Bring the state to what is really there."""
    if not yes and sys.stdin.isatty() and not json_:
        planned = _explained(lambda: _deployment(stack, None, None, parallel, lambda _: None).refresh(dry_run=True))
        show_plan(out, planned.effective)
        _end_if_failed(planned)
        typer.confirm(f"Bring the state of {stack} to this?", abort=True)
    _carry_out(stack, None, None, parallel, f"refresh {stack}", json_, lambda run: run.refresh())


@app.command()
def output(
    stack: Stack,
    json_: Json = False,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print secrets in plain.")] = False,
) -> None:
    """Print the stack's outputs."""
    outputs = _explained(lambda: _outputs(stack, show_secrets=show_secrets))
    if json_:
        _print_json(outputs)
        return
    table = Table("output", "value", show_lines=False)
    for key, value in sorted(outputs.items()):
        table.add_row(key, value if isinstance(value, str) else json.dumps(value, indent=1))
    out.print(table)


@app.command()
def export(
    stack: Stack, file: Annotated[Path | None, typer.Option("--file", help="Write here instead of stdout.")] = None
) -> None:
    """Write the state as `pulumi stack export` does. Secrets stay sealed."""
    document = _explained(lambda: exported(Place.here().backend, _project().name, stack))
    text = json.dumps(document, indent=4)
    if file:
        file.write_text(f"{text}\n")
    else:
        typer.echo(text)


@app.command(name="import")
def import_(
    stack: Stack, file: Annotated[Path, typer.Option("--file", help="What `export` or `pulumi stack export` wrote.")]
) -> None:
    """Take a state that was exported, in place of the one there is."""

    def work() -> int:
        place, project = Place.here(), _project().name
        deployment = read_export(file, project, stack)
        with place.backend.lock(project, stack):
            place.backend.keep_backup(project, stack)
            place.backend.write(project, stack, json.dumps(deployment))
            identity = cloud_id_at(place.environment()["AWS_ENDPOINT_URL"])
            if identity:
                place.backend.record_cloud(project, stack, identity)
        return len(deployment.get("resources") or [])

    out.print(f"imported {_explained(work)} resources into {stack}")


@app.command()
def remove(stack: Stack, yes: Yes = False) -> None:
    """Forget the stack's state without touching the cloud. A backup stays beside it."""
    place, project = Place.here(), _project().name
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Forget the state of {stack}? What it names in a cloud is not deleted.", abort=True)

    def work() -> None:
        with place.backend.lock(project, stack):
            place.backend.remove(project, stack)

    _explained(work)
    out.print(f"forgot the state of {stack}; a backup is in {place.backend.path(project, stack)}.bak")


def _preview(
    stack: str,
    config: list[str] | None,
    config_file: Path | None,
    parallel: int | None,
    *,
    json_: bool,
    refresh: bool,
    expect_no_changes: bool,
) -> None:
    progress = Progress(err if json_ else out, title=f"preview {stack}")
    messages = progress if not json_ else (lambda _: None)
    result = _explained(
        lambda: _deployment(stack, config, config_file, parallel, _only_messages(messages)).preview(refresh=refresh)
    )
    if json_:
        _print_json(result_document(result))
    else:
        show_plan(out, result.effective)
        show_summary(out, result, planned=True)
    if result.error:
        if json_:
            err.print(result.error, markup=False)
        raise typer.Exit(_FAILED)
    if expect_no_changes and result.effective:
        err.print(f"expected no changes, found {len(result.effective)}")
        raise typer.Exit(_CHANGED)


def _only_messages(sink: Any) -> Any:  # noqa: ANN401 - an engine's sink
    from sandbox.engine.events import Diagnostic  # noqa: PLC0415

    return lambda event: sink(event) if isinstance(event, Diagnostic) else None


def _carry_out(
    stack: str,
    config: list[str] | None,
    config_file: Path | None,
    parallel: int | None,
    title: str,
    json_: bool,
    work: Any,  # noqa: ANN401 - takes a Deployment, returns a Result
) -> None:
    with Progress(err if json_ else out, title=title) as progress:
        result: Result = _explained(lambda: work(_deployment(stack, config, config_file, parallel, progress)))
    if json_:
        _print_json(result_document(result))
    else:
        show_summary(out, result, planned=False)
    _end_if_failed(result, shown=not json_)


def _end_if_failed(result: Result, *, shown: bool = False) -> None:
    if result.error:
        if not shown:
            err.print(result.error, markup=False, soft_wrap=True)
        raise typer.Exit(_FAILED)


def _deployment(
    stack: str,
    config: list[str] | None,
    config_file: Path | None,
    parallel: int | None,
    sink: Any,  # noqa: ANN401
) -> Deployment:
    place, project = Place.here(), _project()
    environment = place.environment()
    refuse_other_cloud(place.backend, project.name, stack, environment)
    return Deployment(
        project=project,
        stack=stack,
        backend=place.backend,
        configuration=project.configuration(stack, file=config_file, overrides=_overrides(project, config or [])),
        environment=environment,
        parallel=parallel or default_parallel(),
        sink=sink,
    )


def _overrides(project: Project, given: list[str]) -> dict[str, str]:
    overrides = {}
    for entry in given:
        key, found, value = entry.partition("=")
        if not found or not key:
            msg = f"--config {entry!r} is not key=value, such as {project.name}:strategy=pilot-light"
            raise EngineError(msg)
        overrides[key if ":" in key else f"{project.name}:{key}"] = value
    return overrides


def _project() -> Project:
    return _explained(lambda: Project.load(Path.cwd()))  # type: ignore[no-any-return]


def _outputs(stack: str, *, show_secrets: bool) -> dict[str, Any]:
    from sandbox.engine.references import stack_outputs  # noqa: PLC0415

    outputs = stack_outputs(Place.here().backend, _project().name, stack)
    shown: dict[str, Any] = (reveal if show_secrets else mask)(outputs)
    return shown


def _explained(work: Any) -> Any:  # noqa: ANN401 - any callable
    try:
        return work()
    except (EngineError, CloudError) as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    err.print(
        f"[red]error:[/red] {message}" if err.is_terminal else f"error: {message}",
        markup=err.is_terminal,
        soft_wrap=True,
    )
    raise typer.Exit(_FAILED)


def _print_json(document: Any) -> None:  # noqa: ANN401 - any JSON
    typer.echo(json.dumps(document, indent=2))
