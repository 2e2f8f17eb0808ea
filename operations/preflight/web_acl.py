"""Capacity of the web ACL: AWS's groups of rules have new versions without notice, and each has its weight."""

from collections.abc import Iterator

from operations.preflight.checking import Finding, attention, fine, wrong
from operations.preflight.place import Place

# As components/edge/web_acl_rules.py has them, and what our own rules weigh beside them.
GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
_OWN_RULES = 80
# WAF developer guide, web ACL capacity units: above the first it costs more, above the second WAF refuses it.
_INCLUDED, _MOST = 1500, 5000


def capacity(place: Place) -> Iterator[Finding]:
    """Of AWS's groups as they are today, and ours."""
    client = place.world("wafv2")
    units = _OWN_RULES + sum(
        int(client.describe_managed_rule_group(VendorName="AWS", Name=name, Scope="CLOUDFRONT")["Capacity"])
        for name in GROUPS
    )
    if units > _MOST:
        yield wrong(f"the web ACL weighs {units} units, and WAF takes {_MOST}", "Take a group of rules out of it")
    elif units > _INCLUDED:
        yield attention(f"the web ACL weighs {units} units, above the {_INCLUDED} that are included", "It costs more")
    else:
        yield fine(f"the web ACL weighs {units} of {_INCLUDED} units")
