"""Both workloads as real processes against the emulated AWS: they start, do their work over HTTP, and end when told to.

There is no cache and no database here: `web` serves without the one, `worker` waits for the other and takes nothing.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from sandbox.cloud.process import Cloud
from tests.workloads.shop import KEY, REGION, create_tables
from workloads.declaration import WEB, WORKER, Workload

pytestmark = pytest.mark.emulator
ROOT = Path(__file__).resolve().parents[2]
FAR_SECONDS = 30
ORDER = {"lines": [{"product_id": "tea", "quantity": 2}]}


@dataclass(frozen=True)
class Region:
    """A cloud with the shop's stores, and the environment of a process there."""

    endpoint: str
    environment: dict[str, str]
    queue_url: str

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes client classes at run time
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - opens nothing
        )

    def messages(self) -> tuple[int, int]:
        """How many wait, and how many were taken."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=names)["Attributes"]
        return int(answer[names[0]]), int(answer[names[1]])


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    with Cloud.start(tmp_path_factory.mktemp("cloud")) as cloud:
        region = Region(cloud.endpoint, {}, "")
        create_tables(region.client("dynamodb"))
        tea = {"product_id": {"S": "tea"}, "name": {"S": "Tea"}, "price_cents": {"N": "250"}}
        region.client("dynamodb").put_item(TableName="products", Item=tea)
        queue_url = region.client("sqs").create_queue(QueueName="orders")["QueueUrl"]
        nowhere = {"ENDPOINT": "127.0.0.1", "PORT": str(free_port())}
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("AWS_")},
            **cloud.environment(REGION),
            "SERVICE_NAME": "shop",
            "PEER_REGION": REGION,
            "TRACE_SHARE": "0",
            **{f"{table.upper()}_TABLE": table for table in ("operations", "orders", "products", "sessions")},
            "ORDERS_QUEUE_URL": queue_url,
            "EVENT_BUS": "default",
            **{f"{store}_{part}": value for store in ("CACHE", "DATABASE") for part, value in nowhere.items()},
            **{f"{store}_{part}": "shop" for store in ("CACHE", "DATABASE") for part in ("NAME", "USER")},
        }
        yield Region(cloud.endpoint, environment, queue_url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(workload: Workload, environment: dict[str, str], until: str) -> Iterator["subprocess.Popen[str]"]:
    """The workload's process, from the log line that holds `until` on."""
    process = subprocess.Popen(
        [sys.executable, *workload.command[1:]], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        seen = []
        for line in process.stdout:
            seen.append(line)
            if until in json.loads(line)["message"]:
                break
        else:
            pytest.fail(f"{workload.name} ended without {until!r}: {seen}")
        yield process
    finally:
        process.kill()
        process.wait(FAR_SECONDS)


def end(process: "subprocess.Popen[str]") -> list[dict[str, Any]]:
    """Tell the process to stop. Its last lines, once it has ended as it should."""
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=FAR_SECONDS)
    assert process.returncode == 0, rest
    return [json.loads(line) for line in rest.splitlines()]


def test_web_takes_an_order_without_a_cache_and_ends_when_told_to(region: Region) -> None:
    port = str(free_port())
    with (
        running(WEB, {**region.environment, "PORT": port, "DRAIN_SECONDS": "0"}, until="running on") as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=FAR_SECONDS) as shop,
    ):
        assert shop.get("/health/ready").status_code == 200
        assert shop.get("/products/tea").json()["price_cents"] == 250
        login = shop.post("/session", json={"name": "alice", "password": "correct horse"}).json()
        shop.headers["Authorization"] = f"Bearer {login['token']}"
        waiting, _ = region.messages()
        accepted = shop.post("/orders", json=ORDER, headers={"Idempotency-Key": KEY})
        assert accepted.status_code == 202
        shown = shop.get(accepted.headers["Location"]).json()
        assert (shown["status"], shown["total_cents"]) == ("PENDING", 500)
        assert region.messages()[0] == waiting + 1
        lines = end(process)
    assert any(line["message"] == "order accepted" for line in lines)
    assert any("the cache does not answer" in line["message"] for line in lines)
    assert login["token"] not in str(lines)


def test_web_serves_on_while_it_drains(region: Region) -> None:
    port = str(free_port())
    environment = {**region.environment, "PORT": port, "DRAIN_SECONDS": "3600"}
    with (
        running(WEB, environment, until="running on") as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=FAR_SECONDS) as shop,
    ):
        process.send_signal(signal.SIGTERM)
        while shop.get("/health/ready").status_code == 200:
            assert process.poll() is None
        assert shop.get("/products/tea").status_code == 200
        end(process)


def test_worker_waits_for_the_database_without_taking_messages_and_ends_when_told_to(region: Region) -> None:
    region.client("sqs").send_message(QueueUrl=region.queue_url, MessageBody="an order")
    waiting, _ = region.messages()
    with running(WORKER, region.environment, until="the database takes no writes") as process:
        end(process)
    assert region.messages() == (waiting, 0)
