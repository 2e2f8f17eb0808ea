"""The distribution: the one place that clients talk to."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.edge import behaviors, origins
from settings.edge import EdgeSettings

# An error that is kept would go on after the region is back. CloudFront keeps those ten seconds if nobody says.
_ERRORS_KEPT_SECONDS: Mapping[int, int] = {403: 1, 404: 1, 500: 0, 502: 0, 503: 0, 504: 0}


@dataclass(frozen=True, kw_only=True)
class DistributionArgs:
    """`buckets` are the assets' by region, in the order in which they are asked."""

    spec: EdgeSettings
    domain: str
    cacheable_paths: tuple[str, ...]
    certificate_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    static_policy_id: pulumi.Input[str]
    dynamic_policy_id: pulumi.Input[str]
    response_headers_id: pulumi.Input[str]
    header_value: pulumi.Input[str]
    buckets: Mapping[str, pulumi.Input[str]]


class Distribution(pulumi.ComponentResource):
    """It knows no region: a failover and a switch of strategy leave it as it is."""

    id: pulumi.Output[str]
    arn: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]

    def __init__(self, name: str, args: DistributionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:Distribution", name, None, opts)
        access = aws.cloudfront.OriginAccessControl(
            f"{name}-access",
            name=naming.PREFIX,
            description="Reads the assets",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=pulumi.ResourceOptions(parent=self),
        )
        distribution = aws.cloudfront.Distribution(
            name,
            comment="In front of both regions",
            enabled=True,
            aliases=[naming.app_host(args.domain)],
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=args.spec.price_class,
            web_acl_id=args.web_acl_arn,
            viewer_certificate={
                "acm_certificate_arn": args.certificate_arn,
                "minimum_protocol_version": args.spec.minimum_tls,
                "ssl_support_method": "sni-only",
            },
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            origins=[
                origins.regions(args.domain, args.header_value),
                *origins.buckets(args.buckets, access.id),
            ],
            origin_groups=[origins.either_bucket(args.buckets)],
            ordered_cache_behaviors=[
                behaviors.for_assets(args.static_policy_id, args.response_headers_id),
                *behaviors.for_answers(args.cacheable_paths, args.dynamic_policy_id, args.response_headers_id),
            ],
            default_cache_behavior=behaviors.for_everything_else(args.response_headers_id),
            custom_error_responses=[
                {"error_code": code, "error_caching_min_ttl": seconds} for code, seconds in _ERRORS_KEPT_SECONDS.items()
            ],
            # A change takes minutes to spread, and nothing here needs it to have spread.
            wait_for_deployment=False,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.id, self.arn = distribution.id, distribution.arn
        self.domain_name, self.zone_id = distribution.domain_name, distribution.hosted_zone_id
        self.register_outputs(
            {"id": self.id, "arn": self.arn, "domain_name": self.domain_name, "zone_id": self.zone_id}
        )
