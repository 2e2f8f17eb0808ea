"""The emulated AWS of one test, and no waiting in polls."""

from collections.abc import Iterator

import pytest

from tests.workloads.shop import Aws, emulated_aws
from workloads.shop import order_queue


@pytest.fixture(autouse=True)
def _polls_return_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_queue, "POLL_SECONDS", 0)


@pytest.fixture(autouse=True)
def _no_other_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    # Clients that are pointed at a cloud of their own would not be answered in this process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def aws() -> Iterator[Aws]:
    """An AWS with the shop's stores, and one product: tea."""
    with emulated_aws() as aws:
        yield aws
