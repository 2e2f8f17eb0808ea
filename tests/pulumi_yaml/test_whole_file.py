"""What somebody names may have no end, or nobody who writes it: it is refused, and nobody waits."""

import os
from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.inputs.stack_file import settings_of
from operations.inputs.text_file import text_of_file
from pulumi_yaml import whole_file
from pulumi_yaml.whole_file import bytes_of_file
from sandbox.cli.exports import read_export
from sandbox.engine.errors import StateError


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a" * 200_000)
    assert bytes_of_file(path) == b"a" * 200_000
    path.write_bytes(b"")
    assert bytes_of_file(path) == b""


def test_a_pipe_into_which_nobody_writes_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    os.mkfifo(path)
    for refused in (lambda: text_of_file(path), lambda: settings_of(tmp_path, "dev")):
        with pytest.raises(OperationError, match="nobody writes into this pipe"):
            refused()
    with pytest.raises(StateError, match="nobody writes into this pipe"):
        read_export(path, "proj", "dev")


def test_what_a_shell_puts_into_a_pipe_is_read() -> None:
    reads, writes = os.pipe()
    os.write(writes, b"whole")
    os.close(writes)
    assert bytes_of_file(Path(f"/dev/fd/{reads}")) == b"whole"
    os.close(reads)


def test_a_device_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_file, "MOST_BYTES", 3 * 1024**2)
    with pytest.raises(OperationError, match="it is longer than 3 MB"):
        text_of_file(Path("/dev/zero"))
