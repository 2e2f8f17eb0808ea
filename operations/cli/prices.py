"""`standby prices list` and `standby prices refresh`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from operations.cli.error_reporting import sentence, told
from operations.cli.gate import today
from operations.errors import OperationError
from operations.live.clients import STEADY, ClientMaker
from operations.pricing.price_list import BUNDLED, UNSEEN, Entry, read_price_list, write_price_list
from operations.pricing.refresh import ENDPOINTS, AwsPriceList, Refresh, UnansweredError, Wishes, refreshed

app = typer.Typer(no_args_is_help=True, help="The price list: what it holds, and what AWS lists today.")
Book = Annotated[Path, typer.Option(help="Price list file.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command("list")
@told
def list_(book: Book = BUNDLED, json_: Json = False) -> None:
    """List every price with its date, region and source."""
    read = read_price_list(book)
    if json_:
        typer.echo(read.model_dump_json(indent=2, exclude_defaults=True))
    else:
        for key, entry in sorted(read.entries.items()):
            typer.echo(_line(key, entry))
        _say("a price with ? was seen at no source")


@app.command()
@told
def refresh(
    book: Book = BUNDLED,
    to: Annotated[
        Path | None, typer.Option(help="Write the new price list to this file instead of over the old one.")
    ] = None,
    at: Annotated[
        str, typer.Option(help=f"Region of the Price List API endpoint: {', '.join(ENDPOINTS)}.")
    ] = ENDPOINTS[0],
    region: Annotated[
        list[str] | None, typer.Option(help="Also look up prices for this region; may be repeated.")
    ] = None,
    leave: Annotated[list[str] | None, typer.Option(help="Entry to leave unchanged; may be repeated.")] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="Entry whose large change you accept; may be repeated.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the new price list.")] = False,
    json_: Json = False,
) -> None:
    """Show prices that AWS lists differently today; with --write, update the file. Needs pricing:GetProducts.

    Exit 1: an entry has a problem, and nothing was written.
    """
    wishes = Wishes(regions=tuple(region or ()), leave=frozenset(leave or ()), accept=frozenset(accept or ()))
    try:
        found = refreshed(read_price_list(book), price_list(at), wishes, today=today(), say=_say)
        written = write and not found.problems
        if written:
            write_price_list(found.book, to or book)
    except (OperationError, UnansweredError, OSError) as error:
        msg = f"{sentence(error)}; the book is as it was"
        raise OperationError(msg) from error
    if json_:
        typer.echo(json.dumps({**found.as_json(), "written": str(to or book) if written else None}, indent=2))
    else:
        _show(found)
    if found.problems:
        msg = f"{len(found.problems)} entries have a problem, so the book is as it was; mend them, or --leave them"
        raise OperationError(msg)
    _say(f"wrote {to or book}" if written else "nothing was written; --write does it")


def price_list(at: str) -> AwsPriceList:
    """The API, by the caller's credentials. Raises OperationError for a region where it does not stand."""
    if at not in ENDPOINTS:
        msg = f"the Price List API does not stand in {at}; write one of {', '.join(ENDPOINTS)}"
        raise OperationError(msg)
    made: AwsPriceList = ClientMaker()(STEADY, says="")("pricing", at)
    return made


def _line(key: str, entry: Entry) -> str:
    """One entry in a line, so that it can be searched for."""
    prices = ", ".join(
        f"{usd:g}{'?' if entry.confidence.get(region) == UNSEEN else ''} {region}" for region, usd in entry.usd.items()
    )
    how = "looked up" if entry.lookup else "by hand"
    return f"{key}: {prices} per {entry.unit}; {entry.as_of}, {how}; {entry.source}"


def _show(found: Refresh) -> None:
    for each in found.moved:
        typer.echo(each.says)
    for key, problem in found.problems.items():
        typer.echo(f"problem  {key}: {problem}")
    typer.echo(f"{len(found.moved)} prices moved, {len(found.confirmed)} entries are as the book has them")
    typer.echo(f"{len(found.left)} entries were left: {', '.join(found.left) or '-'}")


def _say(what: str) -> None:
    typer.echo(what, err=True)
