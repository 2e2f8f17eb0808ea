"""Each fault that a gate has to refuse, on a pair that is up: refused with the gate, and a failed drill without it.

The moves themselves are kept from acting. Faults that have to be survived are drilled every night.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from operations.drill import judge
from operations.drill.evidence import Targets
from operations.drill.faults import FAULTS, Fault
from operations.drill.run import under_fault
from operations.drill.sandbox import Sandbox, entered, grant_quota, started
from operations.failover.failover_run import FailoverRun
from operations.failover.gates import GATES
from operations.failover.journal import item_id
from operations.failover.move import Side, move_to
from operations.failover.pair import pair_of
from operations.failover.step_context import Result, StepContext, StepError
from operations.failover.steps.table import STEP_FUNCTIONS
from operations.live.clients import ClientMaker, Clients, Patience, clients
from tests.stack_files import HOME, PEER, ROOT
from tests.warm.run import warm

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("drills")]
EAST, WEST = "us-east-1", "us-west-2"
# As the runbook on drills has it.
IN_A_SANDBOX_OF_ITS_OWN = ("standby drill --fault quota-short --strategy pilot-light",)
REFUSED = [fault for fault in FAULTS if fault.gate]


def _hold_back(context: StepContext) -> Result:
    msg = f"{context.step}: kept from acting"
    raise StepError(msg)


class Kept:
    """Clients that every gate of every test shares: making them takes longer than asking."""

    def __init__(self) -> None:
        self._made = ClientMaker()

    def __call__(self, patience: Patience, *, says: str) -> Clients:  # noqa: ARG002 - nobody reads the log here
        return self._made(patience, says="")


@dataclass(frozen=True)
class Theatre:
    """The sandbox, and a move that begins nothing."""

    sandbox: Sandbox
    pair: tuple[Side, Side]
    kept: Kept

    def moving(self, fault: Fault, *, without: str = "") -> FailoverRun:
        gates = tuple(gate for gate in GATES if gate.name != without)
        step_functions = dict.fromkeys(STEP_FUNCTIONS, _hold_back)
        move = move_to(WEST, self.pair, fault.kind)
        return FailoverRun(
            move=move, folder=self.sandbox.work, gates=gates, step_functions=step_functions, make_clients=self.kept
        )

    def restore(self) -> None:
        """As it was before a fault struck, but for listeners and instances."""
        ask = self.sandbox.ask
        ask("DELETE", "blackout", {})
        ask("DELETE", "faults")
        ask("POST", "lag", {"store": "database", "milliseconds": 20})
        grant_quota(self.sandbox, WEST)
        dynamodb, ecr = clients()("dynamodb", WEST), clients()("ecr", WEST)
        for region in (EAST, WEST):
            dynamodb.delete_item(TableName="standby-operations", Key={"id": {"S": item_id(region)}})
        for image in self.pair[0].values["images"].values():
            named = {"repositoryName": image["repository"], "imageIds": [{"imageTag": image["tag"]}]}
            if not ecr.batch_get_image(**named)["images"]:
                (kept,) = clients()("ecr", EAST).batch_get_image(**named)["images"]
                ecr.put_image(
                    repositoryName=image["repository"], imageTag=image["tag"], imageManifest=kept["imageManifest"]
                )
        clients()("secretsmanager", EAST).replicate_secret_to_regions(
            SecretId=self.pair[0].values["secrets"]["database"], AddReplicaRegions=[{"Region": WEST}]
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with warm(), started(ROOT, tmp_path_factory.mktemp("drill"), (HOME, PEER), None) as sandbox:
        for region in (EAST, WEST):
            grant_quota(sandbox, region)
        yield sandbox


@pytest.fixture(scope="module")
def pair(running: Sandbox) -> tuple[Side, Side]:
    with entered(running.environment):
        return pair_of(HOME, running.work, "sandbox")


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept()


@pytest.fixture
def theatre(running: Sandbox, pair: tuple[Side, Side], kept: Kept) -> Iterator[Theatre]:
    with entered(running.environment):
        found = Theatre(running, pair, kept)
        yield found
        found.restore()


# Instances do not come back, so that fault is the last one of the table.
@pytest.mark.parametrize("fault", REFUSED, ids=lambda fault: fault.name)
def test_a_fault_is_refused_by_its_gate_and_the_drill_is_red_without_it(theatre: Theatre, fault: Fault) -> None:
    if fault.gate == "lost":
        # That region is heard of, as it is while the shop runs.
        theatre.sandbox.run("shop", "--turns", "1")
    moving = theatre.moving(fault)
    objectives = moving.move.target.settings.objectives
    targets = Targets(rto_seconds=objectives.rto.total_seconds(), rpo_seconds=objectives.rpo.total_seconds())

    def why(one: FailoverRun, struck: Fault) -> tuple[str, ...]:
        made = under_fault(struck, one, theatre.sandbox.ask, lambda _text: None)
        return judge.reasons(struck.has_to(one.move), made, targets)

    assert why(moving, fault) == ()
    struck_already = replace(fault, inject=lambda _stage: None)
    (reason,) = why(theatre.moving(fault, without=fault.gate), struck_already)
    assert reason.startswith(f"expected: refused by gate {fault.gate}; found: stopped at step ")


@pytest.mark.parametrize("command", IN_A_SANDBOX_OF_ITS_OWN)
def test_the_command_drills_in_a_sandbox_of_its_own_and_keeps_the_report(tmp_path: Path, command: str) -> None:
    stale = {path: path.read_bytes() for path in ROOT.glob("Pulumi*.yaml")}
    with warm():
        done = subprocess.run(
            [sys.executable, "-m", "operations", *command.split()[1:], "--reports", str(tmp_path / "drills"), "--json"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    assert (document["verdict"], document["where"], document["strategy"]) == ("passed", "sandbox", "pilot-light")
    kept = sorted(path.name for path in (tmp_path / "drills").iterdir())
    assert kept == sorted(f"{document['drill']}{end}" for end in (".json", ".md", ".html", ".measured.yaml"))
    assert {path: path.read_bytes() for path in ROOT.glob("Pulumi*.yaml")} == stale
