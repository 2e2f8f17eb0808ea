"""The rule of a composite alarm: ALARM, OK and INSUFFICIENT_DATA of others, with AND, OR and NOT. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
"""

import re
from collections.abc import Mapping

from sandbox.metrics.alarm import State

_TOKEN = re.compile(
    r"\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s\"'()]+))\s*\)"
    r"|(AND|OR|NOT|TRUE|FALSE|[()]))"
)


class RuleError(Exception):
    """What CloudWatch would refuse."""


def alarms_in(rule: str) -> frozenset[str]:
    """The names that a rule reads."""
    return frozenset(name for state, name in _tokens(rule) if state not in {"", None})


def state_of(rule: str, states: Mapping[str, State]) -> State:
    """ALARM while the rule holds. Raises RuleError for what is no rule, and KeyError for an alarm without a state."""
    reading = _Reading(rule, states)
    return State.ALARM if reading.whole() else State.OK


def _tokens(rule: str) -> list[tuple[str, str]]:
    found, position = list[tuple[str, str]](), 0
    rule = rule.rstrip()
    while position < len(rule):
        match = _TOKEN.match(rule, position)
        if match is None:
            msg = f"{rule[position:].strip()[:20]!r} at {position} belongs to no alarm rule"
            raise RuleError(msg)
        state = match[1] or ""
        found.append((state, match[2] or match[3] or match[4] or match[5]))
        position = match.end()
    return found


class _Reading:
    def __init__(self, rule: str, states: Mapping[str, State]) -> None:
        self._tokens, self._states, self._at = _tokens(rule), states, 0

    def whole(self) -> bool:
        holds = self._either()
        if self._at < len(self._tokens):
            msg = f"{self._tokens[self._at][1]} is left over"
            raise RuleError(msg)
        return holds

    def _next(self, *words: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] in {("", word) for word in words}:
            self._at += 1
            return True
        return False

    def _either(self) -> bool:
        holds = self._both()
        while self._next("OR"):
            other = self._both()
            holds = holds or other
        return holds

    def _both(self) -> bool:
        holds = self._one()
        while self._next("AND"):
            other = self._one()
            holds = holds and other
        return holds

    def _one(self) -> bool:
        if self._next("NOT"):
            return not self._one()
        if self._next("("):
            holds = self._either()
            if not self._next(")"):
                msg = "a bracket is not closed"
                raise RuleError(msg)
            return holds
        if self._at == len(self._tokens):
            msg = "the rule ends where a state has to stand"
            raise RuleError(msg)
        state, name = self._tokens[self._at]
        self._at += 1
        if state:
            return self._states[name] is State(state)
        if name in {"TRUE", "FALSE"}:
            return name == "TRUE"
        msg = f"{name} stands where a state has to"
        raise RuleError(msg)
