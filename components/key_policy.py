"""Policies of KMS keys. In a key's own policy the resource `*` means this key and no other."""

from typing import Any

import pulumi

from components.policy_document import Statement, allow, document

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
    "kms:ReplicateKey",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
    "kms:UpdatePrimaryRegion",
)
_USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def account_statements(account: pulumi.Input[str]) -> list[Statement]:
    """Let IAM policies of the account decide about administration, use and grants."""
    root = {"AWS": pulumi.Output.concat("arn:aws:iam::", account, ":root")}
    return [
        allow(_ADMINISTER, ["*"], principal=root),
        allow(_USE, ["*"], principal=root),
        # RDS, DynamoDB and ElastiCache take the key by a grant that they make in the caller's name.
        allow(["kms:CreateGrant"], ["*"], principal=root, condition={"Bool": {"kms:GrantIsForAWSResource": "true"}}),
    ]


def service_statement(service: str, condition: dict[str, Any] | None) -> Statement:
    """Let an AWS service use the key. `condition` says on whose behalf, where the service tells."""
    return allow(_USE, ["*"], principal={"Service": service}, condition=condition)


def key_policy(account: pulumi.Input[str], *more: Statement) -> pulumi.Output[str]:
    """Write a key's policy: the account decides by IAM, and services are named."""
    return document(*account_statements(account), *more)
