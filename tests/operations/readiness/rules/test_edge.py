"""CloudFront and WAF: clients who do not come through, whichever region serves."""

from dataclasses import replace
from typing import Any

import pytest

from operations.readiness.look import look
from tests.operations.readiness.rules.stage import TARGET, THERE, Table, changed, resource, said, seen, told

_HOME: Any = {"region": THERE, "stack": "prod-east"}
_BEHAVIOR = {
    "targetOriginId": "regions",
    "cachePolicyId": "cache-1",
    "originRequestPolicyId": "request-1",
    "viewerProtocolPolicy": "redirect-to-https",
    "allowedMethods": ["GET", "HEAD"],
}
_RULE = {
    "name": "rate",
    "priority": 1,
    "action": {"block": {"customResponse": {"responseCode": 429}}},
    "statement": {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP"}},
}
_MANAGED = {
    "name": "common",
    "priority": 2,
    "overrideAction": {"none": {}},
    "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": "Common"}},
}


def _of_the_edge(kind: str, name: str, /, **inputs: Any) -> Any:  # noqa: ANN401 - a resource
    """Resources of WAF name their region themselves."""
    made = resource(kind, name, **_HOME, **inputs)
    return replace(made, inputs={**made.inputs, "region": THERE})


DECLARED = [
    resource(
        "aws:cloudfront/distribution:Distribution",
        "distribution",
        **_HOME,
        enabled=True,
        aliases=["app.example.com"],
        webAclId="arn:acl",
        priceClass="PriceClass_100",
        viewerCertificate={"acmCertificateArn": "arn:certificate", "minimumProtocolVersion": "TLSv1.2_2021"},
        restrictions={"geoRestriction": {"restrictionType": "none"}},
        customErrorResponses=[{"errorCode": 503, "errorCachingMinTtl": 0}],
        defaultCacheBehavior=_BEHAVIOR,
        orderedCacheBehaviors=[{**_BEHAVIOR, "pathPattern": "/assets/*", "targetOriginId": "assets"}],
        originGroups=[{"originId": "assets", "members": [{"originId": "east"}, {"originId": "west"}]}],
        origins=[
            {
                "originId": "regions",
                "domainName": "origin.example.com",
                "originPath": "",
                "customHeaders": [{"name": "x-origin", "value": "[secret]"}],
                "customOriginConfig": {"httpPort": 80, "httpsPort": 443, "originProtocolPolicy": "https-only"},
            },
            {"originId": "east", "domainName": "east.s3.amazonaws.com", "originAccessControlId": "access-1"},
            {"originId": "west", "domainName": "west.s3.amazonaws.com", "originAccessControlId": "access-1"},
        ],
    ),
    resource(
        "aws:cloudfront/cachePolicy:CachePolicy",
        "cache",
        **_HOME,
        defaultTtl=0,
        maxTtl=600,
        minTtl=0,
        parametersInCacheKeyAndForwardedToOrigin={"cookiesConfig": {"cookieBehavior": "none"}},
    ),
    resource(
        "aws:cloudfront/originAccessControl:OriginAccessControl",
        "access",
        **_HOME,
        signingBehavior="always",
        signingProtocol="sigv4",
        originAccessControlOriginType="s3",
    ),
    resource(
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        "headers",
        **_HOME,
        securityHeadersConfig={"frameOptions": {"frameOption": "DENY", "override": True}},
        customHeadersConfig={"items": [{"header": "Permissions-Policy", "value": "usb=()", "override": True}]},
        removeHeadersConfig={"items": [{"header": "Server"}]},
    ),
    _of_the_edge(
        "aws:wafv2/webAcl:WebAcl",
        "acl",
        name="standby",
        scope="CLOUDFRONT",
        defaultAction={"allow": {}},
        rules=[_RULE, _MANAGED],
    ),
    _of_the_edge(
        "aws:wafv2/ipSet:IpSet",
        "exempt",
        name="standby-exempt",
        scope="CLOUDFRONT",
        addresses=["192.0.2.0/24"],
        ipAddressVersion="IPV4",
    ),
    _of_the_edge(
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "logging", logDestinationConfigs=["arn:logs"]
    ),
]


def _listed(*items: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"Quantity": len(items), **({"Items": list(items)} if items else {})}


_HAS = {
    "TargetOriginId": "regions",
    "CachePolicyId": "cache-1",
    "OriginRequestPolicyId": "request-1",
    "ViewerProtocolPolicy": "redirect-to-https",
    "AllowedMethods": _listed("HEAD", "GET"),
}
_BUCKETS = [
    {
        "Id": name,
        "DomainName": f"{name}.s3.amazonaws.com",
        "OriginPath": "",
        "CustomHeaders": _listed(),
        "OriginAccessControlId": "access-1",
    }
    for name in ("east", "west")
]
HEALTHY: dict[str, Any] = {
    "get_distribution": {
        "Distribution": {
            "Status": "InProgress",
            "DistributionConfig": {
                "Enabled": True,
                "Aliases": _listed("app.example.com"),
                "WebACLId": "arn:acl",
                "PriceClass": "PriceClass_100",
                "ViewerCertificate": {
                    "ACMCertificateArn": "arn:certificate",
                    "MinimumProtocolVersion": "TLSv1.2_2021",
                },
                "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
                "CustomErrorResponses": _listed({"ErrorCode": 503, "ErrorCachingMinTTL": 0}),
                "DefaultCacheBehavior": _HAS,
                "CacheBehaviors": _listed({**_HAS, "PathPattern": "/assets/*", "TargetOriginId": "assets"}),
                "OriginGroups": _listed(
                    {"Id": "assets", "Members": _listed({"OriginId": "east"}, {"OriginId": "west"})}
                ),
                "Origins": _listed(
                    {
                        "Id": "regions",
                        "DomainName": "origin.example.com",
                        "OriginPath": "",
                        "CustomHeaders": _listed({"HeaderName": "x-origin", "HeaderValue": "a-secret"}),
                        "CustomOriginConfig": {
                            "HTTPPort": 80,
                            "HTTPSPort": 443,
                            "OriginProtocolPolicy": "https-only",
                        },
                    },
                    *_BUCKETS,
                ),
            },
        }
    },
    "get_cache_policy": {
        "CachePolicy": {
            "CachePolicyConfig": {
                "DefaultTTL": 0,
                "MaxTTL": 600,
                "MinTTL": 0,
                "ParametersInCacheKeyAndForwardedToOrigin": {"CookiesConfig": {"CookieBehavior": "none"}},
            }
        }
    },
    "get_origin_access_control": {
        "OriginAccessControl": {
            "OriginAccessControlConfig": {
                "SigningBehavior": "always",
                "SigningProtocol": "sigv4",
                "OriginAccessControlOriginType": "s3",
            }
        }
    },
    "get_response_headers_policy": {
        "ResponseHeadersPolicy": {
            "ResponseHeadersPolicyConfig": {
                "SecurityHeadersConfig": {"FrameOptions": {"FrameOption": "DENY", "Override": True}},
                "CustomHeadersConfig": _listed({"Header": "Permissions-Policy", "Value": "usb=()", "Override": True}),
                "RemoveHeadersConfig": _listed({"Header": "Server"}),
            }
        }
    },
    "get_web_acl": {
        "WebACL": {
            "DefaultAction": {"Allow": {}},
            "Rules": [
                {
                    "Name": "rate",
                    "Priority": 1,
                    "Action": {"Block": {"CustomResponse": {"ResponseCode": 429}}},
                    # What is not declared is AWS's own default.
                    "Statement": {
                        "RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP", "EvaluationWindowSec": 300}
                    },
                },
                {
                    "Name": "common",
                    "Priority": 2,
                    "OverrideAction": {"None": {}},
                    "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "Common"}},
                },
            ],
        }
    },
    "get_ip_set": {"IPSet": {"Addresses": ["192.0.2.0/24"], "IPAddressVersion": "IPV4"}},
    "get_logging_configuration": {"LoggingConfiguration": {"LogDestinationConfigs": ["arn:logs"]}},
}
_CONFIG = ("get_distribution", "Distribution", "DistributionConfig")
_RULES = ("get_web_acl", "WebACL", "Rules")
CASES: dict[str, tuple[tuple[Any, ...], str, str, bool]] = {
    "no distribution": (("get_distribution", said("NoSuchDistribution")), "distribution", "is not there", True),
    "disabled": ((*_CONFIG, "Enabled", False), "distribution", "enabled is false, declared is true", True),
    "no name": (
        (*_CONFIG, "Aliases", _listed()),
        "distribution",
        "names is none, declared is app.example.com",
        True,
    ),
    "other certificate": (
        (*_CONFIG, "ViewerCertificate", "ACMCertificateArn", "arn:other"),
        "distribution",
        "certificate is arn:other, declared is arn:certificate",
        True,
    ),
    "other origin": (
        (*_CONFIG, "Origins", "Items", 0, "DomainName", "elsewhere.example.com"),
        "distribution",
        "regions's domain is elsewhere.example.com, declared is origin.example.com",
        True,
    ),
    "origin without its header": (
        (*_CONFIG, "Origins", "Items", 0, "CustomHeaders", _listed()),
        "distribution",
        "regions's headers is none, declared is x-origin",
        True,
    ),
    "bucket that is not read": (
        (*_CONFIG, "Origins", "Items", 2, "OriginAccessControlId", ""),
        "distribution",
        "west's access is none, declared is access-1",
        True,
    ),
    "no second bucket": (
        (*_CONFIG, "OriginGroups", "Items", 0, "Members", _listed({"OriginId": "east"})),
        "distribution",
        "members of assets is east, declared is east then west",
        True,
    ),
    "other behavior": (
        (*_CONFIG, "DefaultCacheBehavior", "TargetOriginId", "assets"),
        "distribution",
        "*'s targetOriginId is assets, declared is regions",
        True,
    ),
    "no path": (
        (*_CONFIG, "CacheBehaviors", _listed()),
        "distribution",
        "paths is none, declared is /assets/*",
        True,
    ),
    "closed to countries": (
        (*_CONFIG, "Restrictions", "GeoRestriction", "RestrictionType", "whitelist"),
        "distribution",
        "restriction to countries is whitelist, declared is none",
        True,
    ),
    "no firewall": ((*_CONFIG, "WebACLId", ""), "distribution", "web ACL is none, declared is arn:acl", False),
    "errors that are kept": (
        (*_CONFIG, "CustomErrorResponses", "Items", 0, "ErrorCachingMinTTL", 300),
        "distribution",
        "seconds that errors are kept is 503: 300, declared is 503: 0",
        False,
    ),
    "no cache policy": (("get_cache_policy", said("NoSuchCachePolicy")), "cache", "is not there", True),
    "other TTL": (
        ("get_cache_policy", "CachePolicy", "CachePolicyConfig", "MaxTTL", 9),
        "cache",
        "maxTtl is 9, declared is 600",
        False,
    ),
    "no access control": (
        ("get_origin_access_control", said("NoSuchOriginAccessControl")),
        "access",
        "is not there",
        True,
    ),
    "unsigned": (
        ("get_origin_access_control", "OriginAccessControl", "OriginAccessControlConfig", "SigningBehavior", "never"),
        "access",
        "signingBehavior is never, declared is always",
        True,
    ),
    "no headers policy": (
        ("get_response_headers_policy", said("NoSuchResponseHeadersPolicy")),
        "headers",
        "is not there",
        True,
    ),
    "other headers": (
        (
            "get_response_headers_policy",
            "ResponseHeadersPolicy",
            "ResponseHeadersPolicyConfig",
            "RemoveHeadersConfig",
            _listed(),
        ),
        "headers",
        "headers that it removes is none, declared is Server",
        False,
    ),
    "no acl": (("get_web_acl", said("WAFNonexistentItemException")), "acl", "is not there", False),
    "blocks all": (
        ("get_web_acl", "WebACL", "DefaultAction", {"Block": {}}),
        "acl",
        "default action is block, declared is allow",
        True,
    ),
    "lacks a rule": ((*_RULES, 1, ...), "acl", "lacks rules: common", False),
    "only counts": (
        (*_RULES, 1, "OverrideAction", {"Count": {}}),
        "acl",
        "only counts what these rules were to stop: common",
        False,
    ),
    "lower rate": (
        (*_RULES, 0, "Statement", "RateBasedStatement", "Limit", 10),
        "acl",
        "has other rules than declared under these names: rate",
        True,
    ),
    "blocks more": ((*_RULES, 1, "Name", "mine"), "acl", "has rules that are not declared: mine", True),
    "no set": (("get_ip_set", said("WAFNonexistentItemException")), "exempt", "is not there", False),
    "other addresses": (
        ("get_ip_set", "IPSet", "Addresses", []),
        "exempt",
        "addresses is none, declared is 192.0.2.0/24",
        False,
    ),
    "not logged": (
        ("get_logging_configuration", said("WAFNonexistentItemException")),
        "logging",
        "is not there",
        False,
    ),
}


def test_an_edge_as_declared_has_nothing_to_tell() -> None:
    assert told(DECLARED, HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_done_by_hand_is_named(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, name, says, stops = case
    assert (name, says, stops) in told(DECLARED, changed(HEALTHY, *change))


def test_nothing_else_is_named() -> None:
    """A rule that was renamed is one that lacks and one that is strange; all others are one problem."""
    counts = {key: len(told(DECLARED, changed(HEALTHY, *change))) for key, (change, *_) in CASES.items()}
    assert {key for key, count in counts.items() if count != 1} == {"blocks more"}


def test_a_firewall_is_asked_for_where_it_stands() -> None:
    table = Table(HEALTHY, [])
    look(TARGET, DECLARED, table)
    assert {region for service, region, _ in table.asked if service == "wafv2"} == {THERE}


def test_an_edge_that_nobody_may_look_at_serves_on() -> None:
    found = seen(DECLARED, dict.fromkeys(HEALTHY, said("AccessDenied")))
    assert len(found.unseen) == len(DECLARED)
    assert found.is_ready
