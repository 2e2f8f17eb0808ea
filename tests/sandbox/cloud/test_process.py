"""Starting, finding and stopping clouds, as the command line does it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from sandbox.cloud.process import CLOUD_FILE, Cloud, CloudError, PortTakenError, cloud_id_at

pytestmark = pytest.mark.emulator


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    """One that a test may stop itself."""
    with Cloud.start(tmp_path) as running:
        yield running


def written(cloud: Cloud, **changed: object) -> str:
    return json.dumps({"id": cloud.id, "pid": cloud.pid, "endpoint": cloud.endpoint, "port": 0} | changed)


def test_a_started_cloud_is_found_and_answers_with_its_id(cloud: Cloud) -> None:
    assert Cloud.find(cloud.directory) == cloud
    assert cloud_id_at(cloud.endpoint) == cloud.id


def test_a_stopped_cloud_is_gone_and_is_not_found(cloud: Cloud) -> None:
    cloud.stop()
    assert Cloud.find(cloud.directory) is None
    assert cloud_id_at(cloud.endpoint) is None
    with pytest.raises(ProcessLookupError):
        os.kill(cloud.pid, 0)


def test_stopping_twice_is_stopping(cloud: Cloud) -> None:
    cloud.stop()
    cloud.stop()


def test_a_cloud_that_was_killed_is_not_found_though_its_file_is_there(cloud: Cloud) -> None:
    os.kill(cloud.pid, signal.SIGKILL)
    cloud.stop()
    (cloud.directory / CLOUD_FILE).write_text(written(cloud))
    assert Cloud.find(cloud.directory) is None


def test_a_file_that_points_at_another_cloud_is_not_ours(cloud: Cloud, tmp_path: Path) -> None:
    stale = tmp_path / "stale"
    stale.mkdir()
    (stale / CLOUD_FILE).write_text(written(cloud, id="another"))
    assert Cloud.find(stale) is None


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"id": "x"}'])
def test_a_broken_file_is_no_cloud(tmp_path: Path, text: str) -> None:
    (tmp_path / CLOUD_FILE).write_text(text)
    assert Cloud.find(tmp_path) is None


def test_a_process_that_has_a_dead_clouds_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        Cloud(tmp_path, "dead", bystander.pid, "http://127.0.0.1:9").stop()
        assert bystander.poll() is None, "somebody else's process was ended"
        bystander.communicate(b"\n")


def test_another_cloud_starts_after_the_first_and_is_another(cloud: Cloud) -> None:
    cloud.stop()
    with Cloud.start(cloud.directory) as other:
        assert other.id != cloud.id


def test_a_second_cloud_for_the_same_folder_is_refused(cloud: Cloud) -> None:
    with pytest.raises(CloudError, match=cloud.endpoint):
        Cloud.start(cloud.directory)
    assert Cloud.find(cloud.directory) == cloud, "the first one is still known"


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=str(port)):
            Cloud.start(tmp_path, port)
    assert Cloud.find(tmp_path) is None


def test_a_given_port_is_used_and_free_afterwards(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for _ in range(2):
        with Cloud.start(tmp_path, port) as cloud:
            assert cloud.endpoint == f"http://127.0.0.1:{port}"


def test_two_clouds_side_by_side_know_nothing_of_each_other(cloud: Cloud, tmp_path: Path) -> None:
    with Cloud.start(tmp_path / "other") as other:
        for running in (cloud, other):
            topics = boto3.client(
                "sns",
                region_name="us-east-1",
                endpoint_url=running.endpoint,
                aws_access_key_id="test",
                aws_secret_access_key="test",  # noqa: S106 - any opens it
            )
            assert topics.list_topics()["Topics"] == []
            topics.create_topic(Name="mine")


def test_the_environment_points_clients_at_the_cloud(cloud: Cloud) -> None:
    environment = {**os.environ, **cloud.environment("us-west-2")}
    look = "import boto3; c = boto3.client('sqs'); print(c.meta.endpoint_url, c.meta.region_name)"
    shown = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout.split() == [cloud.endpoint, "us-west-2"]


def test_asking_a_dead_cloud_says_so(cloud: Cloud) -> None:
    cloud.stop()
    with pytest.raises(CloudError, match="does not answer"):
        cloud.ask("GET", "/_sandbox/cloud")
