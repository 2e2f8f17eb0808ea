"""Stack files: the real ones are valid, and a bad one is refused with every problem named."""

from typing import Any

import pulumi
import pytest
import yaml

from settings.load import load_settings
from tests.stack_files import ROOT, configuration

STACKS = ["prod-east", "dr-west"]


def _refusal(stack: str = "prod-east", **changes: Any) -> str:
    with pytest.raises(pulumi.RunError) as refused:
        load_settings(configuration(stack, **changes), stack_file=f"Pulumi.{stack}.yaml")
    return str(refused.value)


def _value(key: str) -> Any:
    return yaml.safe_load((ROOT / "Pulumi.prod-east.yaml").read_text())["config"][f"standby:{key}"]


@pytest.mark.parametrize("stack", STACKS)
def test_the_stack_files_are_valid(stack: str) -> None:
    settings = load_settings(configuration(stack), stack_file=f"Pulumi.{stack}.yaml")
    assert settings.is_home is (settings.region == settings.home)


def test_the_stack_files_differ_only_in_what_a_region_is() -> None:
    east, west = (yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"] for stack in STACKS)
    differing = {key for key in east | west if east.get(key) != west.get(key)}
    assert differing == {"standby:region", "standby:peer", "standby:network"}


def test_the_project_declares_every_key_of_the_stack_files() -> None:
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    used = yaml.safe_load((ROOT / "Pulumi.prod-east.yaml").read_text())["config"]
    assert {key.removeprefix("standby:") for key in used} == set(declared) - {"pulumi:disable-default-providers"}


def test_a_misspelt_key_is_refused_with_the_known_ones() -> None:
    refusal = _refusal(strateggy="warm-standby")
    assert "Pulumi.prod-east.yaml: standby:strateggy: is not a known key" in refusal
    assert "strategy" in refusal


def test_a_misspelt_key_inside_a_value_is_refused_with_its_path() -> None:
    refusal = _refusal(database=_value("database") | {"max_acus": 3})
    assert "standby:database.max_acus: is not a known key" in refusal
    assert "max_acu" in refusal


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"peer": {"stack": "dr-west", "region": "us-west-2", "cidr": "10.10.0.0/16"}}, "cidr"),
        ({"peer": {"stack": "dr-west", "region": "us-east-1", "cidr": "10.20.0.0/16"}}, "region"),
        ({"network": {"cidr": "10.10.0.0/16", "zones": ["us-east-1a", "us-east-1b"]}}, "network.zones"),
        ({"objectives": {"rto": "1s", "rpo": "0s"}}, "objectives"),
        ({"strategy": "lukewarm"}, "strategy"),
        ({"domain": None}, "domain"),
    ],
    ids=["overlapping addresses", "same region twice", "two zones", "unmeetable objective", "strategy", "missing"],
)
def test_a_bad_value_is_refused_with_its_key(changes: dict[str, Any], key: str) -> None:
    refusal = _refusal(**changes)
    assert "Pulumi.prod-east.yaml: standby:" in refusal
    assert key in refusal


def test_every_problem_is_listed_at_once() -> None:
    refusal = _refusal(strateggy="x", domain=None)
    assert "2 problem(s)" in refusal
    assert "standby:strateggy" in refusal
    assert "standby:domain" in refusal
