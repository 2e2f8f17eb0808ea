"""A command that goes on with what was kept says why the state did not come."""

import pytest

from operations.live.outputs import Outputs
from operations.live.unread import warn_of_unread


def test_the_engines_words_are_said_of_the_stack_that_was_not_read_and_of_no_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    why = "pulumi does not say the state of dr-west: error: incorrect passphrase"
    warn_of_unread(
        [Outputs(stack="prod-east", values={}), Outputs(stack="dr-west", values={}, as_of="2026-12-01", unread=why)]
    )
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"warning: {why}. What dr-west declares is taken as of 2026-12-01, from .standby/\n"


def test_an_engine_that_says_a_whole_document_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    warn_of_unread([Outputs(stack="prod-east", values={}, as_of="2026-12-01", unread="x" * 9000)])
    said = capsys.readouterr().err
    assert len(said) < 2000
    assert said.endswith("What prod-east declares is taken as of 2026-12-01, from .standby/\n")
