"""The certificate that clients see. CloudFront takes certificates of one region alone."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming


@dataclass(frozen=True, kw_only=True)
class EdgeCertificateArgs:
    """The name that clients use, and the zone that vouches for it."""

    host: str
    zone_id: pulumi.Input[str]


class EdgeCertificate(pulumi.ComponentResource):
    """`arn` is known once ACM has issued it."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: EdgeCertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:EdgeCertificate", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        certificate = aws.acm.Certificate(
            name,
            domain_name=args.host,
            validation_method="DNS",
            region=naming.EDGE_REGION,
            # The distribution holds the old one until it has the new.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )
        option = certificate.domain_validation_options[0]
        record = aws.route53.Record(
            f"{name}-validation",
            zone_id=args.zone_id,
            name=option.resource_record_name.apply(str),
            type=option.resource_record_type.apply(str),
            records=[option.resource_record_value.apply(str)],
            ttl=300,
            opts=child,
        )
        issued = aws.acm.CertificateValidation(
            f"{name}-issued",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
            region=naming.EDGE_REGION,
            opts=child,
        )
        self.arn = issued.certificate_arn
        self.register_outputs({"arn": self.arn})
