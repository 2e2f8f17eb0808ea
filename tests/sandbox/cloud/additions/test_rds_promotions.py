"""Moves of the writer that take time, through boto3: waited for, asked for once, in the right region."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.additions.conftest import GLOBAL
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

OTHER = {EAST: WEST, WEST: EAST}


@pytest.fixture
def moving(undisturbed: Aws, database: Aws) -> Iterator[Aws]:
    """The global database; whatever a test left, the writer is in us-east-1 again and moves at once."""
    yield database
    undisturbed.ask("DELETE", "blackout", {})
    database.ask("POST", "promotions", {"polls": 0, "resync_polls": 0})
    look(database)
    if writer(look(database)) != EAST:
        switch_over(database, EAST)


def look(aws: Aws, region: str = WEST) -> dict[str, Any]:
    (found,) = aws.client("rds", region).describe_global_clusters(GlobalClusterIdentifier=GLOBAL)["GlobalClusters"]
    return dict(found)


def writer(found: dict[str, Any]) -> str:
    (arn,) = [each["DBClusterArn"] for each in found["GlobalClusterMembers"] if each["IsWriter"]]
    return str(arn.split(":")[3])


def synchronised(found: dict[str, Any]) -> dict[str, str]:
    return {each["DBClusterArn"].split(":")[3]: each["SynchronizationStatus"] for each in found["GlobalClusterMembers"]}


def target(region: str) -> dict[str, str]:
    arn = f"arn:aws:rds:{region}:000000000000:cluster:db-{region}"
    return {"GlobalClusterIdentifier": GLOBAL, "TargetDbClusterIdentifier": arn}


def fail_over(aws: Aws, to: str) -> dict[str, Any]:
    return dict(aws.client("rds", to).failover_global_cluster(**target(to), AllowDataLoss=True)["GlobalCluster"])


def switch_over(aws: Aws, to: str) -> dict[str, Any]:
    return dict(aws.client("rds", OTHER[to]).switchover_global_cluster(**target(to))["GlobalCluster"])


def test_a_failover_is_seen_under_way_until_it_was_looked_at_often_enough(moving: Aws) -> None:
    moving.ask("POST", "promotions", {"polls": 2})
    begun = fail_over(moving, WEST)
    assert (begun["Status"], begun["FailoverState"]) == (
        "failing-over",
        {
            "Status": "pending",
            "FromDbClusterArn": target(EAST)["TargetDbClusterIdentifier"],
            "ToDbClusterArn": target(WEST)["TargetDbClusterIdentifier"],
            "IsDataLossAllowed": True,
        },
    )
    looks = [look(moving) for _ in range(3)]
    assert [(each["Status"], writer(each)) for each in looks] == [
        ("failing-over", EAST), ("failing-over", EAST), ("available", WEST)
    ]  # fmt: skip
    assert [each.get("FailoverState", {}).get("Status") for each in looks] == ["failing-over", "failing-over", None]


def test_a_second_move_is_refused_while_one_is_under_way(moving: Aws) -> None:
    moving.ask("POST", "promotions", {"polls": 5})
    assert switch_over(moving, WEST)["Status"] == "switching-over"
    with pytest.raises(ClientError, match=r"InvalidGlobalClusterStateFault.*switching-over is in progress"):
        fail_over(moving, WEST)
    assert not look(moving)["FailoverState"]["IsDataLossAllowed"]


def test_a_move_that_is_stuck_ends_when_tools_say_so(moving: Aws) -> None:
    moving.ask("POST", "promotions", {"polls": None})
    fail_over(moving, WEST)
    assert [look(moving)["Status"] for _ in range(20)] == ["failing-over"] * 20
    moving.ask("POST", "promotions", {"polls": 0})
    assert writer(look(moving)) == WEST


def test_a_move_to_where_the_writer_is_is_refused(moving: Aws) -> None:
    with pytest.raises(ClientError, match="InvalidGlobalClusterStateFault"):
        fail_over(moving, EAST)


@pytest.mark.parametrize(
    ("region", "move"),
    [
        (WEST, {"operation": "switchover_global_cluster"}),
        (WEST, {"operation": "failover_global_cluster"}),
        (WEST, {"operation": "failover_global_cluster", "Switchover": True}),
        (EAST, {"operation": "failover_global_cluster", "AllowDataLoss": True}),
    ],
    ids=["switchover at the target", "a failover is a switchover", "and this", "failover at the old primary"],
)
def test_a_move_is_asked_for_in_one_of_the_two_regions(moving: Aws, region: str, move: dict[str, Any]) -> None:
    arguments = dict(move)
    call = getattr(moving.client("rds", region), arguments.pop("operation"))
    with pytest.raises(ClientError, match=r"InvalidGlobalClusterStateFault.*is asked for in"):
        call(**target(WEST), **arguments)
    assert writer(look(moving)) == EAST


def test_no_switchover_without_the_primary(moving: Aws) -> None:
    moving.ask("POST", "blackout", {"region": EAST})
    with pytest.raises(ClientError, match=r"InvalidGlobalClusterStateFault.*the primary in us-east-1 is not available"):
        moving.client("rds", WEST).failover_global_cluster(**target(WEST))


def test_the_lost_primary_comes_back_as_a_copy_that_has_to_catch_up(moving: Aws) -> None:
    moving.ask("POST", "blackout", {"region": EAST})
    moving.ask("POST", "promotions", {"polls": 0, "resync_polls": 2})
    fail_over(moving, WEST)
    assert synchronised(look(moving)) == {EAST: "pending-resync", WEST: "connected"}
    moving.ask("DELETE", "blackout", {})
    with pytest.raises(ClientError, match=r"InvalidGlobalClusterStateFault.*pending-resync"):
        switch_over(moving, EAST)
    assert [synchronised(look(moving))[EAST] for _ in range(3)] == ["pending-resync", "pending-resync", "connected"]
    switch_over(moving, EAST)
    assert writer(look(moving)) == EAST


def test_what_was_not_replicated_is_kept_in_the_old_region(moving: Aws) -> None:
    fail_over(moving, WEST)
    (kept, *_) = moving.client("rds", EAST).describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert kept["DBClusterSnapshotIdentifier"].startswith(f"rds:unplanned-global-failover-db-{EAST}-")
    assert (kept["SnapshotType"], kept["DBClusterIdentifier"]) == ("automated", f"db-{EAST}")
    assert moving.client("rds", WEST).describe_db_cluster_snapshots()["DBClusterSnapshots"] == []
