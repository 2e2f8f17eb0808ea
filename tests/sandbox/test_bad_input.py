"""What a user gets wrong: each is refused with a sentence that helps, and neither state nor cloud is touched."""

import json
import os
import re
import shutil
import socket
from pathlib import Path

import pytest

from sandbox.demo.engines import REPOSITORY, EngineError, SandboxEngine
from sandbox.demo.program import Program
from tests.sandbox.inventory import inventory
from tests.sandbox.sandboxes import Sandbox

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("bad-input")]
HOME = "prod-east"
_PROGRAM = """import pulumi
import pulumi_aws as aws

in_east = pulumi.ResourceOptions(provider=aws.Provider("east", region="us-east-1"))
{statement}
"""


def _refusal(engine: SandboxEngine, *command: str) -> str:
    with pytest.raises(EngineError) as refused:
        engine.run(*command)
    return str(refused.value)


def _elsewhere(sandbox: Sandbox, folder: Path, program: Path | None = None) -> SandboxEngine:
    """The same cloud, with states of their own in `folder`."""
    environment = {**sandbox.cloud.environment("us-east-1"), "STANDBY_SANDBOX_DIR": str(folder)}
    return SandboxEngine(program or sandbox.program.directory, environment)


@pytest.mark.parametrize(
    ("setting", "facts"),
    [
        ("standby:strateggy=pilot-light", ["standby:strateggy", "not a known key", "strategy"]),
        ("standby:peer.cidr=10.10.128.0/20", ["standby:peer", "10.10.128.0/20", "overlap"]),
        ("standby:peer.region=us-east-1", ["standby:peer", "us-east-1"]),
        ("standby:network.zones=[us-east-1a, us-east-1b]", ["standby:network.zones", "3"]),
        ("standby:objectives={rto: 5m, rpo: 5m}", ["standby:objectives", "active-active"]),
    ],
    ids=["misspelt key", "overlapping addresses", "the same region twice", "two zones", "unmet objective"],
)
def test_a_bad_setting_is_refused_and_nothing_is_touched(both_up: Sandbox, setting: str, facts: list[str]) -> None:
    before, state = inventory(both_up.clients), both_up.resources(HOME)

    refusal = _refusal(both_up.engine, "up", HOME, "--yes", "--config", setting)

    # What no file says is told of the file that would say it.
    assert re.search(rf"Pulumi\.({HOME}\.)?yaml: (line \d+: )?standby:", refusal)
    assert [fact for fact in facts if fact not in refusal] == []
    assert inventory(both_up.clients) == before
    assert both_up.resources(HOME) == state


def test_a_peer_that_is_not_up_is_named_with_what_to_run_first(both_up: Sandbox, tmp_path: Path) -> None:
    before = inventory(both_up.clients)

    refusal = _refusal(_elsewhere(both_up, tmp_path), "up", "dr-west", "--yes")

    assert "'prod-east'" in refusal
    assert "first" in refusal
    assert inventory(both_up.clients) == before


def test_a_held_lock_names_its_holder(both_up: Sandbox) -> None:
    locks = both_up.cloud.directory / "state" / ".pulumi" / "locks" / "organization" / "standby" / HOME
    locks.mkdir(parents=True, exist_ok=True)
    held = locks / "held.json"
    held.write_text(
        json.dumps(
            {
                "pid": os.getpid(),
                "username": "ada",
                "hostname": socket.gethostname(),
                "timestamp": "2026-11-25T00:00:00Z",
            }
        )
    )
    try:
        refusal = _refusal(both_up.engine, "up", HOME, "--yes")
    finally:
        held.unlink()
    assert "ada" in refusal
    assert str(os.getpid()) in refusal


def test_a_corrupt_state_is_refused_and_left_as_it_is(both_up: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(both_up.cloud.directory / "state", folder / "state")
    file = folder / "state" / ".pulumi" / "stacks" / "standby" / f"{HOME}.json"
    file.write_text(file.read_text()[: -len(file.read_text()) // 2])
    corrupt, before = file.read_bytes(), inventory(both_up.clients)

    refusal = _refusal(_elsewhere(both_up, folder), "up", HOME, "--yes")

    assert str(file) in refusal
    assert ".bak" in refusal
    assert file.read_bytes() == corrupt
    assert inventory(both_up.clients) == before


@pytest.mark.parametrize(
    ("statement", "facts"),
    [
        (
            'aws.cloud9.EnvironmentEC2("ide", instance_type="t3.micro", image_id="x", opts=in_east)',
            ["aws:cloud9/environmentEC2:EnvironmentEC2"],
        ),
        (
            'pulumi.CustomResource("aws:sqs/queue:Queue", "queue", {"colour": "red"}, in_east)',
            ["aws:sqs/queue:Queue", "colour"],
        ),
    ],
    ids=["type", "property"],
)
def test_what_the_sandbox_does_not_know_is_refused_by_name(
    both_up: Sandbox, tmp_path: Path, statement: str, facts: list[str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: stranger\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(_PROGRAM.format(statement=statement))
    before = inventory(both_up.clients)

    refusal = _refusal(_elsewhere(both_up, tmp_path / "states", tmp_path), "up", "dev", "--yes")

    assert [fact for fact in facts if fact not in refusal] == []
    assert inventory(both_up.clients) == before


@pytest.mark.parametrize("stack", [HOME, "dr-west"])
@pytest.mark.parametrize("command", [["preview"], ["up", "--yes"]], ids=lambda command: str(command[0]))
def test_a_pair_that_differs_is_refused_by_both_and_nothing_is_touched(
    both_up: Sandbox, tmp_path: Path, stack: str, command: list[str]
) -> None:
    program = Program.lay_out(REPOSITORY, tmp_path / "program").directory
    peer = program / "Pulumi.dr-west.yaml"
    peer.write_text(peer.read_text() + "  standby:home: us-west-2\n  standby:domain: other.example.com\n")
    before = inventory(both_up.clients)

    refusal = _refusal(_elsewhere(both_up, both_up.cloud.directory, program), command[0], stack, *command[1:])

    assert "2 problem(s) in the stack's configuration; nothing was changed" in refusal
    assert "standby:home: is us-" in refusal
    assert "standby:domain: is " in refusal
    assert inventory(both_up.clients) == before
