"""Policy packs by command: what is shown, and with which exit code a run or a state is refused."""

from pathlib import Path

import pytest

from tests.sandbox.cli.conftest import Shell
from tests.sandbox.engine.conftest import Stack, done
from tests.sandbox.engine.test_policies import LARGE, Obeying, make_pack


@pytest.fixture
def obeying(stack: Stack, tmp_path: Path) -> Obeying:
    return Obeying(stack, make_pack(tmp_path / "packs" / "pack"), tmp_path)


def test_the_command_shows_what_blocks_and_up_makes_nothing(obeying: Obeying, shell: Shell) -> None:
    obeying.stack.declare(LARGE)
    folder = str(obeying.source().folder)
    error = shell.refused("up", "dev", "--yes", "--policy-pack", folder)
    assert "1 violation(s) of mandatory policies (small)" in error
    assert obeying.stack.cloud.things == {}, "the preview before it stopped it"
    assert "mandatory small  large" in shell.result.stdout
    shown = shell.json("preview", "dev", "--policy-pack", folder, code=1)["policies"]
    assert [each["rule"] for each in shown["violations"]] == ["small", "no-groups"]
    assert shown["packs"] == ["pack@1.2.3"]


def test_a_state_is_judged_without_a_program_or_a_provider(obeying: Obeying, shell: Shell, tmp_path: Path) -> None:
    done(obeying.stack.up(LARGE))
    obeying.stack.declare("raise SystemExit(9)")
    folder, exported = str(obeying.source().folder), tmp_path / "state.json"
    assert "mandatory small  large" in shell.run("analyze", "dev", "--policy-pack", folder, code=1)
    exported.write_text(shell.run("export", "dev"))
    from_file = shell.json("analyze", "--file", str(exported), "--policy-pack", folder, code=1)
    assert [(each["rule"], each["level"]) for each in from_file["violations"]] == [
        ("small", "mandatory"),
        ("no-groups", "advisory"),
    ]


def test_a_state_whose_secrets_cannot_be_opened_is_judged_with_a_placeholder(
    obeying: Obeying,
    shell: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done(obeying.stack.up('Thing("a", size=9, note=pulumi.Output.secret("hunter2"))'))
    exported = tmp_path / "state.json"
    exported.write_text(shell.run("export", "dev"))
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "another one")
    shown = shell.json("analyze", "--file", str(exported), "--policy-pack", str(obeying.source().folder), code=1)
    assert [each["rule"] for each in shown["violations"]] == ["small"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("dev",), "name at least one --policy-pack"),
        (("--policy-pack", "PACK"), "name a stack, or a file by --file"),
        (("nobody", "--policy-pack", "PACK"), "stack 'nobody' has no state"),
        (("--file", "missing.json", "--policy-pack", "PACK"), "missing.json is not an exported stack"),
        (
            ("dev", "--policy-pack", "PACK", "--policy-pack-config", "a", "--policy-pack-config", "b"),
            "name one for each",
        ),
    ],
    ids=["no pack", "nothing", "no state", "no file", "settings"],
)
def test_a_command_that_judges_nothing_says_why(
    obeying: Obeying,
    shell: Shell,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    folder = str(obeying.source().folder)
    assert said in shell.refused("analyze", *(folder if each == "PACK" else each for each in arguments))
