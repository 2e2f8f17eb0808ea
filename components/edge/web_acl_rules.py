"""The rules of the web ACL, in the order in which WAF asks them. Pure but for outputs passed through.

Whoever is exempt passes first. Then comes what costs a request least to be refused for: its address, its rate, and
only then what it says.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from settings.edge import RuleMode, WafSettings

Rule = dict[str, Any]
Statement = dict[str, Any]
# What each of AWS's groups costs of the 1500 units that a web ACL includes.
# Source: AWS WAF developer guide, list of managed rule groups.
CAPACITY_UNITS = {
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
}
_TOO_MANY_REQUESTS = 429
_BLOCK: dict[RuleMode, dict[str, Any]] = {
    # A client that is told why can slow down.
    RuleMode.BLOCK: {"block": {"custom_response": {"response_code": _TOO_MANY_REQUESTS}}},
    RuleMode.COUNT: {"count": {}},
}
# Otherwise `//orders` or `/%6frders` would be another path to the rule and the same one to the shop.
_PLAIN_PATH = [
    {"priority": 0, "type": "URL_DECODE"},
    {"priority": 1, "type": "NORMALIZE_PATH"},
    {"priority": 2, "type": "LOWERCASE"},
]


def web_acl_rules(
    spec: WafSettings, exempt_set_arn: pulumi.Input[str], costly_posts: Sequence[str]
) -> list[aws.wafv2.WebAclRuleArgsDict]:
    """Number the rules in their order."""
    rules = _in_order(spec, exempt_set_arn, costly_posts)
    numbered = [
        {**rule, "priority": place, "visibility_config": seen_as(rule["name"])} for place, rule in enumerate(rules)
    ]
    return cast("list[aws.wafv2.WebAclRuleArgsDict]", numbered)


def seen_as(name: str) -> aws.wafv2.WebAclVisibilityConfigArgsDict:
    """How a rule is counted. Samples would show headers that the log hides."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": name, "sampled_requests_enabled": False}


def _in_order(spec: WafSettings, exempt_set_arn: pulumi.Input[str], costly_posts: Sequence[str]) -> Iterator[Rule]:
    yield {
        "name": "exempt",
        "action": {"allow": {}},
        "statement": {"ip_set_reference_statement": {"arn": exempt_set_arn}},
    }
    yield _managed("ip-reputation", "AWSManagedRulesAmazonIpReputationList", spec.ip_reputation)
    yield _limited("rate-of-writes", spec, spec.writes_per_client, _costly(costly_posts))
    yield _limited("rate", spec, spec.requests_per_client)
    yield _managed("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet", spec.known_bad_inputs)
    yield _managed("sql-injection", "AWSManagedRulesSQLiRuleSet", spec.sql_injection)
    yield _managed("common", "AWSManagedRulesCommonRuleSet", spec.common)


def _managed(name: str, group: str, mode: RuleMode) -> Rule:
    return {
        "name": name,
        "override_action": {"none": {}} if mode is RuleMode.BLOCK else {"count": {}},
        "statement": {"managed_rule_group_statement": {"vendor_name": "AWS", "name": group}},
    }


def _limited(name: str, spec: WafSettings, limit: int, scope: Statement | None = None) -> Rule:
    rate = {"limit": limit, "evaluation_window_sec": spec.window_seconds, "aggregate_key_type": "IP"}
    return {
        "name": name,
        "action": _BLOCK[spec.rate_limits],
        "statement": {"rate_based_statement": {**rate, **({"scope_down_statement": scope} if scope else {})}},
    }


def _costly(paths: Sequence[str]) -> Statement:
    begins = [_matches("uri_path", "STARTS_WITH", path, _PLAIN_PATH) for path in paths]
    post = _matches("method", "EXACTLY", "POST", [{"priority": 0, "type": "NONE"}])
    # WAF takes an `or` of two statements or more.
    path = {"or_statement": {"statements": begins}} if begins[1:] else begins[0]
    return {"and_statement": {"statements": [post, path]}}


def _matches(field: str, how: str, text: str, changes: list[dict[str, Any]]) -> Statement:
    return {
        "byte_match_statement": {
            "field_to_match": {field: {}},
            "positional_constraint": how,
            "search_string": text,
            "text_transformations": changes,
        }
    }
