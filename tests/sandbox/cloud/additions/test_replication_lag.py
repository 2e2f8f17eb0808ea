"""Lag as CloudWatch has it, through boto3. That it follows from writes is not shown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

DATABASE = {"Namespace": "AWS/RDS", "MetricName": "AuroraGlobalDBRPOLag"}
TABLES = {"Namespace": "AWS/DynamoDB", "MetricName": "ReplicationLatency"}


def named(**dimensions: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


@pytest.fixture(scope="module")
def pair(database: Aws) -> Aws:
    """The global database, and a table with a replica."""
    dynamodb = database.client("dynamodb")
    dynamodb.create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    dynamodb.update_table(TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": WEST}}])
    return database


def lag(aws: Aws, region: str, metric: dict[str, str], **dimensions: str) -> list[float]:
    """The maxima of the last five minutes, oldest first."""
    now = datetime.now(UTC)
    points: list[dict[str, Any]] = aws.client("cloudwatch", region).get_metric_statistics(
        **metric,
        Dimensions=named(**dimensions),
        StartTime=now - timedelta(minutes=5),
        EndTime=now,
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    return [point["Maximum"] for point in sorted(points, key=lambda point: point["Timestamp"])]


def test_the_copy_of_the_database_tells_its_lag_and_the_writer_has_none(pair: Aws) -> None:
    assert lag(pair, WEST, DATABASE, DBClusterIdentifier=f"db-{WEST}") == [20.0] * 5
    assert lag(pair, EAST, DATABASE, DBClusterIdentifier=f"db-{EAST}") == []
    assert lag(pair, EAST, DATABASE, DBClusterIdentifier=f"db-{WEST}") == [], "in its own region alone"


def test_a_table_tells_how_long_it_takes_to_the_region_that_receives(pair: Aws) -> None:
    assert lag(pair, EAST, TABLES, TableName="orders", ReceivingRegion=WEST) == [300.0] * 5
    assert lag(pair, EAST, TABLES, TableName="orders", ReceivingRegion="eu-west-1") == []
    assert lag(pair, EAST, TABLES, TableName="nothing", ReceivingRegion=WEST) == []


def test_many_metrics_are_read_at_once_and_the_newest_comes_first(pair: Aws) -> None:
    queries = [
        {"Id": "lag", "MetricStat": {"Metric": {**DATABASE, "Dimensions": named(DBClusterIdentifier=f"db-{WEST}")},
                                     "Period": 60, "Stat": "Average"}},
        {"Id": "other", "MetricStat": {"Metric": {"Namespace": "Mine", "MetricName": "Lag"}, "Period": 60,
                                       "Stat": "Average"}},
    ]  # fmt: skip
    now = datetime.now(UTC)
    answer = pair.client("cloudwatch", WEST).get_metric_data(
        MetricDataQueries=queries, StartTime=now - timedelta(minutes=5), EndTime=now
    )
    found = {result["Id"]: result for result in answer["MetricDataResults"]}
    assert (found["lag"]["Values"], found["other"]["Values"]) == ([20.0] * 5, [])
    assert found["lag"]["Timestamps"] == sorted(found["lag"]["Timestamps"], reverse=True)


def test_a_lag_that_is_set_shows_in_the_minute_under_way(pair: Aws) -> None:
    pair.ask("POST", "lag", {"store": "database", "milliseconds": 90_000})
    assert lag(pair, WEST, DATABASE, DBClusterIdentifier=f"db-{WEST}")[-1] == 90_000
    pair.ask("POST", "lag", {"store": "database", "milliseconds": 20})


def test_what_somebody_published_is_not_replaced(pair: Aws) -> None:
    pair.client("cloudwatch", WEST).put_metric_data(
        Namespace="AWS/DynamoDB",
        MetricData=[{"MetricName": "ReplicationLatency", "Value": 7.0,
                     "Dimensions": named(TableName="orders", ReceivingRegion=EAST)}],
    )  # fmt: skip
    assert lag(pair, WEST, TABLES, TableName="orders", ReceivingRegion=EAST) == [7.0]


def test_nothing_newer_is_known_once_the_sender_is_dark(undisturbed: Aws, pair: Aws) -> None:
    undisturbed.ask("POST", "blackout", {"region": EAST})
    known = lag(pair, WEST, DATABASE, DBClusterIdentifier=f"db-{WEST}")
    assert len(known) in {4, 5}, "minutes that began before are known, as they were"
    assert set(known) == {20.0}
