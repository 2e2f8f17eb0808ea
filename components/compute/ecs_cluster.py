"""The ECS cluster of a region. It runs nothing by itself."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming


@dataclass(frozen=True, kw_only=True)
class ComputeClusterArgs:
    """Nothing differs between clusters."""


class ComputeCluster(pulumi.ComponentResource):
    """Fargate only, never Spot: a standby must get its capacity when everybody asks for some."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name: str, args: ComputeClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:compute:ComputeCluster", name, None, opts)
        del args
        cluster = aws.ecs.Cluster(
            name,
            name=naming.COMPUTE_CLUSTER,
            # Scaling on backlog reads RunningTaskCount, which Container Insights publishes.
            settings=[{"name": "containerInsights", "value": "enabled"}],
            opts=pulumi.ResourceOptions(parent=self),
        )
        providers = aws.ecs.ClusterCapacityProviders(
            f"{name}-capacity",
            cluster_name=cluster.name,
            capacity_providers=["FARGATE"],
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "weight": 1, "base": 0}],
            opts=pulumi.ResourceOptions(parent=self),
        )
        # A service that names the provider before the cluster has it is refused.
        self.arn = pulumi.Output.all(cluster.arn, providers.id).apply(lambda parts: str(parts[0]))
        self.name = cluster.name
        self.register_outputs({"arn": self.arn, "name": self.name})
