"""What `make setup` does before it makes anything. It does not show that an environment comes to be."""

import subprocess
import sys
from pathlib import Path

from tests.stack_files import ROOT


def test_setup_leaves_alone_what_is_behind_a_link(tmp_path: Path) -> None:
    shared, folder = tmp_path / "shared", tmp_path / "clone"
    for each in (shared, folder):
        each.mkdir()
    (shared / "kept").touch()
    (folder / ".venv").symlink_to(shared)
    for lock in ("requirements.lock", "requirements-setup.lock"):
        (folder / lock).touch()
    command = ["make", "-f", str(ROOT / "Makefile"), f"PYTHON={sys.executable}", "setup"]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert finished.returncode
    assert f".venv is a link to {shared}" in finished.stderr
    assert "rm .venv && make setup" in finished.stderr
    assert [path.name for path in shared.iterdir()] == ["kept"]
