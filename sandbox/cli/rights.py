"""Which rights were asked for in the emulated cloud, by which role, and what it was granted beside."""

from collections import Counter
from typing import Annotated, Any

import typer

from sandbox.cli.console import explained, fail, print_json
from sandbox.cli.options import Json
from sandbox.cli.place import NO_CLOUD, Place


def rights(
    *,
    role: Annotated[str | None, typer.Option(help="Only this role, by its name.")] = None,
    expect_none_refused: Annotated[
        bool, typer.Option("--expect-none-refused", help="Exit 1 if anything was denied or is unknown.")
    ] = False,
    json_: Json = False,
) -> None:
    """List for each role what it called, what was denied and why, and permissions that were never used."""
    cloud = Place.here().cloud()
    if cloud is None:
        fail(NO_CLOUD)
    told = explained(lambda: cloud.ask("GET", "/_sandbox/decisions"))
    decisions = [each for each in told["decisions"] if each["role"] and role in {None, _name(each["role"])}]
    unused = [each for each in told["unused"] if role in {None, _name(each["role"])}]
    if json_:
        print_json({"decisions": decisions, "unused": unused})
    else:
        for line in _lines(decisions, unused):
            typer.echo(line)
    if expect_none_refused and any(each["result"] != "allowed" for each in decisions):
        raise typer.Exit(1)


def _lines(decisions: list[dict[str, Any]], unused: list[dict[str, Any]]) -> list[str]:
    lines: list[str] = []
    for role in dict.fromkeys(each["role"] for each in decisions):
        own = [each for each in decisions if each["role"] == role]
        counts = Counter(each["result"] for each in own)
        lines.append(f"{_name(role)}\tasked {len(own)}\tdenied {counts['denied']}\tunknown {counts['unknown']}")
        lines += [
            f"  {each['result']}\t{each['action']}\t{each['resource']}\t{each['reason']}"
            for each in own
            if each["result"] != "allowed"
        ]
        lines += [
            f"  unused\t{each['statement']}\t{', '.join(each['actions'])}" for each in unused if each["role"] == role
        ]
    return lines


def _name(role: str) -> str:
    return role.rpartition("/")[2]
