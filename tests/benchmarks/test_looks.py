"""A look that was refused is no measurement: it ends before it has asked for everything."""

from pathlib import Path

import pytest

from benchmarks.looks import looks
from benchmarks.place import Workbench
from sandbox.cloud.process import Cloud


def test_a_look_that_is_refused_is_not_measured(tmp_path: Path) -> None:
    nobody = Cloud(directory=tmp_path, id="none", pid=0, endpoint="http://127.0.0.1:9")
    with pytest.raises(RuntimeError, match=r"`python -m benchmarks\.one_call prod-east` ended with 1:"):
        next(looks(Workbench(tmp_path, nobody, tmp_path), 1))
