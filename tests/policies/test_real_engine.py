"""Pulumi's own CLI runs the pack, and blocks what the driver of these tests says it would.

Skipped where there is no `pulumi` on PATH. Over exported states, so without providers; that a first preview of the
platform passes under the CLI needs an AWS, and is not shown here.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.policies.analyzer import PACK
from tests.policies.bench import Declared, analyze
from tests.policies.exports import checkpoint
from tests.policies.pack import RULES
from tests.policies.platform import platform, with_peer
from tests.policies.sabotages import SABOTAGES
from tests.policies.states import declared_in

pytestmark = [
    pytest.mark.real_engine,
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="there is no pulumi CLI on PATH"),
]


def _analyze(folder: Path, resources: list[Declared], config: dict[str, Any]) -> tuple[int, set[tuple[str, str, str]]]:
    state, told = folder / "state.json", folder / "config.json"
    state.write_text(json.dumps(checkpoint(resources)))
    told.write_text(json.dumps(config))
    command = ["pulumi", "policy", "analyze", "--json", "--file", str(state)]
    command += ["--policy-pack", str(PACK), "--policy-pack-config", str(told)]
    environment = {**os.environ, "PULUMI_HOME": str(folder / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found = [event["policyEvent"] for event in events if "policyEvent" in event]
    assert not any("can't run policy" in event["message"] for event in found)
    return done.returncode, {(each["policyName"], each["resourceUrn"], each["enforcementLevel"]) for each in found}


def _expected(resources: list[Declared], config: dict[str, Any]) -> set[tuple[str, str, str]]:
    verdict = analyze(RULES, declared_in(checkpoint(resources)), config)
    levels = {True: "mandatory", False: "advisory"}
    return {(each.rule, each.urn, levels[each.mandatory]) for each in verdict.violations}


def test_the_cli_lets_the_platform_pass(tmp_path: Path) -> None:
    assert _analyze(tmp_path, platform("prod-east", preview=False), with_peer("prod-east")) == (0, set())


def test_the_cli_blocks_what_the_driver_blocks(tmp_path: Path) -> None:
    broken = platform("prod-east", preview=False)
    # What a state shows differs from what a preview shows only in what is known.
    for sabotage in SABOTAGES:
        if sabotage.rule.startswith(("sc-e", "sc-lb", "dr-dy", "dr-k", "pr-")):
            broken = sabotage.applied_to(broken)
    code, found = _analyze(tmp_path, broken, with_peer("prod-east"))
    assert len({rule for rule, _, _ in found}) > 8
    assert found == _expected(broken, with_peer("prod-east"))
    assert code != 0


def test_a_setting_without_a_level_leaves_the_rule_mandatory(tmp_path: Path) -> None:
    config = {**with_peer("prod-east"), "az-ecs-service-spread": {"minTasks": 100}}
    code, found = _analyze(tmp_path, platform("prod-east", preview=False), config)
    assert {(rule, level) for rule, _, level in found} == {("az-ecs-service-spread", "mandatory")}
    assert code != 0


def test_an_exemption_lets_the_cli_pass_and_is_said(tmp_path: Path) -> None:
    (sabotage,) = [each for each in SABOTAGES if each.rule == "sc-ec2-no-standalone-instance"]
    broken = sabotage.applied_to(platform("prod-east", preview=False))
    entry = {"urn": "urn:pulumi:*::*::addition", "reason": "Until Session Manager is in use", "expires": "2999-01-31"}
    config = {**with_peer("prod-east"), "sc-ec2-no-standalone-instance": {"exempt": [entry]}}
    code, found = _analyze(tmp_path, broken, config)
    assert {(rule, level) for rule, _, level in found} == {("meta-exemptions-used", "advisory")}
    assert code == 0
