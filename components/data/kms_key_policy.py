"""Policies of KMS keys. In a key's own policy the resource `*` means this key and no other."""

from typing import Any

import pulumi

from components.common.policy_document import Statement, allow, document

# What IAM policies of this account may hand out. Without it nobody could ever administer the key again.
_ADMINISTER = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
# What makes and keeps replicas. KMS copies changes of the primary by a role of its own, which the account stands for.
_REPLICATE = ("kms:ReplicateKey", "kms:SynchronizeMultiRegionKey", "kms:UpdatePrimaryRegion")
_USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


# RDS, DynamoDB and ElastiCache take a key by a grant that they make in the caller's name, and KMS says so.
GRANTS_BY_SERVICES = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
# EKS takes it by a grant of which KMS does not say so: with the condition its guide says that no cluster is made.
GRANTS_BY_ANYBODY = None


def account_statements(account: pulumi.Input[str], *, grants: dict[str, Any] | None) -> list[Statement]:
    """Let IAM policies of the account decide about administration, use and, where `grants` holds, grants."""
    root = _root(account)
    return [
        allow(_ADMINISTER, ["*"], principal=root),
        allow(_USE, ["*"], principal=root),
        allow(["kms:CreateGrant"], ["*"], principal=root, condition=grants),
    ]


def replication_statement(account: pulumi.Input[str]) -> Statement:
    """Let IAM policies of the account decide who replicates the key."""
    return allow(_REPLICATE, ["*"], principal=_root(account))


def service_statement(service: str, condition: dict[str, Any] | None) -> Statement:
    """Let an AWS service use the key. `condition` says on whose behalf, where the service tells."""
    return allow(_USE, ["*"], principal={"Service": service}, condition=condition)


def key_policy(account: pulumi.Input[str], *more: Statement, grants: dict[str, Any] | None) -> pulumi.Output[str]:
    """Write a key's policy: the account decides by IAM, and services are named."""
    return document(*account_statements(account, grants=grants), *more)


def _root(account: pulumi.Input[str]) -> dict[str, pulumi.Output[str]]:
    return {"AWS": pulumi.Output.concat("arn:aws:iam::", account, ":root")}
