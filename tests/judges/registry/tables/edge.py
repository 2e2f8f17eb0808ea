"""CloudFront, WAF, Route 53 and certificates."""

from collections.abc import Mapping
from typing import Any

from tests.judges.registry.translation import CLIENTS, DELETING, PROVIDERS, Properties, Translation, only


def _counted(given: Any) -> dict[str, Any]:  # noqa: ANN401 - a property value
    return {"Items": given, "Quantity": len(given)}


def _health_check(given: Properties, region: str) -> Properties:
    del region
    alarm = {"cloudwatchAlarmName": "name", "cloudwatchAlarmRegion": "region"}
    identifier = {alarm[key]: value for key, value in given.items() if key in alarm}
    rest = {key: value for key, value in given.items() if key not in alarm}
    return {**rest, **({"alarmIdentifier": identifier} if identifier else {})}


_BEHAVIORS = ("defaultCacheBehavior", "orderedCacheBehaviors")
TABLE: Mapping[str, Translation] = {
    "aws:acm/certificate:Certificate": Translation(to="AWS::CertificateManager::Certificate"),
    "aws:cloudfront/cachePolicy:CachePolicy": Translation(
        to="AWS::CloudFront::CachePolicy",
        inside="CachePolicyConfig",
        tags="",
    ),
    "aws:cloudfront/distribution:Distribution": Translation(
        to="AWS::CloudFront::Distribution",
        inside="DistributionConfig",
        names={
            "isIpv6Enabled": "IPV6Enabled",
            "orderedCacheBehaviors": "CacheBehaviors",
            "originGroups.Items.originId": "Id",
            "origins.customHeaders": "OriginCustomHeaders",
            "origins.customHeaders.name": "HeaderName",
            "origins.customHeaders.value": "HeaderValue",
            "origins.customOriginConfig.originSslProtocols": "OriginSSLProtocols",
            "origins.originId": "Id",
        },
        forms={
            "originGroups": _counted,
            "originGroups.Items.failoverCriteria.statusCodes": _counted,
            "originGroups.Items.members": _counted,
        },
        own={"retainOnDelete": PROVIDERS, "waitForDeployment": CLIENTS},
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Translation(
        to="AWS::CloudFront::OriginAccessControl", inside="OriginAccessControlConfig", tags=""
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Translation(
        to="AWS::CloudFront::ResponseHeadersPolicy", inside="ResponseHeadersPolicyConfig", tags=""
    ),
    "aws:route53/healthCheck:HealthCheck": Translation(
        to="AWS::Route53::HealthCheck",
        reshape=_health_check,
        inside="HealthCheckConfig",
        names={"childHealthThreshold": "HealthThreshold", "fqdn": "FullyQualifiedDomainName"},
        own={"disabled": "CloudFormation leaves it to Route 53's API", "triggers": PROVIDERS},
        tags="HealthCheckTags",
    ),
    "aws:route53/record:Record": Translation(
        to="AWS::Route53::RecordSet",
        names={
            "aliases": "AliasTarget",
            "aliases.name": "DNSName",
            "aliases.zoneId": "HostedZoneId",
            "failoverRoutingPolicies": "Failover",
            "latencyRoutingPolicies": "Region",
            "records": "ResourceRecords",
            "zoneId": "HostedZoneId",
        },
        forms={
            "aliases": only,
            "failoverRoutingPolicies": lambda given: only(given)["type"],
            "latencyRoutingPolicies": lambda given: only(given)["region"],
        },
        tags="",
    ),
    "aws:route53/zone:Zone": Translation(
        to="AWS::Route53::HostedZone",
        names={
            "comment": "HostedZoneConfig.Comment",
            "enableAcceleratedRecovery": "HostedZoneFeatures.EnableAcceleratedRecovery",
        },
        own={"forceDestroy": DELETING},
        tags="HostedZoneTags",
    ),
    "aws:wafv2/ipSet:IpSet": Translation(to="AWS::WAFv2::IPSet"),
    "aws:wafv2/webAcl:WebAcl": Translation(to="AWS::WAFv2::WebACL"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": Translation(
        to="AWS::WAFv2::LoggingConfiguration", tags=""
    ),
}
