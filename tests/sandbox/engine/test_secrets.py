"""A secret stays one: sealed in the state, masked in everything that is told, marked for whoever reads it later."""

import json

import pytest

from sandbox.cli.show import result_document
from sandbox.engine.crypter import SANDBOX_PASSPHRASE, Crypter
from sandbox.engine.errors import StateError
from sandbox.engine.references import stack_outputs
from sandbox.engine.snapshot import Snapshot
from sandbox.protocol.values import is_secret, reveal
from tests.sandbox.engine.conftest import PROJECT, Stack, done

_HUSH = "hunter2"
_PROGRAM = f"""
a = Thing("a", note=pulumi.Output.secret("{_HUSH}"), box={{"inner": pulumi.Output.secret("{_HUSH}")}})
b = Thing("b", note=a.note)
pulumi.export("note", b.note)
"""


@pytest.fixture
def secretive(stack: Stack) -> Stack:
    done(stack.up(_PROGRAM))
    return stack


def test_nothing_secret_is_in_the_state_in_plain(secretive: Stack) -> None:
    assert secretive.cloud.things["b-2"]["note"] == _HUSH, "the provider got it"
    assert _HUSH not in secretive.state_text
    assert "ciphertext" in secretive.state_text


def test_nothing_secret_is_in_the_backup_or_any_other_file_in_plain(secretive: Stack) -> None:
    done(secretive.up())
    holders = [
        path.name
        for path in (secretive.directory / "state").rglob("*")
        if path.is_file() and _HUSH.encode() in path.read_bytes()
    ]
    assert holders == []


def test_marks_survive_into_the_next_run(secretive: Stack) -> None:
    snapshot = Snapshot.load(secretive.backend, PROJECT, secretive.name)
    (note,) = [state.outputs["note"] for state in snapshot.old if state.name == "b"]
    assert is_secret(note)
    assert reveal(note) == _HUSH
    assert done(secretive.up()) == {}, "sealed anew, the value is the same"


def test_an_output_that_follows_from_a_secret_is_one(secretive: Stack) -> None:
    outputs = stack_outputs(secretive.backend, PROJECT, secretive.name)
    assert is_secret(outputs["note"])


def test_changes_show_neither_the_old_nor_the_new_secret(secretive: Stack) -> None:
    result = secretive.up(_PROGRAM.replace(_HUSH, "correct horse"))
    document = json.dumps(result_document(result))
    assert done(result) == {"a": "update", "b": "update"}
    assert _HUSH not in document
    assert "correct horse" not in document
    assert "[secret]" in document
    assert _HUSH not in str(secretive.events)


def test_a_property_that_becomes_secret_is_sealed_though_its_value_is_the_same(stack: Stack) -> None:
    stack.up(f'Thing("a", note="{_HUSH}")')
    assert _HUSH in stack.state_text
    done(stack.up(f'Thing("a", note=pulumi.Output.secret("{_HUSH}"))'))
    assert _HUSH not in stack.state_text


def test_additional_secret_outputs_are_sealed(stack: Stack) -> None:
    options = 'pulumi.ResourceOptions(additional_secret_outputs=["arn"])'
    done(stack.up(f'a = Thing("a", {options}); pulumi.export("arn", a.arn)'))
    assert "arn:a-1" not in stack.state_text


def test_an_output_that_becomes_secret_later_is_sealed_without_an_update(stack: Stack) -> None:
    stack.up('Thing("a")')
    assert done(stack.up('Thing("a", pulumi.ResourceOptions(additional_secret_outputs=["arn"]))')) == {}
    assert "arn:a-1" not in stack.state_text


def test_a_secret_that_the_program_prints_is_masked_where_the_stack_file_seals_it(stack: Stack) -> None:
    seal(stack, _HUSH)
    done(stack.up('print("the password is", pulumi.Config().require("password"))'))
    assert "the password is [secret]" in stack.messages()
    assert _HUSH not in stack.messages()


def test_an_error_that_quotes_a_configured_secret_is_masked(stack: Stack) -> None:
    seal(stack, _HUSH)
    result = stack.up('Thing("a", invalid=pulumi.Config().require("password"))')
    assert "[secret]" in result.error
    assert _HUSH not in result.error


def test_another_passphrase_does_not_open_the_state(secretive: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    before = secretive.state_text
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "another")
    with pytest.raises(StateError, match="PULUMI_CONFIG_PASSPHRASE"):
        secretive.up()
    assert secretive.state_text == before


def test_a_passphrase_may_come_from_a_file(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", str(stack.write("passphrase", "from a file\n")))
    done(stack.up('Thing("a")'))
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "from a file")
    assert done(stack.up()) == {}


def test_a_state_of_another_secrets_provider_is_refused(secretive: Stack) -> None:
    secretive.edit_state(lambda state: state["secrets_providers"].update(type="awskms"))
    with pytest.raises(StateError, match="awskms"):
        secretive.preview()


def seal(stack: Stack, text: str) -> None:
    """Put `password` into the stack's file as `pulumi config set --secret` does."""
    crypter, salt = Crypter.create(SANDBOX_PASSPHRASE)
    stack.write(
        f"Pulumi.{stack.name}.yaml",
        f"encryptionsalt: {salt}\nconfig:\n  proj:password:\n    secure: {crypter.encrypt(text)}\n",
    )
