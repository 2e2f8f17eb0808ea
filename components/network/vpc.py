"""One region's VPC: three zones, three tiers of subnets in each."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from components.network.flow_logs import FlowLogs, FlowLogsArgs
from settings.network import NetworkSettings
from settings.strategy import NatLayout


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """`nat` follows from what the region runs."""

    spec: NetworkSettings
    nat: NatLayout
    region: str
    account: pulumi.Input[str]
    key_arn: pulumi.Input[str]


class Network(pulumi.ComponentResource):
    """Public subnets face the internet, private ones run tasks, isolated ones hold data and have no way out."""

    vpc_id: pulumi.Output[str]
    public_subnet_ids: pulumi.Output[Sequence[str]]
    private_subnet_ids: pulumi.Output[Sequence[str]]
    isolated_subnet_ids: pulumi.Output[Sequence[str]]
    route_table_ids: pulumi.Output[Sequence[str]]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:network:Network", name, None, opts)
        vpc = awsx.ec2.Vpc(
            name,
            cidr_block=str(args.spec.cidr),
            availability_zone_names=list(args.spec.zones),
            enable_dns_hostnames=True,
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            # The order decides the addresses: largest subnet first.
            subnet_specs=[
                awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.PRIVATE, cidr_mask=args.spec.private_prefix),
                awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.PUBLIC, cidr_mask=args.spec.public_prefix),
                awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.ISOLATED, cidr_mask=args.spec.isolated_prefix),
            ],
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy(args.nat.value)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        FlowLogs(
            f"{name}-flow-logs",
            FlowLogsArgs(
                vpc_id=vpc.vpc_id,
                region=args.region,
                account=args.account,
                key_arn=args.key_arn,
                retention_days=args.spec.flow_log_retention_days,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.vpc_id = vpc.vpc_id
        self.public_subnet_ids, self.private_subnet_ids = vpc.public_subnet_ids, vpc.private_subnet_ids
        self.isolated_subnet_ids = vpc.isolated_subnet_ids
        self.route_table_ids = vpc.route_tables.apply(_sorted_ids)
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
                "isolated_subnet_ids": self.isolated_subnet_ids,
                "route_table_ids": self.route_table_ids,
            }
        )


def _sorted_ids(tables: Sequence[aws.ec2.RouteTable]) -> pulumi.Output[Sequence[str]]:
    return pulumi.Output.all(*(table.id for table in tables)).apply(sorted)
