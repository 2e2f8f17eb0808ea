"""Every test, and whatever it starts, has the same day."""

import gc
import os

import pytest

from settings.today import VARIABLE
from tests.stack_files import TODAY

os.environ[VARIABLE] = TODAY.isoformat()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What the packages consist of stays until the end: collections of garbage need not go through it."""
    gc.collect()
    gc.freeze()
