"""The age of the database's copy, wherever Aurora publishes it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from components.observability import database_lag as watched
from operations.live.database_lag import METRIC, database_lag, dimension_sets

NOW, CLUSTER, SOURCE = 1_700_000_040.0, "standby-us-west-2", "us-east-1"


class CloudWatch:
    """Has one metric, under some dimensions, and writes down what it is asked."""

    def __init__(self, published: dict[str, str]) -> None:
        self.published, self.asked = published, list[dict[str, str]]()

    def get_metric_statistics(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        """As boto3's."""
        dimensions = {each["Name"]: each["Value"] for each in asked["Dimensions"]}
        self.asked.append(dimensions)
        point = {"Timestamp": datetime.fromtimestamp(NOW - 40, UTC), "Maximum": 80.0}
        return {"Datapoints": [point] if dimensions == self.published else []}


def _lag(cloudwatch: CloudWatch) -> dict[float, float]:
    return database_lag(cloudwatch, CLUSTER, SOURCE, now=NOW, minutes=5)


@pytest.mark.parametrize("published", dimension_sets(CLUSTER, SOURCE), ids=sorted)
def test_it_is_found_under_each_set(published: dict[str, str]) -> None:
    assert _lag(CloudWatch(published)) == {NOW - 40: 80.0}


def test_nobody_is_asked_further_once_it_is_found() -> None:
    cloudwatch = CloudWatch({"DBClusterIdentifier": CLUSTER})
    _lag(cloudwatch)
    assert cloudwatch.asked == [{"DBClusterIdentifier": CLUSTER}]


def test_what_nobody_published_is_nothing() -> None:
    assert _lag(CloudWatch({"DBInstanceIdentifier": CLUSTER})) == {}


def test_the_commands_read_what_the_alarms_watch() -> None:
    assert METRIC == watched.LAG
    assert dimension_sets(CLUSTER, SOURCE) == tuple(watched.dimension_sets(CLUSTER, SOURCE).values())
