"""Examples of CloudFront, WAF and the delivery of their logs; `examples.py` says how they are written."""

from collections.abc import Mapping
from typing import Any

from tests.sandbox.providers.example import BEHAVES, Example

_NOTHING_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
_ACL = "${aws:wafv2/webAcl:WebAcl@fresh.arn}"
_VISIBLE = {"cloudwatchMetricsEnabled": True, "metricName": "seen", "sampledRequestsEnabled": False}
_READS = {
    "allowedMethods": ["GET", "HEAD", "OPTIONS"],
    "cachedMethods": ["GET", "HEAD"],
    "viewerProtocolPolicy": "https-only",
}
_WRITES = {**_READS, "allowedMethods": ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]}
_CUSTOM = {
    "httpPort": 80,
    "httpsPort": 443,
    "originKeepaliveTimeout": 5,
    "originProtocolPolicy": "https-only",
    "originReadTimeout": 30,
    "originSslProtocols": ["TLSv1.2"],
}
_SHOP = {
    "originId": "shop",
    "domainName": "shop.example.com",
    "originPath": "/v1",
    "connectionAttempts": 2,
    "connectionTimeout": 3,
    "customHeaders": [{"name": "x-from", "value": "the-edge"}],
    "customOriginConfig": _CUSTOM,
}
_FILES = [
    {
        "originId": f"files-{number}",
        "domainName": f"files-{number}.s3.us-east-1.amazonaws.com",
        "connectionAttempts": 1,
        "connectionTimeout": 3,
        "originAccessControlId": "${aws:cloudfront/originAccessControl:OriginAccessControl.id}",
    }
    for number in (1, 2)
]
_GROUP = {
    "originId": "files",
    "failoverCriteria": {"statusCodes": [403, 500, 502]},
    "members": [{"originId": "files-1"}, {"originId": "files-2"}],
}
_BY_PATH = {
    **_READS,
    "pathPattern": "/files/*",
    "targetOriginId": "files",
    "compress": True,
    "cachePolicyId": "${aws:cloudfront/cachePolicy:CachePolicy.id}",
    "originRequestPolicyId": _ALL_BUT_HOST,
    "responseHeadersPolicyId": "${aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy.id}",
}
_OTHERWISE = {
    **_WRITES,
    "targetOriginId": "shop",
    "compress": False,
    "cachePolicyId": _NOTHING_KEPT,
    "originRequestPolicyId": _ALL_BUT_HOST,
    "responseHeadersPolicyId": "${aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy.id}",
}
_OPEN = {"geoRestriction": {"restrictionType": "none"}}
_OWN_CERTIFICATE = {
    "acmCertificateArn": "${aws:acm/certificate:Certificate.arn}",
    "minimumProtocolVersion": "TLSv1.2_2021",
    "sslSupportMethod": "sni-only",
}
_KEY = "parametersInCacheKeyAndForwardedToOrigin"
_PATH_ALONE = {
    "cookiesConfig": {"cookieBehavior": "none"},
    "headersConfig": {"headerBehavior": "none"},
    "queryStringsConfig": {"queryStringBehavior": "none"},
    "enableAcceptEncodingBrotli": True,
    "enableAcceptEncodingGzip": True,
}
_MANY = {
    "cookiesConfig": {"cookieBehavior": "whitelist", "cookies": {"items": ["who", "where"]}},
    "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": ["accept-language"]}},
    "queryStringsConfig": {"queryStringBehavior": "whitelist", "queryStrings": {"items": ["page", "size"]}},
    "enableAcceptEncodingBrotli": False,
    "enableAcceptEncodingGzip": False,
}
_SECURITY = {
    "contentSecurityPolicy": {"contentSecurityPolicy": "default-src 'self'", "override": False},
    "contentTypeOptions": {"override": True},
    "frameOptions": {"frameOption": "DENY", "override": True},
    "referrerPolicy": {"referrerPolicy": "no-referrer", "override": True},
    "strictTransportSecurity": {
        "accessControlMaxAgeSec": 600,
        "includeSubdomains": True,
        "preload": False,
        "override": True,
    },
}


def _rule(name: str, priority: int, statement: Mapping[str, Any], **deed: Any) -> dict[str, Any]:  # noqa: ANN401 - property values
    visible = {**_VISIBLE, "metricName": name}
    return {"name": name, "priority": priority, "statement": statement, "visibilityConfig": visible, **deed}


_POSTS = {
    "byteMatchStatement": {
        "fieldToMatch": {"method": {}},
        "positionalConstraint": "EXACTLY",
        "searchString": "POST",
        "textTransformations": [{"priority": 0, "type": "NONE"}],
    }
}
_RATE = {"rateBasedStatement": {"limit": 100, "aggregateKeyType": "IP", "scopeDownStatement": _POSTS}}
_MANAGED = {"managedRuleGroupStatement": {"vendorName": "AWS", "name": "AWSManagedRulesCommonRuleSet"}}
_RULES = [
    _rule(
        "known",
        0,
        {"ipSetReferenceStatement": {"arn": "${aws:wafv2/ipSet:IpSet.arn}"}},
        action={"allow": {}},
    ),
    _rule("rate", 1, _RATE, action={"block": {"customResponse": {"responseCode": 429}}}),
    _rule("common", 2, _MANAGED, overrideAction={"none": {}}),
]
_COUNTING = [*_RULES[:2], _rule("common", 2, _MANAGED, overrideAction={"count": {}})]

EDGE_EXAMPLES: dict[str, Example] = {
    "aws:cloudfront/cachePolicy:CachePolicy": Example(
        inputs={
            "name": "policy-{n}",
            "comment": "Files",
            "minTtl": 1,
            "defaultTtl": 60,
            "maxTtl": 600,
            _KEY: _PATH_ALONE,
        },
        also={"by-much": {_KEY: _MANY}},
        changes={"comment": "Others", "defaultTtl": 61, "maxTtl": 601, "minTtl": 2, _KEY: _MANY},
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Example(
        inputs={
            "name": "control-{n}",
            "description": "Reads files",
            "originAccessControlOriginType": "s3",
            "signingBehavior": "always",
            "signingProtocol": "sigv4",
        },
        changes={"description": "Reads others", "signingBehavior": "no-override"},
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Example(
        inputs={
            "name": "headers-{n}",
            "comment": "Security",
            "securityHeadersConfig": _SECURITY,
            "customHeadersConfig": {"items": [{"header": "X-Who", "value": "shop", "override": True}]},
            "removeHeadersConfig": {"items": [{"header": "Server"}]},
        },
        changes={
            "comment": "More security",
            "customHeadersConfig": {"items": [{"header": "X-Who", "value": "else", "override": False}]},
            "removeHeadersConfig": {"items": [{"header": "Server"}, {"header": "X-Powered-By"}]},
            "securityHeadersConfig": {**_SECURITY, "frameOptions": {"frameOption": "SAMEORIGIN", "override": False}},
        },
    ),
    "aws:cloudfront/distribution:Distribution": Example(
        inputs={
            "comment": "In front of the shop",
            "defaultRootObject": "index.html",
            "enabled": True,
            "aliases": ["shop-{n}.example.com"],
            "httpVersion": "http2and3",
            "isIpv6Enabled": True,
            "priceClass": "PriceClass_100",
            "staging": False,
            "webAclId": "${aws:wafv2/webAcl:WebAcl.arn}",
            "origins": [_SHOP, *_FILES],
            "originGroups": [_GROUP],
            "orderedCacheBehaviors": [_BY_PATH],
            "defaultCacheBehavior": _OTHERWISE,
            "customErrorResponses": [{"errorCode": 503, "errorCachingMinTtl": 1}],
            "restrictions": _OPEN,
            "viewerCertificate": _OWN_CERTIFICATE,
            "retainOnDelete": False,
            "waitForDeployment": True,
        },
        also={
            "plain": {
                **dict.fromkeys(
                    ("aliases", "customErrorResponses", "orderedCacheBehaviors", "originGroups", "webAclId")
                ),
                "origins": [_SHOP],
                "restrictions": {"geoRestriction": {"restrictionType": "blacklist", "locations": ["AQ"]}},
                "viewerCertificate": {"cloudfrontDefaultCertificate": True, "minimumProtocolVersion": "TLSv1"},
            },
        },
        changes={
            "comment": "In front of another shop",
            "defaultRootObject": "start.html",
            "enabled": False,
            "httpVersion": "http2",
            "isIpv6Enabled": False,
            "priceClass": "PriceClass_200",
            "customErrorResponses": [{"errorCode": 503, "errorCachingMinTtl": 2}],
            "origins": [{**_SHOP, "customHeaders": [{"name": "x-from", "value": "another-edge"}]}, *_FILES],
            "orderedCacheBehaviors": [{**_BY_PATH, "pathPattern": "/others/*"}],
            "defaultCacheBehavior": {**_OTHERWISE, "compress": True},
        },
        unread={"retainOnDelete": BEHAVES, "waitForDeployment": BEHAVES},
    ),
    "aws:wafv2/ipSet:IpSet": Example(
        inputs={
            "name": "addresses-{n}",
            "description": "Canaries",
            "scope": "CLOUDFRONT",
            "ipAddressVersion": "IPV4",
            "addresses": ["192.0.2.1/32", "198.51.100.0/24"],
        },
        changes={"addresses": ["192.0.2.2/32"]},
    ),
    "aws:wafv2/webAcl:WebAcl": Example(
        inputs={
            "name": "acl-{n}",
            "description": "In front of the shop",
            "scope": "CLOUDFRONT",
            "defaultAction": {"allow": {}},
            "rules": _RULES,
            "visibilityConfig": _VISIBLE,
        },
        also={"regional": {"scope": "REGIONAL", "rules": _RULES[1:], "defaultAction": {"block": {}}}},
        changes={
            "rules": _COUNTING,
            "defaultAction": {"block": {}},
            "visibilityConfig": {**_VISIBLE, "sampledRequestsEnabled": True},
        },
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": Example(
        inputs={
            "resourceArn": _ACL,
            "logDestinationConfigs": ["arn:aws:logs:us-east-1:000000000000:log-group:aws-waf-logs-example"],
            "redactedFields": [{"singleHeader": {"name": "cookie"}}],
            "loggingFilter": {
                "defaultBehavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [{"actionCondition": {"action": "BLOCK"}}],
                    }
                ],
            },
        },
        changes={
            "redactedFields": [{"singleHeader": {"name": "cookie"}}, {"singleHeader": {"name": "authorization"}}],
        },
        tampering=("wafv2", "delete_logging_configuration", {"ResourceArn": "{id}"}, ""),
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Example(
        inputs={
            "name": "source-{n}",
            "logType": "ACCESS_LOGS",
            "resourceArn": "${aws:cloudfront/distribution:Distribution.arn}",
        },
        tampering=("logs", "delete_delivery_source", {"name": "{id}"}, ""),
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Example(
        inputs={
            "name": "destination-{n}",
            "outputFormat": "json",
            "deliveryDestinationConfiguration": {"destinationResourceArn": "${aws:s3/bucket:Bucket.arn}"},
        },
        changes={
            "deliveryDestinationConfiguration": {"destinationResourceArn": "${aws:s3/bucket:Bucket@fresh.arn}"},
        },
        tampering=("logs", "delete_delivery_destination", {"name": "{id}"}, ""),
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": Example(
        inputs={
            "deliveryDestinationArn": "${aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination@fresh.arn}",
            "deliverySourceName": "${aws:cloudwatch/logDeliverySource:LogDeliverySource.name}",
        },
        tampering=("logs", "delete_delivery", {"id": "{id}"}, ""),
    ),
}
