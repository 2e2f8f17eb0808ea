"""Wrong programs are caught: each change of the catalogue turns its proof red, and without it the proof is green.

It says nothing about wrong programs that nobody has written into the catalogue.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.mutations.catalogue import CATALOGUE, MUTATIONS
from tests.mutations.mutation import Mutation
from tests.mutations.runner import Answer
from tests.mutations.share import is_nightly
from tests.stack_files import ROOT

pytestmark = pytest.mark.xdist_group("mutations")
_COPIED = (
    *("components", "settings", "pulumi_yaml", "workloads", "operations", "sandbox", "policies", "tests", "docs"),
    *("__main__.py", "Pulumi.yaml", "pyproject.toml"),
)
_AT_NIGHT = {mutation: is_nightly(mutation, written_in) for mutation, written_in in CATALOGUE.items()}
_WITH_EACH_CHANGE = tuple(mutation for mutation, is_left in _AT_NIGHT.items() if not is_left)


@dataclass(frozen=True)
class Copy:
    """The project, to be spoilt, and a process that runs its tests."""

    directory: Path
    runner: "subprocess.Popen[str]"

    def run(self, cases: Sequence[str], changed: str = "") -> Answer:
        """What becomes of these cases where this file was changed."""
        assert self.runner.stdin
        assert self.runner.stdout
        self.runner.stdin.write(json.dumps([changed, cases]) + "\n")
        self.runner.stdin.flush()
        return Answer(**json.loads(self.runner.stdout.readline()))


@pytest.fixture(scope="module")
def copy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A copy for all tests of this file; each puts back what it changes."""
    directory = tmp_path_factory.mktemp("mutations") / "project"
    directory.mkdir()
    for source in (*map(ROOT.joinpath, _COPIED), *ROOT.glob("Pulumi.*.yaml")):
        if source.is_dir():
            shutil.copytree(source, directory / source.name)
        else:
            shutil.copy2(source, directory / source.name)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.mutations.runner", *_files_of_proofs(request.session.items)],
        cwd=directory,
        env={**environment, "PYTHONDONTWRITEBYTECODE": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as runner:
        yield Copy(directory, runner)
        assert runner.stdin
        runner.stdin.close()


def _files_of_proofs(items: Sequence[pytest.Item]) -> list[str]:
    """Where the proofs stand of the wrong programs that are about to be played."""
    params: list[Mapping[str, Any]] = [
        item.callspec.params for item in items if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    ]
    played: set[Mutation] = {*(each["mutation"] for each in params if "mutation" in each)}
    played.update(*(each["mutations"] for each in params if "mutations" in each))
    return sorted({mutation.file_of_proof for mutation in played})


@pytest.mark.parametrize(
    "mutations",
    [
        pytest.param(_WITH_EACH_CHANGE, id="with each change"),
        pytest.param(MUTATIONS, id="all", marks=pytest.mark.nightly),
    ],
)
def test_every_proof_is_one_case_that_passes_without_a_change(copy: Copy, mutations: tuple[Mutation, ...]) -> None:
    proofs = sorted({mutation.proof for mutation in mutations})
    answer = copy.run(proofs)
    assert sorted(answer.found) == proofs, answer.output
    assert sorted(answer.passed) == proofs, answer.output


@pytest.mark.parametrize(
    "mutation",
    [pytest.param(each, id=each.name, marks=[pytest.mark.nightly] * is_left) for each, is_left in _AT_NIGHT.items()],
)
def test_a_wrong_program_is_caught(copy: Copy, mutation: Mutation) -> None:
    file = copy.directory / mutation.file
    right = file.read_text()
    file.write_text(mutation.applied_to(right))
    try:
        answer = copy.run([mutation.proof], mutation.file)
    finally:
        file.write_text(right)
    assert answer.failed == [mutation.proof], f"not caught: {mutation.why}\n{answer.output}"


def test_every_wrong_program_can_be_written_and_names_a_test_that_there_is() -> None:
    for mutation in MUTATIONS:
        assert mutation.applied_to((ROOT / mutation.file).read_text())
    strangers = [
        mutation.proof
        for mutation in MUTATIONS
        if f"def {mutation.name_of_proof}(" not in (ROOT / mutation.file_of_proof).read_text()
    ]
    assert strangers == []


def test_a_change_that_no_longer_fits_is_told() -> None:
    with pytest.raises(LookupError, match="0 times"):
        MUTATIONS[0].applied_to("another text")
