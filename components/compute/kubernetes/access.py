"""Who may enter the cluster: access entries of EKS, which the account's administrators see and can revoke."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

# The group of Kubernetes that may raise scaling bounds (see `namespaces`).
OPERATORS = "standby:operators"
_ADMINISTER = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"


@dataclass(frozen=True, kw_only=True)
class AccessEntriesArgs:
    """Names of IAM roles of this account."""

    cluster_name: pulumi.Input[str]
    account: pulumi.Input[str]
    administrators: Sequence[str]
    operators: Sequence[str]


class AccessEntries(pulumi.ComponentResource):
    """An administrator by AWS's policy, an operator by a group that the program itself gives its rights."""

    rights: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: AccessEntriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:AccessEntries", name, None, opts)
        self._name, self._args = name, args
        for role in args.operators:
            self._entry(role, groups=[OPERATORS])
        self.rights = tuple(self._administrator(role) for role in args.administrators)
        self.register_outputs({})

    def _administrator(self, role: str) -> aws.eks.AccessPolicyAssociation:
        entry = self._entry(role, groups=None)
        return aws.eks.AccessPolicyAssociation(
            f"{self._name}-{role}-administers",
            cluster_name=entry.cluster_name,
            principal_arn=entry.principal_arn,
            policy_arn=_ADMINISTER,
            access_scope={"type": "cluster"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _entry(self, role: str, groups: list[str] | None) -> aws.eks.AccessEntry:
        return aws.eks.AccessEntry(
            f"{self._name}-{role}",
            cluster_name=self._args.cluster_name,
            principal_arn=pulumi.Output.concat("arn:aws:iam::", self._args.account, f":role/{role}"),
            kubernetes_groups=groups,
            type="STANDARD",
            opts=pulumi.ResourceOptions(parent=self),
        )
