"""What `standby readiness` found, as one JSON document and on a screen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from operations.readiness.look import Readiness
from operations.readiness.rule import Problem

# Of so many of which the same is said, each has a row.
_FEW = 3


def as_json(found: Mapping[str, Readiness], as_of: Mapping[str, str]) -> dict[str, Any]:
    """Region by region. `as_of` is from when a stack's declaration is, where its state did not answer."""
    return {
        "regions": {
            region: {
                "ready": one.is_ready,
                "looked": one.looked,
                "problems": [each.as_json() for each in one.problems],
                "not_seen": [each.as_json() for each in one.unseen],
            }
            for region, one in found.items()
        },
        "declared_as_of": dict(as_of),
    }


def in_short(one: Readiness) -> str:
    """One line of it."""
    stops = len(one.stopping)
    other = sum(not each.stops for each in one.problems)
    hidden = sum(not each.stops for each in one.unseen)
    beside = " and ".join(
        [
            *([f"{other} not as declared that a failover lives without"] if other else []),
            *([f"{hidden} that could not be looked at and serve on"] if hidden else []),
        ]
    )
    if stops:
        return f"NO: {stops} of {one.looked} not as a failover needs them{f', and {beside}' if beside else ''}"
    return f"yes, {one.looked - hidden} looked at{f', {beside}' if beside else ''}"


def show(found: Mapping[str, Readiness], as_of: Mapping[str, str], console: Console) -> None:
    """Print it: what stops a failover first."""
    for region, one in found.items():
        console.print(
            Text(f"{region} is ready to take over: {in_short(one)}", style="" if one.is_ready else "bold red")
        )
        rows = [*([each] for each in one.problems), *_alike(one.unseen)]
        if rows:
            console.print(_table(sorted(rows, key=lambda row: not row[0].stops)))
    for region, moment in as_of.items():
        console.print(f"what {region} declares is as of {moment}: its state could not be read")


def _table(rows: Sequence[Sequence[Problem]]) -> Table:
    table = Table("", "Resource", "What was found", "What that means", "What to do", show_lines=True)
    for alike in rows:
        each = alike[0]
        row = (Text(text) for text in (_named(alike), each.seen, each.means, each.do))
        table.add_row(Text("stops", style="bold red") if each.stops else Text("told", style="yellow"), *row)
    return table


def _alike(unseen: Sequence[Problem]) -> Iterable[Sequence[Problem]]:
    """Those of which the same is said. Whoever cannot look, for want of a login, is told so once and not each time."""
    groups: dict[tuple[str | bool, ...], list[Problem]] = {}
    for each in unseen:
        groups.setdefault((each.seen, each.means, each.do, each.stops), []).append(each)
    for group in groups.values():
        yield from [group] if len(group) > _FEW else [[each] for each in group]


def _named(alike: Sequence[Problem]) -> str:
    names = [f"{each.resource.name}\n{each.resource.type.rpartition(':')[2]}" for each in alike[:_FEW]]
    return "\n".join([*names, *([f"and {len(alike) - _FEW} more"] if len(alike) > _FEW else [])])
