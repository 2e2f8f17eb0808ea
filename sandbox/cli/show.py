"""What a run looks like: on a terminal with colours and a live line, elsewhere as plain lines."""

import threading
import time
from typing import Any

from rich.console import Console
from rich.text import Text

from sandbox.cli.difference import lines
from sandbox.engine.deployment import Result
from sandbox.engine.events import Change, Diagnostic, Event, Operation, Severity, Status
from sandbox.engine.policies.findings import Verdict

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
_DONE = {
    Operation.CREATE: "created",
    Operation.UPDATE: "updated",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "deleted",
    Operation.READ: "read",
    Operation.REFRESH: "refreshed",
    Operation.DISCARD: "discarded",
}
_INDENT = "      "


class Progress:
    """Prints steps as they end, if `steps`; on a terminal also how many run right now.

    A context, and an engine's sink: events come from many threads.
    """

    def __init__(self, console: Console, *, title: str, steps: bool) -> None:
        self._console, self._title, self._steps = console, title, steps
        self._status = console.status(title) if console.is_terminal else None
        self._running: dict[str, float] = {}
        self._done = 0
        self._lock = threading.Lock()

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
        with self._lock:
            if isinstance(event, Diagnostic):
                self._message(event)
            else:
                self._step(event.change, event.status)
            if self._status:
                self._status.update(f"{self._title}: {self._done} done, {len(self._running)} running")

    def _message(self, event: Diagnostic) -> None:
        if event.severity is Severity.DEBUG:
            return
        style = {Severity.WARNING: "yellow", Severity.ERROR: "red"}.get(event.severity, "")
        where = f"{event.urn.rpartition('::')[2]}: " if event.urn else ""
        self._console.print(Text(f"{where}{event.message}", style=style))

    def _step(self, change: Change, status: Status) -> None:
        if status is Status.STARTED:
            self._running[change.urn] = time.monotonic()
            return
        began = self._running.pop(change.urn, None)
        self._done += 1
        failed = status is Status.FAILED
        silent = change.operation is Operation.SAME or change.is_internal
        if not self._steps or (silent and not failed):
            return
        took = "" if began is None else f"  {time.monotonic() - began:.1f} s"
        ending = "  FAILED" if failed else took
        self._console.print(_headline(change, ending, "red" if failed else None))


def show_plan(console: Console, result: Result) -> None:
    """Each change with what makes it one, and the outputs that change with them."""
    # Registrations come in as they come; sorted, two plans can be compared. Deletions are in the order that they have.
    for change in sorted((each for each in result.effective if not each.is_internal), key=_place_in_plan):
        gone = "  (gone already)" if change.aside and change.operation is Operation.DELETE else ""
        console.print(_headline(change, "  (protected)" if change.protect else gone))
        for reason in change.unfinished:
            console.print(Text(f"{_INDENT}an earlier run could not complete it: {reason}", style="yellow"))
        if change.operation in {Operation.UPDATE, Operation.REPLACE, Operation.REFRESH}:
            _show_properties(console, change)
    if result.output_changes:
        console.print("outputs")
        for name, difference in result.output_changes.items():
            for line in lines(name, difference.kind, difference.old, difference.new):
                console.print(Text(f"{_INDENT}{line}"))


def show_summary(console: Console, result: Result, *, planned: bool) -> None:
    """One line of counts."""
    if result.error and not result.changes:  # refused before anything was looked at
        return
    counts = result.counts
    parts = [
        f"{counts[str(operation)]} to {operation}" if planned else f"{counts[str(operation)]} {done}"
        for operation, done in _DONE.items()
        if counts[str(operation)]
    ]
    found = sum(1 for change in result.changes if change.aside)
    beside = f"; the look found {found} that the state did not say" if found else ""
    console.print(f"[bold]{', '.join(parts) or 'no changes'}[/bold], {counts[str(Operation.SAME)]} unchanged{beside}")


def show_verdict(console: Console, verdict: Verdict) -> None:
    """What policy packs said, what blocks first."""
    if not verdict.packs:
        return
    for each in verdict.violations:
        style = "red" if each.mandatory else "yellow"
        level = "mandatory" if each.mandatory else "advisory"
        where = each.urn.rpartition("::")[2]
        console.print(Text(f"{level:<10}{each.rule}  {where}", style=style))
        for line in each.message.splitlines():
            console.print(Text(f"{_INDENT}{line}"))
    judged = sum(1 for _, count in verdict.decided if count)
    console.print(
        f"policies: {', '.join(verdict.packs)}: {judged} of {len(verdict.decided)} rules had something to judge, "
        f"{len(verdict.mandatory)} mandatory violations, {len(verdict.violations) - len(verdict.mandatory)} advisory"
    )


def result_document(result: Result) -> dict[str, Any]:
    """A run as `--json` prints it."""
    return {
        "changes": [change.as_json() for change in result.changes],
        "counts": dict(result.counts),
        "outputs": {
            name: {"kind": change.kind, "old": change.old, "new": change.new}
            for name, change in result.output_changes.items()
        },
        "error": result.error,
        "policies": result.verdict.as_json(),
    }


def _place_in_plan(change: Change) -> tuple[bool, str]:
    deletion = change.operation is Operation.DELETE
    return deletion, "" if deletion else change.urn


def _headline(change: Change, ending: str, style: str | None = None) -> Text:
    mark, own = _MARKS[change.operation]
    return Text(f"{mark} {change.operation:<8}{change.type}  {change.name}{ending}", style=style or own)


def _show_properties(console: Console, change: Change) -> None:
    shown = set()
    for path, difference in sorted(change.properties.items()):
        forced = difference.kind.endswith("replace") or path in change.replace_keys
        shown.add(path.partition(".")[0].partition("[")[0])
        for line in lines(path, difference.kind, difference.old, difference.new):
            console.print(Text(f"{_INDENT}{line}{'  (needs a new resource)' if forced else ''}"))
    others = [key for key in change.replace_keys if key.partition(".")[0].partition("[")[0] not in shown]
    if others:
        console.print(Text(f"{_INDENT}needs a new resource because of {', '.join(others)}"))
