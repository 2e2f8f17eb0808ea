"""A web ACL, evaluated: what WAF documents of rules, their order, their actions and their rates.

Reads the rules as the program declares them. AWS does not publish what is in its managed groups, so `managed_groups.py`
stands in for them. A real rate rule looks every ten seconds or so and lets some more pass; this one counts exactly.
"""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, ip_address
from typing import Any
from urllib.parse import unquote

Statement = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request of a client, at a second. Names of headers in small letters."""

    method: str = "GET"
    path: str = "/"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: {"user-agent": "Mozilla/5.0"})
    body: str = ""
    address: str = "198.51.100.7"
    at: float = 0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a request passes, which rule decided, the status of a refusal, and the rules that only counted."""

    passes: bool
    rule: str = ""
    status: int = 200
    counted: tuple[str, ...] = ()


Group = Callable[[Request], bool]


class Waf:
    """Remembers who came how often, as WAF does."""

    def __init__(
        self, rules: Sequence[Statement], groups: Mapping[str, Group], address_sets: Mapping[str, Sequence[str]]
    ) -> None:
        self._rules = sorted(rules, key=lambda rule: int(rule["priority"]))
        self._groups = groups
        self._sets = {arn: [IPv4Network(block) for block in blocks] for arn, blocks in address_sets.items()}
        self._seen: dict[tuple[str, str], list[float]] = defaultdict(list)

    def judge(self, request: Request) -> Verdict:
        """Ask the rules in their order; the first that does not only count decides, and else everybody passes."""
        counted: list[str] = []
        for rule in self._rules:
            if not self._matches(rule["statement"], request, rule["name"]):
                continue
            # A group decides by itself, unless it is told to count.
            deed = rule.get("action") or {"block": {}} if "count" not in (rule.get("overrideAction") or {}) else {}
            if "allow" in deed:
                return Verdict(passes=True, rule=rule["name"], counted=tuple(counted))
            if "block" in deed:
                status = (deed["block"].get("customResponse") or {}).get("responseCode", 403)
                return Verdict(passes=False, rule=rule["name"], status=int(status), counted=tuple(counted))
            counted.append(rule["name"])
        return Verdict(passes=True, counted=tuple(counted))

    def _matches(self, statement: Statement, request: Request, rule: str) -> bool:
        ((kind, body),) = statement.items()
        asked: Mapping[str, Callable[[Any, Request, str], bool]] = {
            "ipSetReferenceStatement": self._in_set,
            "managedRuleGroupStatement": lambda one, each, _: self._groups[one["name"]](each),
            "rateBasedStatement": self._too_often,
            "byteMatchStatement": lambda one, each, _: _has_bytes(one, each),
            "andStatement": lambda one, each, name: all(self._matches(s, each, name) for s in one["statements"]),
            "orStatement": lambda one, each, name: any(self._matches(s, each, name) for s in one["statements"]),
            "notStatement": lambda one, each, name: not self._matches(one["statements"][0], each, name),
        }
        return asked[kind](body, request, rule)

    def _in_set(self, reference: Statement, request: Request, _rule: str) -> bool:
        return any(ip_address(request.address) in block for block in self._sets[reference["arn"]])

    def _too_often(self, rate: Statement, request: Request, rule: str) -> bool:
        scope = rate.get("scopeDownStatement")
        if scope and not self._matches(scope, request, rule):
            return False
        window = float(rate["evaluationWindowSec"])
        seen = self._seen[rule, request.address]
        seen[:] = [at for at in seen if at > request.at - window] + [request.at]
        return len(seen) > int(rate["limit"])


def _has_bytes(match: Statement, request: Request) -> bool:
    ((what, _),) = match["fieldToMatch"].items()
    text = {"uriPath": request.path, "method": request.method}[what]
    for change in sorted(match["textTransformations"], key=lambda each: int(each["priority"])):
        text = _CHANGES[change["type"]](text)
    wanted = str(match["searchString"])
    return {"EXACTLY": text == wanted, "STARTS_WITH": text.startswith(wanted)}[match["positionalConstraint"]]


_CHANGES: Mapping[str, Callable[[str], str]] = {
    "NONE": lambda text: text,
    "LOWERCASE": str.lower,
    "URL_DECODE": unquote,
    # Several slashes at the beginning are one; POSIX would keep two.
    "NORMALIZE_PATH": lambda text: posixpath.normpath("/" + text.lstrip("/")),
}
