"""A configuration of the pack is checked before Pulumi takes it, which checks next to nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lint import problems
from tests.policies.analyzer import PACK

_ENTRY = {
    "urn": "urn:pulumi:prod-east::*::bastion",
    "reason": "Until Session Manager is in use",
    "expires": "2027-01-31",
}


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"az-lb-three-azs": {"minAzs": 2}},
        {"az-lb-three-azs": {"enforcementLevel": "mandatory", "minAzs": 2.0}},
        {"sc-csi-driver-absent": "disabled"},
        {"sc-ec2-no-standalone-instance": {"exempt": [_ENTRY]}},
    ],
)
def test_a_configuration_that_says_what_it_means_has_no_problem(config: object) -> None:
    assert list(problems(config)) == []


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ([], "no object"),
        ({"az-lb-three-zones": {}}, "is no rule of this pack"),
        ({"az-lb-three-azs": {"minZones": 2}}, "has no setting minZones"),
        ({"az-lb-three-azs": {"minAzs": 0}}, "at least 1"),
        ({"az-lb-three-azs": {"minAzs": 2.5}}, "wants integer"),
        ({"az-lb-three-azs": {"minAzs": True}}, "wants integer"),
        ({"az-lb-three-azs": "off"}, "has no level off"),
        ({"az-lb-three-azs": 3}, "neither a level nor an object"),
        ({"az-lb-three-azs": "advisory"}, "out of force"),
        ({"all": "mandatory"}, "every rule"),
        ({"az-lb-three-azs": {"exempt": [{**_ENTRY, "reason": ""}]}}, "no reason"),
    ],
)
def test_a_problem_is_named(config: object, problem: str) -> None:
    found = list(problems(config))
    assert len(found) == 1
    assert problem in found[0]


def test_the_command_says_which_file_and_what(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text("{}")
    bad.write_text(json.dumps({"az-lb-three-zones": {}}))
    told = [_run(good), _run(bad), _run(tmp_path / "missing.json")]
    assert [each.returncode for each in told] == [0, 1, 2]
    assert "bad.json: az-lb-three-zones: is no rule" in told[1].stdout
    assert "missing.json: cannot be read" in told[2].stderr


def _run(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PACK / "lint.py"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
