"""Who asked the edge for what: CloudFront's own log, delivered to the home region's bucket of access logs."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming


@dataclass(frozen=True, kw_only=True)
class AccessLogsArgs:
    """The bucket already takes CloudFront's deliveries."""

    distribution_arn: pulumi.Input[str]
    bucket: pulumi.Input[str]


class AccessLogs(pulumi.ComponentResource):
    """Delivered by CloudWatch: CloudFront's older way wants a bucket that strangers may write to by ACL.

    Cookies are in none of the fields, and paths carry no secrets.
    """

    def __init__(self, name: str, args: AccessLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:AccessLogs", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        source = aws.cloudwatch.LogDeliverySource(
            f"{name}-source",
            name=naming.EDGE_LOG,
            log_type="ACCESS_LOGS",
            resource_arn=args.distribution_arn,
            region=naming.EDGE_REGION,
            opts=child,
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            f"{name}-destination",
            name=naming.EDGE_LOG,
            output_format="json",
            delivery_destination_configuration={
                "destination_resource_arn": pulumi.Output.concat("arn:aws:s3:::", args.bucket)
            },
            region=naming.EDGE_REGION,
            opts=child,
        )
        aws.cloudwatch.LogDelivery(
            name,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            region=naming.EDGE_REGION,
            opts=child,
        )
        self.register_outputs({})
