"""CloudFront: distributions."""

import uuid
from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import from_aws, pascal_names, pick, to_aws, unpick
from sandbox.providers.aws.edge.counted import Marked, counted, items_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, below
from sandbox.providers.aws.tagging import CLOUDFRONT

# Every distribution's names stand in this zone of CloudFront's own.
_ZONE = "Z2FDTNDATAQYW2"
_PLAIN = {
    **pascal_names("comment", "defaultRootObject", "enabled", "httpVersion", "priceClass", "staging"),
    "isIpv6Enabled": "IsIPV6Enabled",
    "webAclId": "WebACLId",
}
_ORIGIN = pascal_names(
    "connectionAttempts", "connectionTimeout", "domainName", "originAccessControlId", "originPath"
) | {"originId": "Id"}
_CUSTOM = pascal_names("originKeepaliveTimeout", "originProtocolPolicy", "originReadTimeout") | {
    "httpPort": "HTTPPort",
    "httpsPort": "HTTPSPort",
}
_BEHAVIOR = pascal_names(
    "cachePolicyId",
    "compress",
    "originRequestPolicyId",
    "pathPattern",
    "responseHeadersPolicyId",
    "targetOriginId",
    "viewerProtocolPolicy",
)
_CERTIFICATE = {
    "acmCertificateArn": "ACMCertificateArn",
    "cloudfrontDefaultCertificate": "CloudFrontDefaultCertificate",
    "minimumProtocolVersion": "MinimumProtocolVersion",
    "sslSupportMethod": "SSLSupportMethod",
}
_ERROR_NAMES = {"errorCachingMinTtl": "ErrorCachingMinTTL"}
_METHODS = ("allowedMethods", "cachedMethods")
# The provider alone goes by these; CloudFront learns nothing of them.
_OWN = ("retainOnDelete", "waitForDeployment")
_LISTS = ("aliases", "customErrorResponses", "orderedCacheBehaviors", "originGroups", "origins")
_BLOCKS = ("defaultCacheBehavior", "restrictions", "viewerCertificate")


def _behavior_paths(parent: str) -> frozenset[str]:
    return below(parent, *(set(_BEHAVIOR) - {"pathPattern"}), *_METHODS)


class Distribution(Marked):
    """A distribution. The emulated AWS has deployed it at once."""

    token = "aws:cloudfront/distribution:Distribution"
    properties = (
        frozenset({*_PLAIN, *_OWN, "aliases", "orderedCacheBehaviors[].pathPattern"})
        | below("origins[]", *_ORIGIN)
        | below("origins[].customHeaders[]", "name", "value")
        | below("origins[].customOriginConfig", *_CUSTOM, "originSslProtocols")
        | below("originGroups[]", "originId", "failoverCriteria.statusCodes", "members[].originId")
        | _behavior_paths("defaultCacheBehavior")
        | _behavior_paths("orderedCacheBehaviors[]")
        | below("customErrorResponses[]", "errorCode", "errorCachingMinTtl")
        | below("restrictions.geoRestriction", "restrictionType", "locations")
        | below("viewerCertificate", *_CERTIFICATE)
    )
    computed = frozenset({"arn", "callerReference", "domainName", "etag", "hostedZoneId", "lastModifiedTime", "status"})
    sets = frozenset(
        {
            "aliases",
            "customErrorResponses",
            "originGroups",
            "originGroups[].failoverCriteria.statusCodes",
            "origins",
            "origins[].customHeaders",
            "origins[].customOriginConfig.originSslProtocols",
            "restrictions.geoRestriction.locations",
            *(f"defaultCacheBehavior.{key}" for key in _METHODS),
            *(f"orderedCacheBehaviors[].{key}" for key in _METHODS),
        }
    )
    unsettles: ClassVar = dict.fromkeys((*_PLAIN, *_LISTS, *_BLOCKS), frozenset({"etag", "lastModifiedTime", "status"}))
    tagging = CLOUDFRONT
    tagged_at_once = False
    noun, answer, config, gone = "distribution", "Distribution", "DistributionConfig", "NoSuchDistribution"

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if inputs.get("waitForDeployment"):
            self._wait(call, resource_id)

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        super().update(call, resource_id, old, new, changed - set(_OWN))
        self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """CloudFront deletes only what is disabled, everywhere."""
        client = call.client("cloudfront")
        answer = found(lambda: client.get_distribution_config(Id=resource_id), self.gone)
        if answer is None:
            return
        config, mark = answer["DistributionConfig"], answer["ETag"]
        if config["Enabled"]:
            disabled = {**config, "Enabled": False}
            mark = client.update_distribution(Id=resource_id, IfMatch=mark, DistributionConfig=disabled)["ETag"]
        if not state.get("retainOnDelete"):
            self._wait(call, resource_id)
            found(lambda: client.delete_distribution(Id=resource_id, IfMatch=mark), self.gone)

    @override
    def configuration(self, inputs: Inputs) -> dict[str, Any]:
        ordered = inputs.get("orderedCacheBehaviors") or []
        errors = to_aws(inputs.get("customErrorResponses") or [], _ERROR_NAMES)
        restriction = inputs["restrictions"]["geoRestriction"]
        return {
            "CallerReference": inputs.get("callerReference") or uuid.uuid4().hex,
            **pick({"comment": "", **inputs}, _PLAIN),
            "Aliases": counted(inputs.get("aliases")),
            "Origins": counted([_origin(origin) for origin in inputs["origins"]]),
            "OriginGroups": counted([_group(group) for group in inputs.get("originGroups") or []]),
            "DefaultCacheBehavior": _behavior(inputs["defaultCacheBehavior"]),
            "CacheBehaviors": counted([_behavior(behavior) for behavior in ordered]),
            "CustomErrorResponses": counted(errors),
            "Restrictions": {
                "GeoRestriction": {
                    "RestrictionType": restriction["restrictionType"],
                    **counted(restriction.get("locations")),
                }
            },
            "ViewerCertificate": pick(inputs["viewerCertificate"], _CERTIFICATE),
        }

    @override
    def said(self, call: Call, thing: dict[str, Any]) -> Outputs:
        config = thing["DistributionConfig"]
        restriction = config["Restrictions"]["GeoRestriction"]
        return {
            **unpick(thing, {"arn": "ARN", "domainName": "DomainName", "status": "Status"}),
            "lastModifiedTime": str(thing["LastModifiedTime"]),
            "hostedZoneId": _ZONE,
            "callerReference": config["CallerReference"],
            **unpick(config, _PLAIN),
            "aliases": items_of(config.get("Aliases")),
            "origins": [_origin_said(origin) for origin in items_of(config["Origins"])],
            "originGroups": [_group_said(group) for group in items_of(config.get("OriginGroups"))],
            "defaultCacheBehavior": _behavior_said(config["DefaultCacheBehavior"]),
            "orderedCacheBehaviors": [_behavior_said(one) for one in items_of(config.get("CacheBehaviors"))],
            "customErrorResponses": [
                {"errorCode": one["ErrorCode"], "errorCachingMinTtl": one.get("ErrorCachingMinTTL")}
                for one in items_of(config.get("CustomErrorResponses"))
            ],
            "restrictions": {
                "geoRestriction": {
                    "restrictionType": restriction["RestrictionType"],
                    "locations": items_of(restriction),
                }
            },
            "viewerCertificate": unpick(config["ViewerCertificate"], _CERTIFICATE),
        }

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        """What CloudFront refuses about how the parts fit together."""
        grouped = {group["originId"] for group in inputs.get("originGroups") or []}
        known = grouped | {origin["originId"] for origin in inputs["origins"]}
        behaviors = [inputs["defaultCacheBehavior"], *(inputs.get("orderedCacheBehaviors") or [])]
        found_wrong = [
            ("orderedCacheBehaviors", f"{each['targetOriginId']} is no origin and no origin group")
            for each in behaviors
            if each["targetOriginId"] not in known
        ]
        writes = {"POST", "PUT", "PATCH", "DELETE"}
        found_wrong += [
            ("orderedCacheBehaviors", f"an origin group takes no {', '.join(sorted(writes))}")
            for each in behaviors
            if each["targetOriginId"] in grouped and writes & set(each["allowedMethods"])
        ]
        certificate = inputs["viewerCertificate"].get("acmCertificateArn", "")
        if certificate and certificate.split(":")[3:4] != ["us-east-1"]:
            found_wrong.append(
                ("viewerCertificate.acmCertificateArn", "CloudFront takes certificates of us-east-1 only")
            )
        return found_wrong

    def _wait(self, call: Call, resource_id: str) -> None:
        client = call.client("cloudfront")
        call.wait_for(
            f"the deployment of distribution {resource_id}",
            lambda: client.get_distribution(Id=resource_id)["Distribution"]["Status"] == "Deployed",
        )


def _origin(origin: Inputs) -> dict[str, Any]:
    headers = [{"HeaderName": one["name"], "HeaderValue": one["value"]} for one in origin.get("customHeaders") or []]
    custom = origin.get("customOriginConfig")
    kind: dict[str, Any] = {"S3OriginConfig": {"OriginAccessIdentity": ""}}
    if custom:
        protocols = {"OriginSslProtocols": counted(custom["originSslProtocols"])}
        kind = {"CustomOriginConfig": {**pick(custom, _CUSTOM), **protocols}}
    return {**pick(origin, _ORIGIN), "CustomHeaders": counted(headers), **kind}


def _origin_said(origin: dict[str, Any]) -> Outputs:
    said: Outputs = {
        **unpick(origin, _ORIGIN),
        "customHeaders": [
            {"name": one["HeaderName"], "value": one["HeaderValue"]} for one in items_of(origin.get("CustomHeaders"))
        ],
    }
    custom = origin.get("CustomOriginConfig")
    if custom:
        protocols = {"originSslProtocols": items_of(custom["OriginSslProtocols"])}
        said["customOriginConfig"] = {**unpick(custom, _CUSTOM), **protocols}
    return said


def _group(group: Inputs) -> dict[str, Any]:
    return {
        "Id": group["originId"],
        "FailoverCriteria": {"StatusCodes": counted(group["failoverCriteria"]["statusCodes"])},
        "Members": counted([{"OriginId": member["originId"]} for member in group["members"]]),
    }


def _group_said(group: dict[str, Any]) -> Outputs:
    return {
        "originId": group["Id"],
        "failoverCriteria": {"statusCodes": items_of(group["FailoverCriteria"]["StatusCodes"])},
        "members": from_aws(items_of(group["Members"])),
    }


def _behavior(behavior: Inputs) -> dict[str, Any]:
    methods = {**counted(behavior["allowedMethods"]), "CachedMethods": counted(behavior["cachedMethods"])}
    return {**pick(behavior, _BEHAVIOR), "AllowedMethods": methods}


def _behavior_said(behavior: dict[str, Any]) -> Outputs:
    methods = behavior["AllowedMethods"]
    return {
        **unpick(behavior, _BEHAVIOR),
        "allowedMethods": items_of(methods),
        "cachedMethods": items_of(methods.get("CachedMethods")),
    }
