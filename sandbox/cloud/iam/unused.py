"""What roles are granted and nobody asked for, as far as the decisions of one cloud go. Pure."""

from collections.abc import Iterable
from typing import Any

from sandbox.cloud.iam.decisions import Record
from sandbox.cloud.iam.patterns import wildcard
from sandbox.cloud.iam.policy import Statement, StatementRef


def unused(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Each statement of each role that asked for anything, with those of its actions that no decision needed."""
    granted: dict[str, dict[StatementRef, Statement]] = {}
    asked: dict[tuple[str, StatementRef], set[str]] = {}
    for record in records:
        role = record.request.principal.role_arn
        for policy in record.policies.identity if role else ():
            # The last word of a policy that was written anew counts.
            granted.setdefault(role, {}).update({each.ref: each for each in policy.statements if each.allows})
        for ref in record.decision.granted_by:
            asked.setdefault((role, ref), set()).add(record.request.action)
    return [
        {"role": role, "statement": str(ref), "actions": left}
        for role, statements in granted.items()
        for ref, statement in statements.items()
        if (left := _left(statement, asked.get((role, ref), set())))
    ]


def _left(statement: Statement, asked: set[str]) -> list[str]:
    return [
        pattern
        for pattern in statement.actions
        if not any(wildcard(pattern, ignore_case=True).fullmatch(action) for action in asked)
    ]
