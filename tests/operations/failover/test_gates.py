"""Each gate: open for a pair that is well, shut for what it is there for, and shut where nobody can tell."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operations.errors import OperationError
from operations.failover.gate import FAILED, OVERRIDDEN, PASSED, UNKNOWN, Verdict, refusal, verdicts
from operations.failover.gates import GATES
from operations.failover.journal import item_id
from operations.failover.move import move_to
from operations.live.database_lag import dimension_sets
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
    ended_here,
    ground_of,
    side,
)

LAG, CHECKS = "AuroraGlobalDBRPOLag", "HealthChecksAnswered"
Break = Callable[[Script], None]


def points(**values: float | None) -> Callable[..., dict[str, Any]]:
    """One datapoint a metric, of the minute that just ended; None is none."""

    def answer(*, MetricName: str, Statistics: list[str], **_: object) -> dict[str, Any]:  # noqa: N803 - boto3's names
        value = values.get(MetricName)
        when = datetime.fromtimestamp(NOON - 60, UTC)
        return {"Datapoints": [] if value is None else [{"Timestamp": when, Statistics[0]: value}]}

    return answer


def well() -> Script:
    """A pair of which us-east-1 has just been lost, and us-west-2 is ready."""
    script = Script()
    script.dark = {EAST}
    for operation, answer in {
        "get_caller_identity": {"Account": "111122223333"},
        "get_item": {},
        "describe_global_clusters": database(EAST),
        "get_metric_statistics": points(**{LAG: 80.0}),
        "describe_db_instances": {"DBInstances": [{"DBInstanceStatus": "available"}]},
        "describe_db_clusters": {"DBClusters": [{"EngineVersion": "16.8"}]},
        "describe_images": {"imageDetails": [{}]},
        "describe_secret": {"Name": "database"},
        "describe_certificate": {"Certificate": {"Status": "ISSUED", "NotAfter": _in_days(300)}},
        "get_service_quota": {"Quota": {"Value": 6.0}},
        "get_queue_attributes": {"Attributes": {"ApproximateNumberOfMessages": "3"}},
        "describe_alarms": {"MetricAlarms": [{"StateValue": "OK"}]},
        "put_metric_data": {},
    }.items():
        script.say(WEST, operation, answer)
    return script


def _in_days(days: int) -> datetime:
    return datetime.fromtimestamp(NOON, UTC) + timedelta(days=days)


def judged(script: Script, kind: Kind = Kind.DISASTER, overridden: tuple[str, ...] = ()) -> dict[str, Verdict]:
    context = ground_of(a_move(kind=kind), script, TestClock())
    return {verdict.name: verdict for verdict in verdicts(context, GATES, overridden)}


def _say(operation: str, answer: Any) -> Break:  # noqa: ANN401 - any of AWS's answers
    return lambda script: script.say(WEST, operation, answer)


def _missing(operation: str, code: str) -> Break:
    """AWS's own exception, which its client knows by name."""

    def broken(script: Script) -> None:
        def raised(**_: object) -> None:
            raise script.kinds[code]({"Error": {"Code": code}}, operation)

        script.say(WEST, operation, raised)

    return broken


def _other_move(owner: str = "you@there/2", **_: object) -> dict[str, Any]:
    texts = {"operation": "x", "kind": "planned", "source": WEST, "target": EAST, "owner": owner}
    numbers = {"begun_at": str(NOON - 10), "lease_until": str(NOON + 50)}
    item = {"id": item_id(EAST), **texts, **numbers}
    return {"Item": {**{name: {"S": value} for name, value in item.items()}, "is_finished": {"BOOL": False}}}


# Gate -> what is wrong, and what it says of it.
SHUT: dict[str, tuple[Break, str]] = {
    "account": (_say("get_caller_identity", {"Account": "999999999999"}), "account 999999999999"),
    "second-operator": (_say("get_item", _other_move), "you@there/2 is moving the writer to us-east-1"),
    "writer": (_say("describe_global_clusters", {"GlobalClusters": []}), "no global database standby"),
    "lost": (_say("get_metric_statistics", points(**{LAG: 80.0, CHECKS: 12.0})), "still answered health checks"),
    "lag": (
        _say("get_metric_statistics", points(**{LAG: 400_000.0})),
        "400000 ms behind, objectives.rpo allows 300000",
    ),
    "instance": (_say("describe_db_instances", {"DBInstances": []}), "0 instances (none)"),
    "versions": (_say("describe_db_clusters", {"DBClusters": [{"EngineVersion": "16.6"}]}), "runs 16.6"),
    "images": (_missing("describe_images", "ImageNotFoundException"), "lacks web (standby/web:1.0.0)"),
    "secrets": (_missing("describe_secret", "ResourceNotFoundException"), "database is not there"),
    "certificate": (
        _say("describe_certificate", {"Certificate": {"Status": "ISSUED", "NotAfter": _in_days(2)}}),
        "ISSUED until",
    ),
    "capacity": (_say("get_service_quota", {"Quota": {"Value": 4.0}}), "4.5 vCPU are needed at once"),
    "switch": (_say("describe_alarms", {"MetricAlarms": []}), "is missing"),
}
# What the gate asks first: refused, it cannot tell.
ASKS = {
    "account": "get_caller_identity",
    "second-operator": "get_item",
    "writer": "describe_global_clusters",
    "lost": "describe_global_clusters",
    "lag": "get_metric_statistics",
    "instance": "describe_db_instances",
    "versions": "describe_db_clusters",
    "images": "describe_images",
    "secrets": "describe_secret",
    "certificate": "describe_certificate",
    "capacity": "get_service_quota",
    "queue": "get_queue_attributes",
    "switch": "put_metric_data",
}
DISASTER = [gate.name for gate in GATES if Kind.DISASTER in gate.kinds]


def test_every_gate_of_a_disaster_is_open_for_a_region_that_is_ready() -> None:
    assert {name: verdict.state for name, verdict in judged(well()).items()} == dict.fromkeys(DISASTER, PASSED)


def test_gates_of_a_disaster_ask_the_region_that_takes_over_and_no_other() -> None:
    script = well()
    judged(script)
    assert {region for region, _, _ in script.asked} == {WEST}


def test_looking_writes_nothing_but_a_metric_that_moves_nobody() -> None:
    script = well()
    judged(script)
    writes = {name for _, name, _ in script.asked if not name.startswith(("get_", "describe_"))}
    assert writes == {"put_metric_data"}
    (metric,) = script.made("put_metric_data")
    assert metric["MetricData"][0]["Dimensions"] == [{"Name": "From", "Value": "nowhere"}]


@pytest.mark.parametrize("gate", SHUT)
def test_each_gate_is_shut_for_what_it_is_there_for_and_says_what_to_do(gate: str) -> None:
    script = well()
    breaks, seen = SHUT[gate]
    breaks(script)
    verdict = judged(script)[gate]
    assert verdict.state == FAILED
    assert seen in verdict.seen
    assert gate == "writer" or verdict.advice


def test_each_gate_has_a_case() -> None:
    # What the first of them sees has tests of its own, in test_readiness.py.
    assert set(SHUT) | {"files", "queue", "readiness"} == set(DISASTER)
    assert set(ASKS) | {"files", "readiness"} == set(DISASTER)


@pytest.mark.parametrize("gate", ASKS)
def test_a_gate_that_may_not_look_is_shut_and_says_why(gate: str) -> None:
    script = well()
    script.refuse(WEST, ASKS[gate], "AccessDenied")
    verdict = judged(script)[gate]
    assert verdict.state == UNKNOWN, "could not look is not the same as nothing wrong"
    assert "AWS said AccessDenied" in verdict.seen


def test_a_second_operator_whose_process_here_has_ended_is_none() -> None:
    """A run that lost its journal cannot let it go, and the way back is then through this gate."""
    script = well()
    script.say(WEST, "get_item", partial(_other_move, ended_here()))
    assert judged(script)["second-operator"].state == PASSED


def test_a_lag_that_nobody_published_is_not_a_small_one() -> None:
    script = well()
    script.say(WEST, "get_metric_statistics", points())
    assert "no AuroraGlobalDBRPOLag" in judged(script)["lag"].seen


@pytest.mark.parametrize("published", dimension_sets("standby-us-west-2", EAST), ids=sorted)
def test_the_lag_is_found_under_whichever_dimensions_aurora_publishes_it(published: dict[str, str]) -> None:
    def answer(*, Dimensions: list[dict[str, str]], **asked: Any) -> dict[str, Any]:  # noqa: ANN401, N803 - boto3's
        said = {each["Name"]: each["Value"] for each in Dimensions} == published
        return points(**{LAG: 80.0 if said else None})(**asked)

    script = well()
    script.say(WEST, "get_metric_statistics", answer)
    assert judged(script)["lag"].state == PASSED


def test_files_that_name_another_strategy_than_the_stack_are_seen() -> None:
    move = move_to(WEST, (side(EAST), side(WEST, strategy="pilot-light")), Kind.DISASTER)
    found = {verdict.name: verdict for verdict in verdicts(ground_of(move, well(), TestClock()), GATES, ())}
    assert found["files"].state == FAILED
    assert "the stack pilot-light" in found["files"].seen


def test_once_the_target_writes_neither_lag_nor_life_of_the_other_stands_in_the_way() -> None:
    script = well()
    script.say(WEST, "describe_global_clusters", database(WEST))
    script.say(WEST, "get_metric_statistics", points(**{CHECKS: 12.0}))
    found = judged(script)
    assert (found["lost"].state, found["lag"].state) == (PASSED, PASSED)


IRELAND = "eu-west-1"


def _members(script: Script, *, writer: str | None, regions: tuple[str, ...]) -> None:
    members = [{"DBClusterArn": cluster(region), "IsWriter": region == writer} for region in regions]
    script.say(WEST, "describe_global_clusters", {"GlobalClusters": [{"GlobalClusterMembers": members}]})


def test_a_copy_that_is_somebody_elses_stands_in_nobodys_way() -> None:
    script = well()
    _members(script, writer=EAST, regions=(IRELAND, EAST, WEST))
    assert judged(script)["writer"].state == PASSED


@pytest.mark.parametrize(
    ("writer", "regions", "seen", "advice"),
    [
        (EAST, (EAST,), "none in us-west-2", "follows nobody"),
        (EAST, (EAST, IRELAND), "none in us-west-2", "follows nobody"),
        (IRELAND, (IRELAND, EAST, WEST), "eu-west-1 writes, where neither stack is", "--region eu-west-1"),
        (None, (EAST, WEST), "nobody writes", "FailoverState"),
        (None, (), "members in no region", "bring that stack up"),
    ],
    ids=["one member", "a copy detached beside another team's", "a writer elsewhere", "no writer", "no member"],
)
def test_a_global_database_that_cannot_be_moved_says_what_is_missing(
    writer: str | None, regions: tuple[str, ...], seen: str, advice: str
) -> None:
    script = well()
    _members(script, writer=writer, regions=regions)
    verdict = judged(script)["writer"]
    assert verdict.state == FAILED
    assert seen in verdict.seen
    assert advice in verdict.advice


def test_a_gate_can_be_overridden_by_name_and_that_is_kept() -> None:
    script = well()
    SHUT["lag"][0](script)
    found = judged(script, overridden=("lag",))
    assert found["lag"].state == OVERRIDDEN
    assert refusal(tuple(found.values())) == ""


def test_an_open_gate_is_not_overridden() -> None:
    assert judged(well(), overridden=("lag",))["lag"].state == PASSED


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("account", "nobody can know better"),
        ("lagg", "no such gate; it has readiness, account"),
        ("in-sync", "no such"),
    ],
)
def test_what_nobody_may_override_and_what_is_no_gate_is_refused_before_a_look(name: str, told: str) -> None:
    script = well()
    with pytest.raises(OperationError, match=told):
        judged(script, overridden=(name,))
    assert script.asked == []


def planned() -> Script:
    script = well()
    script.dark = set()
    script.say(EAST, "describe_db_clusters", {"DBClusters": [{}]})
    return script


def test_a_planned_move_wants_the_other_region_well_and_level() -> None:
    states = {name: verdict.state for name, verdict in judged(planned(), Kind.PLANNED).items()}
    assert set(states.values()) == {PASSED}
    assert {"answers", "connected", "in-sync"} <= set(states)
    assert not {"lost", "lag"} & set(states)


@pytest.mark.parametrize(
    ("gate", "breaks"),
    [
        ("connected", _say("describe_global_clusters", database(EAST, state="pending-resync"))),
        ("in-sync", _say("get_metric_statistics", points(**{LAG: 5000.0}))),
        ("in-sync", _say("get_metric_statistics", points())),
        ("answers", lambda script: script.dark.add(EAST)),
    ],
)
def test_a_planned_move_refuses_what_would_lose_something(gate: str, breaks: Break) -> None:
    script = planned()
    breaks(script)
    assert judged(script, Kind.PLANNED)[gate].stops


def test_the_answer_of_a_region_cannot_be_overridden_for_a_planned_move() -> None:
    with pytest.raises(OperationError, match="nobody can know better"):
        judged(planned(), Kind.PLANNED, ("answers",))


def test_aws_exceptions_of_the_stage_are_those_of_boto3() -> None:
    assert issubclass(Script().kinds["ImageNotFoundException"], ClientError)
