"""CloudFront: what clients meet before either region, whichever takes over."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, everywhere, needed, spared

READS = (
    "cloudfront:GetCachePolicy",
    "cloudfront:GetDistribution",
    "cloudfront:GetOriginAccessControl",
    "cloudfront:GetResponseHeadersPolicy",
)
_GONE = "is not there"
_NO_EDGE = "clients who use the public name reach neither region as declared"
_NO_ASSETS = "clients miss images, scripts and styles: the edge does not read the buckets"
_SERVES = "the edge serves both regions all the same; how it serves differs"
# Input of a behavior -> what AWS calls it.
_BEHAVIOR = {
    "cachePolicyId": "CachePolicyId",
    "originRequestPolicyId": "OriginRequestPolicyId",
    "responseHeadersPolicyId": "ResponseHeadersPolicyId",
    "targetOriginId": "TargetOriginId",
    "viewerProtocolPolicy": "ViewerProtocolPolicy",
}
_CUSTOM = {"httpPort": "HTTPPort", "httpsPort": "HTTPSPort", "originProtocolPolicy": "OriginProtocolPolicy"}
_CACHE = {"defaultTtl": "DefaultTTL", "maxTtl": "MaxTTL", "minTtl": "MinTTL"}
_CACHE_KEYS = (
    ("cookiesConfig", "cookieBehavior"),
    ("headersConfig", "headerBehavior"),
    ("queryStringsConfig", "queryStringBehavior"),
)


def _distributions(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = unless_gone(partial(ask.one, "cloudfront", "get_distribution", Id=each.id), "NoSuchDistribution")
        if answer is None:
            yield needed(each, _GONE, _NO_EDGE)
            continue
        config, wants = answer["Distribution"]["DistributionConfig"], each.inputs
        certificate = config.get("ViewerCertificate", {})
        own = wants.get("viewerCertificate") or {}
        if seen := unlike(
            Facet("enabled", config["Enabled"], wants["enabled"]),
            Facet("staging", config.get("Staging", False), wants.get("staging")),
            Facet("names", _items(config.get("Aliases")), wants.get("aliases") or []),
            Facet("certificate", certificate.get("ACMCertificateArn"), own.get("acmCertificateArn")),
            *_origins(config, wants),
            *_behaviors(config, wants),
        ):
            yield needed(each, seen, _NO_EDGE)
        # Clients in the countries of this list, or outside it, are turned away.
        limits = config.get("Restrictions", {}).get("GeoRestriction", {}).get("RestrictionType")
        wanted = ((wants.get("restrictions") or {}).get("geoRestriction") or {}).get("restrictionType")
        if seen := unlike(Facet("restriction to countries", limits, wanted)):
            yield needed(each, seen, _NO_EDGE)
        if seen := unlike(
            Facet("web ACL", config.get("WebACLId"), wants.get("webAclId")),
            Facet("HTTP version", config.get("HttpVersion"), wants.get("httpVersion")),
            Facet("IPv6", config.get("IsIPV6Enabled"), wants.get("isIpv6Enabled")),
            Facet("price class", config.get("PriceClass"), wants.get("priceClass")),
            Facet("oldest TLS", certificate.get("MinimumProtocolVersion"), own.get("minimumProtocolVersion")),
            Facet(
                "seconds that errors are kept",
                [
                    f"{one['ErrorCode']}: {one.get('ErrorCachingMinTTL')}"
                    for one in _items(config.get("CustomErrorResponses"))
                ],
                [
                    f"{one['errorCode']:g}: {one.get('errorCachingMinTtl') or 0:g}"
                    for one in wants.get("customErrorResponses") or ()
                ],
            ),
        ):
            yield spared(each, seen, _SERVES)


def _items(listed: Mapping[str, Any] | None) -> list[Any]:
    """AWS writes a list as how many, and which if there are any."""
    return list((listed or {}).get("Items", ()))


def _origins(config: Mapping[str, Any], wants: Mapping[str, Any]) -> Iterator[Facet]:
    has = {one["Id"]: one for one in _items(config["Origins"])}
    yield Facet("origins", list(has), [one["originId"] for one in wants["origins"]])
    for one in wants["origins"]:
        origin, name = has.get(one["originId"]), one["originId"]
        if origin is None:
            continue
        custom, own = origin.get("CustomOriginConfig", {}), one.get("customOriginConfig") or {}
        headers = [each["HeaderName"] for each in _items(origin.get("CustomHeaders"))]
        yield Facet(f"{name}'s domain", origin["DomainName"], one["domainName"])
        yield Facet(f"{name}'s path", origin.get("OriginPath"), one.get("originPath"))
        yield Facet(f"{name}'s access", origin.get("OriginAccessControlId"), one.get("originAccessControlId") or "")
        # Their values are secret.
        yield Facet(f"{name}'s headers", headers, [each["name"] for each in one.get("customHeaders") or ()])
        for key, member in _CUSTOM.items():
            yield Facet(f"{name}'s {key}", custom.get(member), own.get(key))
    groups = {
        one["Id"]: [each["OriginId"] for each in _items(one["Members"])] for one in _items(config.get("OriginGroups"))
    }
    for one in wants.get("originGroups") or ():
        # Their order is which one is asked first.
        members = " then ".join(each["originId"] for each in one["members"])
        yield Facet(f"members of {one['originId']}", " then ".join(groups.get(one["originId"], ())), members)


def _behaviors(config: Mapping[str, Any], wants: Mapping[str, Any]) -> Iterator[Facet]:
    ordered = {one["PathPattern"]: one for one in _items(config.get("CacheBehaviors"))}
    declared = wants.get("orderedCacheBehaviors") or ()
    yield Facet("paths", " then ".join(ordered), " then ".join(one["pathPattern"] for one in declared))
    pairs = [("*", config["DefaultCacheBehavior"], wants["defaultCacheBehavior"])]
    pairs += [
        (one["pathPattern"], ordered[one["pathPattern"]], one) for one in declared if one["pathPattern"] in ordered
    ]
    for path, has, own in pairs:
        for key, member in _BEHAVIOR.items():
            yield Facet(f"{path}'s {key}", has.get(member), own.get(key))
        yield Facet(f"{path}'s methods", _items(has.get("AllowedMethods")), own.get("allowedMethods"))


def _cache_policies(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = unless_gone(partial(ask.one, "cloudfront", "get_cache_policy", Id=each.id), "NoSuchCachePolicy")
        if answer is None:
            yield needed(each, _GONE, _NO_EDGE)
            continue
        config = answer["CachePolicy"]["CachePolicyConfig"]
        keys = config.get("ParametersInCacheKeyAndForwardedToOrigin", {})
        own = each.inputs["parametersInCacheKeyAndForwardedToOrigin"]
        if seen := unlike(
            *(Facet(key, config.get(member), each.inputs.get(key)) for key, member in _CACHE.items()),
            *(
                Facet(key, keys.get(_member(part), {}).get(_member(key)), own[part][key])
                for part, key in _CACHE_KEYS
                if own.get(part)
            ),
        ):
            yield spared(each, seen, "the edge keeps answers for another time, or for other clients; it serves")


def _member(key: str) -> str:
    return key[0].upper() + key[1:]


def _access_controls(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        asked = partial(ask.one, "cloudfront", "get_origin_access_control", Id=each.id)
        answer = unless_gone(asked, "NoSuchOriginAccessControl")
        if answer is None:
            yield needed(each, _GONE, _NO_ASSETS)
            continue
        config = answer["OriginAccessControl"]["OriginAccessControlConfig"]
        keys = {
            "signingBehavior": "SigningBehavior",
            "signingProtocol": "SigningProtocol",
            "originAccessControlOriginType": "OriginAccessControlOriginType",
        }
        if seen := unlike(*(Facet(key, config.get(member), each.inputs.get(key)) for key, member in keys.items())):
            yield needed(each, seen, _NO_ASSETS)


def _headers_policies(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        asked = partial(ask.one, "cloudfront", "get_response_headers_policy", Id=each.id)
        answer = unless_gone(asked, "NoSuchResponseHeadersPolicy")
        if answer is None:
            yield needed(each, _GONE, _NO_EDGE)
            continue
        config = answer["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
        custom, removed = each.inputs.get("customHeadersConfig") or {}, each.inputs.get("removeHeadersConfig") or {}
        if seen := unlike(
            *(
                Facet(
                    part,
                    {
                        key: config.get("SecurityHeadersConfig", {}).get(_member(part), {}).get(_member(key))
                        for key in own
                    },
                    own,
                )
                for part, own in (each.inputs.get("securityHeadersConfig") or {}).items()
            ),
            Facet(
                "headers that it adds",
                [f"{one['Header']}: {one['Value']}" for one in _items(config.get("CustomHeadersConfig"))],
                [f"{one['header']}: {one['value']}" for one in custom.get("items", ())],
            ),
            Facet(
                "headers that it removes",
                [one["Header"] for one in _items(config.get("RemoveHeadersConfig"))],
                [one["header"] for one in removed.get("items", ())],
            ),
        ):
            yield spared(each, seen, _SERVES)


RULES = (
    Rule(type="aws:cloudfront/cachePolicy:CachePolicy", look=_cache_policies, concerns=everywhere, in_one_place=True),
    Rule(type="aws:cloudfront/distribution:Distribution", look=_distributions, concerns=everywhere, in_one_place=True),
    Rule(
        type="aws:cloudfront/originAccessControl:OriginAccessControl",
        look=_access_controls,
        concerns=everywhere,
        in_one_place=True,
    ),
    Rule(
        type="aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        look=_headers_policies,
        concerns=everywhere,
        in_one_place=True,
    ),
)
