"""Rule meta-evaluated."""

from collections.abc import Iterator

from framework.config import Settings
from framework.exemptions import Exemption
from framework.graph import STACK, Node, Stack
from framework.rule import Severity, StackRule, WhenUnknown


def check(_: Node, stack: Stack, __: Settings) -> Iterator[str]:
    """An exemption that has expired is a violation of its own rule already, where it still covers one."""
    for rule, entry in stack.ledger.entries.items():
        for problem in entry.problems:
            yield f"configures {rule} wrongly: it {problem}"
        used = {exemption for exemption, _ in entry.excused}
        for number, exemption in enumerate(entry.exemptions, 1):
            if exemption.concerns(stack.name) and (wrong := _wrong(exemption, stack, used)):
                yield f"has an exemption from {rule} (number {number}) that {wrong}"


def _wrong(exemption: Exemption, stack: Stack, used: set[Exemption]) -> str:
    if exemption.expired(stack.today):
        return "has expired"
    if not any(exemption.matches(resource.urn) for resource in stack.resources):
        return "matches no resource"
    return "" if exemption in used else "excuses nothing, because the rule holds there"


RULE = StackRule(
    id="meta-evaluated",
    title="Rules are configured as they can be, and no exemption outlives its reason.",
    breaks="A setting that no rule reads protects nothing, and a forgotten exemption hides the next fault.",
    instead="mend or remove the entry in the pack's configuration; `python lint.py FILE` finds misspelt rules as well.",
    severity=Severity.HIGH,
    references=("REL13-BP04",),
    reads={STACK: ()},
    when_unknown=WhenUnknown.NEVER,
    check=check,
)
