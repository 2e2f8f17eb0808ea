"""The status on a terminal: one column for each region."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_ROWS = (
    ("writer", "who writes"),
    ("clients", "clients are sent here"),
    ("taken_over", "traffic taken over from here"),
    ("database_lag_ms", "age of the database's copy"),
    ("table_lag_ms", "tables to the other region"),
    ("healthy_targets", "healthy targets"),
    ("workloads", "workloads"),
    ("orders_waiting", "orders waiting"),
    ("oldest_order_seconds", "the oldest waits for"),
    ("dead_letters", "dead letters"),
    ("alarms", "alarms"),
)


def show(document: Mapping[str, Any], console: Console) -> None:
    """Print it."""
    regions = document["regions"]
    table = Table("", *regions)
    table.add_row("stack", *(_stack(one) for one in regions.values()))
    table.add_row("answers", *(_answers(one) for one in regions.values()))
    table.add_row("ready to take over", *(_ready(one["ready"]) for one in regions.values()))
    for name, label in _ROWS:
        table.add_row(label, *(_cell(name, one["facts"][name]) for one in regions.values()))
    console.print(table)
    for region, one in regions.items():
        if one["outputs_as_of"]:
            console.print(f"names of {region} are as of {one['outputs_as_of']}: its state could not be read")
    for region, one in regions.items():
        if not one["ready"]["is"] and one["answers"]:
            console.print(f"`standby readiness --to {region}` says what is missing there, and how it is put back")
    for each in document["drift"]:
        console.print(Text(each, style="yellow"))


def _stack(one: Mapping[str, Any]) -> str:
    """Its name, what it is, and as what it was built where that differs, as it does after a failover."""
    built = "" if one["provisioned_as"] == one["region_role"] else f", built as {one['provisioned_as']}"
    return f"{one['stack']}, {one['region_role']}{built}"


def _answers(one: Mapping[str, Any]) -> Text:
    return Text("yes") if one["answers"] else Text("NOT ANSWERING", style="bold red")


def _ready(one: Mapping[str, Any]) -> Text:
    return Text(one["says"], style="" if one["is"] else "bold red")


def _cell(name: str, fact: Mapping[str, Any]) -> Text:
    if "unknown" in fact:
        return Text(fact["unknown"], style="red")
    return Text(_written(name, fact["value"]))


def _written(name: str, value: Any) -> str:  # noqa: ANN401 - a fact's value
    if value is None:
        return "nobody" if name == "writer" else "-"
    if name in _WAYS:
        return _WAYS[name](value)
    return str(value)


def _of_each(write: Callable[[Any], str], between: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda values: between.join(f"{name}: {write(one)}" for name, one in values.items()) or "none"


def _workload(one: Mapping[str, Any]) -> str:
    if "running" not in one:
        return f"on {one['runtime']}"
    return f"{one['running']} of {one['wanted']} run, between {one['least']} and {one['most']}"


def _milliseconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} ms"


# How a fact is written, where it is no plain word or number.
_WAYS: Mapping[str, Callable[[Any], str]] = {
    "clients": lambda value: f"{'yes' if value['sent_here'] else 'no'}: {value['because']}",
    "taken_over": lambda value: "yes" if value else "no",
    "database_lag_ms": _milliseconds,
    "oldest_order_seconds": lambda value: f"{value:.0f} s",
    "table_lag_ms": _of_each(_milliseconds, "\n"),
    "healthy_targets": _of_each(str, ", "),
    "workloads": _of_each(_workload, "\n"),
    "alarms": lambda names: "\n".join(names) or "none ring",
}
