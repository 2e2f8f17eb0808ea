"""Sandboxes that a test may ruin, and one with both region stacks up that tests only look at."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.pair import copy_of_pair
from tests.sandbox.sandboxes import Sandbox, start


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that a test may ruin."""
    sandbox = start(tmp_path)
    with sandbox.cloud:
        yield sandbox


@pytest.fixture(scope="session")
def both_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Both stacks up as the repository's stack files say; tests only look."""
    pair = copy_of_pair(tmp_path_factory.mktemp("both"), "warm-standby", owner=os.getpid())
    with pair.sandbox.cloud:
        yield pair.sandbox
