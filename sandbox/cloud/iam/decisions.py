"""What was asked for, by whom, and what became of it: each question once, with what takes to answer it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.cloud.iam.evaluate import Decision, Policies, Request, Result


@dataclass(frozen=True)
class Record:
    """One question, the answer, and everything that decided it."""

    request: Request
    policies: Policies
    decision: Decision
    operation: str

    def told(self) -> dict[str, Any]:
        """As tools read it."""
        return {
            "principal": self.request.principal.arn,
            "role": self.request.principal.role_arn,
            "operation": self.operation,
            "action": self.request.action,
            "resource": self.request.resource,
            "context": self.request.context.given(self.decision.keys),
            "result": str(self.decision.result),
            "reason": self.decision.reason,
            "granted_by": [asdict(ref) for ref in self.decision.granted_by],
        }


@dataclass
class Decisions:
    """Those of one cloud, in the order in which they came up."""

    records: dict[tuple[str, str, str, str], Record] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Keep one, unless it is there already with the same answer."""
        request = record.request
        who = request.principal.role_arn or request.principal.arn
        self.records.setdefault((who, request.action, request.resource, str(record.decision.result)), record)

    def told(self, query: Mapping[str, str]) -> dict[str, Any]:
        """All of them, or those with one result."""
        wanted = query.get("result")
        if wanted is not None:
            Result(wanted)
        shown = [record.told() for record in self.records.values()]
        return {"decisions": [each for each in shown if wanted in (None, each["result"])]}
