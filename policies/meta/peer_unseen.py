"""Rule meta-peer-unseen."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack
from framework.rule import Severity, StackRule, WhenUnknown


def check(_: Node, stack: Stack, __: Settings) -> Iterator[str]:
    """Not a violation of the rule: at the first run of an environment there is no other region yet."""
    for rule, entry in stack.ledger.entries.items():
        for _urn, name, question in sorted(entry.unseen):
            yield f"leaves open for {rule} whether {name} {question}"


RULE = StackRule(
    id="meta-peer-unseen",
    title="What only the other region's state can answer is said out loud.",
    breaks="Half of a pair looks whole from its own side.",
    instead="export the other region's stack with pulumi stack export, and name the file as peerState of the rule.",
    severity=Severity.LOW,
    references=("REL13-BP04",),
    mandatory=False,
    reads={STACK: ()},
    when_unknown=WhenUnknown.NEVER,
    check=check,
)
