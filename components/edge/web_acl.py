"""The web ACL in front of the distribution."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.edge.web_acl_rules import seen_as, web_acl_rules
from settings.edge import WafSettings

_SCOPE = "CLOUDFRONT"


@dataclass(frozen=True, kw_only=True)
class WebAclArgs:
    """`costly_posts` are the paths below which a POST is rationed more strictly."""

    spec: WafSettings
    costly_posts: tuple[str, ...]


class WebAcl(pulumi.ComponentResource):
    """Lets pass what no rule stops. It belongs to CloudFront and stands where that does, whatever the home region."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: WebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:WebAcl", name, None, opts)
        exempt = aws.wafv2.IpSet(
            f"{name}-exempt",
            name=f"{naming.WEB_ACL}-exempt",
            description="Canaries and outside checkers",
            scope=_SCOPE,
            region=naming.EDGE_REGION,
            ip_address_version="IPV4",
            addresses=sorted(map(str, args.spec.exempt_addresses)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        acl = aws.wafv2.WebAcl(
            name,
            name=naming.WEB_ACL,
            description="In front of both regions",
            scope=_SCOPE,
            region=naming.EDGE_REGION,
            default_action={"allow": {}},
            rules=web_acl_rules(args.spec, exempt.arn, args.costly_posts),
            visibility_config=seen_as(naming.WEB_ACL),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn})
