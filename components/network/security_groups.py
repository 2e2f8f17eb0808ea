"""Who may talk to whom: security groups as a chain from the edge to the data."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import ports
from settings.endpoints import GATEWAY_SERVICES

_EVERYWHERE = "0.0.0.0/0"
_CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """`container_ports` are the ports on which workloads answer."""

    vpc_id: pulumi.Input[str]
    region: str
    container_ports: tuple[int, ...]


class Firewall(pulumi.ComponentResource):
    """One group per tier, reached only from the one before it. Tasks also reach the internet, by HTTPS alone.

    The load balancer has two: AWS counts a prefix list as so many rules (CloudFront's 55, the checkers' 25), and a
    group takes 60.
    """

    load_balancer_ids: list[pulumi.Output[str]]
    tasks_id: pulumi.Output[str]
    endpoints_id: pulumi.Output[str]
    database_id: pulumi.Output[str]
    cache_id: pulumi.Output[str]

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:network:Firewall", name, None, opts)
        self._name, self._vpc_id = name, args.vpc_id
        balancer = self._group("load-balancer", "Load balancer: from CloudFront")
        checkers = self._group("health-checkers", "Load balancer: from the health checkers of Route 53")
        tasks = self._group("tasks", "Tasks: from the load balancer")
        endpoints = self._group("endpoints", "VPC endpoints: HTTPS from the tasks")
        store = self._group("database", "Database: from the tasks")
        cached = self._group("cache", "Cache: from the tasks")
        self._from_list(balancer, "cloudfront", _CLOUDFRONT)
        self._from_list(checkers, "route53", f"com.amazonaws.{args.region}.route53-healthchecks")
        for port in args.container_ports:
            self._link(f"load-balancer-tasks-{port}", balancer, tasks, port)
        self._link("tasks-endpoints", tasks, endpoints, ports.HTTPS)
        self._link("tasks-database", tasks, store, ports.DATABASE)
        self._link("tasks-cache", tasks, cached, ports.CACHE)
        for service in GATEWAY_SERVICES:
            self._to_gateway(tasks, service, args.region)
        self._to_everywhere(tasks)
        self.load_balancer_ids = [balancer.id, checkers.id]
        self.tasks_id, self.endpoints_id = tasks.id, endpoints.id
        self.database_id, self.cache_id = store.id, cached.id
        self.register_outputs(
            {
                "load_balancer_ids": self.load_balancer_ids,
                "tasks_id": self.tasks_id,
                "endpoints_id": self.endpoints_id,
                "database_id": self.database_id,
                "cache_id": self.cache_id,
            }
        )

    def _group(self, tier: str, description: str) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            f"{self._name}-{tier}",
            name=f"standby-{tier}",
            description=description,
            vpc_id=self._vpc_id,
            tags={"Name": f"standby-{tier}"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _from_list(self, group: aws.ec2.SecurityGroup, key: str, list_name: str) -> None:
        """AWS keeps the addresses of its own services in prefix lists, and moves them with the services."""
        addresses = aws.ec2.get_managed_prefix_list_output(name=list_name, opts=pulumi.InvokeOptions(parent=self))
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-{key}",
            security_group_id=group.id,
            ip_protocol="tcp",
            from_port=ports.HTTPS,
            to_port=ports.HTTPS,
            prefix_list_id=addresses.id,
            description=f"From {key}",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _to_everywhere(self, tasks: aws.ec2.SecurityGroup) -> None:
        """For what a shop calls, such as a payment service. Without a NAT gateway it leads nowhere."""
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-tasks-internet-out",
            security_group_id=tasks.id,
            ip_protocol="tcp",
            from_port=ports.HTTPS,
            to_port=ports.HTTPS,
            cidr_ipv4=_EVERYWHERE,
            description="To the internet",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _link(self, key: str, source: aws.ec2.SecurityGroup, target: aws.ec2.SecurityGroup, port: int) -> None:
        child = pulumi.ResourceOptions(parent=self)
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-{key}-out",
            security_group_id=source.id,
            referenced_security_group_id=target.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"To {key}",
            opts=child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-{key}-in",
            security_group_id=target.id,
            referenced_security_group_id=source.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"From {key}",
            opts=child,
        )

    def _to_gateway(self, tasks: aws.ec2.SecurityGroup, service: str, region: str) -> None:
        """Gateway endpoints have no security group; AWS publishes their addresses as a prefix list."""
        addresses = aws.ec2.get_prefix_list_output(
            name=f"com.amazonaws.{region}.{service}", opts=pulumi.InvokeOptions(parent=self)
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-tasks-{service}-out",
            security_group_id=tasks.id,
            prefix_list_id=addresses.id,
            ip_protocol="tcp",
            from_port=ports.HTTPS,
            to_port=ports.HTTPS,
            description=f"To {service}",
            opts=pulumi.ResourceOptions(parent=self),
        )
