"""What is exempt is said. With a rule of others, because it repeats what happened there."""

import pytest

from meta.exemptions_used import RULE
from stateless_compute import no_standalone_instance
from tests.policies.bench import Declared, analyze, stack_root
from tests.policies.cases import Case, fails, passes

_INSTANCE = Declared("aws:ec2/instance:Instance", "bastion")
_ENTRY = {
    "urn": "urn:pulumi:test::*::bastion",
    "reason": "Goes when Session Manager is in use",
    "expires": "2027-01-31",
}
CASES = (
    passes("nothing is exempt", [stack_root(), _INSTANCE]),
    passes("an exemption that is not needed", [stack_root()], exempt=[_ENTRY]),
    fails("an exemption in use", [stack_root(), _INSTANCE], "bastion exempt from", exempt=[_ENTRY]),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    other = no_standalone_instance.RULE
    messages = analyze([other, RULE], case.stack(), {other.id: case.config}).of(RULE.id)
    assert messages == [] if not case.says else any(case.says in message for message in messages), messages


def test_it_is_advice() -> None:
    assert not RULE.mandatory
