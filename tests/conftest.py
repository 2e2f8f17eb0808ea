"""Every test, and whatever it starts, has the same day; what a run keeps is of this program alone."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.cloud.owner import OWNER
from settings.today import VARIABLE
from tests import keeper, kept
from tests.stack_files import TODAY

os.environ[VARIABLE] = TODAY.isoformat()
os.environ[OWNER] = str(os.getpid())
_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """A process of a run keeps in the run's folder, and leaves no process behind."""
    keeper.begin()
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
