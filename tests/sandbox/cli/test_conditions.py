"""lag, quota, promotions and capacity, with a real cloud. What follows from them is proved with the cloud itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.cloud.process import Cloud
from tests.sandbox.cli.conftest import Shell

pytestmark = pytest.mark.emulator


@pytest.fixture(scope="module")
def cloud_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cloud")
    with Cloud.start(folder):
        yield folder


@pytest.fixture
def running(shell: Shell, cloud_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("STANDBY_SANDBOX_DIR", str(cloud_folder))
    return shell


def test_each_says_what_holds_now(running: Shell) -> None:
    assert running.json("lag", "tables", "9000") == {"lag": {"database": 20.0, "tables": 9000.0}}
    fargate = {"service": "fargate", "code": "L-3032A538"}
    assert running.json("quota", "us-west-2", "64") == {"quotas": [{"region": "us-west-2", **fargate, "value": 64.0}]}
    assert running.json("promotions", "stuck") == {"promotions": {"polls": None, "resync_polls": 0}}
    assert running.json("promotions", "3") == {"promotions": {"polls": 3, "resync_polls": 0}}
    assert running.json("capacity", "us-west-2", "2") == {"capacity": {"us-west-2": 2}}
    assert running.json("capacity", "us-west-2", "all") == {"capacity": {}}


def test_what_is_neither_a_number_nor_the_word_is_refused(running: Shell) -> None:
    assert "'soon' is neither a number from 0 on nor stuck" in running.refused("promotions", "soon")
    assert "'-1' is neither a number from 0 on nor all" in running.refused("capacity", "us-west-2", "--", "-1")
