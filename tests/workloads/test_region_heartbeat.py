"""The heartbeat: what is written here, what the other region is told directly, and that neither disturbs the work."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from components.compute.platform import Platform
from tests.workloads.shop import NOON, REGION, Aws, SetClock
from workloads.declaration import WEB, WORKER, Permission
from workloads.shop.periodic import Publisher
from workloads.shop.worker.region_heartbeat import heartbeat

LATER = 12.5


class Peer:
    """The other region's CloudWatch, which keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def put_metric_data(self, **call: Any) -> None:  # noqa: ANN401 - boto3's arguments
        self.told.append(call)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def peer() -> Peer:
    return Peer()


def publisher(aws: Aws, peer: Peer, clock: SetClock, dynamodb: Any = None) -> Publisher:  # noqa: ANN401 - a boto3 client
    beat = heartbeat(dynamodb or aws.dynamodb, "operations", aws.ledger, REGION, clock)
    return Publisher(peer, beat, every_seconds=10)


def written(aws: Aws) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = aws.dynamodb.scan(TableName="operations")["Items"]
    return items


def test_the_writers_pulse_is_one_item_of_its_region_and_a_metric_for_the_other(
    aws: Aws, peer: Peer, clock: SetClock
) -> None:
    worker = publisher(aws, peer, clock)
    worker.publish()
    clock.now += LATER
    worker.publish()
    assert written(aws) == [{"id": {"S": f"heartbeat#{REGION}"}, "at": {"S": "2023-11-14T22:13:32.500+00:00"}}]
    assert peer.told[-1] == {
        "Namespace": "Standby/Workload",
        "MetricData": [
            {
                "MetricName": "HeartbeatAcknowledged",
                "Dimensions": [{"Name": "Region", "Value": REGION}],
                "Value": NOON + LATER,
                "Unit": "Seconds",
            }
        ],
    }


def test_a_copy_has_no_pulse(aws: Aws, peer: Peer, clock: SetClock) -> None:
    aws.ledger.writable = False
    publisher(aws, peer, clock).publish()
    assert (written(aws), peer.told) == ([], [])


def test_a_pulse_that_was_not_acknowledged_is_not_told_and_disturbs_nothing(
    aws: Aws, peer: Peer, clock: SetClock
) -> None:
    class Unwritable:
        def put_item(self, **_: Any) -> None:  # noqa: ANN401 - boto3's arguments
            raise EndpointConnectionError(endpoint_url="dynamodb")

    publisher(aws, peer, clock, Unwritable()).publish()
    assert peer.told == []


def _statements() -> Iterator[dict[str, Any]]:
    anything: dict[str, Any] = dict.fromkeys(Platform.__dataclass_fields__, "x")

    async def write() -> list[dict[str, Any]]:
        return Platform(**{**anything, "region": REGION}).statements([Permission.WRITE_HEARTBEAT])

    yield from (each for each in asyncio.run(write()) if each["Action"] == ["dynamodb:PutItem"])


def test_only_workers_may_write_it_and_only_their_own_regions() -> None:
    assert [workload.name for workload in (WEB, WORKER) if Permission.WRITE_HEARTBEAT in workload.grants] == ["worker"]
    [statement] = _statements()
    assert statement["Condition"] == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [f"heartbeat#{REGION}"]}}
