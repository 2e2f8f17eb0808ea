"""What is compared after runs that were disturbed is the same for every id that can be drawn."""

import pytest

from tests.sandbox.resilience.traces import shape

_GROUPS = "elbv2 describe_target_groups us-west-2 arn:aws:elasticloadbalancing:us-west-2:000000000000:targetgroup"


@pytest.mark.parametrize("drawn", ["0123456789abcdef", "abcdef0pe2oopta2", "abcdef01234567pe", "zyxwvutsrqponmlk"])
def test_an_id_is_left_out_whole_whatever_it_begins_with(drawn: str) -> None:
    assert shape({f"{_GROUPS}/standby-web/{drawn}"}) == {f"{_GROUPS}/standby-web/*": 1}


def test_what_is_named_alike_in_every_run_is_kept() -> None:
    named = "sqs list_queues us-west-2 standby-decade-orders"
    assert shape({named}) == {named: 1}
