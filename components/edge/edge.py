"""The edge, put together. The home stack owns it; a region only has its bucket of assets and its locked door."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.edge import origin_header
from components.edge.assets_bucket import assets_bucket
from components.edge.cache_policies import CachePolicies, CachePoliciesArgs
from components.edge.certificate import EdgeCertificate, EdgeCertificateArgs
from components.edge.distribution import Distribution, DistributionArgs
from components.edge.response_headers import ResponseHeaders, ResponseHeadersArgs
from components.edge.web_acl import WebAcl, WebAclArgs
from components.edge.web_acl_logs import WebAclLogs, WebAclLogsArgs
from settings.edge import EdgeSettings


@dataclass(frozen=True, kw_only=True)
class EdgeArgs:
    """`regions` are those with a bucket of assets, in the order in which they are asked."""

    spec: EdgeSettings
    domain: str
    regions: tuple[str, ...]
    account: pulumi.Input[str]
    zone_id: pulumi.Input[str]
    origin_secret: pulumi.Output[str]
    cacheable_paths: tuple[str, ...]
    costly_posts: tuple[str, ...]


class Edge(pulumi.ComponentResource):
    """Needs nothing of either region: it is declared before there is a load balancer or a bucket to ask."""

    distribution: Distribution
    web_acl_arn: pulumi.Output[str]

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:Edge", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        spec = args.spec
        acl = WebAcl(f"{name}-firewall", WebAclArgs(spec=spec.waf, costly_posts=args.costly_posts), opts=child)
        WebAclLogs(
            f"{name}-firewall-logs",
            WebAclLogsArgs(web_acl_arn=acl.arn, retention_days=spec.waf_log_retention_days),
            opts=child,
        )
        certificate = EdgeCertificate(
            f"{name}-certificate",
            EdgeCertificateArgs(host=naming.app_host(args.domain), zone_id=args.zone_id),
            opts=child,
        )
        policies = CachePolicies(f"{name}-cache", CachePoliciesArgs(stale_seconds=spec.stale_seconds), opts=child)
        headers = ResponseHeaders(f"{name}-headers", ResponseHeadersArgs(), opts=child)
        self.distribution = Distribution(
            f"{name}-distribution",
            DistributionArgs(
                spec=spec,
                domain=args.domain,
                cacheable_paths=args.cacheable_paths,
                certificate_arn=certificate.arn,
                web_acl_arn=acl.arn,
                static_policy_id=policies.static_id,
                dynamic_policy_id=policies.dynamic_id,
                response_headers_id=headers.id,
                header_value=args.origin_secret.apply(
                    lambda secret: origin_header.value(secret, spec.header_generation)
                ),
                buckets={region: assets_bucket(args.account, region) for region in args.regions},
            ),
            opts=child,
        )
        self.web_acl_arn = acl.arn
        self.register_outputs({"distribution_id": self.distribution.id, "web_acl_arn": self.web_acl_arn})
