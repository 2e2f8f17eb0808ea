"""The command line: which commands there are. Each is imported when it is asked for; all of them take half a second."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command
from typing_extensions import override

from sandbox.cli.console import told

_PANELS: Mapping[str, tuple[str, ...]] = {
    "The cloud": (
        *("clouds.start", "clouds.stop", "clouds.status", "clouds.env"),
        *("blackouts.blackout", "calls.calls", "rights.rights"),
    ),
    "Limits of the cloud": (*("conditions.lag", "conditions.quota", "conditions.promotions", "conditions.capacity"),),
    "The workload": ("containers.push", "containers.shop"),
    "A stack": ("runs.up", "runs.preview", "runs.destroy", "runs.refresh", "declared.declared"),
    "A stack's state": (
        *("states.output", "graph.graph", "packs.analyze"),
        *("export.export", "states.import_", "states.remove"),
    ),
}
# Name -> the panel of the help that it is in, and where it is.
COMMANDS: Mapping[str, tuple[str, str]] = {
    place.rpartition(".")[2].rstrip("_"): (panel, place) for panel, places in _PANELS.items() for place in places
}


class _Group(TyperGroup):
    """Knows the names of all commands, and those commands that were asked for."""

    @override
    def list_commands(self, ctx: object) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: object, cmd_name: str) -> Any:
        # Who mistypes is told of names that are near, which takes all of them.
        for name in [cmd_name] if cmd_name in COMMANDS else COMMANDS:
            if name not in self.commands:
                self.add_command(_command(name), name)
        return self.commands.get(cmd_name)


def _command(name: str) -> Any:  # noqa: ANN401 - as above
    panel, place = COMMANDS[name]
    module, _, function = place.rpartition(".")
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name, rich_help_panel=panel)(told(getattr(import_module(f"sandbox.cli.{module}"), function)))
    return get_command(alone)


app = typer.Typer(cls=_Group, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def sandbox() -> None:
    """An AWS on this machine, and Pulumi's engine in Python."""
