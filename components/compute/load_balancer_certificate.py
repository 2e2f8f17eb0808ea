"""A region's certificate for the origin names.

Within one account ACM asks for the same validation record in every region, so the home stack owns the record and
every stack waits for its own certificate.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """`owns_validation_record` is true in exactly one stack."""

    domain: str
    zone_id: pulumi.Input[str]
    owns_validation_record: bool


class Certificate(pulumi.ComponentResource):
    """Covers `origin.DOMAIN` and one name below it. `arn` is known once ACM has issued it."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:routing:Certificate", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        origin = f"origin.{args.domain}"
        certificate = aws.acm.Certificate(
            name,
            domain_name=origin,
            subject_alternative_names=[f"*.{origin}"],
            validation_method="DNS",
            # The load balancer holds the old one until it has the new.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )
        records: list[pulumi.Input[str]] = []
        if args.owns_validation_record:
            # Both names share one option: a wildcard is validated by the name it stands below.
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
            records.append(record.fqdn)
        issued = aws.acm.CertificateValidation(
            f"{name}-issued",
            certificate_arn=certificate.arn,
            validation_record_fqdns=records or None,
            opts=child,
        )
        self.arn = issued.certificate_arn
        self.register_outputs({"arn": self.arn})
