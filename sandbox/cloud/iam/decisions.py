"""What was asked for, by whom, and what became of it: each question once, with what takes to answer it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.cloud.iam.evaluate import Decision, Policies, Request, Result
from sandbox.cloud.iam.patterns import unescaped


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
            "resource": unescaped(self.request.resource),
            "context": self.request.context.given(self.decision.keys),
            "result": str(self.decision.result),
            "reason": self.decision.reason,
            "granted_by": [asdict(ref) for ref in self.decision.granted_by],
        }


@dataclass
class Decisions:
    """Those of one cloud, in the order in which they came up."""

    records: dict[tuple[str, ...], Record] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Keep one, unless it is there already with the same answer."""
        request = record.request
        who = request.principal.role_arn or request.principal.arn
        # Statements that differ only in their conditions grant different questions about one resource.
        context = str(request.context.given(record.decision.keys))
        granted = ",".join(map(str, record.decision.granted_by))
        question = (who, request.action, request.resource, context, granted, str(record.decision.result))
        self.records.setdefault(question, record)

    def told(self, query: Mapping[str, str]) -> dict[str, Any]:
        """All of them, or those with one result."""
        wanted = query.get("result")
        if wanted is not None:
            Result(wanted)
        shown = [record.told() for record in self.records.values()]
        return {"decisions": [each for each in shown if wanted in (None, each["result"])]}
