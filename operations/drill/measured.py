"""What a drill measured, as assumptions that `standby compare --assumptions` takes. Pure."""

import yaml

from operations.drill.evidence import Evidence, Outcome, Where
from operations.recovery.failover_steps import FAILOVER

_SANDBOX = "# Measured in the sandbox, where nothing takes its time: these are no assumptions for AWS.\n"
_DONE = "done"


def measured_seconds(evidence: Evidence) -> dict[str, float]:
    """Seconds by step of the failover, as the slowest of the drill's moves took it."""
    known = {step.name for step in FAILOVER}
    found: dict[str, float] = {}
    for move in evidence.moves:
        for step in move.steps if move.outcome is Outcome.DONE else ():
            if step.name in known and step.outcome == _DONE and step.seconds is not None:
                found[step.name] = max(found.get(step.name, 0.0), step.seconds)
    return found


def as_assumptions(evidence: Evidence) -> str:
    """The file's text. It names the drill, so that nobody wonders where a number is from."""
    head = f"# Measured by the drill {evidence.drill} ({evidence.kind}, {evidence.strategy}).\n"
    note = _SANDBOX if evidence.where is Where.SANDBOX else ""
    told = {"measured_by": f"drill {evidence.drill}", "measured_seconds": measured_seconds(evidence)}
    return head + note + yaml.safe_dump(told, sort_keys=True)
