"""Why a state was not read: a login, a passphrase or a backend, which only the engine knows."""

from collections.abc import Iterable

from operations.cli.error_reporting import warn
from operations.live.outputs import Outputs
from operations.shortened import short


def warn_of_unread(pair: Iterable[Outputs]) -> None:
    """Say it of each stack whose outputs are those that were kept, on stderr."""
    for each in pair:
        if each.unread:
            warn(f"{short(each.unread)}. What {each.stack} declares is taken as of {each.as_of}, from .standby/")
