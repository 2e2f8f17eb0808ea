"""The bucket of a canary: the code that it runs, and what it saw."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.common.private_bucket import bucket_policy, expire, private_bucket


@dataclass(frozen=True, kw_only=True)
class CanaryBucketArgs:
    """`kept_days` is how long what a run saw is kept."""

    region: str
    account: pulumi.Input[str]
    kept_days: int


class CanaryBucket(pulumi.ComponentResource):
    """Private, versioned so that a canary runs the code that was declared, encrypted with S3's own key."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CanaryBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:CanaryBucket", name, None, opts)
        made = private_bucket(
            self,
            name,
            pulumi.Output.from_input(args.account).apply(lambda account: naming.bucket(account, args.region, "canary")),
            locked=False,
            goes_with_content=True,
        )
        expire(self, name, made, rule="expire", prefix="artifacts/", days=args.kept_days, old_days=1)
        bucket_policy(self, name, made)
        # An object gets a version only once versions are kept.
        self.name, self.arn = made.name_once_versioned(), made.bucket.arn
        self.register_outputs({"name": self.name})
