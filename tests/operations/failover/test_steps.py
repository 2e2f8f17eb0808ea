"""What each step asks of AWS, and what it does where that is done already, under way, or refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from operations.errors import OperationError
from operations.failover import liveness
from operations.failover.step_context import StepContext, StepError
from operations.failover.steps import capacity, checks, data_loss, fence, orders, reconcile_source, traffic, writer
from operations.live import dns
from operations.recovery.failover_steps import Kind
from tests.operations.failover.stage import (
    EAST,
    NOON,
    WEST,
    Script,
    TestClock,
    a_move,
    cluster,
    database,
    ground_of,
    outputs,
)
from workloads.declaration import CHECKS_ANSWERED, HEARTBEAT_ACKNOWLEDGED, METRIC_NAMESPACE
from workloads.shop.order import SHARDS
from workloads.tables import ACTIVE_ID, OPERATIONS, ORDERS, heartbeat_id


@pytest.fixture
def script() -> Script:
    script = Script()
    script.dark = {EAST}
    script.say(WEST, "get_metric_statistics", {"Datapoints": []})
    return script


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def context(script: Script, clock: TestClock) -> StepContext:
    return ground_of(a_move(), script, clock, confirm_writer={"at": NOON})


def planned(script: Script, clock: TestClock, to: str = WEST) -> StepContext:
    script.dark = set()
    return ground_of(a_move(to, Kind.PLANNED), script, clock, confirm_writer={"at": NOON})


_NONE_RUN = {"services": [{"runningCount": 0, "pendingCount": 0}]}


def one_after_the_other(*answers: Any) -> Any:  # noqa: ANN401 - AWS's answers; the last one stays
    waiting: Iterator[Any] = iter(answers)
    last: list[Any] = [answers[0]]

    def answer(**_: object) -> Any:  # noqa: ANN401
        last[0] = next(waiting, last[0])
        return last[0]

    return answer


class TestPromotion:
    """Once, with the right flag, in the right region."""

    def test_a_disaster_is_asked_for_here_and_accepts_loss(self, context: StepContext, script: Script) -> None:
        script.say(WEST, "describe_global_clusters", database(EAST))
        script.say(WEST, "failover_global_cluster", {})
        assert writer.promote(context)["asked"]
        assert script.made("failover_global_cluster", WEST) == [
            {
                "GlobalClusterIdentifier": "standby",
                "TargetDbClusterIdentifier": cluster(WEST),
                "AllowDataLoss": True,
            }
        ]

    def test_a_planned_move_is_a_switchover_asked_for_at_the_writer(self, script: Script, clock: TestClock) -> None:
        there = planned(script, clock)
        script.say(WEST, "describe_global_clusters", database(EAST))
        script.say(EAST, "switchover_global_cluster", {})
        writer.promote(there)
        (asked,) = script.made("switchover_global_cluster", EAST)
        assert asked == {"GlobalClusterIdentifier": "standby", "TargetDbClusterIdentifier": cluster(WEST)}

    @pytest.mark.parametrize(
        "state",
        [database(WEST), database(EAST, moving_to=cluster(WEST), status="failing-over")],
        ids=["done", "moving"],
    )
    def test_what_is_done_or_under_way_is_not_asked_for_again(
        self, context: StepContext, script: Script, state: dict[str, Any]
    ) -> None:
        script.say(WEST, "describe_global_clusters", state)
        assert writer.promote(context)["asked"] is False
        assert script.made("failover_global_cluster") == []

    def test_a_move_that_somebody_else_began_elsewhere_is_not_disturbed(
        self, context: StepContext, script: Script
    ) -> None:
        elsewhere = database(EAST, moving_to=cluster(EAST), status="switching-over")
        script.say(WEST, "describe_global_clusters", elsewhere)
        with pytest.raises(StepError, match=r"switching-over to .*us-east-1"):
            writer.promote(context)

    def test_a_request_that_arrived_although_nobody_heard_of_it_counts(
        self, context: StepContext, script: Script
    ) -> None:
        moving = database(EAST, moving_to=cluster(WEST), status="pending")
        # The second look is that for the lag.
        script.say(WEST, "describe_global_clusters", one_after_the_other(database(EAST), database(EAST), moving))
        script.refuse(WEST, "failover_global_cluster", "InvalidGlobalClusterStateFault")
        assert writer.promote(context)["asked"] is False

    def test_a_database_that_is_busy_with_something_else_is_an_error(
        self, context: StepContext, script: Script
    ) -> None:
        script.say(WEST, "describe_global_clusters", database(EAST))
        script.refuse(WEST, "failover_global_cluster", "InvalidGlobalClusterStateFault")
        with pytest.raises(StepError, match="RDS does not move standby now"):
            writer.promote(context)

    def test_the_new_writer_is_waited_for(self, context: StepContext, script: Script, clock: TestClock) -> None:
        moving = database(EAST, moving_to=cluster(WEST), status="failing-over")
        script.say(WEST, "describe_global_clusters", one_after_the_other(moving, moving, database(WEST)))
        assert writer.confirm(context)["writer"] == WEST
        assert len(clock.waited) == 2

    def test_a_database_that_is_stuck_is_given_up_with_what_was_waited_for(
        self, context: StepContext, script: Script, clock: TestClock
    ) -> None:
        script.say(WEST, "describe_global_clusters", database(EAST, moving_to=cluster(WEST), status="failing-over"))
        with pytest.raises(StepError, match=r"standby shall be written in us-west-2.*within 60 seconds"):
            writer.confirm(context)
        assert clock.now() - NOON == 60


class TestDraining:
    """Nothing that was begun is unfinished when the database moves."""

    @pytest.fixture(autouse=True)
    def writing(self, script: Script) -> None:
        script.say(WEST, "describe_global_clusters", database(EAST))

    def test_what_waits_where_nobody_writes_goes_to_the_writer_that_is_the_target_already(
        self, script: Script, clock: TestClock
    ) -> None:
        there = planned(script, clock)
        script.say(WEST, "describe_global_clusters", database(WEST))
        script.say(
            EAST, "receive_message", one_after_the_other({"Messages": [{"Body": "a", "ReceiptHandle": "1"}]}, {})
        )
        script.say(EAST, "delete_message_batch", {})
        script.say(WEST, "send_message_batch", {})
        script.say(WEST, "get_queue_attributes", {"Attributes": {"ApproximateNumberOfMessages": "0"}})
        assert orders.drain_stranded(there) == {"moved": 1, "left": 0}

    def test_messages_that_workers_hold_are_waited_for(self, script: Script, clock: TestClock) -> None:
        held = [{"Attributes": {"ApproximateNumberOfMessagesNotVisible": str(count)}} for count in (4, 1, 0)]
        script.say(EAST, "get_queue_attributes", one_after_the_other(*held))
        script.say(WEST, "describe_global_clusters", database(EAST))
        writer.wait_in_sync(planned(script, clock))
        assert len(clock.waited) == 2

    def test_a_copy_that_does_not_follow_is_given_up(self, script: Script, clock: TestClock) -> None:
        empty = {"Attributes": {"ApproximateNumberOfMessagesNotVisible": "0"}}
        script.say(EAST, "get_queue_attributes", empty)
        script.say(WEST, "describe_global_clusters", database(EAST, state="pending-resync"))
        with pytest.raises(StepError, match="shall be connected"):
            writer.wait_in_sync(planned(script, clock))

    def test_stranded_messages_go_to_where_somebody_places_orders(self, script: Script, clock: TestClock) -> None:
        two = {"Messages": [{"Body": "a", "ReceiptHandle": "1"}, {"Body": "b", "ReceiptHandle": "2"}]}
        script.say(WEST, "receive_message", one_after_the_other(two, {}))
        script.say(WEST, "delete_message_batch", {})
        script.say(EAST, "send_message_batch", {})
        waiting = [{"Attributes": {"ApproximateNumberOfMessages": str(count)}} for count in (2, 0)]
        script.say(EAST, "get_queue_attributes", one_after_the_other(*waiting))
        assert orders.drain_stranded(planned(script, clock)) == {"moved": 2, "left": 0}
        assert len(clock.waited) == 1
        names = [name for _, name, _ in script.asked]
        assert names.index("send_message_batch") < names.index("delete_message_batch"), "nothing is lost in between"

    def test_a_queue_that_never_empties_is_not_waited_for_for_ever(self, script: Script, clock: TestClock) -> None:
        script.say(WEST, "receive_message", {})
        script.say(EAST, "get_queue_attributes", {"Attributes": {"ApproximateNumberOfMessages": "9"}})
        assert orders.drain_stranded(planned(script, clock)) == {"moved": 0, "left": 9}
        assert clock.now() - NOON == 60

    def test_a_message_that_was_not_taken_is_not_deleted(self, script: Script, clock: TestClock) -> None:
        script.say(WEST, "receive_message", {"Messages": [{"Body": "a", "ReceiptHandle": "1"}]})
        script.say(EAST, "send_message_batch", {"Failed": [{"Id": "0", "Message": "too many"}]})
        with pytest.raises(StepError, match="too many"):
            orders.drain_stranded(planned(script, clock))
        assert script.made("delete_message_batch") == []


class TestCapacity:
    """Bounds before counts, and nothing shrinks meanwhile."""

    def test_what_answers_requests_gets_the_bounds_of_a_region_that_serves(
        self, context: StepContext, script: Script
    ) -> None:
        script.say(WEST, "register_scalable_target", {})
        capacity.raise_bounds(context)
        (asked,) = script.made("register_scalable_target", WEST)
        assert (asked["ResourceId"], asked["MinCapacity"], asked["MaxCapacity"]) == ("service/standby/web", 6, 60)
        assert asked["SuspendedState"] == {"DynamicScalingInSuspended": True}

    def test_tasks_are_waited_for(self, context: StepContext, script: Script, clock: TestClock) -> None:
        counts = [{"services": [{"runningCount": count}]} for count in (0, 4, 6)]
        script.say(WEST, "describe_services", one_after_the_other(*counts))
        assert capacity.wait_for_tasks(context) == {"running": {"web": 6}}
        assert len(clock.waited) == 2

    def test_tasks_that_do_not_come_are_counted_in_the_refusal(self, context: StepContext, script: Script) -> None:
        script.say(WEST, "describe_services", {"services": [{"runningCount": 4}]})
        with pytest.raises(StepError, match="web shall run 6 tasks, and runs 4"):
            capacity.wait_for_tasks(context)

    def test_scale_in_comes_back_within_the_same_bounds(self, context: StepContext, script: Script) -> None:
        script.say(WEST, "register_scalable_target", {})
        capacity.restore_scale_in(context)
        states = {
            each["SuspendedState"]["DynamicScalingInSuspended"] for each in script.made("register_scalable_target")
        }
        assert states == {False}
        assert [each["MinCapacity"] for each in script.made("register_scalable_target")] == [6, 3]

    def test_the_region_that_was_left_gets_what_its_stack_declares(self, script: Script, clock: TestClock) -> None:
        script.say(EAST, "register_scalable_target", {})
        script.say(EAST, "describe_services", _NONE_RUN)
        reconcile_source.reconcile_source(planned(script, clock))
        bounds = {
            each["ResourceId"]: (each["MinCapacity"], each["MaxCapacity"])
            for each in script.made("register_scalable_target", EAST)
        }
        assert bounds == {"service/standby/web": (3, 60), "service/standby/worker": (0, 0)}

    def test_what_shall_not_run_in_the_region_that_was_left_is_waited_for(
        self, script: Script, clock: TestClock
    ) -> None:
        script.say(EAST, "register_scalable_target", {})
        counts = [
            {"services": [{"runningCount": run, "pendingCount": start}]} for run, start in ((3, 0), (0, 1), (0, 0))
        ]
        script.say(EAST, "describe_services", one_after_the_other(*counts))
        capacity.stand_by(planned(script, clock))
        assert {each["services"][0] for each in script.made("describe_services", EAST)} == {"worker"}
        assert len(clock.waited) == 2

    def test_workers_that_stay_are_counted_in_the_refusal(self, script: Script, clock: TestClock) -> None:
        script.say(EAST, "register_scalable_target", {})
        script.say(EAST, "describe_services", {"services": [{"runningCount": 2, "pendingCount": 0}]})
        with pytest.raises(
            StepError, match="worker shall run nothing in us-east-1, and 2 are there; look at what scales"
        ):
            capacity.stand_by(planned(script, clock))

    def test_a_scaled_object_gets_its_bounds_and_is_let_go(self) -> None:
        one = {"serving": {"min_tasks": 6, "max_tasks": 60}, "standing_by": {"min_tasks": 0, "max_tasks": 0}}
        paused = "autoscaling.keda.sh/paused-replicas"
        assert capacity.scaled_object_bounds(one, "serving") == {
            "metadata": {"annotations": {paused: None}},
            "spec": {"minReplicaCount": 6, "maxReplicaCount": 60},
        }
        assert capacity.scaled_object_bounds(one, "standing_by") == {
            "metadata": {"annotations": {paused: "0"}},
            "spec": {"minReplicaCount": 0, "maxReplicaCount": 60},
        }


class TestFence:
    """One word in the target's table; the lost region is asked only where nobody waits for it."""

    def test_it_needs_the_target_alone(self, context: StepContext, script: Script) -> None:
        script.say(WEST, "put_item", {})
        fence.say_who_is_active(context)
        (asked,) = script.made("put_item")
        assert asked["Item"]["region"] == {"S": WEST}
        assert asked["Item"]["id"] == {"S": ACTIVE_ID}

    def test_consumers_of_the_region_that_is_left_get_no_task(self, script: Script, clock: TestClock) -> None:
        script.say(EAST, "register_scalable_target", {})
        fence.take_tasks_away(planned(script, clock))
        (asked,) = script.made("register_scalable_target", EAST)
        assert (asked["ResourceId"], asked["MaxCapacity"]) == ("service/standby/worker", 0)

    @pytest.mark.parametrize(("to", "lifted"), [(EAST, 1), (WEST, 0)])
    def test_it_is_lifted_when_the_writer_is_at_home_again(
        self, script: Script, clock: TestClock, to: str, lifted: int
    ) -> None:
        there = planned(script, clock, to)
        for region in (EAST, WEST):
            script.say(region, "register_scalable_target", {})
            script.say(region, "delete_item", {})
        script.say(there.move.source.region, "describe_services", _NONE_RUN)
        reconcile_source.reconcile_source(there)
        assert len(script.made("delete_item", to)) == lifted


class TestTraffic:
    """By a metric in the region that takes over."""

    @pytest.fixture(autouse=True)
    def taking(self, script: Script) -> None:
        script.say(WEST, "put_metric_data", {})

    def test_a_disaster_takes_traffic_from_the_lost_region_in_the_other(
        self, context: StepContext, script: Script
    ) -> None:
        assert traffic.engage(context) == {"taken from": EAST}
        (asked,) = script.made("put_metric_data")
        (datum,) = asked["MetricData"]
        assert (asked["Namespace"], datum["MetricName"], datum["Value"]) == ("Standby/Routing", "TakeOver", 1.0)
        assert datum["Dimensions"] == [{"Name": "From", "Value": EAST}]
        assert {region for region, _, _ in script.asked} == {WEST}, "the target's own switch is another step's"

    def test_going_home_gives_back_and_takes_from_nobody(self, script: Script, clock: TestClock) -> None:
        values: list[float] = []

        def said(**asked: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's
            values.append(asked["MetricData"][0]["Value"])
            return {}

        def kept(**_: object) -> dict[str, Any]:
            """The minute of the 1 keeps it; the next one has only the 0."""
            points = [{"Timestamp": datetime.fromtimestamp(NOON - 600, UTC), "Maximum": 1.0}]
            if values:
                points.append({"Timestamp": datetime.fromtimestamp(NOON, UTC), "Maximum": 0.0})
            return {"Datapoints": points}

        script.say(WEST, "put_metric_data", said)
        script.say(WEST, "get_metric_statistics", kept)
        assert traffic.engage(planned(script, clock, EAST)) == {"given back to": EAST}
        assert values == [0.0]

    def test_a_switch_that_was_thrown_days_ago_is_still_thrown(self, script: Script, clock: TestClock) -> None:
        values: list[float] = []

        def said(**asked: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's
            values.append(asked["MetricData"][0]["Value"])
            return {}

        def kept(*, StartTime: datetime, EndTime: datetime, **_: object) -> dict[str, Any]:  # noqa: N803 - boto3's
            points = [(NOON - 3 * 86400, 1.0), *((NOON, 0.0) for _ in values[:1])]
            found = [(datetime.fromtimestamp(when, UTC), value) for when, value in points]
            return {
                "Datapoints": [{"Timestamp": at, "Maximum": value} for at, value in found if StartTime <= at < EndTime]
            }

        script.say(WEST, "put_metric_data", said)
        script.say(WEST, "get_metric_statistics", kept)
        assert traffic.engage(planned(script, clock, EAST)) == {"given back to": EAST}
        assert values == [0.0], "an alarm without data for days says nothing of it"

    def test_a_switch_that_was_never_thrown_is_left_alone(self, script: Script, clock: TestClock) -> None:
        assert traffic.engage(planned(script, clock, EAST)) == {}
        assert script.made("put_metric_data") == []

    def test_a_minute_that_keeps_the_larger_value_is_waited_out(self, script: Script, clock: TestClock) -> None:
        begin = clock.now()

        def kept(**_: object) -> dict[str, Any]:
            minute = clock.now() - clock.now() % 60
            value = 1.0 if minute == begin - begin % 60 else 0.0
            return {"Datapoints": [{"Timestamp": datetime.fromtimestamp(minute, UTC), "Maximum": value}]}

        script.say(WEST, "get_metric_statistics", kept)
        traffic.engage(planned(script, clock, EAST))
        assert clock.now() - begin <= 65

    def test_a_planned_move_that_cannot_give_back_fails(self, script: Script, clock: TestClock) -> None:
        there = planned(script, clock, EAST)
        script.refuse(WEST, "get_metric_statistics", "AccessDenied")
        with pytest.raises(Exception, match="AccessDenied"):
            traffic.engage(there)

    @pytest.mark.parametrize(("answers", "seen"), [({"10.0.0.1"}, True), (set(), False), ({"10.9.9.9"}, False)])
    def test_the_answer_of_name_servers_is_waited_for(
        self, context: StepContext, monkeypatch: pytest.MonkeyPatch, answers: set[str], *, seen: bool
    ) -> None:
        there = f"{WEST}.origin.shop.example.com"
        known = {there: frozenset({"10.0.0.1", "10.0.0.2"}), "origin.shop.example.com": frozenset(answers)}
        monkeypatch.setattr(dns, "resolver", lambda: known.__getitem__)
        if seen:
            assert traffic.follow(context)["seen"]
        else:
            with pytest.raises(StepError, match=f"shall be answered with {there}"):
                traffic.follow(context)

    def test_where_nobody_can_be_asked_that_is_said_and_not_taken_for_an_answer(
        self, context: StepContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(dns.VARIABLE, "http://127.0.0.1:9/nobody")
        result = traffic.follow(context)
        assert result["seen"] is False
        assert "did not say" in result["because"]


class TestPostChecks:
    """Nothing is sent to a region that has not shown that it serves."""

    @pytest.fixture(autouse=True)
    def serving(self, script: Script) -> None:
        script.say(WEST, "describe_global_clusters", database(WEST))
        script.say(WEST, "get_item", {"Item": {"at": {"S": datetime.fromtimestamp(NOON + 1, UTC).isoformat()}}})
        script.say(WEST, "describe_target_health", health("us-west-2a", "us-west-2b", "us-west-2c"))
        script.say(WEST, "get_metric_statistics", heard(NOON - 60))

    def test_a_region_that_serves_passes(self, context: StepContext) -> None:
        assert checks.serves(context)["checks_answered"] == 9.0

    def test_a_database_that_is_written_elsewhere_does_not(self, context: StepContext, script: Script) -> None:
        script.say(WEST, "describe_global_clusters", database(EAST))
        with pytest.raises(StepError, match="RDS says that us-east-1 writes"):
            checks.serves(context)

    def test_a_pulse_from_before_the_promotion_is_no_write(self, context: StepContext, script: Script) -> None:
        script.say(WEST, "get_item", {"Item": {"at": {"S": datetime.fromtimestamp(NOON - 1, UTC).isoformat()}}})
        with pytest.raises(StepError, match="a worker in us-west-2 shall write after the promotion"):
            checks.serves(context)

    def test_a_zone_without_a_healthy_target_is_named(self, context: StepContext, script: Script) -> None:
        script.say(WEST, "describe_target_health", health("us-west-2a", "us-west-2b"))
        with pytest.raises(StepError, match="us-west-2c; there are"):
            checks.serves(context)

    def test_checks_that_nobody_answered_through_the_load_balancer_are_missed(
        self, context: StepContext, script: Script
    ) -> None:
        script.say(WEST, "get_metric_statistics", heard(NOON - 240))
        with pytest.raises(StepError, match="answer Route 53's checks through the load balancer"):
            checks.serves(context)


def health(*zones: str) -> dict[str, Any]:
    return {
        "TargetHealthDescriptions": [
            {"Target": {"AvailabilityZone": zone}, "TargetHealth": {"State": "healthy"}} for zone in zones
        ]
    }


def heard(moment: float) -> dict[str, Any]:
    return {"Datapoints": [{"Timestamp": datetime.fromtimestamp(moment, UTC), "Sum": 9.0, "Maximum": moment}]}


class Pages:
    """Pending orders: one in the first shard, two in the last."""

    found: ClassVar = {"0": ["0a"], "f": ["fa", "fb"]}

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - boto3's
        shard = asked["ExpressionAttributeValues"][":shard"]["S"]
        yield {
            "Items": [
                {"order_id": {"S": one}, "accepted_at": {"S": f"2027-{one}"}} for one in self.found.get(shard, [])
            ]
        }


def test_every_pending_order_is_sent_to_the_targets_workers(context: StepContext, script: Script) -> None:
    script.say(WEST, "get_paginator", lambda *_: Pages())
    script.say(WEST, "send_message_batch", {})
    assert orders.requeue_pending(context) == {"sent": 3, "oldest_accepted_at": "2027-0a"}
    (asked,) = script.made("send_message_batch", WEST)
    assert [entry["MessageBody"] for entry in asked["Entries"]] == ["0a", "fa", "fb"]
    assert asked["QueueUrl"] == outputs(WEST)["queue"]["url"]


def test_what_was_acknowledged_and_did_not_arrive_is_what_was_lost(script: Script, clock: TestClock) -> None:
    there = ground_of(a_move(), script, clock, promote={"asked": True, "lag_milliseconds": 80.0})
    script.say(WEST, "get_metric_statistics", heard(NOON - 30))
    script.say(WEST, "get_item", {"Item": {"at": {"S": datetime.fromtimestamp(NOON - 42, UTC).isoformat()}}})
    script.say(WEST, "get_paginator", lambda *_: Pages())
    counted = data_loss.count(there)
    assert counted["rpo_seconds"] == {"tables": 12.0, "database": 0.08, "queues": 12.0}
    assert (counted["orders_pending"], counted["oldest_pending_accepted_at"]) == (3, "2027-0a")


def test_a_loss_that_nobody_can_measure_is_not_zero(script: Script, context: StepContext) -> None:
    script.say(WEST, "get_item", {})
    script.say(WEST, "get_paginator", lambda *_: Pages())
    assert data_loss.count(context)["rpo_seconds"] == {"tables": None, "database": None, "queues": None}


def test_names_are_those_of_the_workload() -> None:
    assert (liveness.NAMESPACE, liveness.CHECKS_ANSWERED) == (METRIC_NAMESPACE, CHECKS_ANSWERED)
    assert liveness.HEARTBEAT_ACKNOWLEDGED == HEARTBEAT_ACKNOWLEDGED
    assert f"{liveness.HEARTBEAT_KEY}{WEST}" == heartbeat_id(WEST)
    assert (ORDERS.name, ORDERS.key, SHARDS) == (orders.TABLE, orders.KEY, orders.SHARDS)
    (index,) = ORDERS.indexes
    assert (index.name, index.partition, index.sort) == (orders.INDEX, orders.SHARD, orders.ACCEPTED)
    assert (fence.ACTIVE, OPERATIONS.key) == (ACTIVE_ID, "id")


def test_an_unknown_region_or_an_old_stack_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(OperationError, match="eu-west-1 is none of this pair's regions"):
        a_move("eu-west-1")
