"""The bucket for a region's access logs."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import Statement, allow
from components.common.private_bucket import bucket_policy, expire, private_bucket

_KEPT_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class LogBucketArgs:
    """Where the bucket stands. `takes_edge` in the one region where the edge's log is kept."""

    region: str
    takes_edge: bool
    account: pulumi.Input[str]
    locked: bool


class LogBucket(pulumi.ComponentResource):
    """Private, versioned, encrypted with S3's own key: load balancers cannot write under a customer's."""

    name: pulumi.Output[str]

    def __init__(self, name: str, args: LogBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:loadbalancer:LogBucket", name, None, opts)
        made = private_bucket(
            self,
            name,
            pulumi.Output.from_input(args.account).apply(
                lambda account: naming.bucket(account, args.region, "access-logs")
            ),
            locked=args.locked,
            goes_with_content=not args.locked,
        )
        expire(self, name, made, rule="expire", days=_KEPT_DAYS, old_days=1)
        policy = bucket_policy(self, name, made, *_writers(args, made.bucket))
        # A load balancer tests at creation whether it may write, so the name is given out only once it may.
        self.name = pulumi.Output.all(made.bucket.bucket, policy.id).apply(lambda parts: str(parts[0]))
        self.register_outputs({"name": self.name})


def _writers(args: LogBucketArgs, bucket: aws.s3.Bucket) -> list[Statement]:
    """Whoever delivers logs: load balancers of this account, and the edge where its logs come here."""
    delivered = pulumi.Output.concat(bucket.arn, "/AWSLogs/", args.account)
    balancers = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    return [
        # The path says whose load balancers: they name no source, and a condition would refuse all of them.
        allow(["s3:PutObject"], [pulumi.Output.concat(delivered, "/*")], principal=balancers),
        *([_from_edge(args.account, delivered)] if args.takes_edge else []),
    ]


def _from_edge(account: pulumi.Input[str], delivered: pulumi.Output[str]) -> Statement:
    """Let CloudWatch deliver CloudFront's log.

    Word for word what CloudWatch writes: it adds its own statement to a policy that lacks it, which the next run
    would take out again.
    """
    source = pulumi.Output.concat(f"arn:aws:logs:{naming.EDGE_REGION}:", account, f":delivery-source:{naming.EDGE_LOG}")
    return {
        "Sid": "AWSLogDeliveryWrite1",
        **allow(
            ["s3:PutObject"],
            [pulumi.Output.concat(delivered, "/CloudFront/*")],
            principal={"Service": "delivery.logs.amazonaws.com"},
            condition={
                "StringEquals": {"aws:SourceAccount": account, "s3:x-amz-acl": "bucket-owner-full-control"},
                "ArnLike": {"aws:SourceArn": source},
            },
        ),
    }
