"""Every test, and whatever it starts, has the same day; what a run keeps is of this program alone.

`--quick` leaves out what needs the emulated AWS, what is for the night, and what takes seconds.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud.owner import OWNER
from settings.today import VARIABLE
from tests import keeper, kept
from tests.slow import SLOW
from tests.stack_files import ROOT, TODAY

os.environ[VARIABLE] = TODAY.isoformat()
os.environ[OWNER] = str(os.getpid())
_FOLDER = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """See the module."""
    parser.addoption("--quick", action="store_true", help="leave out the emulated AWS, the night's, and what is slow")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is left out whole need not be imported."""
    return True if config.getoption("quick") and collection_path.relative_to(ROOT).as_posix() in SLOW else None


def pytest_configure(config: pytest.Config) -> None:
    """A process of a run keeps in the run's folder, and leaves no process behind."""
    keeper.begin()
    if config.getoption("quick"):
        config.option.markexpr = "not emulator and not nightly"
    config.stash[_FOLDER] = kept.begin(getattr(config, "workerinput", {}).get("kept"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist has no types
    """Tell a process that pytest-xdist starts where the run keeps."""
    node.workerinput["kept"] = node.config.stash[_FOLDER]


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that began the run ends it."""
    if not hasattr(config, "workerinput"):
        kept.end()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What the packages consist of stays until the end: collections of garbage need not go through it."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def monkeypatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A test that changes the program gets nothing that was made of the right one, and leaves nothing of its own."""
    with kept.keeping_in(None):
        yield monkeypatch
