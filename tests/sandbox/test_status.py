"""`standby status` against the emulated AWS with both stacks up, asked as a user asks it."""

import json
import os
import subprocess
import sys

import pytest

from tests.sandbox.conftest import Sandbox
from tests.stack_files import ROOT

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("both-regions")]


def test_both_regions_are_on_one_screen_and_nothing_is_unknown(both_up: Sandbox) -> None:
    environment = {
        **os.environ,
        **both_up.cloud.environment("us-east-1"),
        "STANDBY_SANDBOX_DIR": str(both_up.cloud.directory),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "operations", "status", "--engine", "sandbox", "--json"],
        cwd=both_up.program.directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    regions = json.loads(done.stdout)["regions"]
    unknown = {
        (region, name): fact
        for region, one in regions.items()
        for name, fact in one["facts"].items()
        if "unknown" in fact
    }
    assert unknown == {}
    assert {one["facts"]["writer"]["value"] for one in regions.values()} == {"us-east-1"}
    assert sum(regions["us-east-1"]["facts"]["healthy_targets"]["value"].values()) == 6
    assert regions["us-west-2"]["facts"]["workloads"]["value"]["worker"]["most"] == 0
