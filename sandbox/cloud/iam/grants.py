"""Grants of KMS keys, written as statements of the key's policy, which is how they are decided. Pure."""

from collections.abc import Mapping
from typing import Any

_KEY = "kms:EncryptionContext:{name}"


def statement_of(grant: Mapping[str, Any]) -> dict[str, Any]:
    """One grant: its grantee, its operations, and the encryption context that it is held to."""
    asked = grant.get("Constraints") or {}
    context = {**asked.get("EncryptionContextSubset", {}), **asked.get("EncryptionContextEquals", {})}
    grantee = str(grant["GranteePrincipal"])
    return {
        "Sid": str(grant.get("Name") or grant.get("GrantId", "")),
        "Effect": "Allow",
        "Principal": {"AWS": grantee} if grantee.startswith("arn:") else {"Service": grantee},
        "Action": [f"kms:{operation}" for operation in grant.get("Operations", [])],
        "Resource": "*",
        "Condition": {"StringEquals": {_KEY.format(name=name): value for name, value in context.items()}},
    }
