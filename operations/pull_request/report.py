"""What is known of a pull request, as one document; and whether it may be merged. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from operations.errors import OperationError
from operations.gate.plans import read_steps
from operations.gate.verdict import judge
from operations.gate.waivers import Waiver
from operations.recovery.figures import figures_of
from operations.recovery.version_ends import worries

# The rules' own words for not having looked at all.
_UNDECIDED = "can't run policy"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The plan of one stack in one strategy, as the engine wrote it."""

    strategy: str
    stack: str
    document: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Costs:
    """`standby compare --json` of both sides; None where a side could not be compared, and why."""

    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    problems: tuple[str, ...] = field(default=())


def report(
    plans: Sequence[Planned], waivers: Sequence[Waiver], costs: Costs, *, base: str, head: str, today: date
) -> dict[str, Any]:
    """Everything, judged. `passes` only where every plan was made, nothing blocks, and no rule was left undecided."""
    told = [_plan(each) for each in plans]
    steps = {step for each in plans for step in _steps(each)}
    gate = judge(sorted(steps, key=lambda step: (step.urn, step.operation)), waivers, today).as_json()
    passes = gate["passes"] and all(each["passes"] for each in told)
    return {"base": base, "head": head, "passes": passes, "gate": gate, "plans": told, "costs": _costs(costs)}


def _steps(planned: Planned) -> tuple[Any, ...]:
    try:
        return read_steps({**planned.document, "error": ""}, origin=planned.stack)
    except OperationError:
        return ()


def _unjudged(planned: Planned) -> str:
    """Why a plan was not judged: it failed, or is none that the gate knows."""
    error = str(planned.document.get("error") or "")
    if error:
        return error
    try:
        read_steps(planned.document, origin=planned.stack)
    except OperationError as refused:
        return str(refused)
    return ""


def _plan(planned: Planned) -> dict[str, Any]:
    document = planned.document
    policies = document.get("policies") or {}
    violations = [each for each in policies.get("violations") or () if not _repeats(each)]
    mandatory = [each for each in violations if each["level"] == "mandatory"]
    undecided = sorted({each["rule"] for each in violations if _UNDECIDED in each["message"]})
    error = _unjudged(planned)
    changes = [change for change in document.get("changes") or () if change["op"] != "same"]
    return {
        "strategy": planned.strategy,
        "stack": planned.stack,
        "passes": not error and not mandatory and not undecided,
        "error": error if not mandatory else "",
        "counts": {op: count for op, count in sorted((document.get("counts") or {}).items()) if op != "same"},
        "changes": [
            {"op": each["op"], "type": each["type"], "name": each["name"], "changed": sorted(each.get("diff") or {})}
            for each in changes
        ],
        "violations": violations,
        "undecided": undecided,
        "packs": policies.get("packs") or [],
    }


def _repeats(violation: Mapping[str, Any]) -> bool:
    """Advice that a rule about pairs gives where the other region's state is not at hand; here it is."""
    return False if violation["level"] == "mandatory" else bool(violation["rule"] == "meta-peer-unseen")


def _costs(costs: Costs) -> dict[str, Any]:
    strategies: dict[str, Any] = {}
    if costs.after is not None:
        before = (costs.before or {}).get("strategies") or {}
        for name, after in costs.after["strategies"].items():
            strategies[name] = {
                "after": figures_of(after),
                "before": figures_of(before[name]) if name in before else None,
            }
    return {
        "strategies": strategies,
        "configured": (costs.after or {}).get("configured"),
        "ends": worries((costs.after or {}).get("ends") or []),
        "problems": list(costs.problems),
    }
