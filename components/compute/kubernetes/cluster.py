"""The EKS cluster of a region: its control plane, the role that it acts as, its logs and its way to the endpoints."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming, ports
from components.common.policy_document import assumed_by
from settings import EndpointAccess, KubernetesSettings

_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@dataclass(frozen=True, kw_only=True)
class KubernetesClusterArgs:
    """`endpoints_group_id` guards the VPC's endpoints, which the cluster's own pods use too."""

    spec: KubernetesSettings
    region: str
    subnet_ids: pulumi.Input[Sequence[str]]
    endpoints_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    locked: bool


class KubernetesCluster(pulumi.ComponentResource):
    """Keeps nothing that the program does not say: goes with its last workload, and comes again from the same lines."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    authority: pulumi.Output[str]
    issuer_url: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: KubernetesClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:KubernetesCluster", name, None, opts)
        cluster = self._cluster(name, args)
        # What EKS made beside it, known once it is there.
        made = aws.eks.get_cluster_output(name=cluster.id, opts=pulumi.InvokeOptions(parent=self))
        self.name, self.arn, self.endpoint = cluster.name, cluster.arn, cluster.endpoint
        self.authority = cluster.certificate_authority.apply(lambda authority: str(authority.data))
        self.issuer_url = made.identities.apply(lambda identities: str(identities[0].oidcs[0].issuer))
        self.security_group_id = made.vpc_config.apply(lambda vpc: str(vpc.cluster_security_group_id))
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-endpoints-in",
            security_group_id=args.endpoints_group_id,
            referenced_security_group_id=self.security_group_id,
            ip_protocol="tcp",
            from_port=ports.HTTPS,
            to_port=ports.HTTPS,
            description="From pods of the cluster, whose images come that way",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"name": self.name, "arn": self.arn, "endpoint": self.endpoint})

    def _cluster(self, name: str, args: KubernetesClusterArgs) -> aws.eks.Cluster:
        child, spec = pulumi.ResourceOptions(parent=self), args.spec
        role = aws.iam.Role(
            f"{name}-role",
            name=naming.role(args.region, "kubernetes"),
            # Without a condition: EKS is not documented to name a source.
            assume_role_policy=assumed_by("eks.amazonaws.com"),
            opts=child,
        )
        rights = aws.iam.RolePolicyAttachment(
            f"{name}-role-rights",
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
            opts=child,
        )
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=naming.control_plane_log_group(naming.KUBERNETES_CLUSTER),
            kms_key_id=args.key_arn,
            retention_in_days=spec.log_retention_days,
            opts=child,
        )
        public = spec.endpoint is EndpointAccess.PUBLIC
        return aws.eks.Cluster(
            name,
            name=naming.KUBERNETES_CLUSTER,
            version=spec.version,
            # Left out it is EXTENDED: six times the price from one night to the next, and nobody is asked.
            upgrade_policy={"support_type": spec.upgrade_policy.upper()},
            role_arn=role.arn,
            vpc_config={
                "subnet_ids": args.subnet_ids,
                "endpoint_private_access": True,
                "endpoint_public_access": public,
                # Left out, AWS opens a public endpoint to everybody.
                "public_access_cidrs": [str(block) for block in spec.public_cidrs] if public else None,
            },
            # Access entries say who may enter; the creator gets no entry that no line of this program shows.
            access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
            encryption_config={"provider": {"key_arn": args.key_arn}, "resources": ["secrets"]},
            enabled_cluster_log_types=list(_LOGS),
            # The add-ons that AWS puts in by itself run on nodes, and there are none.
            bootstrap_self_managed_addons=False,
            # It holds no data, but everything that serves: like the load balancer, it does not go by one call.
            deletion_protection=args.locked,
            # EKS would make the log group itself, without key and without an end.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights, logs]),
        )
