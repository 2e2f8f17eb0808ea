"""`standby readiness` on both stacks as they are up, by the role that may look and tell CloudWatch, and no more."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from operations.readiness.page import role
from tests.sandbox.decided import decisions, not_allowed
from tests.sandbox.sandboxes import Sandbox
from tests.stack_files import ROOT

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("readiness-of-both")]
EAST, WEST = "us-east-1", "us-west-2"
LOOKS = "platform-readiness"
# This pair runs on ECS, without a canary whose code it would look for, and without a plan of AWS's.
NOT_HERE = ("eks:", "iam:GetOpenIDConnectProvider", "synthetics:", "s3:GetObject", "arc-region-switch:")


@pytest.fixture(scope="module")
def looked(both_up: Sandbox) -> dict[str, Any]:
    """What it says of a pair that is well, with CloudWatch told."""
    environment = {
        **os.environ,
        **both_up.cloud.environment(EAST, LOOKS),
        "STANDBY_SANDBOX_DIR": str(both_up.cloud.directory),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "operations", "readiness", "--engine", "sandbox", "--json", "--publish"],
        cwd=both_up.program.directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_a_pair_that_is_well_has_not_one_problem(looked: dict[str, Any]) -> None:
    assert {region: one["ready"] for region, one in looked["regions"].items()} == {EAST: True, WEST: True}
    assert [one["problems"] + one["not_seen"] for one in looked["regions"].values()] == [[], []]
    assert min(one["looked"] for one in looked["regions"].values()) > 200


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("region", [EAST, WEST])
def test_the_alarms_on_readiness_have_heard_it(both_up: Sandbox, region: str) -> None:
    names = ["standby-readiness-missing", "standby-readiness-silent"]
    alarms = both_up.clients.of("cloudwatch", region).describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert {each["AlarmName"]: each["StateValue"] for each in alarms} == dict.fromkeys(names, "OK")


@pytest.mark.usefixtures("looked")
def test_nothing_is_refused_to_whoever_looks_and_no_right_is_left_over(both_up: Sandbox) -> None:
    assert [each for each in not_allowed(both_up.cloud) if LOOKS in each] == []
    asked = {each["action"] for each in decisions(both_up.cloud) if LOOKS in each["role"]}
    listed = [each["Action"] for each in json.loads(role())["Statement"]]
    granted = {action for each in listed for action in ([each] if isinstance(each, str) else each)}
    unused = {action for action in granted - asked if not action.startswith(NOT_HERE)}
    assert unused == set()
