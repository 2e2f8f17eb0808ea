"""`python -m tests.pulumi_yaml.observe`: ask the pulumi CLI on PATH for every case, and write `observed.json`."""

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.pulumi_yaml.cases import files
from tests.pulumi_yaml.cli import Cli, project_text

UNTOLD = "built from source"
OBSERVED = Path(__file__).with_name("observed.json")


def main() -> None:
    """Write what the CLI said."""
    with tempfile.TemporaryDirectory() as name:
        cli = Cli.lay_out(Path(name))
        version = cli.run("version").stdout.strip()
        cases = {
            case: cli.read(project_text(config, language="recorder"), text) for case, (config, text) in files().items()
        }
    OBSERVED.write_text(json.dumps({"version": version, "cases": cases}, indent=1) + "\n")


def observed() -> dict[str, dict[str, Any]]:
    """Name of a case -> what a program was given, or how the CLI refused."""
    cases: dict[str, dict[str, Any]] = json.loads(OBSERVED.read_text())["cases"]
    return cases


if __name__ == "__main__":
    main()
