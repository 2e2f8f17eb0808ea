"""The parts that a CloudWatch dashboard is made of. Pure: dictionaries as CloudWatch takes them.

Source of the shapes: CloudWatch API reference, "Dashboard body structure and syntax".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Widget = dict[str, Any]
# The columns of a dashboard's grid.
COLUMNS = 24
_PERIOD_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Line:
    """One metric as a dashboard draws it. `region` where it is another one's."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    label: str
    statistic: str = "Maximum"
    region: str | None = None
    period_seconds: int = _PERIOD_SECONDS
    # Of a line that only an expression reads, and nobody sees.
    hidden_as: str = ""

    def written(self) -> list[Any]:
        """Write it as CloudWatch wants it: a list that ends with options."""
        named = [part for name, value in self.dimensions.items() for part in (name, value)]
        options: dict[str, Any] = {"label": self.label, "stat": self.statistic, "period": self.period_seconds}
        if self.region:
            options["region"] = self.region
        if self.hidden_as:
            options |= {"id": self.hidden_as, "visible": False}
        return [self.namespace, self.metric, *named, options]


@dataclass(frozen=True, kw_only=True)
class Computed:
    """An expression over hidden lines."""

    expression: str
    label: str
    id: str

    def written(self) -> list[Any]:
        """Write it as CloudWatch wants it."""
        return [{"expression": self.expression, "label": self.label, "id": self.id, "period": _PERIOD_SECONDS}]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Lines under one title. `limit` draws the threshold of the alarm that watches them."""

    title: str
    lines: Sequence[Line | Computed]
    view: Literal["timeSeries", "singleValue"] = "timeSeries"
    width: int = 6
    limit: tuple[str, float] | None = None
    stacked: bool = False
    unit: str = ""

    def written(self, region: str) -> Widget:
        """Write it without its place."""
        properties: dict[str, Any] = {
            "title": self.title,
            "view": self.view,
            "region": region,
            "metrics": [line.written() for line in self.lines],
            "stacked": self.stacked,
        }
        if self.view == "timeSeries":
            properties["yAxis"] = {"left": {"min": 0, "label": self.unit, "showUnits": False}}
        else:
            properties["sparkline"] = True
        if self.limit:
            label, value = self.limit
            properties["annotations"] = {"horizontal": [{"label": label, "value": value, "color": "#d13212"}]}
        return {"type": "metric", "properties": properties}


def text(markdown: str) -> Widget:
    """A line to read."""
    return {"type": "text", "properties": {"markdown": markdown, "background": "transparent"}}


def alarm_states(title: str, arns: Sequence[str]) -> Widget:
    """Whether alarms ring."""
    return {"type": "alarm", "properties": {"title": title, "alarms": list(arns), "sortBy": "stateUpdatedTimestamp"}}


def laid_out(rows: Sequence[tuple[int, Sequence[tuple[int, Widget]]]]) -> list[Widget]:
    """Place rows of (height, widgets of a width each) below each other."""
    placed: list[Widget] = []
    y = 0
    for height, row in rows:
        x = 0
        for width, widget in row:
            placed.append({"x": x, "y": y, "width": width, "height": height, **widget})
            x += width
        if x > COLUMNS:
            msg = f"a row of {x} columns does not fit into {COLUMNS}"
            raise ValueError(msg)
        y += height
    return placed
