"""What was asked of the emulated cloud, and what became of it."""

import datetime as dt
from typing import Annotated, Any

import typer

from sandbox.cli.console import explained, fail, print_json
from sandbox.cli.options import Json
from sandbox.cli.place import NO_CLOUD, Place


def calls(
    *,
    region: Annotated[
        str | None, typer.Option(help="Only calls to this region; global control planes count as us-east-1.")
    ] = None,
    since: Annotated[int, typer.Option(min=0, help="Only calls from this number on.")] = 0,
    json_: Json = False,
) -> None:
    """List calls to the cloud: number, time, region, service, operation, status, and injected fault."""
    cloud = Place.here().cloud()
    if cloud is None:
        fail(NO_CLOUD)
    answer = explained(lambda: cloud.ask("GET", f"/_sandbox/calls?since={since}"))
    numbered = [{"number": number, **call} for number, call in enumerate(answer["calls"], since)]
    chosen = [call for call in numbered if region in {None, call["region"]}]
    if json_:
        print_json({"calls": chosen, "next": answer["next"]})
        return
    for call in chosen:
        typer.echo(_line(call))


def _line(call: dict[str, Any]) -> str:
    time = dt.datetime.fromtimestamp(call["at"], dt.UTC).astimezone().isoformat(timespec="milliseconds")
    status = call["status"] or "not answered"
    fields = (call["number"], time, call["region"], call["service"], call["action"], status, call["fault"])
    return "\t".join(map(str, fields)).rstrip()
