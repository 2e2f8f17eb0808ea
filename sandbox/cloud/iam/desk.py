"""Credentials without an API call: those that AWS itself hands to containers, and sandbox tools ask for."""

from collections.abc import Mapping
from typing import Any

from sandbox.cloud.iam.principal import Principal, federated, root, service
from sandbox.cloud.iam.roles import NotTrustedError, Roles


class Desk:
    """Hands out sessions of roles, each decided by the role's trust policy."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles

    async def hand_out(self, _query: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `{"role": ARN, "session": name}` with keys; raises ValueError where the role trusts nobody like it.

        `"service"` names who takes the role on, with the condition keys it sends in `"context"`; `"provider"` is the
        ARN of an identity provider instead. Neither is the account's administrator.
        """
        role, session = str(wanted["role"]), str(wanted["session"])
        account = role.split(":")[4]
        who, action = _caller(wanted, account)
        try:
            made = await self._roles.assume(who, role, session, action=action, values=wanted.get("context"))
        except NotTrustedError as error:
            raise ValueError(str(error)) from error
        return {
            "AWS_ACCESS_KEY_ID": made.access_key,
            "AWS_SECRET_ACCESS_KEY": made.secret,
            "AWS_SESSION_TOKEN": made.token,
        }


def _caller(wanted: Mapping[str, Any], account: str) -> tuple[Principal, str]:
    if "provider" in wanted:
        return federated(str(wanted["provider"])), "sts:AssumeRoleWithWebIdentity"
    if "service" in wanted:
        return service(str(wanted["service"]), account), "sts:AssumeRole"
    return root(account), "sts:AssumeRole"
