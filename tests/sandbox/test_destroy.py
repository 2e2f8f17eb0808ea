"""Taking an environment down: refused while it is protected, and afterwards nothing is left.

It proves what the emulated AWS shows; that AWS itself keeps a protected store needs AWS.
"""

import json
from collections.abc import Iterator

import pytest

from sandbox.demo.engines import EngineError
from tests.sandbox.decided import asked_by_deployment, not_allowed_to_deployment
from tests.sandbox.inventory import inventory
from tests.sandbox.sandboxes import Sandbox, start

pytestmark = pytest.mark.emulator
HOME, PEER = "prod-east", "dr-west"
# What `standby:protection: lifted` may change, by the property's own name.
PROTECTION = {
    "deleteAutomatedBackups",
    "deletionProtection",
    "deletionProtectionEnabled",
    "deletionWindowInDays",
    "enableDeletionProtection",
    "forceDelete",
    "forceDestroy",
    "recoveryWindowInDays",
    "replicas",
    "skipDestroy",
    "skipFinalSnapshot",
}


@pytest.mark.xdist_group("both-regions")
@pytest.mark.parametrize("stack", [PEER, HOME])
def test_destroy_is_refused_while_anything_is_protected_and_changes_nothing(both_up: Sandbox, stack: str) -> None:
    before, state = inventory(both_up.clients), both_up.resources(stack)

    with pytest.raises(EngineError, match="protected") as refused:
        both_up.engine.destroy(stack)

    assert "database" in str(refused.value), "the refusal names what is protected"
    assert inventory(both_up.clients) == before
    assert both_up.resources(stack) == state


@pytest.fixture(scope="module")
def lifted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, set[str]]]:
    """Both stacks up and then lifted as docs/operating.md says, with what the cloud held before."""
    sandbox = start(tmp_path_factory.mktemp("lifted"))
    with sandbox.cloud:
        before = inventory(sandbox.clients)
        for stack in (HOME, PEER):
            sandbox.engine.up(stack)
        sandbox.program.write_shared("protection", "lifted")
        yield sandbox, before


@pytest.mark.xdist_group("destroy")
def test_lifting_changes_nothing_but_protection_and_then_destroy_leaves_nothing(
    lifted: tuple[Sandbox, set[str]],
) -> None:
    sandbox, before = lifted
    for stack in (HOME, PEER):
        planned = json.loads(sandbox.engine.run("preview", stack, "--json"))["changes"]
        changed = {path.split(".")[0].split("[")[0] for change in planned for path in change["diff"]}
        assert {change["op"] for change in planned} == {"same", "update"}
        assert changed
        assert changed <= PROTECTION, "lifting the protection touches only the protection"
        sandbox.engine.up(stack)

    for stack in (PEER, HOME):
        sandbox.engine.destroy(stack)
        assert sandbox.engine.export(stack)["deployment"].get("resources") in (None, [])

    assert inventory(sandbox.clients) - before == set()
    assert before - inventory(sandbox.clients) == set()
    assert not_allowed_to_deployment(sandbox.cloud) == [], "the role that deploys may take down what it made"
    assert "rds:DeleteDBCluster" in {each["action"] for each in asked_by_deployment(sandbox.cloud)}
