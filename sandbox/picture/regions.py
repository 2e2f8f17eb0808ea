"""Where everything stands in the picture. Pure: the same states give the same picture."""

from collections.abc import Sequence
from itertools import pairwise

from sandbox.picture.region_view import RegionView, Workload, Zone
from sandbox.picture.svg import Drawing, Kind

_MARGIN, _GAP, _PANEL = 24, 92, 520
_INNER = 16
_TOP = 168
_ROW, _BETWEEN = 58, 14
_LABEL = 84
_HEAD = 36
# From the way in to what is kept, and what watches it.
_ROWS = ("way in", "zones", "compute", "work", "tables", "database", "cache", "files", "eyes")


def picture(views: Sequence[RegionView]) -> str:
    """Draw regions beside each other, in the order of their names."""
    ordered = sorted(views, key=lambda view: view.region)
    count, tables = len(ordered), [name for view in ordered for name in view.tables]
    width = 2 * _MARGIN + count * _PANEL + (count - 1) * _GAP
    height = _TOP + _HEAD + len(_ROWS) * (_ROW + _BETWEEN) + 2 * _MARGIN + 20
    drawing = Drawing(width, height, _title(ordered), _description(ordered))
    lefts = [_MARGIN + number * (_PANEL + _GAP) for number in range(count)]
    for left, view in zip(lefts, ordered, strict=True):
        _Panel(drawing, left, view, tables).draw()
    _entry(drawing, lefts, ordered)
    for left, (first, second) in zip(lefts, pairwise(ordered), strict=False):
        _between(drawing, left + _PANEL, first, second)
    _legend(drawing)
    return drawing.written()


def _title(views: Sequence[RegionView]) -> str:
    return f"{views[0].domain}: {views[0].strategy} over {' and '.join(view.region for view in views)}"


def _description(views: Sequence[RegionView]) -> str:
    return " ".join(
        f"{view.region} ({view.stack}) is {view.region_role}{' and writes' if view.writes else ''}: "
        + ", ".join(f"{each.name} {each.least} to {each.most} tasks" for each in view.workloads)
        + "."
        for view in views
    )


class _Panel:
    """One region. Tables are the home stack's to declare, and stand in both regions."""

    def __init__(self, drawing: Drawing, left: int, view: RegionView, tables: Sequence[str]) -> None:
        self._drawing, self._left, self._view, self._tables = drawing, left, view, tables
        self._x, self._width = left + _INNER, _PANEL - 2 * _INNER

    def draw(self) -> None:
        """Header and rows, from the way in to what is kept."""
        drawing, view = self._drawing, self._view
        drawing.box(self._left, _TOP, _PANEL, _HEAD + len(_ROWS) * (_ROW + _BETWEEN) + 2, "region")
        drawing.write(self._x, _TOP + 26, view.region, "title")
        drawing.write(self._x + self._width, _TOP + 25, self._role(), "text", "end")
        self._row("way in", [("load balancer", f"in {len(view.zones)} zones", "plain")])
        self._row("zones", [(zone.name, "NAT" if zone.nat else "no NAT", _there(zone.nat)) for zone in view.zones])
        self._row("compute", [self._workload(each) for each in view.workloads])
        self._row(
            "work",
            [
                ("order queue", "dead letters are kept", "data"),
                ("event bus", f"{view.subscribers} subscribers", "plain"),
            ],
        )
        self._row("tables", [(name, "a global table", "data") for name in self._tables])
        self._row("database", [self._instances(zone) for zone in view.zones])
        self._row("cache", [(view.cache, "sessions and results", "data")])
        self._row("files", [("assets bucket", "read by the edge", "data")] if view.has_assets else [])
        self._row("eyes", [(f"{view.alarms} alarms", f"dashboard {view.dashboard}", "plain")])

    def _role(self) -> str:
        view = self._view
        return " · ".join((view.stack, view.region_role, *(("writes",) if view.writes else ())))

    def _workload(self, workload: Workload) -> tuple[str, str, Kind]:
        running = workload.most > 0
        says = f"{workload.least} to {workload.most} tasks" if running else "declared, at zero"
        return f"{workload.name} ({workload.runtime})", says, "accent" if workload.least else "idle"

    def _instances(self, zone: Zone) -> tuple[str, str, Kind]:
        if not zone.database_instances:
            return "no instance", "", "idle"
        name = "1 instance" if zone.database_instances == 1 else f"{zone.database_instances} instances"
        return name, self._view.database_capacity, "data"

    def _row(self, label: str, boxes: Sequence[tuple[str, str, Kind]]) -> None:
        y = _row_top(label)
        self._drawing.write(self._x, y + _ROW // 2 + 4, label, "small")
        if not boxes:
            return
        room = self._width - _LABEL
        each = (room - 10 * (len(boxes) - 1)) // len(boxes)
        for place, (name, says, kind) in enumerate(boxes):
            self._drawing.labelled(self._x + _LABEL + place * (each + 10), y, each, _ROW, (name, says), kind)


def _row_top(label: str) -> int:
    return _TOP + _HEAD + _ROWS.index(label) * (_ROW + _BETWEEN)


def _there(exists: bool) -> Kind:  # noqa: FBT001 - a property, not an option
    return "plain" if exists else "idle"


def _entry(drawing: Drawing, lefts: Sequence[int], views: Sequence[RegionView]) -> None:
    """From clients to the load balancers: a whole line where clients go now, a broken one where they may go."""
    home = next((view for view in views if view.is_home), None)
    middle = drawing.width // 2
    drawing.write(_MARGIN, 32, _title(views), "title")
    steps = [("clients", "")]
    if home and home.has_distribution:
        steps.append(("CloudFront", "behind a web ACL" if home.has_web_acl else ""))
    steps.append(("Route 53", f"origin answers by {home.routing_mode}" if home else ""))
    width, gap = 190, 44
    left = middle - (len(steps) * width + (len(steps) - 1) * gap) // 2
    for number, step in enumerate(steps):
        x = left + number * (width + gap)
        drawing.labelled(x, 48, width, 44, step)
        if number:
            drawing.arrow([(x - gap, 70), (x - 3, 70)])
    start = left + (len(steps) - 1) * (width + gap) + width // 2
    for panel, view in zip(lefts, views, strict=True):
        end = panel + _INNER + _LABEL + (_PANEL - 2 * _INNER - _LABEL) // 2
        # A failover pair answers with the region that writes as long as it is well.
        serves = view.writes or (home is not None and home.routing_mode == "latency")
        bend = [(start, 92), (start, 124), (end, 124), (end, _TOP + 33)]
        drawing.arrow(bend, *(() if serves else ("waits",)))


def _between(drawing: Drawing, right: int, first: RegionView, second: RegionView) -> None:
    """What is copied between two regions."""
    x, end = right + 6, right + _GAP - 6
    there = {"tables": bool(first.tables or second.tables), "files": first.has_assets and second.has_assets}
    rows = (
        ("compute", "images", True),
        ("tables", "items", True),
        ("database", "rows", False),
        ("files", "files", True),
    )
    for row, what, both in rows:
        if not there.get(row, True):
            continue
        y = _row_top(row) + _ROW // 2
        points = [(x, y), (end, y)] if both or first.writes else [(end, y), (x, y)]
        drawing.arrow(points, "copies", *(("both-ways",) if both else ()))
        drawing.write((x + end) // 2, y - 8, what, "small", "middle")


def _legend(drawing: Drawing) -> None:
    y, x = drawing.height - _MARGIN - 12, _MARGIN
    meanings: tuple[tuple[Kind, str], ...] = (
        ("accent", "runs"),
        ("data", "holds data"),
        ("idle", "declared at zero, or not there"),
    )
    for kind, means in meanings:
        drawing.box(x, y - 10, 22, 14, kind)
        drawing.write(x + 30, y + 2, means, "small")
        x += 60 + 7 * len(means)
    drawing.write(
        x, y + 2, "a whole line: where clients go; a broken one: where they go when the other region fails", "small"
    )
