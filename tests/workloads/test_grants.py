"""What the code asks of AWS against what its declaration grants: all of it, and nothing in vain.

Logging in to the cache and to the database asks AWS nothing, so those two grants are judged by the settings instead.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from components.compute.platform import Platform
from tests.workloads.shop import ALICE, KEY, NOON, REGION, Aws, MemoryCache, SetClock, basket
from workloads.declaration import WEB, WORKER, EnvBinding, Permission, Workload
from workloads.shop.periodic import Publisher
from workloads.shop.web.health import Checks
from workloads.shop.web.in_flight import InFlightMeter
from workloads.shop.web.metrics import Measures
from workloads.shop.worker.active_region import ActiveRegion
from workloads.shop.worker.placement import Placement
from workloads.shop.worker.region_heartbeat import heartbeat
from workloads.shop.worker.report import who_writes
from workloads.shop.worker.sweeper import OLD_SECONDS, Sweeper

ANY: dict[str, Any] = dict.fromkeys(Platform.__dataclass_fields__, "x")
PLATFORM = Platform(**ANY)
# Not asked for through boto3: logging in to the stores, and sending traces.
ELSEWHERE = {"elasticache:Connect", "rds-db:connect", "xray:PutSpans", "xray:PutTraceSegments"}


def granted(workload: Workload) -> set[str]:
    async def actions() -> set[str]:
        statements = PLATFORM.statements(workload.grants)
        return {action for statement in statements for action in statement["Action"]}

    return {action for action in asyncio.run(actions()) if not action.startswith("kms:")} - ELSEWHERE


@contextmanager
def watched(*clients: Any) -> Iterator[set[str]]:  # noqa: ANN401 - boto3 clients
    """The actions that are asked for within, as IAM names them."""
    asked: set[str] = set()

    def note(model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's operation
        service = {"monitoring": "cloudwatch"}.get(model.service_model.endpoint_prefix)
        asked.add(f"{service or model.service_model.endpoint_prefix}:{model.name.removesuffix('Batch')}")

    for client in clients:
        client.meta.events.register("before-call", note)
    try:
        yield asked
    finally:
        for client in clients:
            client.meta.events.unregister("before-call", note)


def be_web(aws: Aws, cloudwatch: Any) -> None:  # noqa: ANN401 - a boto3 client
    catalogue, cache = aws.catalogue(), MemoryCache(is_dead=True)
    catalogue.list_json()
    sessions = aws.sessions(cache, SetClock(), "token")
    sessions.open(ALICE)
    sessions.find("token")
    sessions.close("token")
    aws.orders.get(aws.checkout().accept(ALICE, KEY, basket()))
    measures = Measures(InFlightMeter(SetClock()), Checks(), service="web", region=REGION)
    Publisher(cloudwatch, measures.load, every_seconds=60).publish()


def be_worker(aws: Aws, cloudwatch: Any) -> None:  # noqa: ANN401
    Publisher(cloudwatch, who_writes(aws.ledger, REGION), every_seconds=60).publish()
    beat = heartbeat(aws.dynamodb, "operations", aws.ledger, REGION, SetClock())
    Publisher(cloudwatch, beat, every_seconds=60).publish()
    ActiveRegion(aws.dynamodb, "operations", REGION).is_here()
    Sweeper(aws.orders, aws.queue, SetClock(NOON + OLD_SECONDS + 1), lambda: 0.0).sweep()
    messages = aws.queue.receive()
    aws.queue.hide(messages, 60)
    for message in messages:
        Placement(aws.orders, aws.ledger, aws.order_events, aws.queue).carry_out(message)


@pytest.mark.parametrize(("workload", "life"), [(WEB, be_web), (WORKER, be_worker)], ids=["web", "worker"])
def test_a_workload_is_granted_what_it_asks_for_and_no_more(
    aws: Aws, workload: Workload, life: Callable[[Aws, Any], None]
) -> None:
    aws.checkout().accept(ALICE, "an older order", basket())
    cloudwatch = boto3.client("cloudwatch", region_name=REGION)
    with watched(aws.dynamodb, aws.sqs, aws.bus.events, cloudwatch) as asked:
        life(aws, cloudwatch)
    shared_by_both = granted(WEB) & granted(WORKER)
    assert asked <= granted(workload), "it would be denied at AWS"
    assert granted(workload) - asked <= shared_by_both, "a right that nobody uses"


def test_rights_that_both_share_are_used_by_one_of_them(aws: Aws) -> None:
    aws.checkout().accept(ALICE, "an older order", basket())
    cloudwatch = boto3.client("cloudwatch", region_name=REGION)
    with watched(aws.dynamodb, aws.sqs, aws.bus.events, cloudwatch) as asked:
        be_web(aws, cloudwatch)
        be_worker(aws, cloudwatch)
    assert asked == granted(WEB) | granted(WORKER)


@pytest.mark.parametrize(
    ("grant", "user"),
    [(Permission.CONNECT_CACHE, EnvBinding.CACHE_USER), (Permission.CONNECT_DATABASE, EnvBinding.DATABASE_USER)],
)
def test_whoever_is_told_a_user_may_log_in_as_it(grant: Permission, user: EnvBinding) -> None:
    told = [workload.name for workload in (WEB, WORKER) if user in workload.environment.values()]
    assert told == [workload.name for workload in (WEB, WORKER) if grant in workload.grants]


def test_the_platform_gives_every_wire_a_value() -> None:
    assert set(PLATFORM.values("web")) == set(EnvBinding)
