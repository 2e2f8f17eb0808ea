"""What a load balancer's listener does with a request, by its rules. Pure."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from sandbox.cloud.edge.viewer_request import ViewerRequest, matches

Rule = Mapping[str, Any]
_LAST = "default"


def action_for(rules: Iterable[Rule], request: ViewerRequest) -> Mapping[str, Any]:
    """The action of the first rule whose conditions all hold, in the order of priorities; the default rule is last."""
    for rule in sorted(rules, key=_turn):
        if all(_holds(condition, request) for condition in rule["Conditions"]):
            action: Mapping[str, Any] = rule["Actions"][-1]
            return action
    msg = "the listener has no default rule"
    raise LookupError(msg)


def _turn(rule: Rule) -> tuple[bool, int]:
    is_last = rule["Priority"] == _LAST
    return is_last, 0 if is_last else int(rule["Priority"])


def _holds(condition: Mapping[str, Any], request: ViewerRequest) -> bool:
    """One of its values has to fit. Raises LookupError for a condition that nobody taught this to read."""
    field = condition["Field"]
    if field == "path-pattern":
        return any(matches(value, request.path) for value in condition["PathPatternConfig"]["Values"])
    if field == "http-header":
        config = condition["HttpHeaderConfig"]
        said = request.headers.get(config["HttpHeaderName"].lower(), "").lower()
        # Load balancers compare values without regard to case.
        return bool(said) and any(fnmatchcase(said, value.lower()) for value in config["Values"])
    if field == "host-header":
        said = request.headers.get("host", "").lower()
        return any(fnmatchcase(said, value.lower()) for value in condition["HostHeaderConfig"]["Values"])
    msg = f"the sandbox reads no condition of the kind {field}"
    raise LookupError(msg)
