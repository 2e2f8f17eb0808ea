"""The tables of the shop and of operations: keys and indexes. How they replicate is not the workload's business."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class IndexSchema:
    """A secondary index. An item without the partition attribute is not in it."""

    name: str
    partition: str
    sort: str


@dataclass(frozen=True, kw_only=True)
class TableSchema:
    """A table whose keys are all texts. `expires_at` names the attribute that holds an item's end, in epoch seconds."""

    name: str
    key: str
    indexes: tuple[IndexSchema, ...] = ()
    expires_at: str | None = None

    @property
    def attributes(self) -> list[str]:
        """Every attribute that is part of a key."""
        return sorted({self.key, *(part for index in self.indexes for part in (index.partition, index.sort))})


# Only orders that no worker has placed yet carry `pending`, so the sweeper reads exactly those.
ORDERS = TableSchema(
    name="orders",
    key="order_id",
    indexes=(IndexSchema(name="pending", partition="pending", sort="accepted_at"),),
)
PRODUCTS = TableSchema(name="products", key="product_id")
SESSIONS = TableSchema(name="sessions", key="session_id", expires_at="expires_at")
# What operations keep in both regions: journal and lock of a failover, and heartbeats of each region's workers.
OPERATIONS = TableSchema(name="operations", key="id")
TABLES = (OPERATIONS, ORDERS, PRODUCTS, SESSIONS)

# The item that names the region in which orders are placed, where a failover has said so.
ACTIVE_ID = "active"


def heartbeat_id(region: str) -> str:
    """Id of the item in the operations table that only workers in `region` write."""
    return f"heartbeat#{region}"
