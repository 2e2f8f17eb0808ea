#!/usr/bin/env bash
# Package:    botocore ==1.43.106, service arc-region-switch
# Met by:     whoever starts a Region switch plan from a failover tool and waits for its end with the waiter that
#             the SDK has for it, PlanExecutionCompleted.
# Expected:   The waiter ends as soon as the plan needs a person: a step failed, an approval is due, an operator
#             paused. It lives as long as a failover.
# Seen:       The waiter knows five of the model's eleven states. It asks on through the others, three of which wait
#             for a person; five times in two minutes, and then it fails with "Max attempts exceeded", the same
#             words for a plan that stands still and for one that is at work.
# So what:    A tool that takes this for a failed failover may begin a second one; a longer WaiterConfig makes it
#             silent for longer while the plan waits for its operator. Read executionState yourself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.43.106
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" - <<'PYTHON'
import sys
from datetime import UTC, datetime

import botocore.session
from botocore.exceptions import WaiterError
from botocore.stub import Stubber

PLAN = {"planArn": "arn:aws:arc-region-switch::111122223333:plan/shop:abc123", "executionId": "shop/1"}
session = botocore.session.get_session()
session.set_credentials("AKIDEXAMPLE", "example")
client = session.create_client("arc-region-switch", region_name="us-west-2")
states = client.meta.service_model.shape_for("ExecutionState").enum
config = client.get_waiter("plan_execution_completed").config
known = {acceptor.expected for acceptor in config.acceptors}


def ended(state: str) -> str:
    """How the waiter ends while a plan is in one state, and after how many looks."""
    answer = {
        **PLAN, "startTime": datetime(2026, 1, 1, tzinfo=UTC), "mode": "ungraceful", "executionState": state,
        "executionAction": "activate", "executionRegion": "us-west-2",
    }
    with Stubber(client) as stub:
        for _ in range(config.max_attempts):
            stub.add_response("get_plan_execution", answer, PLAN)
        try:
            client.get_waiter("plan_execution_completed").wait(**PLAN, WaiterConfig={"Delay": 0})
        except WaiterError as error:
            return str(error).removeprefix("Waiter PlanExecutionCompleted failed: ")
        return "success"


print(f"looks every {config.delay} s, {config.max_attempts} times at most")
seen = {state: ended(state) for state in states}
for state, end in seen.items():
    print(f"  {state:38}{end}")

unknown = sorted(state for state, end in seen.items() if end == "Max attempts exceeded")
expected = [
    "completedMonitoringApplicationHealth", "inProgress", "pausedByFailedStep", "pausedByOperator", "pending",
    "pendingManualApproval",
]
if unknown != expected or set(states) - known != set(expected) or (config.delay, config.max_attempts) != (30, 5):
    sys.exit("changed: the waiter knows other states, or waits otherwise")
PYTHON
