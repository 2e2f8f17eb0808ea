"""What a run looks like: on a terminal with colours and a live line, elsewhere as plain lines."""

import json
import time
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from sandbox.engine.deployment import Result
from sandbox.engine.events import Change, Diagnostic, Event, Operation, Severity, Status

_MARKS = {
    Operation.CREATE: ("+", "green"),
    Operation.UPDATE: ("~", "yellow"),
    Operation.REPLACE: ("±", "magenta"),
    Operation.DELETE: ("-", "red"),
    Operation.READ: (">", "cyan"),
    Operation.REFRESH: ("*", "cyan"),
    Operation.DISCARD: ("<", "cyan"),
    Operation.SAME: (" ", "dim"),
}
_VALUE_WIDTH = 100


class Progress:
    """Prints steps as they end; on a terminal also how many run right now. Use as a context and as an engine's sink."""

    def __init__(self, console: Console, *, title: str) -> None:
        self._console, self._title = console, title
        self._status = console.status(title) if console.is_terminal else None
        self._running: dict[str, float] = {}
        self._done = 0

    def __enter__(self) -> "Progress":
        """Begin."""
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the live line."""
        if self._status:
            self._status.stop()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Diagnostic):
            self._message(event)
            return
        change = event.change
        if event.status is Status.STARTED:
            self._running[change.urn] = time.monotonic()
        else:
            spent = time.monotonic() - self._running.pop(change.urn, time.monotonic())
            self._done += 1
            if change.operation is not Operation.SAME or event.status is Status.FAILED:
                self._step(change, event.status, spent)
        if self._status:
            self._status.update(f"{self._title}: {self._done} done, {len(self._running)} running")

    def _message(self, event: Diagnostic) -> None:
        if event.severity is Severity.DEBUG:
            return
        style = {Severity.WARNING: "yellow", Severity.ERROR: "red"}.get(event.severity, "")
        where = f"{event.urn.rpartition('::')[2]}: " if event.urn else ""
        self._console.print(Text(f"{where}{event.message}", style=style), soft_wrap=True)

    def _step(self, change: Change, status: Status, seconds: float) -> None:
        mark, style = _MARKS[change.operation]
        failed = " FAILED" if status is Status.FAILED else ""
        line = f"{mark} {change.operation:<8}{change.type}  {change.name}  {seconds:.1f} s{failed}"
        self._console.print(Text(line, style="red" if failed else style), soft_wrap=True)


def show_plan(console: Console, changes: Iterable[Change]) -> None:
    """Each change with what makes it one."""
    for change in changes:
        mark, style = _MARKS[change.operation]
        protected = "  (protected)" if change.protect else ""
        console.print(
            Text(f"{mark} {change.operation:<8}{change.type}  {change.name}{protected}", style=style), soft_wrap=True
        )
        if change.operation in {Operation.UPDATE, Operation.REPLACE}:
            for path, difference in sorted(change.properties.items()):
                forced = "  (needs a new resource)" if path in change.replace_keys else ""
                line = f"      {path}: {_value(difference.old)} => {_value(difference.new)}{forced}"
                console.print(line, markup=False, soft_wrap=True)


def show_summary(console: Console, result: Result, *, planned: bool) -> None:
    """One line of counts, and the error if there was one."""
    counts = result.counts
    parts = [
        f"{counts[str(operation)]} to {operation}" if planned else f"{counts[str(operation)]} {operation}"
        for operation in _MARKS
        if counts[str(operation)] and operation is not Operation.SAME
    ]
    same = counts[str(Operation.SAME)]
    console.print(f"[bold]{', '.join(parts) or 'no changes'}[/bold], {same} unchanged")
    if result.error:
        console.print(f"[red]error:[/red] {escape(result.error)}", soft_wrap=True)


def result_document(result: Result) -> dict[str, Any]:
    """A run as `--json` prints it."""
    return {
        "changes": [change.as_json() for change in result.changes],
        "counts": dict(result.counts),
        "error": result.error,
    }


def _value(value: Any) -> str:  # noqa: ANN401 - a property's value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _VALUE_WIDTH else f"{text[:_VALUE_WIDTH]}…"
