"""Which pods run on Fargate, where, and as whom they pull images and write logs."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import allow, assumed_by, document

_SERVICE = "eks-fargate-pods.amazonaws.com"
_RIGHTS = "arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
# Profile -> the namespaces whose pods it takes. One that no profile takes stays pending: there are no nodes.
NAMESPACES = {
    "system": ("kube-system", naming.SYSTEM_NAMESPACE),
    "workloads": (naming.WORKLOADS_NAMESPACE,),
}


@dataclass(frozen=True, kw_only=True)
class FargateProfilesArgs:
    """Private subnets, one in each zone."""

    cluster_name: pulumi.Input[str]
    region: str
    account: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    log_group_arn: pulumi.Input[str]


class FargateProfiles(pulumi.ComponentResource):
    """A profile for what serves the cluster and one for the workloads, so that either can change without the other."""

    profiles: tuple[aws.eks.FargateProfile, ...]

    def __init__(self, name: str, args: FargateProfilesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:FargateProfiles", name, None, opts)
        role, rights = self._role(name, args)
        self.profiles = tuple(
            aws.eks.FargateProfile(
                f"{name}-{profile}",
                cluster_name=args.cluster_name,
                fargate_profile_name=f"{naming.PREFIX}-{profile}",
                pod_execution_role_arn=role.arn,
                subnet_ids=args.subnet_ids,
                selectors=[{"namespace": namespace} for namespace in namespaces],
                opts=pulumi.ResourceOptions(parent=self, depends_on=rights),
            )
            for profile, namespaces in NAMESPACES.items()
        )
        self.register_outputs({"profiles": [profile.id for profile in self.profiles]})

    def _role(self, name: str, args: FargateProfilesArgs) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-role",
            name=naming.role(args.region, "pods-execution"),
            assume_role_policy=assumed_by(_SERVICE, condition={"ArnLike": {"aws:SourceArn": _profiles(args)}}),
            opts=child,
        )
        pull = aws.iam.RolePolicyAttachment(f"{name}-role-pull", role=role.name, policy_arn=_RIGHTS, opts=child)
        write = aws.iam.RolePolicy(
            f"{name}-role-logs",
            name="logs",
            role=role.name,
            policy=document(
                allow(
                    ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    [args.log_group_arn, pulumi.Output.concat(args.log_group_arn, ":*")],
                )
            ),
            opts=child,
        )
        return role, [pull, write]


def _profiles(args: FargateProfilesArgs) -> pulumi.Output[str]:
    """The profiles of this cluster, which is what Fargate says that it comes for."""
    return pulumi.Output.concat(
        f"arn:aws:eks:{args.region}:", args.account, ":fargateprofile/", args.cluster_name, "/*"
    )
