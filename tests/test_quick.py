"""The quick loop leaves out whole files and folders, which are not even imported; any other run leaves out none."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest
from tests.slow import SLOW
from tests.stack_files import ROOT


def _config(*, quick: bool) -> Any:  # noqa: ANN401 - a part of pytest's configuration
    return SimpleNamespace(getoption=lambda _: quick)


def test_everything_in_the_table_is_there() -> None:
    assert [name for name in sorted(SLOW) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("quick", [True, False])
def test_it_leaves_them_out(*, quick: bool) -> None:
    left_out = {name for name in SLOW if conftest.pytest_ignore_collect(ROOT / name, _config(quick=quick))}
    assert left_out == (SLOW if quick else set())


def test_it_leaves_out_nothing_else() -> None:
    found = {path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    others = [
        ROOT / path for path in found if not {path.as_posix(), *(each.as_posix() for each in path.parents)} & SLOW
    ]
    assert ROOT / "tests/settings/test_settings.py" in others
    assert [path for path in others if conftest.pytest_ignore_collect(path, _config(quick=True))] == []
