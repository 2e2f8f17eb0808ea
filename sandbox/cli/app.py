"""The command line: which commands there are."""

from collections.abc import Callable, Mapping

import typer

from sandbox.cli import blackouts, calls, clouds, conditions, containers, declared, graph, packs, rights, runs, states

_COMMANDS: Mapping[str, tuple[Callable[..., None], ...]] = {
    "The cloud": (clouds.start, clouds.stop, clouds.status, clouds.env, blackouts.blackout, calls.calls, rights.rights),
    "What the cloud is short of": (conditions.lag, conditions.quota, conditions.promotions, conditions.capacity),
    "The workload": (containers.push, containers.shop),
    "A stack": (runs.up, runs.preview, runs.destroy, runs.refresh, declared.declared),
    "A stack's state": (states.output, graph.graph, packs.analyze, states.export, states.import_, states.remove),
}

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="An AWS on this machine, and Pulumi's engine in Python.",
)
for panel, commands in _COMMANDS.items():
    for command in commands:
        app.command(command.__name__.rstrip("_"), rich_help_panel=panel)(command)
