"""The program of a revision, laid out so that the engine of this one runs it."""

import shutil
from pathlib import Path

from operations.errors import OperationError
from operations.planning.processes import run

# What the program is; everything else of a revision stays out of the way of the engine that runs it.
_PARTS = ("__main__.py", "Pulumi.yaml", "settings", "pulumi_yaml", "components", "workloads")
_TAIL_LINES = 6
_STACK_FILES = "Pulumi.*.yaml"


def revision_of(repository: Path, name: str) -> str:
    """The commit that a name stands for. Raises OperationError."""
    return _git(repository, "rev-parse", "--verify", f"{name}^{{commit}}").strip()


def merge_base(repository: Path, name: str) -> str:
    """Where the present revision left the line that `name` is on. Raises OperationError."""
    try:
        return _git(repository, "merge-base", name, "HEAD").strip()
    except OperationError as error:
        # git itself says nothing here: it found no common commit.
        shallow = _git(repository, "rev-parse", "--is-shallow-repository").strip() == "true"
        advice = (
            "this clone is shallow, so what they have in common is not in it: git fetch --unshallow (in a workflow "
            "actions/checkout with fetch-depth: 0)"
            if shallow
            else "the two have no commit in common: name the branch that this one left"
        )
        msg = f"where this revision left {name} is not known: {advice}"
        raise OperationError(msg) from error


def lay_out_revision(repository: Path, revision: str, folder: Path) -> Path:
    """Write the program of a revision into a folder. Raises OperationError."""
    folder.mkdir(parents=True)
    archive = folder.with_suffix(".tar")
    _git(repository, "archive", f"--output={archive}", revision)
    unpacked = folder.with_name(f"{folder.name}-all")
    shutil.unpack_archive(archive, unpacked, filter="data")
    return _take(unpacked, folder)


def lay_out_present(repository: Path, folder: Path) -> Path:
    """Write the program as it lies in the working tree into a folder."""
    folder.mkdir(parents=True)
    return _take(repository, folder)


def _take(source: Path, folder: Path) -> Path:
    missing = [part for part in _PARTS if not (source / part).exists()]
    if missing:
        msg = f"the revision has no {', '.join(missing)}, so it is not this program"
        raise OperationError(msg)
    for part in _PARTS:
        (folder / part).symlink_to((source / part).absolute())
    for stack_file in source.glob(_STACK_FILES):
        shutil.copy(stack_file, folder / stack_file.name)
    return folder


def _git(repository: Path, *arguments: str) -> str:
    done = run(["git", *arguments], folder=repository)
    if done.code:
        msg = f"git {arguments[0]} failed: {done.tail(_TAIL_LINES)}"
        raise OperationError(msg)
    return done.stdout
