"""`standby status` against the emulated AWS with both stacks up, asked as a user asks it."""

import json
import os
import subprocess
import sys

import pytest

from operations.live.stack_state import read
from tests.sandbox.sandboxes import Sandbox
from tests.stack_files import ROOT

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("status")]


def test_both_regions_are_on_one_screen_and_nothing_is_unknown(both_up: Sandbox) -> None:
    done = _run(both_up, "operations", "status", "--engine", "sandbox", "--json")
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


def test_a_state_says_the_outputs_that_the_engine_says_and_where_each_resource_is(
    both_up: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = json.loads(_run(both_up, "sandbox", "output", "dr-west", "--json").stdout)
    for name, value in _environment(both_up).items():
        monkeypatch.setenv(name, value)
    state = read("dr-west", "sandbox", both_up.program.directory)
    assert state.outputs.values == said
    assert {each.region for each in state.resources if each.type == "aws:rds/cluster:Cluster"} == {"us-west-2"}
    assert not [each.urn for each in state.resources if each.type.startswith("aws:") and each.region is None]


def _run(both_up: Sandbox, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=both_up.program.directory,
        env={**os.environ, **_environment(both_up)},
        capture_output=True,
        text=True,
        check=False,
    )


def _environment(both_up: Sandbox) -> dict[str, str]:
    return {
        **both_up.cloud.environment("us-east-1"),
        "STANDBY_SANDBOX_DIR": str(both_up.cloud.directory),
        "PYTHONPATH": str(ROOT),
    }
