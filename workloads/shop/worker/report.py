"""Telling which region writes: a dashboard that shows both regions then answers the first question of any incident."""

from collections.abc import Callable

from workloads.declaration import DATABASE_WRITER
from workloads.shop.periodic import Datum, count
from workloads.shop.worker.ledger import Ledger

EVERY_SECONDS = 60


def who_writes(ledger: Ledger, region: str) -> Callable[[], list[Datum]]:
    """Read, each time anew, whether this region's database is the writer. The ledger is the reading thread's own."""
    return lambda: [count(DATABASE_WRITER, int(ledger.is_writer()), {"Region": region})]
