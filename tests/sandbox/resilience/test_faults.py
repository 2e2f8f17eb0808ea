"""Throttling, errors of the server, slow answers, reset connections: retried or reported, and never half-recorded.

The gateway strikes a share of all calls, and one kind of call every time. What is struck was not carried out; that a
call which was carried out and not heard of is made once is shown by kills, in `test_killed.py` beside this file.
"""

from collections import Counter
from urllib.parse import parse_qs

import pytest

from sandbox.providers.aws.reach import LOOKS, Look
from tests.sandbox.resilience.conftest import LASTING, Chapter, Disturbed

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("resilience")]


def _action(look: Look) -> str:
    """By which name a look at a control plane is in the log of calls, where it has one of its own."""
    return look.headers.get("X-Amz-Target", "").rpartition(".")[2] or "".join(parse_qs(look.body).get("Action", []))


# Who only asks whether a control plane is there takes a refusal for the answer.
ANSWERED_BY_A_REFUSAL = {_action(look) for look in LOOKS.values()} - {""}


def test_a_call_that_was_struck_is_tried_again_or_its_failure_is_reported(disturbed: Disturbed) -> None:
    struck = Counter(call["action"] for call in disturbed.calls if call["fault"] and not 200 <= call["status"] < 300)
    answered = {call["action"] for call in disturbed.calls if 200 <= call["status"] < 300}
    assert sum(struck.values()) - struck[LASTING["action"]] > 5, "faults struck all kinds of calls"
    silent = {call["action"] for call in disturbed.calls if call["fault"] and not call["status"]}
    heard = answered | (ANSWERED_BY_A_REFUSAL - silent)
    assert [action for action in struck if action not in heard and f"({action})" not in disturbed.said] == []


def test_a_fault_that_lasts_is_reported_with_its_code_and_what_it_struck(disturbed: Disturbed) -> None:
    assert "ServiceUnavailable" in disturbed.said
    assert f"({LASTING['action']})" in disturbed.said
    assert "aws:lb/loadBalancer:LoadBalancer 'load-balancer'" in disturbed.said


def test_a_run_that_faults_ended_leaves_no_step_in_doubt(disturbed: Disturbed) -> None:
    assert disturbed.pending == []


def test_afterwards_a_run_completes_it_and_a_preview_is_empty(both_resumed: Chapter) -> None:
    assert both_resumed.plans == {stack: {} for stack in both_resumed.plans}
    assert not [each["urn"] for each in both_resumed.resources if each.get("initErrors")]
