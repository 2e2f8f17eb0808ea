"""WAF: what the edge lets through. A web ACL of CloudFront is asked for in us-east-1 alone."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, everywhere, needed, region_of, spared

READS = ("wafv2:GetIPSet", "wafv2:GetLoggingConfiguration", "wafv2:GetWebACL")
_GONE = "is not there"
_NONEXISTENT = "WAFNonexistentItemException"
_STOPS_CLIENTS = "the edge may turn clients away, whichever region serves"
_LETS_THROUGH = "the edge serves, and lets through what it was to stop"
_NOT_LOGGED = "the edge serves; what it stopped is not written down"
_EXEMPT = "a canary or an outside checker may be turned away, or somebody else be let through"


def _asked(ask: Ask, operation: str, resource: StateResource, key: str) -> dict[str, Any] | None:
    wants = resource.inputs
    asked = partial(
        ask.one,
        "wafv2",
        operation,
        region=region_of(resource) or "",
        Name=wants["name"],
        Scope=wants["scope"],
        Id=resource.id,
    )
    answer = unless_gone(asked, _NONEXISTENT)
    return None if answer is None else answer[key]


def _web_acls(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        acl = _asked(ask, "get_web_acl", each, "WebACL")
        if acl is None:
            yield spared(each, _GONE, _LETS_THROUGH)
            continue
        wants = _plain(each.inputs)
        if seen := unlike(Facet("default action", list(_plain(acl["DefaultAction"])), list(wants["defaultaction"]))):
            yield needed(each, seen, _STOPS_CLIENTS)
        has = {one["name"]: one for one in _plain(acl["Rules"])}
        declares = {one["name"]: one for one in wants.get("rules", ())}
        if strangers := sorted(has.keys() - declares.keys()):
            yield needed(each, f"has rules that are not declared: {', '.join(strangers)}", _STOPS_CLIENTS)
        if lacking := sorted(declares.keys() - has.keys()):
            yield spared(each, f"lacks rules: {', '.join(lacking)}", _LETS_THROUGH)
        changed = sorted(name for name in declares.keys() & has.keys() if not _holds(has[name], declares[name]))
        if weaker := [name for name in changed if _only_counts(has[name])]:
            yield spared(each, f"only counts what these rules were to stop: {', '.join(weaker)}", _LETS_THROUGH)
        if other := [name for name in changed if name not in weaker]:
            yield needed(each, f"has other rules than declared under these names: {', '.join(other)}", _STOPS_CLIENTS)


def _only_counts(rule: Mapping[str, Any]) -> bool:
    return "count" in rule.get("action", {}) or "count" in rule.get("overrideaction", {})


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    """As both Pulumi and AWS would write it: their members differ in capital letters, and a text may come as bytes."""
    if isinstance(value, Mapping):
        return {key.lower(): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.decode() if isinstance(value, bytes) else value


def _holds(has: Any, wants: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether all that is declared is there. AWS adds what is its own default."""
    if isinstance(wants, dict):
        return isinstance(has, dict) and all(_holds(has.get(key), each) for key, each in wants.items())
    if isinstance(wants, list):
        return isinstance(has, list) and len(has) == len(wants) and all(map(_holds, has, wants))
    return bool(has == wants)


def _ip_sets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = _asked(ask, "get_ip_set", each, "IPSet")
        if found is None:
            yield spared(each, _GONE, _EXEMPT)
        elif seen := unlike(
            Facet("addresses", found["Addresses"], each.inputs.get("addresses") or []),
            Facet("kind", found["IPAddressVersion"], each.inputs["ipAddressVersion"]),
        ):
            yield spared(each, seen, _EXEMPT)


def _logging(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        asked = partial(
            ask.one, "wafv2", "get_logging_configuration", region=region_of(each) or "", ResourceArn=each.id
        )
        answer = unless_gone(asked, _NONEXISTENT)
        if answer is None:
            yield spared(each, _GONE, _NOT_LOGGED)
            continue
        has = answer["LoggingConfiguration"]["LogDestinationConfigs"]
        if seen := unlike(Facet("destination", has, each.inputs["logDestinationConfigs"])):
            yield spared(each, seen, _NOT_LOGGED)


RULES = (
    Rule(type="aws:wafv2/ipSet:IpSet", look=_ip_sets, concerns=everywhere, in_one_place=True),
    Rule(type="aws:wafv2/webAcl:WebAcl", look=_web_acls, concerns=everywhere, in_one_place=True),
    Rule(
        type="aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        look=_logging,
        concerns=everywhere,
        in_one_place=True,
    ),
)
