"""The IAM role that pods of one service account act as, by the cluster's own tokens (IRSA).

Pod Identity would need an agent on the node, and Fargate runs none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import Statement, allow, document

_AUDIENCE = "sts.amazonaws.com"
# Pods of this service account get tokens of the role.
ROLE_ANNOTATION = "eks.amazonaws.com/role-arn"


@dataclass(frozen=True, kw_only=True)
class PodRoleArgs:
    """`issuers` are the ARNs of IAM's identity providers, one for each cluster whose pods may act as this role."""

    role: str
    region: str
    namespace: str
    service_account: str
    issuers: pulumi.Input[Sequence[str]]
    statements: Sequence[Statement]


class PodRole(pulumi.ComponentResource):
    """Trusts one service account of each cluster. Everything is made ahead: IAM cannot be changed without us-east-1."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: PodRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:PodRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        subject = f"system:serviceaccount:{args.namespace}:{args.service_account}"
        role = aws.iam.Role(
            name,
            name=naming.role(args.region, args.role),
            assume_role_policy=document_of(args.issuers, subject),
            opts=child,
        )
        policy = aws.iam.RolePolicy(
            f"{name}-policy", name="workload", role=role.name, policy=document(*args.statements), opts=child
        )
        # A pod that starts before its rights exist fails once and counts against the rollout.
        self.arn = pulumi.Output.all(role.arn, policy.id).apply(lambda parts: str(parts[0]))
        self.register_outputs({"arn": self.arn})


def document_of(issuers: pulumi.Input[Sequence[str]], subject: str) -> pulumi.Output[str]:
    """Write the trust: one statement for each issuer, whose conditions bear its name."""
    return pulumi.Output.from_input(issuers).apply(
        lambda arns: document(*(_trust(arn, {"sub": subject, "aud": _AUDIENCE}) for arn in arns))
    )


def _trust(provider_arn: str, claims: Mapping[str, str]) -> Statement:
    issuer = naming.oidc_issuer(provider_arn)
    return allow(
        ["sts:AssumeRoleWithWebIdentity"],
        principal={"Federated": provider_arn},
        condition={"StringEquals": {f"{issuer}:{claim}": value for claim, value in sorted(claims.items())}},
    )
