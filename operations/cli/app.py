"""The `standby` command: results to stdout, all else to stderr. Exit 0: done, 1: refused, 2: wrong option.

Each command is imported when it is asked for: all of them take longer than a look at both regions. What a person can
act on, a command raises, and `told` says.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command
from typing_extensions import override

from operations.cli.error_reporting import REFUSED, told

_COMMANDS: Mapping[str, str] = {
    "compare": "operations.cli.compare",
    "plan": "operations.cli.switch",
    "switch": "operations.cli.switch",
    "preflight": "operations.cli.preflight",
    "status": "operations.cli.status",
    "readiness": "operations.cli.readiness",
    "failover": "operations.cli.failover",
    "failback": "operations.cli.failover",
    "drill": "operations.cli.drill",
    "gate": "operations.cli.gate",
    "pr-report": "operations.cli.pr_report",
}
# Commands of their own.
_GROUPS: Mapping[str, str] = {"prices": "operations.cli.prices"}
# What is wrong with the account is 1; what nobody could look at is 2.
_REFUSED_AS = {"preflight": 2}
NAMES = (*_COMMANDS, *_GROUPS)


class _Group(TyperGroup):
    """Knows the names of all commands, and those commands that were asked for."""

    @override
    def list_commands(self, ctx: object) -> list[str]:
        return list(NAMES)

    @override
    def get_command(self, ctx: object, cmd_name: str) -> Any:
        # Who mistypes is told of names that are near, which takes all of them.
        for name in [cmd_name] if cmd_name in NAMES else NAMES:
            if name not in self.commands:
                self.add_command(_command(name), name)
        return self.commands.get(cmd_name)


def _command(name: str) -> Any:  # noqa: ANN401 - as above
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    if name in _GROUPS:
        alone.add_typer(import_module(_GROUPS[name]).app, name=name)
        group: Any = get_command(alone)
        return group.commands[name]
    alone.command(name)(
        told(getattr(import_module(_COMMANDS[name]), name.replace("-", "_")), refused=_REFUSED_AS.get(name, REFUSED))
    )
    return get_command(alone)


app = typer.Typer(cls=_Group, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def standby() -> None:
    """Know before you switch."""
