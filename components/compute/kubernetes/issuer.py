"""What IAM must know of the cluster, so that it takes its tokens."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, kw_only=True)
class IssuerArgs:
    """`url` is the cluster's issuer."""

    url: pulumi.Input[str]


class Issuer(pulumi.ComponentResource):
    """IAM's identity provider of one cluster. A cluster that is made anew has another issuer."""

    provider_arn: pulumi.Output[str]

    def __init__(self, name: str, args: IssuerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:Issuer", name, None, opts)
        provider = aws.iam.OpenIdConnectProvider(
            name, url=args.url, client_id_lists=["sts.amazonaws.com"], opts=pulumi.ResourceOptions(parent=self)
        )
        self.provider_arn = provider.arn
        self.register_outputs({"provider_arn": self.provider_arn})
