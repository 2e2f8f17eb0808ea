"""Asks the pulumi CLI how it reads a project and a stack file."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.pulumi_yaml import recorder

PASSPHRASE = "x"  # noqa: S105 - of files that hold nothing
SALT = "v1:MEEns0vtm2M=:v1:pSJydiOVAvRS9Xls:5b1oixuDMQsM7EHk51h8G2XV/+G6kw=="
_HOST = "#!/bin/sh\nexec {python} {script}\n"


@dataclass(frozen=True)
class Cli:
    """A project of the language `recorder` with one stack, its state in a folder."""

    folder: Path

    @classmethod
    def lay_out(cls, folder: Path) -> "Cli":
        """Make the project, the stack and the language."""
        host = folder / "bin" / "pulumi-language-recorder"
        host.parent.mkdir(parents=True)
        host.write_text(_HOST.format(python=sys.executable, script=recorder.__file__))
        host.chmod(0o755)
        for each in ("state", "home", "project"):
            (folder / each).mkdir()
        cli = cls(folder)
        (cli.project / "Pulumi.yaml").write_text(project_text("{}", language="recorder"))
        cli.run("stack", "init", "dev").check_returncode()
        return cli

    @property
    def project(self) -> Path:
        """Where Pulumi.yaml is."""
        return self.folder / "project"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the CLI here."""
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "NO_COLOR": "1",
        }
        command = ["pulumi", "--non-interactive", "--color=never", *arguments]
        return subprocess.run(command, cwd=self.project, env=environment, capture_output=True, text=True, check=False)

    def read(self, project: str, stack: str) -> dict[str, Any]:
        """What a program gets of these two files, or in what words the CLI refuses them."""
        (self.project / "Pulumi.yaml").write_bytes(project.encode())
        (self.project / "Pulumi.dev.yaml").write_bytes(stack.encode())
        given = self.project / "given.json"
        given.unlink(missing_ok=True)
        done = self.run("preview", "--stack", "dev")
        if done.returncode == 0:
            found: dict[str, Any] = json.loads(given.read_text())
            return found
        _, failed, told = (done.stderr + done.stdout).partition("error: ")
        assert failed, done
        lines = [line.strip() for line in told.replace(str(self.project), ".").splitlines()]
        return {"refused": "\n".join(line for line in lines if line and not line.startswith("warning: "))}

    def shown(self) -> Any:  # noqa: ANN401 - JSON
        """What `pulumi config --json` shows of the files that were read last."""
        done = self.run("config", "--json", "--stack", "dev")
        return json.loads(done.stdout) if done.returncode == 0 else None


def project_text(config: str, *, language: str) -> str:
    """A Pulumi.yaml with this `config`."""
    return f"name: proj\nruntime: {language}\nconfig: {config}\n"
