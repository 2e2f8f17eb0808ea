"""Rule meta-exemptions-used."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack
from framework.rule import Severity, StackRule, WhenUnknown


def check(_: Node, stack: Stack, __: Settings) -> Iterator[str]:
    """One line for each violation that an exemption excused."""
    names = {resource.urn: resource.name for resource in stack.resources}
    for rule, entry in stack.ledger.entries.items():
        for exemption, urn in sorted(entry.excused, key=lambda each: each[1]):
            if urn in names:
                until = exemption.expires.isoformat()
                yield f"has {names[urn]} exempt from {rule} until {until}: {exemption.reason.rstrip('.')}"


RULE = StackRule(
    id="meta-exemptions-used",
    title="Exemptions in use are said out loud.",
    breaks="What nobody is reminded of is never mended.",
    instead="mend the resource before the exemption ends.",
    severity=Severity.LOW,
    references=("REL13-BP04",),
    mandatory=False,
    reads={STACK: ()},
    when_unknown=WhenUnknown.NEVER,
    check=check,
)
