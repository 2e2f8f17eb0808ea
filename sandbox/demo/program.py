"""A working copy of the project whose settings the demonstration may edit.

The code is linked, not copied: what runs is the program as it stands. Only Pulumi.yaml and the stack files are real
copies.
"""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_LINKED = ("__main__.py", "settings", "pulumi_yaml", "components", "workloads")
# Where Pulumi.yaml says that the CLI finds Python.
_VIRTUAL_ENVIRONMENT = ".venv"
_PROJECT_FILE, _STACK_FILES = "Pulumi.yaml", "Pulumi.*.yaml"


@dataclass(frozen=True)
class Program:
    """A folder that Pulumi can run, with settings of its own."""

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
        for file in (source / _PROJECT_FILE, *source.glob(_STACK_FILES)):
            shutil.copy(file, directory / file.name)
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

    def write_shared(self, key: str, value: str) -> None:
        """Set one plain value that Pulumi.yaml gives to both stacks. Raises LookupError where it gives none."""
        self._write(
            rf"^(  {re.escape(key)}:\n(?:    .*\n)*?    default: +)\S+", value, what=f"a plain default of {key}"
        )

    def write_runtime(self, runtime: str) -> None:
        """Set the runtime of every workload. Raises LookupError where there is none."""
        self._write(r"^( +runtime: +)\S+", runtime, what="the runtime of a workload")

    def _write(self, line: str, value: str, *, what: str) -> None:
        file = self.directory / _PROJECT_FILE
        text, count = re.subn(line, rf"\g<1>{value}", file.read_text(), flags=re.MULTILINE)
        if count == 0:
            msg = f"{file.name} has no line for {what}"
            raise LookupError(msg)
        file.write_text(text)
