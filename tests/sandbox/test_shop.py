"""The stand-in of the workload over both stacks: it places orders where the real one would, by the real one's calls."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.shop import place
from sandbox.shop.images import push_stand_ins
from sandbox.shop.ledger import OrderLedger
from sandbox.shop.place import METRICS, Place
from sandbox.shop.shop import Shop
from sandbox.shop.worker import Worker
from tests.sandbox.decided import not_allowed, roles
from tests.sandbox.operators import PATIENT
from tests.sandbox.sandboxes import Sandbox
from workloads import declaration
from workloads.shop.order import Basket, Line, Order, PricedLine, Status, order_id_of
from workloads.shop.order_queue import OrderQueue
from workloads.shop.orders_table import OrdersTable
from workloads.tables import OPERATIONS, ORDERS, heartbeat_id

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("shop")]
EAST, WEST = "us-east-1", "us-west-2"
STACK = {EAST: "prod-east", WEST: "dr-west"}
LONG_AGO = "2001-01-01T00:00:00.000+00:00"
ORDERS_TABLE = f"standby-{ORDERS.name}"


class Stage:
    """Both regions with the stand-in in them."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox, self.folder = sandbox, folder
        self.ledger = ledger = OrderLedger(folder / "ledger.jsonl")
        cloud = sandbox.cloud
        self.outputs = {region: sandbox.engine.outputs(stack) for region, stack in STACK.items()}
        self.places = places = {region: Place(cloud, each) for region, each in self.outputs.items()}
        self.now = 1_700_000_000.0
        workers = {region: Worker(each, ledger, lambda: self.now, old_seconds=300) for region, each in places.items()}
        self.shop = Shop(places, workers)

    def client(self, service: str, region: str = EAST) -> Any:  # noqa: ANN401 - a boto3 client
        return self.sandbox.clients.of(service, region)

    def accept(self, key: str, *, is_sent: bool, at: str = LONG_AGO) -> str:
        """An order as the web tier leaves it."""
        basket = Basket(lines=(Line(product_id="tea", quantity=1),))
        order = Order(
            order_id=order_id_of("alice", key),
            customer_id="alice",
            fingerprint=basket.fingerprint,
            status=Status.PENDING,
            lines=(PricedLine(product_id="tea", quantity=1, unit_cents=250),),
            accepted_at=at,
            enqueued_at=at,
        )
        assert OrdersTable(self.places[EAST].client("web", "dynamodb"), ORDERS_TABLE).add(order) is None
        if is_sent:
            OrderQueue(self.places[EAST].client("web", "sqs"), self.outputs[EAST]["queue"]["url"]).send(order.order_id)
        return order.order_id

    def status(self, order_id: str) -> tuple[str, bool]:
        """As the item says, and whether it is still in the index of what is to be done."""
        key = {"order_id": {"S": order_id}}
        item = self.client("dynamodb", WEST).get_item(TableName=ORDERS_TABLE, Key=key)["Item"]
        return item["status"]["S"], "pending" in item

    def calls(self, since: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.sandbox.cloud.ask("GET", f"/_sandbox/calls?since={since}")["calls"]
        return found

    def number(self) -> int:
        return int(self.sandbox.cloud.ask("GET", "/_sandbox/calls")["next"])


@pytest.fixture
def stage(both_up: Sandbox, tmp_path: Path) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, "_ONCE", PATIENT)
        yield Stage(both_up, tmp_path)
    both_up.cloud.ask("DELETE", "/_sandbox/blackout", {})


def test_an_order_is_placed_once_and_marked_as_the_real_worker_marks_it(stage: Stage) -> None:
    order_id = stage.accept("sent twice", is_sent=True)
    queue = stage.outputs[EAST]["queue"]["url"]
    stage.client("sqs").send_message(QueueUrl=queue, MessageBody=order_id)
    assert stage.shop.turn() == {}
    assert stage.ledger.placed() == {order_id: EAST}
    assert stage.status(order_id) == ("PLACED", False)
    assert len((stage.folder / "ledger.jsonl").read_text().splitlines()) == 1


def test_an_order_whose_message_was_lost_is_sent_again(stage: Stage) -> None:
    order_id = stage.accept("lost", is_sent=False)
    stage.shop.turn()
    assert stage.status(order_id) == ("PLACED", False)


def test_the_writers_pulse_is_in_both_regions_and_told_to_the_other(stage: Stage) -> None:
    since = stage.number()
    assert stage.shop.turn() == {}
    key = {OPERATIONS.key: {"S": heartbeat_id(EAST)}}
    item = stage.client("dynamodb", WEST).get_item(TableName=f"standby-{OPERATIONS.name}", Key=key)["Item"]
    assert item["at"]["S"] == "2023-11-14T22:13:20.000+00:00"
    told = stage.client("cloudwatch", WEST).get_metric_statistics(
        Namespace=METRICS,
        MetricName=declaration.HEARTBEAT_ACKNOWLEDGED,
        Dimensions=[{"Name": "Region", "Value": EAST}],
        StartTime=0,
        EndTime=4_000_000_000,
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    assert {point["Maximum"] for point in told} == {stage.now}
    callers = {call["caller"] for call in stage.calls(since) if call["action"] in {"PutItem", "PutMetricData"}}
    assert callers == {"workload"}


def test_each_metric_is_one_that_the_workload_declares(stage: Stage) -> None:
    stage.shop.turn()
    names = {
        metric["MetricName"]
        for region in STACK
        for metric in stage.client("cloudwatch", region).list_metrics(Namespace=METRICS)["Metrics"]
    }
    declared = {declaration.CHECKS_ANSWERED, declaration.DATABASE_WRITER, declaration.HEARTBEAT_ACKNOWLEDGED}
    assert (METRICS, names) == (declaration.METRIC_NAMESPACE, declared)


def test_a_dark_region_does_nothing_and_asks_nothing(stage: Stage) -> None:
    order_id = stage.accept("in the dark", is_sent=True)
    stage.sandbox.cloud.ask("POST", "/_sandbox/blackout", {"region": EAST, "connection": "hang"})
    since = stage.number()
    assert stage.shop.turn() == {}
    assert [call for call in stage.calls(since) if call["region"] == EAST] == []
    assert stage.ledger.placed() == {}
    stage.sandbox.cloud.ask("DELETE", "/_sandbox/blackout", {})
    stage.shop.turn()
    assert stage.ledger.placed() == {order_id: EAST}


def test_orders_wait_where_another_region_is_named_active_and_the_pulse_goes_on(stage: Stage) -> None:
    order_id = stage.accept("fenced", is_sent=True)
    table = stage.outputs[EAST]["tables"]["operations"]
    active = {"id": {"S": "active"}, "region": {"S": WEST}}
    stage.client("dynamodb", WEST).put_item(TableName=table, Item=active)
    stage.now += 60
    stage.shop.turn()
    assert stage.ledger.placed() == {}
    heartbeat = stage.client("dynamodb").get_item(TableName=table, Key={"id": {"S": heartbeat_id(EAST)}})["Item"]
    assert heartbeat["at"]["S"] == "2023-11-14T22:14:20.000+00:00"
    stage.client("dynamodb").delete_item(TableName=table, Key={"id": {"S": "active"}})
    stage.shop.turn()
    assert stage.ledger.placed() == {order_id: EAST}


def test_an_unhealthy_endpoint_is_not_heard_of(stage: Stage) -> None:
    since = stage.number()
    host = stage.outputs[EAST]["routing"]["origin"]
    stage.sandbox.cloud.ask("POST", "/_sandbox/endpoint-health", {"host": host, "healthy": False})
    stage.shop.turn()
    stage.sandbox.cloud.ask("POST", "/_sandbox/endpoint-health", {"host": host, "healthy": True})
    silent = len([call for call in stage.calls(since) if call["action"] == "PutMetricData"])
    since = stage.number()
    stage.shop.turn()
    heard = len([call for call in stage.calls(since) if call["action"] == "PutMetricData"])
    assert heard - silent == 2, "one in each region"


def test_a_pushed_image_is_in_both_regions(stage: Stage) -> None:
    # A release of its own: those that the stack files name were pushed before anything served.
    images = [{**image, "tag": "1.0.1"} for image in stage.outputs[EAST]["images"].values()]
    registry = stage.client("ecr")
    assert push_stand_ins(registry, images) == [f"{each['repository']}:{each['tag']}" for each in images]
    assert push_stand_ins(registry, images) == [], "what is there stays"
    for region, image in ((region, image) for region in STACK for image in images):
        found = stage.client("ecr", region).describe_images(
            repositoryName=image["repository"], imageIds=[{"imageTag": image["tag"]}]
        )["imageDetails"]
        assert [each["imageTags"] for each in found] == [[image["tag"]]]
    assert json.dumps(stage.outputs[EAST]["images"]) == json.dumps(stage.outputs[WEST]["images"])


def test_nothing_that_the_shop_and_its_platform_ask_for_is_refused(stage: Stage) -> None:
    assert stage.shop.turn() == {}
    # No worker runs in the region that stands by.
    running = [(region, name) for region in STACK for name in ("web", "worker") if (region, name) != (WEST, "worker")]
    wanted = {f"standby-{region}-{name}{end}" for region, name in running for end in ("", "-execution")}
    assert wanted <= roles(stage.sandbox.cloud), "containers act as their roles, and tasks were started by others"
    assert not_allowed(stage.sandbox.cloud) == []
