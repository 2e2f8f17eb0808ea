"""`python -m sandbox rights`: who asked for what, what was refused, and what nobody used."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sandbox.cli.app import app
from sandbox.cloud.process import Cloud

_ROLE = "arn:aws:iam::000000000000:role"


def _decision(role: str, action: str, result: str) -> dict[str, Any]:
    return {
        "role": role,
        "action": action,
        "resource": "*",
        "result": result,
        "reason": "because" * (result != "allowed"),
    }


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cloud with two roles' decisions, of which one is a refusal."""
    told = {
        "decisions": [
            _decision(f"{_ROLE}/one", "sqs:SendMessage", "allowed"),
            _decision(f"{_ROLE}/one", "sns:Publish", "denied"),
            _decision(f"{_ROLE}/two", "sns:Publish", "allowed"),
            _decision("", "kms:Decrypt", "denied"),
        ],
        "unused": [{"role": f"{_ROLE}/one", "statement": "one Keys", "actions": ["kms:Decrypt"]}],
    }
    monkeypatch.setattr(Cloud, "find", lambda _: Cloud(Path(), "id", 0, ""))
    monkeypatch.setattr(Cloud, "ask", lambda *_: told)


@pytest.mark.usefixtures("decided")
def test_each_role_is_told_with_its_refusals_and_what_it_did_not_use() -> None:
    assert CliRunner().invoke(app, ["rights"]).stdout.splitlines() == [
        "one\tasked 2\tdenied 1\tunknown 0",
        "  denied\tsns:Publish\t*\tbecause",
        "  unused\tone Keys\tkms:Decrypt",
        "two\tasked 1\tdenied 0\tunknown 0",
    ]


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize(("role", "code"), [("one", 1), ("two", 0)])
def test_a_refusal_ends_the_command_where_none_is_expected(role: str, code: int) -> None:
    assert CliRunner().invoke(app, ["rights", "--role", role, "--expect-none-refused"]).exit_code == code
