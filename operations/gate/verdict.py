"""The gate: no replacement and no deletion of what holds data, unless a waiver that still holds names it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from operations.gate.data_types import REBUILDS, held_by
from operations.gate.plans import Step
from operations.gate.replacements import always, sometimes, touches
from operations.gate.waivers import Waiver

Kind = Literal["blocked", "waived", "warning", "waiver"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something about one resource, or about a waiver."""

    kind: Kind
    urn: str
    says: str

    def as_json(self) -> dict[str, str]:
        """As `--json` prints it."""
        return {"kind": self.kind, "urn": self.urn, "says": self.says}


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What happens to a resource that holds data."""

    step: Step
    holds: str


@dataclass(frozen=True, kw_only=True)
class GateVerdict:
    """What was found, what blocks first; and every store that the plan touches at all."""

    findings: tuple[Finding, ...]
    touched: tuple[Touched, ...]

    @property
    def passes(self) -> bool:
        """Whether the plan may be carried out."""
        return not any(each.kind in {"blocked", "waiver"} for each in self.findings)

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "passes": self.passes,
            "findings": [each.as_json() for each in self.findings],
            "touched": [
                {
                    "urn": each.step.urn,
                    "operation": each.step.operation,
                    "holds": each.holds,
                    "changed": list(each.step.changed),
                }
                for each in self.touched
            ],
        }


def judge(steps: Sequence[Step], waivers: Sequence[Waiver], today: date) -> GateVerdict:
    """Judge a plan, or the plans of several stacks together."""
    data = [(step, held) for step in steps if (held := _held(step))]
    used: set[Waiver] = set()
    findings = [finding for step, held in data for finding in _about(step, held, waivers, today, used)]
    findings += [_idle(waiver, today) for waiver in waivers if waiver not in used]
    order: dict[Kind, int] = {"blocked": 0, "waiver": 1, "warning": 2, "waived": 3}
    return GateVerdict(
        findings=tuple(sorted(findings, key=lambda each: (order[each.kind], each.urn))),
        touched=tuple(Touched(step=step, holds=held) for step, held in data if step.operation != "same"),
    )


def _held(step: Step) -> str:
    types = filter(None, (step.type, step.was))
    return next(filter(None, (held_by(each, of_provider=each in step.of_provider) for each in types)), "")


def _about(step: Step, held: str, waivers: Sequence[Waiver], today: date, used: set[Waiver]) -> list[Finding]:
    ends = step.ends_the_resource
    if not ends:
        return _hidden(step, held)
    because = f" because of {', '.join(step.because_of)}" if step.because_of else ""
    says = f"{ends} of {step.name}{because}: lost with it: {held}"
    for waiver in waivers:
        if waiver.urn == step.urn and waiver.operation == ends:
            used.add(waiver)
            if waiver.expires >= today:
                until = f"waived until {waiver.expires} by {waiver.approved_by}: {waiver.reason}"
                return [Finding(kind="waived", urn=step.urn, says=f"{says}. {until}")]
            return [Finding(kind="blocked", urn=step.urn, says=f"{says}. Its waiver expired on {waiver.expires}")]
    advice = "Take the change back, or let the pull request carry a waiver"
    return [Finding(kind="blocked", urn=step.urn, says=f"{says}. {advice}")]


def _hidden(step: Step, held: str) -> list[Finding]:
    """Changes that look like updates only because the new value is not known yet, or that depend on it."""
    findings = []
    for changed in step.changed:
        if any(touches(changed, rule) for rule in always(step.type)):
            unknown = "its new value is not known yet" if changed in step.unknown else "the plan calls it an update"
            says = f"{step.name}: a change of {changed} replaces it, and {unknown}: lost with it: {held}"
        elif any(touches(changed, rule) for rule in sometimes(step.type)):
            says = f"{step.name}: a change of {changed} may replace it, depending on the values: lost with it: {held}"
        elif (step.type, changed.partition("[")[0].partition(".")[0]) in REBUILDS:
            says = f"{step.name}: a change of {changed} deletes a copy and makes it anew"
        else:
            continue
        findings.append(Finding(kind="warning", urn=step.urn, says=says))
    return findings


def _idle(waiver: Waiver, today: date) -> Finding:
    if waiver.expires < today:
        says = f"the waiver expired on {waiver.expires} and stands for nothing: take it out"
    else:
        says = f"the waiver allows to {waiver.operation} what the plan does not {waiver.operation}: take it out"
    return Finding(kind="waiver", urn=waiver.urn, says=says)
