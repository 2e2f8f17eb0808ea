"""Private ways to AWS's own services, so that a region without NAT gateways still starts tasks."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from settings.endpoints import GATEWAY_SERVICES, interface_services, service_name


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """Where the endpoints stand and who may use them.

    `kubernetes` where a cluster is among those, `traces` where spans are sent and nothing else leads to X-Ray.
    """

    region: str
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    route_table_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    kubernetes: bool
    traces: bool


class Endpoints(pulumi.ComponentResource):
    """Gateway endpoints for S3 and DynamoDB, interface endpoints with private names for the rest."""

    ids: pulumi.Output[dict[str, str]]

    def __init__(self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:network:Endpoints", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        made = {
            service: aws.ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=args.vpc_id,
                service_name=service_name(args.region, service),
                vpc_endpoint_type="Gateway",
                route_table_ids=args.route_table_ids,
                tags={"Name": f"standby-{service}"},
                opts=child,
            )
            for service in GATEWAY_SERVICES
        }
        made |= {
            service: aws.ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=args.vpc_id,
                service_name=service_name(args.region, service),
                vpc_endpoint_type="Interface",
                subnet_ids=args.subnet_ids,
                security_group_ids=[args.security_group_id],
                private_dns_enabled=True,
                tags={"Name": f"standby-{service}"},
                opts=child,
            )
            for service in interface_services(kubernetes=args.kubernetes, traces=args.traces)
        }
        self.ids = pulumi.Output.all(**{service: endpoint.id for service, endpoint in made.items()})
        self.register_outputs({"ids": self.ids})
