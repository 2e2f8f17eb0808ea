"""Wrong programs are caught: each change of the catalogue turns its proof red, and without it the proof is green.

It says nothing about wrong programs that nobody has written into the catalogue.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mutations.catalogue import MUTATIONS
from tests.mutations.mutation import Mutation
from tests.stack_files import ROOT

pytestmark = pytest.mark.xdist_group("mutations")
_COPIED = (
    *("components", "settings", "pulumi_yaml", "workloads", "operations", "sandbox", "policies", "tests", "docs"),
    *("__main__.py", "Pulumi.yaml", "pyproject.toml"),
)
_PROOFS = sorted({mutation.proof for mutation in MUTATIONS})
_GREEN, _RED = 0, 1


@dataclass(frozen=True)
class Copy:
    """The project, to be spoilt, and a process that runs its tests."""

    directory: Path
    runner: "subprocess.Popen[str]"

    def run(self, *proofs: str) -> tuple[int, str]:
        """Exit code and output of these tests."""
        assert self.runner.stdin
        assert self.runner.stdout
        self.runner.stdin.write(json.dumps(proofs) + "\n")
        self.runner.stdin.flush()
        code, output = json.loads(self.runner.stdout.readline())
        return code, output


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
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
        [sys.executable, "-m", "tests.mutations.runner", *_PROOFS],
        cwd=directory,
        env={**environment, "PYTHONDONTWRITEBYTECODE": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as runner:
        yield Copy(directory, runner)
        assert runner.stdin
        runner.stdin.close()


def test_every_proof_is_green_without_a_change(copy: Copy) -> None:
    code, output = copy.run(*_PROOFS)
    assert code == _GREEN, output


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_wrong_program_is_caught(copy: Copy, mutation: Mutation) -> None:
    file = copy.directory / mutation.file
    right = file.read_text()
    file.write_text(mutation.applied_to(right))
    try:
        code, output = copy.run(mutation.proof)
    finally:
        file.write_text(right)
    assert code == _RED, f"not caught: {mutation.why}\n{output}"


def test_a_change_that_no_longer_fits_is_told() -> None:
    with pytest.raises(LookupError, match="0 times"):
        MUTATIONS[0].applied_to("another text")
