"""Names in the cluster: CoreDNS as an add-on of EKS, on Fargate like everything else."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from settings.network import ZONE_COUNT


@dataclass(frozen=True, kw_only=True)
class CoreDnsArgs:
    """`version` is the add-on's."""

    cluster_name: pulumi.Input[str]
    version: str


class CoreDns(pulumi.ComponentResource):
    """One replica for each zone. Without names no pod reaches anything, in a pilot light too."""

    addon: aws.eks.Addon

    def __init__(self, name: str, args: CoreDnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:CoreDns", name, None, opts)
        settings = {
            "computeType": "Fargate",
            "replicaCount": ZONE_COUNT,
            "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1},
            "resources": {"requests": {"cpu": "0.25", "memory": "256M"}, "limits": {"cpu": "0.25", "memory": "256M"}},
        }
        self.addon = aws.eks.Addon(
            name,
            cluster_name=args.cluster_name,
            addon_name="coredns",
            addon_version=args.version,
            configuration_values=json.dumps(settings, sort_keys=True),
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"arn": self.addon.arn})
