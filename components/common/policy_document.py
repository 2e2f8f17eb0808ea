"""IAM policy documents, from statements whose parts may be outputs. Knows no resource."""

from collections.abc import Sequence
from typing import Any

import pulumi

_VERSION = "2012-10-17"
Statement = dict[str, Any]


def allow(
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]] = (),
    *,
    principal: pulumi.Input[Any] | None = None,
    condition: dict[str, Any] | None = None,
) -> Statement:
    """Write a statement that allows; `principal` only in policies of resources."""
    return _statement("Allow", actions, resources, principal, condition)


def deny_plain_text(resources: Sequence[pulumi.Input[str]], actions: Sequence[str]) -> Statement:
    """Write a statement that refuses whoever does not use TLS."""
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    return _statement("Deny", actions, resources, {"AWS": "*"}, condition)


def document(*statements: Statement) -> pulumi.Output[str]:
    """Put statements together as JSON."""
    return pulumi.Output.json_dumps({"Version": _VERSION, "Statement": list(statements)})


def assumed_by(service: str, *, condition: dict[str, Any] | None = None) -> pulumi.Output[str]:
    """Write the trust of a role that an AWS service takes on.

    A condition is for services that are documented to say on whose behalf they come: what is not said holds for
    nobody, and the role is lost.
    """
    return document(allow(["sts:AssumeRole"], principal={"Service": service}, condition=condition))


def of_account(account: pulumi.Input[str]) -> dict[str, Any]:
    """Write the condition that a service comes on behalf of this account's own resources."""
    return {"StringEquals": {"aws:SourceAccount": account}}


def _statement(
    effect: str,
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]],
    principal: pulumi.Input[Any] | None,
    condition: dict[str, Any] | None,
) -> Statement:
    statement: Statement = {"Effect": effect, "Action": list(actions)}
    if resources:
        statement["Resource"] = list(resources)
    if principal is not None:
        statement["Principal"] = principal
    if condition is not None:
        statement["Condition"] = condition
    return statement
