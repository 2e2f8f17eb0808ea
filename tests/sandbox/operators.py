"""People who run `standby failover` on a sandbox's pair, in this process, beside the shop's stand-in.

The command waits for what containers do; here every wait is a turn of theirs, so nothing sleeps.
"""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from types import ModuleType
from typing import Any

import pytest
from botocore.config import Config

from operations.failover import gate, readiness
from operations.failover.clock import Clock
from operations.failover.failover_run import FailoverRun
from operations.failover.move import Side, move_to
from operations.failover.step_context import Result, StepContext
from operations.failover.steps import traffic
from operations.failover.steps.table import STEP_FUNCTIONS
from operations.inputs.stack_file import settings_of
from operations.live import dns
from operations.live.clients import Patience
from operations.live.metrics import Metric, datapoints
from operations.live.stack_state import state_in
from operations.readiness.look import look
from operations.recovery.failover_steps import Kind
from sandbox.demo.beginning import push_images
from sandbox.shop import place
from sandbox.shop.ledger import OrderLedger
from sandbox.shop.place import Place
from sandbox.shop.shop import Shop
from sandbox.shop.worker import Worker
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Pair
from tests.sandbox.readiness.healthy import WITHIN_SECONDS
from tests.workloads.shop import ALICE
from workloads.shop.moments import moment
from workloads.shop.order import SHARDS, Order, PricedLine, Status
from workloads.shop.order_queue import OrderQueue
from workloads.shop.orders_table import OrdersTable

EAST, WEST = REGIONS[HOME], REGIONS[PEER]
_MINUTE = 60.0
# The gate that waits for a minute of silence. What it sees has tests of its own.
AT_ONCE: dict[Kind, tuple[str, ...]] = {Kind.DISASTER: ("lost",), Kind.PLANNED: ()}
# The machine may be busy: that a look ends in time is asked elsewhere, and containers wait until they are answered.
PATIENT = place._ONCE.merge(Config(connect_timeout=60, read_timeout=120))
UNHURRIED: tuple[tuple[ModuleType, str, object], ...] = (
    (gate, "DEADLINE_SECONDS", WITHIN_SECONDS),
    (readiness, "look", partial(look, within=WITHIN_SECONDS)),
    (place, "_ONCE", PATIENT),
    (readiness, "THOROUGH", Patience(connect_seconds=30, read_seconds=60, attempts=2)),
)


@dataclass
class TurningClock:
    """Wall time; waiting is a turn of the shop."""

    shop: Shop

    def now(self) -> float:
        return time.time()

    def wait(self, seconds: float) -> None:  # noqa: ARG002 - nothing here needs a time of its own
        failed = self.shop.turn()
        assert failed == {}, failed


@dataclass
class Operators:
    """`said` is what the command told them on its way."""

    pair: Pair
    said: list[str] = field(default_factory=list)

    @cached_property
    def shop(self) -> Shop:
        """The containers of both regions."""
        places = self.places
        workers = {region: Worker(place, self.ledger, time.time, old_seconds=300.0) for region, place in places.items()}
        return Shop(places, workers)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Both regions as their containers see them."""
        cloud = self.pair.sandbox.cloud
        return {region: Place(cloud, self.pair.outputs(stack)) for stack, region in REGIONS.items()}

    @cached_property
    def ledger(self) -> OrderLedger:
        """Which orders are placed, and where."""
        return OrderLedger(self.pair.sandbox.cloud.directory / "ledger.jsonl")

    @cached_property
    def clock(self) -> TurningClock:
        """Whose waits are turns of the shop."""
        return TurningClock(self.shop)

    def waiting(self, region: str) -> int:
        """Messages in the order queue of a region."""
        url, name = self.pair.outputs(_stack_in(region))["queue"]["url"], "ApproximateNumberOfMessages"
        sqs = self.pair.sandbox.clients.of("sqs", region)
        return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])

    def answers(self) -> list[str]:
        """What name servers tell clients near the home region."""
        look = dns.resolver()
        return sorted(look(self.pair.outputs(HOME)["origin"]))

    def pending(self) -> list[str]:
        """Orders that are accepted and not placed, as each region knows them."""
        of, table = self.pair.sandbox.clients.of, self.pair.outputs(HOME)["tables"]["orders"]
        found = [
            OrdersTable(of("dynamodb", region), table).pending(shard, "9")
            for region in REGIONS.values()
            for shard in SHARDS
        ]
        return [order.order_id for each in found for order in each]

    def push_images(self) -> None:
        """Every workload's image, into the home region's registry."""
        push_images(self.pair.program, self.pair.sandbox.registry)

    def accept(self, region: str, name: str) -> str:
        """An order, as the web tier of a region accepts one."""
        outputs, place = self.pair.outputs(_stack_in(region)), self.places[region]
        now = moment(time.time())
        order = Order(
            order_id=f"{name:0>32}",
            customer_id=ALICE,
            fingerprint="",
            status=Status.PENDING,
            lines=(PricedLine(product_id="tea", quantity=1, unit_cents=500),),
            accepted_at=now,
            enqueued_at=now,
        )
        OrdersTable(place.client("web", "dynamodb"), outputs["tables"]["orders"]).add(order)
        OrderQueue(place.client("web", "sqs"), outputs["queue"]["url"]).send(order.order_id)
        return order.order_id

    def moving(self, to: str, kind: Kind, *, overridden: Collection[str] = (), **given: Any) -> FailoverRun:  # noqa: ANN401
        """The move, ready to be looked at or carried out."""
        folder = self.pair.program
        east, west = (
            Side(settings=settings_of(folder, stack), outputs=state.outputs, resources=state.resources)
            for stack, state in ((each, state_in(self.pair.deployment(each), each)) for each in STACKS)
        )
        return FailoverRun(
            move=move_to(to, (east, west), kind),
            folder=folder,
            overridden=overridden,
            clock=self.clock,
            step_functions={**STEP_FUNCTIONS, "engage-failover-control": a_while_ago},
            **given,
        )

    def move(self, to: str, kind: Kind, *, overridden: Collection[str] = ()) -> dict[str, Any]:
        """Carry a move out, and return its report."""
        return self.moving(to, kind, overridden=overridden).carry_out(self.said.append)

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """What AWS was asked by people, not by containers."""
        answer = self.pair.sandbox.cloud.ask("GET", f"/_sandbox/calls?since={since}")
        return [call for call in answer["calls"] if call["caller"] != "workload"]

    def mark(self) -> int:
        """The number of the next call."""
        return int(self.pair.sandbox.cloud.ask("GET", "/_sandbox/calls")["next"])

    def darken(self, region: str) -> None:
        """Take a region away, with the control planes in it: whoever calls it hangs."""
        self.pair.sandbox.cloud.ask("POST", "/_sandbox/blackout", {"region": region, "connection": "hang"})

    def light_up(self) -> None:
        """Everything is back."""
        self.pair.sandbox.cloud.ask("DELETE", "/_sandbox/blackout", {})


def a_while_ago(context: StepContext) -> Result:
    """Moves that follow each other within a minute: the later one's 0 would not count beside the earlier one's 1.

    Nor would a 1 that is older than the last 0.
    """
    if context.move.kind is Kind.PLANNED and context.move.target.settings.is_home:
        return traffic.engage(context)
    switch = context.move.source.values["routing"]["failover_control"]
    metric = Metric(switch["namespace"], switch["metric"], switch["dimensions"])
    said = datapoints(context.target("cloudwatch"), metric, now=context.clock.now() + _MINUTE, minutes=10)
    return traffic.engage(replace(context, clock=_Earlier(context.clock, max(said, default=0.0))))


@dataclass
class _Earlier:
    clock: Clock
    not_before: float

    def now(self) -> float:
        return max(self.clock.now() - _MINUTE, self.not_before)

    def wait(self, seconds: float) -> None:
        self.clock.wait(seconds)


def _stack_in(region: str) -> str:
    return next(stack for stack, each in REGIONS.items() if each == region)


@contextmanager
def operators_of(pair: Pair, role: str | None = "platform-operator") -> Iterator[Operators]:
    """Meanwhile boto3 finds this pair's cloud, and acts as a role; None is the account's administrator.

    Looks take as long as they do.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in pair.sandbox.cloud.environment("us-east-1", role).items():
            patch.setenv(name, value)
        for module, name, unhurried in UNHURRIED:
            patch.setattr(module, name, unhurried)
        yield Operators(pair)
