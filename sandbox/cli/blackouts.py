"""Taking a region of the emulated cloud away, and giving it back."""

import difflib
from enum import StrEnum
from typing import Annotated

import typer

from sandbox.cli.console import explained, fail, out, print_json
from sandbox.cli.options import Json
from sandbox.cli.place import NO_CLOUD, Place
from sandbox.cloud.connection import Connection

_PATH = "/_sandbox/blackout"
_USAGE = "blackout REGION on, or blackout REGION off"


class Switch(StrEnum):
    """Which way."""

    ON = "on"
    OFF = "off"


def blackout(
    region: Annotated[
        str | None, typer.Argument(help="Region, such as us-east-1. Default: list the regions that are down.")
    ] = None,
    switch: Annotated[Switch | None, typer.Argument(help="on takes the region down, off brings it back.")] = None,
    *,
    mode: Annotated[
        Connection | None, typer.Option(help="What callers see: refused connections (default), or hanging ones.")
    ] = None,
    json_: Json = False,
) -> None:
    """Take a region down, with the global control planes that run in it, or bring it back."""
    if region is not None:
        _refuse_nonsense(region, switch, mode)
    cloud = Place.here().cloud()
    if cloud is None:
        fail(NO_CLOUD)
    if region is None:
        answer = explained(lambda: cloud.ask("GET", "/_sandbox/cloud"))
    elif switch is Switch.ON:
        body = {"region": region, "connection": str(mode or Connection.REFUSE)}
        answer = explained(lambda: cloud.ask("POST", _PATH, body))
    else:
        answer = explained(lambda: cloud.ask("DELETE", _PATH, {"region": region}))
    dark: dict[str, str] = answer["dark_regions"]
    if json_:
        print_json({"dark_regions": dark})
    else:
        out.print(f"dark: {described(dark)}" if dark else "no region is dark")


def described(dark: dict[str, str]) -> str:
    """The dark regions in one line."""
    return ", ".join(f"{region} ({mode})" for region, mode in dark.items())


def _refuse_nonsense(region: str, switch: Switch | None, mode: Connection | None) -> None:
    """End the command where it does not say what to do, before anything is asked."""
    if region in [*Switch]:
        fail(f"which region? {_USAGE}")
    if switch is None:
        fail(f"on or off? {_USAGE}; without a region, it shows which are dark")
    if mode is not None and switch is Switch.OFF:
        fail("--mode says how a region is dark, and belongs to on")
    # A misspelt region would go dark without anybody noticing that the right one is not.
    known = _regions()
    if region not in known:
        near = ", ".join(difflib.get_close_matches(region, known)) or "us-east-1, us-west-2"
        fail(f"AWS has no region {region!r}; did you mean: {near}?")


def _regions() -> list[str]:
    import botocore.session  # noqa: PLC0415 - a second that no other command should wait for

    regions: list[str] = botocore.session.get_session().get_available_regions("ec2")
    return regions
