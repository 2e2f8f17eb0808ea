"""What a stack's program declares, without bringing anything up."""

from sandbox.cli.console import explained, print_json
from sandbox.cli.options import Config, ConfigFile, Stack
from sandbox.cli.place import Place
from sandbox.cli.target import Target


def declared(stack: Stack, *, config: Config = None, config_file: ConfigFile = None) -> None:
    """List every resource that the program declares, as the steps of a first `pulumi preview --json`."""
    # Pulumi's SDK: no other command should wait for it.
    from sandbox.cli.first_plan import document  # noqa: PLC0415

    print_json(explained(lambda: document(Target(Place.here(), stack, tuple(config or ()), config_file))))
