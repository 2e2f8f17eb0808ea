"""What a stack's program declares, without bringing anything up."""

from typing import Annotated

import typer

from sandbox.cli.console import explained, print_json
from sandbox.cli.options import Config, ConfigFile, Stack
from sandbox.cli.place import Place
from sandbox.cli.target import Target


def declared(
    stack: Stack,
    *,
    config: Config = None,
    config_file: ConfigFile = None,
    config_path: Annotated[bool, typer.Option("--config-path", help="Keys are paths; here always.")] = False,
) -> None:
    """List every resource that the program declares, as the steps of a first `pulumi preview --json`."""
    del config_path
    # Pulumi's SDK: no other command should wait for it.
    from sandbox.cli.first_plan import document  # noqa: PLC0415

    print_json(explained(lambda: document(Target(Place.here(), stack, tuple(config or ()), config_file))))
