"""Two runs of a stack at once: the first goes on, the second is refused and says who holds the stack.

That of several that come in the same instant exactly one gets in is shown where the lock is, in the engine's tests.
"""

import pytest

from tests.sandbox.resilience.conftest import PEER, Chapter, Disturbed

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("resilience")]


def test_the_second_is_refused_and_names_the_process_that_holds_the_stack(disturbed: Disturbed) -> None:
    assert f"{PEER} is held by process {disturbed.holder} of " in disturbed.refusal


def test_the_refused_one_made_nothing(disturbed: Disturbed, both_resumed: Chapter) -> None:
    made = [call for call in disturbed.calls if call["action"] == "CreateVpc" and call["status"]]
    assert len([call for call in made if not call["fault"]]) == 1
    assert both_resumed.there["ec2 describe_vpcs us-west-2 vpc-*"] == 1
