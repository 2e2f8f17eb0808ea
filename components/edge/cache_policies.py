"""What the edge may keep, and how long: static assets for good, cacheable answers for as long as they say.

Whatever is personal goes by a policy of AWS's own that keeps nothing.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming

# AWS's managed policies. Source: CloudFront developer guide, managed cache policies and origin request policies.
KEEP_NOTHING = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# The load balancer's certificate is for the origin's name, so the client's Host stays at the edge.
SEND_ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
_DAY, _YEAR = 86_400, 31_536_000
# Neither cookies, headers nor a query: they reach no cacheable answer, and nobody can flood the origin by varying them.
_PATH_ALONE: aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginArgsDict = {
    "cookies_config": {"cookie_behavior": "none"},
    "headers_config": {"header_behavior": "none"},
    "query_strings_config": {"query_string_behavior": "none"},
    "enable_accept_encoding_brotli": True,
    "enable_accept_encoding_gzip": True,
}


@dataclass(frozen=True, kw_only=True)
class CachePoliciesArgs:
    """`stale_seconds`: how long an answer may stand in while no region answers."""

    stale_seconds: int


class CachePolicies(pulumi.ComponentResource):
    """`static` for files whose names change with their content; `dynamic` for answers that say how fresh they are."""

    static_id: pulumi.Output[str]
    dynamic_id: pulumi.Output[str]

    def __init__(self, name: str, args: CachePoliciesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:CachePolicies", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        static = aws.cloudfront.CachePolicy(
            f"{name}-static",
            name=f"{naming.PREFIX}-static",
            comment="Files whose names change with their content",
            min_ttl=_DAY,
            default_ttl=_YEAR,
            max_ttl=_YEAR,
            parameters_in_cache_key_and_forwarded_to_origin=_PATH_ALONE,
            opts=child,
        )
        dynamic = aws.cloudfront.CachePolicy(
            f"{name}-dynamic",
            name=f"{naming.PREFIX}-dynamic",
            comment="Answers that say how long they may be kept",
            min_ttl=0,
            # An answer that says nothing is not kept.
            default_ttl=0,
            # CloudFront shows nothing stale beyond it, whatever an answer allows.
            max_ttl=args.stale_seconds,
            parameters_in_cache_key_and_forwarded_to_origin=_PATH_ALONE,
            opts=child,
        )
        self.static_id, self.dynamic_id = static.id, dynamic.id
        self.register_outputs({"static_id": self.static_id, "dynamic_id": self.dynamic_id})
