"""CloudWatch's metric math, as far as alarms and scaling policies use it. Pure.

A series maps periods, counted from anywhere, to values; a period without a value is missing. What is missing counts as
0 for an operator whose other side has a value there, and a division by zero drops the point.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Series: TypeAlias = Mapping[int, float]
Value: TypeAlias = float | Series | list[Series]

# Of these CloudWatch says that they do not suit an alarm, which reads more periods than it judges.
UNFIT_FOR_ALARMS = frozenset(
    {"AVG", "DATAPOINT_COUNT", "MAX", "MIN", "REMOVE_EMPTY", "RUNNING_SUM", "STDDEV", "SUM", "METRICS", "SEARCH"}
)
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/^<>(),\[\]]))")
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
# From what binds loosest to what binds tightest.
_LEVELS: Sequence[Mapping[str, str]] = (
    {"OR": "OR", "||": "OR"},
    {"AND": "AND", "&&": "AND"},
    {key: key for key in _COMPARISONS},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/"},
    {"^": "^"},
)
_AGGREGATES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "AVG": lambda values: sum(values) / len(values),
    "MAX": max,
    "MIN": min,
    "SUM": sum,
}
_FUNCTIONS = frozenset({"ABS", "FILL", "IF", *_AGGREGATES})


class ExpressionError(Exception):
    """What CloudWatch would refuse, or what nobody here has taught the sandbox."""


@dataclass(frozen=True)
class Node:
    """A part of an expression: a number, a name, an operator, a function or a list, with its operands."""

    kind: str
    text: str
    parts: tuple["Node", ...] = ()

    def walk(self) -> list["Node"]:
        """Itself and everything below."""
        return [self, *(below for part in self.parts for below in part.walk())]


def parsed(text: str) -> Node:
    """Read an expression. Raises ExpressionError."""
    return _Parser(text).whole()


def names_in(node: Node) -> frozenset[str]:
    """The ids of metrics and expressions that it reads."""
    return frozenset(each.text for each in node.walk() if each.kind == "name")


def functions_in(node: Node) -> frozenset[str]:
    """The functions that it calls."""
    return frozenset(each.text for each in node.walk() if each.kind == "call")


def filled_in(node: Node) -> frozenset[str]:
    """The ids whose silence it answers by itself."""
    return frozenset(
        each.parts[0].text for each in node.walk() if each.kind == "call" and each.text == "FILL" and each.parts
    )


def bare_in(node: Node) -> frozenset[str]:
    """The ids that it reads as they come, gaps included."""
    if node.kind == "call" and node.text == "FILL":
        return frozenset[str]().union(*(bare_in(part) for part in node.parts[1:]))
    if node.kind == "name":
        return frozenset({node.text})
    return frozenset[str]().union(*(bare_in(part) for part in node.parts))


def computed(node: Node, series: Mapping[str, Series], periods: range) -> Series:
    """What it comes to in each of `periods`. Raises ExpressionError for what is no single series."""
    value = _Computation(series, periods).of(node)
    if isinstance(value, (int, float, list)):
        msg = "an alarm watches one time series, and this is a number or several series"
        raise ExpressionError(msg)
    return value


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens, position = list[tuple[str, str]](), 0
        text = text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                msg = f"{text[position:].strip()[0]!r} at {position} belongs to no expression"
                raise ExpressionError(msg)
            kind = ("number", "word", "sign")[(match.lastindex or 1) - 1]
            self._tokens.append((kind, match[match.lastindex or 1]))
            position = match.end()
        self._at = 0

    def whole(self) -> Node:
        node = self._level(0)
        if self._peek() is not None:
            msg = f"{self._peek()} is left over"
            raise ExpressionError(msg)
        return node

    def _peek(self) -> str | None:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else None

    def _take(self, wanted: str | None = None) -> tuple[str, str]:
        found = self._peek()
        if found is None or (wanted and found != wanted):
            msg = f"{wanted or 'something'} is missing before {found or 'the end'}"
            raise ExpressionError(msg)
        self._at += 1
        return self._tokens[self._at - 1]

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        node = self._level(level + 1)
        while (sign := _LEVELS[level].get(self._peek() or "")) is not None:
            self._take()
            node = Node("operator", sign, (node, self._level(level + 1)))
        return node

    def _unary(self) -> Node:
        if self._peek() == "-":
            self._take()
            return Node("operator", "-", (Node("number", "0"), self._unary()))
        return self._primary()

    def _primary(self) -> Node:
        kind, text = self._take()
        if kind == "number":
            return Node("number", text)
        if kind == "word":
            if self._peek() == "(":
                return self._call(text)
            if not text[0].islower():
                msg = f"{text} is no id: ids begin with a small letter"
                raise ExpressionError(msg)
            return Node("name", text)
        if text == "(":
            node = self._level(0)
            self._take(")")
            return node
        if text == "[":
            return Node("list", "", self._list("]"))
        msg = f"{text} stands where a value has to"
        raise ExpressionError(msg)

    def _call(self, name: str) -> Node:
        if name not in _FUNCTIONS | UNFIT_FOR_ALARMS:
            msg = f"{name} is no function that the sandbox knows; it knows {', '.join(sorted(_FUNCTIONS))}"
            raise ExpressionError(msg)
        self._take("(")
        return Node("call", name, self._list(")"))

    def _list(self, end: str) -> tuple[Node, ...]:
        parts: list[Node] = []
        while self._peek() != end:
            parts.append(self._level(0))
            if self._peek() != end:
                self._take(",")
        self._take(end)
        return tuple(parts)


class _Computation:
    def __init__(self, series: Mapping[str, Series], periods: range) -> None:
        self._series, self._periods = series, periods

    def of(self, node: Node) -> Value:
        if node.kind == "number":
            return float(node.text)
        if node.kind == "name":
            if node.text not in self._series:
                msg = f"nothing has the id {node.text}"
                raise ExpressionError(msg)
            return {at: value for at, value in self._series[node.text].items() if at in self._periods}
        if node.kind == "list":
            return [self._one(part) for part in node.parts]
        values = [self.of(part) for part in node.parts]
        if node.kind == "operator":
            return _operated(node.text, values[0], values[1])
        return self._called(node.text, values)

    def _one(self, node: Node) -> Series:
        value = self.of(node)
        if isinstance(value, (int, float, list)):
            msg = "a list holds time series"
            raise ExpressionError(msg)
        return value

    def _called(self, name: str, values: Sequence[Value]) -> Value:
        match name, values:
            case "FILL", [dict() as series, int() | float() as filler]:
                return {at: series.get(at, filler) for at in self._periods}
            case "IF", [condition, then, *rest]:
                return _chosen(condition, then, rest[0] if rest else {})
            case "ABS", [dict() as series]:
                return {at: abs(value) for at, value in series.items()}
            case (("AVG" | "MAX" | "MIN" | "SUM"), [list() as several]):
                held = {at: [each[at] for each in several if at in each] for each in several for at in each}
                return {at: float(_AGGREGATES[name](values)) for at, values in held.items()}
        msg = f"{name} is not computed here with such arguments"
        raise ExpressionError(msg)


def _operated(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, list) or isinstance(right, list):
        msg = "the sandbox computes with single series"
        raise ExpressionError(msg)
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        result = _pair(sign, left, right)
        if result is None:
            msg = "a division by zero"
            raise ExpressionError(msg)
        return result
    places = (set() if isinstance(left, (int, float)) else set(left)) | (
        set() if isinstance(right, (int, float)) else set(right)
    )
    pairs = {at: _pair(sign, _at(left, at), _at(right, at)) for at in sorted(places)}
    return {at: value for at, value in pairs.items() if value is not None}


def _at(value: float | Series, at: int) -> float:
    return value if isinstance(value, (int, float)) else value.get(at, 0.0)


def _pair(sign: str, left: float, right: float) -> float | None:
    if sign in _COMPARISONS:
        return float(_COMPARISONS[sign](left, right))
    if sign == "AND":
        return float(bool(left) and bool(right))
    if sign == "OR":
        return float(bool(left) or bool(right))
    if sign == "/" and right == 0:
        return None
    return _ARITHMETIC[sign](left, right)


def _chosen(condition: Value, then: Value, otherwise: Value) -> Value:
    """IF: a value that is missing where the condition holds is 0, and one where it does not hold is dropped."""
    if isinstance(condition, (int, float)):
        return then if condition else otherwise
    if isinstance(condition, list) or isinstance(then, list) or isinstance(otherwise, list):
        msg = "IF takes single series"
        raise ExpressionError(msg)
    found: dict[int, float] = {}
    for at, holds in condition.items():
        if holds:
            found[at] = _at(then, at)
        elif isinstance(otherwise, (int, float)) or at in otherwise:
            found[at] = _at(otherwise, at)
    return found
