"""What is left open for want of the other region's state is said. With a rule made for it."""

from collections.abc import Iterator
from typing import Any

import pytest

from framework.rule import PeerUnseen, Severity, StackRule
from meta.peer_unseen import RULE
from tests.policies.bench import Declared, analyze, stack_root
from tests.policies.cases import Case, fails, passes


def _ask(resource: Any, *_: object) -> Iterator[PeerUnseen]:  # noqa: ANN401 - a resource
    if resource.name == "half":
        yield PeerUnseen("has its other half")


_OTHER = StackRule(
    id="t-pair",
    title="Things come in pairs.",
    breaks="It breaks.",
    instead="do good.",
    severity=Severity.LOW,
    references=("REL01",),
    reads={"test:index:Thing": ()},
    check=_ask,
)
CASES = (
    passes("nothing is left open", [stack_root(), Declared("test:index:Thing", "whole")]),
    fails("half of a pair", [stack_root(), Declared("test:index:Thing", "half")], "whether half has its other half"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    verdict = analyze([_OTHER, RULE], case.stack())
    messages = verdict.of(RULE.id)
    assert messages == [] if not case.says else any(case.says in message for message in messages), messages
    assert all(not violation.mandatory for violation in verdict.violations)
