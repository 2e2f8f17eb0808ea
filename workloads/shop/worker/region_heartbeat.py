"""A heartbeat that the other region can read on both ways: what was acknowledged here, and what arrived there.

The item comes with the table's replication, the metric directly. Once this region is lost, the difference is what
replication lost with it.
"""

from collections.abc import Callable

from workloads.declaration import HEARTBEAT_ACKNOWLEDGED
from workloads.shop.clients import AwsClient
from workloads.shop.items import to_item
from workloads.shop.moments import Clock, moment
from workloads.shop.periodic import Datum
from workloads.shop.worker.ledger import Ledger
from workloads.tables import OPERATIONS, heartbeat_id

EVERY_SECONDS = 10


def heartbeat(dynamodb: AwsClient, table: str, ledger: Ledger, region: str, clock: Clock) -> Callable[[], list[Datum]]:
    """Write, each time anew, when this was, and say so once AWS acknowledged it. A copy writes and says nothing.

    What is returned is for the other region's CloudWatch. The ledger is the reading thread's own.
    """

    def beat() -> list[Datum]:
        if not ledger.is_writer():
            return []
        now = round(clock(), 3)
        dynamodb.put_item(TableName=table, Item=to_item({OPERATIONS.key: heartbeat_id(region), "at": moment(now)}))
        return [
            {
                "MetricName": HEARTBEAT_ACKNOWLEDGED,
                "Dimensions": [{"Name": "Region", "Value": region}],
                "Value": now,
                "Unit": "Seconds",
            }
        ]

    return beat
