"""A copy has what its original had, and from then on each goes its own way."""

import os
import select
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud.process import Cloud
from sandbox.demo.proofs import Clients
from tests.sandbox.copies.originals import copied, empty_cloud

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("copies")]
_ENDS_SECONDS = 60


def _queues(cloud: Cloud) -> list[str]:
    urls = Clients(cloud.endpoint).of("sqs", "us-east-1").list_queues().get("QueueUrls", [])
    return sorted(url.rpartition("/")[2] for url in urls)


def _make(cloud: Cloud, name: str) -> None:
    Clients(cloud.endpoint).of("sqs", "us-east-1").create_queue(QueueName=name)


def _calls(cloud: Cloud) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cloud.ask("GET", "/_sandbox/calls")["calls"]
    return found


def test_what_is_done_to_one_is_done_to_no_other(tmp_path: Path) -> None:
    with empty_cloud(tmp_path / "first") as first:
        _make(first, "before")
        with copied(tmp_path / "first", tmp_path / "second", owner=os.getpid()) as second:
            assert _queues(second) == ["before"]
            _make(second, "in-the-copy")
            _make(first, "in-the-original")
            assert (_queues(first), _queues(second)) == (["before", "in-the-original"], ["before", "in-the-copy"])
        with empty_cloud(tmp_path / "third") as third:
            assert _queues(third) == []


def test_what_the_original_gave_an_address_is_found_in_the_copy_and_not_in_the_original(tmp_path: Path) -> None:
    with empty_cloud(tmp_path / "first") as first:
        made = Clients(first.endpoint).of("sqs", "us-east-1").create_queue(QueueName="before")
        with copied(tmp_path / "first", tmp_path / "second", owner=os.getpid()) as second:
            Clients(second.endpoint).of("sqs", "us-east-1").send_message(QueueUrl=made["QueueUrl"], MessageBody="one")
            waiting = [
                Clients(each.endpoint)
                .of("sqs", "us-east-1")
                .get_queue_attributes(QueueUrl=made["QueueUrl"], AttributeNames=["ApproximateNumberOfMessages"])
                for each in (first, second)
            ]
    assert [each["Attributes"]["ApproximateNumberOfMessages"] for each in waiting] == ["0", "1"]


def test_its_log_of_calls_begins_anew(tmp_path: Path) -> None:
    with empty_cloud(tmp_path / "first") as first:
        _make(first, "before")
        with copied(tmp_path / "first", tmp_path / "second", owner=os.getpid()) as second:
            assert _calls(second) == []
            _make(second, "after")
            assert [call["action"] for call in _calls(second)] == ["CreateQueue"]
            assert [call["action"] for call in _calls(first)] == ["CreateQueue"]


def test_it_is_another_cloud_and_stops_alone(tmp_path: Path) -> None:
    with empty_cloud(tmp_path / "first") as first:
        second = copied(tmp_path / "first", tmp_path / "second", owner=os.getpid())
        assert second.endpoint != first.endpoint
        second.stop()
        assert Cloud.find(tmp_path / "second") is None
        assert Cloud.find(tmp_path / "first") == first


def test_it_ends_with_its_owner(tmp_path: Path) -> None:
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE) as owner:
        cloud = empty_cloud(tmp_path, owner=owner.pid)
        ending = os.pidfd_open(cloud.pid)
        assert owner.stdin
        owner.stdin.close()
    ended = select.select([ending], [], [], _ENDS_SECONDS)[0]
    if not ended:
        signal.pidfd_send_signal(ending, signal.SIGKILL)
    os.close(ending)
    assert ended
