"""Who asks, and which `Principal` of a policy names them. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_ACCOUNT = re.compile(r"\d{12}")


class PrincipalKind(StrEnum):
    """What sort of caller."""

    ROOT = "root"
    """The account itself: whoever holds a key that the sandbox did not issue."""
    USER = "user"
    ROLE = "role"
    """A session of a role."""
    SERVICE = "service"
    """An AWS service by its own principal."""
    FEDERATED = "federated"
    """Somebody whom an identity provider vouches for."""


@dataclass(frozen=True)
class Principal:
    """A caller. `arn` is what AWS calls it in a refusal; `role_arn` the role of a session, with its path."""

    kind: PrincipalKind
    arn: str
    account: str
    role_arn: str = ""

    @property
    def policies_of(self) -> str:
        """The ARN whose identity policies count: of a session, that of its role."""
        return self.role_arn or self.arn

    @property
    def keys(self) -> dict[str, str]:
        """The condition keys that AWS supplies of a caller with each request."""
        return {
            "aws:principalarn": self.policies_of,
            "aws:principalaccount": self.account,
            "aws:principaltype": {PrincipalKind.ROLE: "AssumedRole", PrincipalKind.USER: "User"}.get(
                self.kind, "Account"
            ),
            "kms:calleraccount": self.account,
        }


class Match(StrEnum):
    """How a `Principal` names somebody."""

    NOT = "not"
    DIRECT = "direct"
    """Itself, or everybody: what the statement allows is allowed."""
    ACCOUNT = "account"
    """Its account: the account's own policies say to whom that is passed on."""


def root(account: str) -> Principal:
    """The account itself."""
    return Principal(PrincipalKind.ROOT, f"arn:aws:iam::{account}:root", account)


def role_session(role_arn: str, session: str) -> Principal:
    """Somebody who acts as a role."""
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    return Principal(PrincipalKind.ROLE, f"arn:aws:sts::{account}:assumed-role/{name}/{session}", account, role_arn)


def user(arn: str) -> Principal:
    """An IAM user."""
    return Principal(PrincipalKind.USER, arn, arn.split(":")[4])


def service(name: str, account: str) -> Principal:
    """A service that acts by its own name, on behalf of an account's resource."""
    return Principal(PrincipalKind.SERVICE, name, account)


def federated(provider_arn: str) -> Principal:
    """Somebody with a token of an identity provider."""
    return Principal(PrincipalKind.FEDERATED, provider_arn, provider_arn.split(":")[4])


def named_by(principal: Principal, stated: Any) -> Match:  # noqa: ANN401 - as JSON has it
    """How the `Principal` of a statement names the caller."""
    if stated == "*":
        return Match.DIRECT
    if not isinstance(stated, Mapping):
        return Match.NOT
    found = {
        _one(principal, str(kind), str(value))
        for kind, values in stated.items()
        for value in ([values] if isinstance(values, str) else values)
    }
    return next((match for match in (Match.DIRECT, Match.ACCOUNT) if match in found), Match.NOT)


def _one(principal: Principal, kind: str, value: str) -> Match:
    if kind == "AWS":
        return _aws(principal, value)
    wanted = {"Service": PrincipalKind.SERVICE, "Federated": PrincipalKind.FEDERATED}.get(kind)
    return Match.DIRECT if principal.kind is wanted and principal.arn == value else Match.NOT


def _aws(principal: Principal, value: str) -> Match:
    # For AWS, `{"AWS": "*"}` is everybody, whoever signs: it means the same as `"*"`.
    if value == "*":
        return Match.DIRECT
    if principal.kind in {PrincipalKind.SERVICE, PrincipalKind.FEDERATED}:
        return Match.NOT
    if value in {principal.arn, principal.role_arn}:
        return Match.DIRECT
    if _ACCOUNT.fullmatch(value) or value.endswith(":root"):
        account = value if _ACCOUNT.fullmatch(value) else value.split(":")[4]
        if account == principal.account:
            return Match.DIRECT if principal.kind is PrincipalKind.ROOT else Match.ACCOUNT
    return Match.NOT
