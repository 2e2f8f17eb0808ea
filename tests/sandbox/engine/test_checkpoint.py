"""The state is Pulumi's own: what the `pulumi` CLI wrote is read, and nothing of it is lost by a run of ours.

`exported_by_pulumi.json` was written by `pulumi stack export` of version 3.260.0 after an `up` with the same provider.
That the CLI reads what we write is for the test that runs the CLI.
"""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine import crypter
from sandbox.engine.crypter import Crypter
from sandbox.engine.errors import StateError
from sandbox.engine.resource import from_checkpoint, to_checkpoint
from sandbox.engine.snapshot import Snapshot
from sandbox.protocol.values import reveal
from tests.sandbox.engine.conftest import PROJECT, STACK, Stack, done

_EXPORT = Path(__file__).parent / "exported_by_pulumi.json"
_PASSPHRASE = "correct horse"  # noqa: S105 - of the export
_PROGRAM = """
a = Thing("a", note=pulumi.Config().require_secret("word"), box={
    "inner": pulumi.Output.secret("hush"), "plain": [1, 2.5, True, None],
})
group = Group("g")
b = Thing("b", pulumi.ResourceOptions(
    parent=group, protect=True, depends_on=[a], custom_timeouts=pulumi.CustomTimeouts(create="5m"),
), size=a.arn)
group.register_outputs({"b": b})
pulumi.export("arn", b.arn)
pulumi.export("note", a.note)
"""
_STACK_FILE = """
encryptionsalt: v1:rnjyZF+SKBw=:v1:LyyB7Td4qAjXe4Va:WWBD5FfDRS5mRffrGP+PTJh1mbRYTg==
config:
  proj:word:
    secure: v1:WDu321m+MQDA3UIU:7+kpfgBfK2GnzTLevuk0l872i5SB8d+AQA==
"""


@pytest.fixture(scope="module")
def real_key() -> bytes:
    """The key of the export's passphrase, derived once, in as many rounds as Pulumi asks for."""
    salt = json.loads(_EXPORT.read_text())["deployment"]["secrets_providers"]["state"]["salt"]
    return crypter._derive_key.__wrapped__(_PASSPHRASE, base64.b64decode(salt.split(":")[1]))


@pytest.fixture
def imported(stack: Stack, real_key: bytes, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """The stack that the CLI brought up."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", _PASSPHRASE)
    monkeypatch.setattr(crypter, "_derive_key", lambda *_: real_key)
    stack.write_state(json.loads(_EXPORT.read_text())["deployment"])
    stack.write(f"Pulumi.{STACK}.yaml", _STACK_FILE)
    snapshot = Snapshot.load(stack.backend, PROJECT, STACK)
    stack.cloud.things |= {state.id: reveal(state.inputs) for state in snapshot.old if state.has_provider}
    return stack


def test_secrets_that_the_cli_sealed_are_opened(imported: Stack) -> None:
    assert imported.cloud.things["a-1"]["note"] == "hush-hush"
    assert imported.cloud.things["a-1"]["box"]["inner"] == "hush"


def test_a_stack_that_the_cli_brought_up_has_nothing_to_do_here(imported: Stack) -> None:
    assert done(imported.preview(_PROGRAM)) == {}
    assert done(imported.up()) == {}


def test_a_run_keeps_every_field_that_this_engine_does_not_know(imported: Stack) -> None:
    def strange(state: dict[str, Any]) -> None:
        state["metadata"] = {"integrity_error": {"version": "1"}}
        state["snippets"] = [{"id": "s"}]
        for resource in state["resources"]:
            resource["sourcePosition"] = "project:///__main__.py#1"
            resource["somethingNew"] = {"a": [1, None]}

    imported.edit_state(strange)
    done(imported.up(_PROGRAM.replace("5m", "6m")))
    assert imported.state["metadata"] == {"integrity_error": {"version": "1"}}
    assert imported.state["snippets"] == [{"id": "s"}]
    for resource in imported.state["resources"]:
        assert resource["somethingNew"] == {"a": [1, None]}, resource["urn"]
        assert resource["sourcePosition"] == "project:///__main__.py#1", resource["urn"]


def test_reading_and_writing_a_resource_gives_what_was_there(imported: Stack) -> None:
    salt = imported.state["secrets_providers"]["state"]["salt"]
    opened = Crypter.open(_PASSPHRASE, salt)
    for written in imported.state["resources"]:
        again = to_checkpoint(from_checkpoint(written, opened), opened)
        assert _without_ciphertexts(again) == _without_ciphertexts(written)


def _without_ciphertexts(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A secret is sealed differently each time."""
    if isinstance(value, dict):
        return {key: "sealed" if key == "ciphertext" else _without_ciphertexts(item) for key, item in value.items()}
    return [_without_ciphertexts(item) for item in value] if isinstance(value, list) else value


def test_a_secret_that_was_exported_in_plain_is_read_and_sealed(stack: Stack) -> None:
    """`pulumi stack export --show-secrets` leaves the plain text under the mark."""
    done(stack.up('Thing("a", note=pulumi.Output.secret("hush"))'))

    def show(state: dict[str, Any]) -> None:
        for part in ("inputs", "outputs"):
            note = state["resources"][-1][part]["note"]
            del note["ciphertext"]
            note["plaintext"] = '"hush"'

    stack.edit_state(show)
    assert done(stack.up()) == {}
    assert "hush" not in stack.state_text


def test_resources_come_after_what_they_need(stack: Stack) -> None:
    done(
        stack.up("""
        a = Thing("a")
        group = Group("g")
        b = Thing("b", pulumi.ResourceOptions(parent=group, provider=Provider("p", account="x")), note=a.arn)
        Thing("c", pulumi.ResourceOptions(depends_on=[b]))
        """)
    )
    seen: set[str] = set()
    for resource in stack.state["resources"]:
        provider = resource.get("provider", "").rpartition("::")[0]
        by_property = [urn for urns in resource.get("propertyDependencies", {}).values() for urn in urns]
        needed = {resource.get("parent", ""), provider, *resource.get("dependencies", []), *by_property} - {""}
        assert needed <= seen, f"{resource['urn']} comes before what it needs"
        seen.add(resource["urn"])


def test_a_passphrase_that_is_not_the_one_is_refused_before_anything_is_opened() -> None:
    _, kept = Crypter.create("one")
    with pytest.raises(StateError, match="PULUMI_CONFIG_PASSPHRASE"):
        Crypter.open("two", kept)


@pytest.mark.parametrize("kept", ["", "v2:abc:v1:x:y", "v1:abc", "v1:%%%:v1:AAAA:AAAA", "nonsense"])
def test_a_salt_that_is_not_pulumis_is_refused(kept: str) -> None:
    with pytest.raises(StateError):
        Crypter.open("one", kept)


@pytest.mark.parametrize("text", ["", "v2:a:b", "v1:a", "v1:%%:%%", "plain"])
def test_a_secret_that_is_not_pulumis_is_refused(text: str) -> None:
    sealer, _ = Crypter.create("one")
    with pytest.raises(StateError):
        sealer.decrypt(text)


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    sealer, _ = Crypter.create("one")
    assert sealer.encrypt("hush") != sealer.encrypt("hush")
