"""What was lost: what the region that is left had acknowledged, against what arrived where the target is."""

from operations.failover import signs
from operations.failover.acts import orders
from operations.failover.ground import Ground, Result
from operations.failover_steps import Kind


def count(ground: Ground) -> Result:
    """Per store, in seconds of accepted writes. None where nobody can tell, which is not the same as nothing."""
    move, region = ground.move, ground.move.source.region
    acknowledged, arrived = signs.pulse_acknowledged(ground, region), signs.pulse_arrived(ground, region)
    tables = None if acknowledged is None or arrived is None else max(0.0, acknowledged - arrived)
    lag = ground.results.get("promote", {}).get("lag_milliseconds")
    database = None if lag is None else lag / 1000
    waiting = [accepted for _, accepted in orders.pending(ground)]
    return {
        "last_pulse_acknowledged_at": acknowledged,
        "last_pulse_arrived_at": arrived,
        "rpo_seconds": {
            "tables": tables,
            "database": 0.0 if move.kind is Kind.PLANNED else database,
            # A message is about an order in the table, and is sent again.
            "queues": tables,
        },
        "orders_pending": len(waiting),
        "oldest_pending_accepted_at": min(waiting, default=None),
    }
