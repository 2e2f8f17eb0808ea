"""One emulated AWS for the provider's tests, and the provider in this process."""

from collections.abc import Iterator

import pytest

from sandbox.cloud.process import Cloud
from tests.sandbox.providers.bench import REGION, Bench


@pytest.fixture(scope="package")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """An emulated AWS that every test here may fill."""
    with Cloud.start(tmp_path_factory.mktemp("cloud")) as cloud:
        yield cloud


@pytest.fixture(scope="package")
def bench(cloud: Cloud) -> Iterator[Bench]:
    """The provider, pointed at it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cloud.environment(REGION).items():
            patch.setenv(name, value)
        yield Bench(cloud.endpoint)
