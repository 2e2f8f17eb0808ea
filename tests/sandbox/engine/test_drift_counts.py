"""`--expect-no-changes` after a look at the cloud: what of the drift counts, and what is only told.

The same cases are put to the `pulumi` CLI, where there is one on PATH: both engines have to count alike.
"""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.engine.deployment import Result
from tests.sandbox.engine.cloud import Cloud
from tests.sandbox.engine.conftest import Stack, done
from tests.sandbox.engine.provider import Unfinished
from tests.stack_files import ROOT

_PROGRAM = 'a = Thing("a", size=1); Thing("b", note=a.arn)'
_IGNORING = 'a = Thing("a", pulumi.ResourceOptions(ignore_changes=["size"]), size=1); Thing("b", note=a.arn)'
_WITHOUT_B = 'a = Thing("a", size=1)'


def _nothing(_cloud: Cloud) -> None:
    """Everything is as it was made."""


def _grown(cloud: Cloud) -> None:
    cloud.things["a-1"]["size"] = 5


def _moody(cloud: Cloud) -> None:
    cloud.things["a-1"]["mood"] = "grim"


def _gone(cloud: Cloud) -> None:
    del cloud.things["b-2"]


def _unwell(cloud: Cloud) -> None:
    def fail() -> None:
        msg = "it does not answer"
        raise Unfinished(msg)

    cloud.on("read", "a", fail)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What happened to a stack, what each run counts of it, and what the look shows whether or not it counts."""

    inject: Callable[[Cloud], None]
    program: str = _PROGRAM
    program_now: str = ""
    preview: Mapping[str, int] = field(default_factory=dict)
    refresh: Mapping[str, int] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


CASES = {
    "nothing": Case(inject=_nothing),
    "what the program says": Case(inject=_grown, preview={"update": 1}, refresh={"refresh": 1}, shown={"a": "refresh"}),
    "what the program ignores": Case(inject=_grown, program=_IGNORING, shown={"a": "refresh"}),
    "what only the cloud says": Case(inject=_moody, shown={"a": "refresh"}),
    "something is gone": Case(inject=_gone, preview={"create": 1}, refresh={"delete": 1}, shown={"b": "delete"}),
    "what is gone is not declared any more": Case(
        inject=_gone, program_now=_WITHOUT_B, refresh={"delete": 1}, shown={"b": "delete"}
    ),
    "something is unwell": Case(inject=_unwell, preview={"update": 1}),
    "nothing, and a new property": Case(
        inject=_nothing, program_now=_PROGRAM.replace("size=1", "size=2"), preview={"update": 1}
    ),
}
_EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def _brought_up(stack: Stack, case: Case) -> Stack:
    done(stack.up(case.program))
    case.inject(stack.cloud)
    return stack.declare(case.program_now or case.program)


def _unexpected(result: Result) -> Counter[str]:
    assert result.error == ""
    return Counter(str(change.operation) for change in result.unexpected)


def _looked(result: Result) -> dict[str, str]:
    return {change.name: str(change.operation) for change in result.effective if change.aside}


@_EVERY
def test_a_preview_that_looks_first_counts_what_it_would_do(stack: Stack, case: Case) -> None:
    result = _brought_up(stack, case).deployment().preview(refresh=True)
    assert _unexpected(result) == case.preview
    assert _looked(result) == case.shown, "what was found is told, whether or not anything comes of it"


@_EVERY
def test_an_up_that_looks_first_counts_the_same(stack: Stack, case: Case) -> None:
    result = _brought_up(stack, case).up(refresh=True)
    assert _unexpected(result) == case.preview
    assert _looked(result) == case.shown


@_EVERY
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_refresh_counts_what_a_run_would_put_right(stack: Stack, case: Case, *, dry_run: bool) -> None:
    result = _brought_up(stack, case).deployment().refresh(dry_run=dry_run)
    assert _unexpected(result) == case.refresh
    assert {change.name: str(change.operation) for change in result.effective} == case.shown


def test_a_refresh_takes_in_what_does_not_count(stack: Stack) -> None:
    _brought_up(stack, CASES["what only the cloud says"]).refresh()
    assert stack.resource("a")["outputs"]["mood"] == "grim"


def test_a_default_provider_is_the_engines_own_affair(stack: Stack) -> None:
    """Another version of a package is another default provider, and nobody asked for a change."""

    def older(state: dict[str, Any]) -> None:
        text = json.dumps(state).replace("testing::default", "testing::default_0_9_0")
        state.update(json.loads(text))

    done(stack.up(_PROGRAM))
    stack.edit_state(older)
    result = stack.preview()
    assert {change.name for change in result.effective} == {"default", "default_0_9_0"}
    assert (_unexpected(result), result.counts) == ({}, {"same": 3})


def test_what_is_no_longer_looked_at_is_no_change(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    other = Stack(stack.directory / "other", stack.environment, stack.cloud, "other")
    done(other.up('pulumi.export("n", 1)'))
    reference = 'pulumi.StackReference("organization/proj/other")'
    shutil.copytree(other.directory / "state", stack.directory / "state", dirs_exist_ok=True)
    done(stack.up(f'Thing("a"); {reference}'))
    result = stack.preview('Thing("a")')
    assert [str(change.operation) for change in result.effective if not change.is_internal] == ["discard"]
    assert _unexpected(result) == {}


@dataclass(frozen=True)
class _Cli:
    """The `pulumi` CLI over the same program, provider and cloud, with a state of its own."""

    stack: Stack

    def __post_init__(self) -> None:
        (self.stack.directory / "cli").mkdir()
        self.run("stack", "init", self.stack.name)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command."""
        path = os.pathsep.join([self.stack.environment["PATH"], os.environ["PATH"]])
        environment = {
            **os.environ,
            **self.stack.environment,
            "PATH": path,
            "PYTHONPATH": str(ROOT),
            "PULUMI_BACKEND_URL": f"file://{self.stack.directory / 'cli'}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_HOME": str(self.stack.directory / "home"),
        }
        command = ["pulumi", "--non-interactive", *words]
        return subprocess.run(
            command, cwd=self.stack.directory, env=environment, capture_output=True, text=True, check=False
        )


@pytest.mark.real_engine
@pytest.mark.skipif(shutil.which("pulumi") is None, reason="there is no pulumi CLI on PATH")
@_EVERY
def test_the_cli_counts_the_same(stack: Stack, case: Case) -> None:
    cli = _Cli(stack.declare(case.program))
    made = cli.run("up", "--yes", "--skip-preview")
    assert made.returncode == 0, made.stdout + made.stderr
    case.inject(stack.cloud)
    stack.declare(case.program_now or case.program)
    for words, counted in (
        (("preview", "--refresh"), case.preview),
        (("refresh", "--preview-only"), case.refresh),
        (("refresh", "--yes", "--skip-preview"), case.refresh),
        (("up", "--refresh", "--yes", "--skip-preview"), case.preview),
    ):
        ended = cli.run(*words, "--expect-no-changes")
        said = f"{words}\n{ended.stdout}\n{ended.stderr}"
        assert ("no changes were expected" in said) is bool(counted), said
        assert (ended.returncode != 0) is bool(counted), said
