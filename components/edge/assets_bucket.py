"""A region's bucket of static assets. Only the distribution reads it; whoever publishes writes to either region's."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.common.policy_document import allow
from components.common.private_bucket import bucket_policy, expire, private_bucket

NAME = "assets"
_KEPT_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class AssetsBucketArgs:
    """Where the bucket stands, and which distribution reads it."""

    region: str
    account: pulumi.Input[str]
    distribution_arn: pulumi.Input[str]
    locked: bool


class AssetsBucket(pulumi.ComponentResource):
    """Private and versioned. Encrypted with S3's own key: assets are public, and a key of ours would be one to grant.

    `name` is known once versions are kept, without which S3 refuses to replicate from the bucket or to it.
    """

    name: pulumi.Output[str]

    def __init__(self, name: str, args: AssetsBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:AssetsBucket", name, None, opts)
        made = private_bucket(
            self,
            name,
            assets_bucket(args.account, args.region),
            locked=args.locked,
            goes_with_content=not args.locked,
        )
        expire(self, name, made, rule="old-versions", old_days=_KEPT_DAYS)
        bucket_policy(
            self,
            name,
            made,
            allow(
                ["s3:GetObject"],
                [pulumi.Output.concat(made.bucket.arn, "/*")],
                principal={"Service": "cloudfront.amazonaws.com"},
                condition={"StringEquals": {"aws:SourceArn": args.distribution_arn}},
            ),
        )
        self.name = made.name_once_versioned()
        self.register_outputs({"name": self.name})


def assets_bucket(account: pulumi.Input[str], region: str) -> pulumi.Output[str]:
    """Name of a region's bucket, whether its stack is up yet or not."""
    return pulumi.Output.from_input(account).apply(lambda number: naming.bucket(number, region, NAME))
