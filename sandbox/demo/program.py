"""A working copy of the project whose stack files the demonstration may edit.

The code is linked, not copied: what runs is the program as it stands. Only the stack files are real copies.
"""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_LINKED = ("__main__.py", "Pulumi.yaml", "settings", "components", "workloads")
# Where Pulumi.yaml says that the CLI finds Python.
_VIRTUAL_ENVIRONMENT = ".venv"
_STACK_FILES = "Pulumi.*.yaml"


@dataclass(frozen=True)
class Program:
    """A folder that Pulumi can run, with stack files of its own."""

    directory: Path

    @classmethod
    def lay_out(cls, source: Path, directory: Path) -> "Program":
        """Link the project at `source` into `directory` and copy its stack files.

        The copy runs in the virtual environment that runs the demonstration.
        """
        directory.mkdir(parents=True)
        for name in _LINKED:
            (directory / name).symlink_to(source / name)
        (directory / _VIRTUAL_ENVIRONMENT).symlink_to(sys.prefix)
        for stack_file in source.glob(_STACK_FILES):
            shutil.copy(stack_file, directory / stack_file.name)
        return cls(directory)

    def write_setting(self, key: str, value: str) -> None:
        """Set one plain `standby:key` in every stack file, leaving comments and all other lines alone.

        Raises LookupError where a stack file has no such line: adding one would hide a misspelt key.
        """
        line = re.compile(rf"^(\s*standby:{re.escape(key)}:\s*)\S+", re.MULTILINE)
        for stack_file in sorted(self.directory.glob(_STACK_FILES)):
            text, count = line.subn(rf"\g<1>{value}", stack_file.read_text())
            if count != 1:
                msg = f"{stack_file.name} has {count} lines for standby:{key}; expected exactly one"
                raise LookupError(msg)
            stack_file.write_text(text)

    def write_runtime(self, runtime: str) -> None:
        """Set the runtime of every workload in every stack file. Raises LookupError where a file has none."""
        line = re.compile(r"^(\s*runtime:\s*)\S+", re.MULTILINE)
        for stack_file in sorted(self.directory.glob(_STACK_FILES)):
            text, count = line.subn(rf"\g<1>{runtime}", stack_file.read_text())
            if count == 0:
                msg = f"{stack_file.name} has no line for the runtime of a workload"
                raise LookupError(msg)
            stack_file.write_text(text)
