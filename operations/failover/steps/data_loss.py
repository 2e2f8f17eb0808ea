"""What was lost: what the source region had acknowledged, against what arrived where the target is."""

from operations.failover import liveness
from operations.failover.step_context import Result, StepContext
from operations.failover.steps import orders
from operations.recovery.failover_steps import Kind


def count(context: StepContext) -> Result:
    """Per store, in seconds of accepted writes. None where nobody can tell, which is not the same as nothing."""
    move, region = context.move, context.move.source.region
    acknowledged, arrived = (
        liveness.heartbeat_acknowledged(context, region),
        liveness.heartbeat_arrived(context, region),
    )
    tables = None if acknowledged is None or arrived is None else max(0.0, acknowledged - arrived)
    lag = context.results.get("promote", {}).get("lag_milliseconds")
    database = None if lag is None else lag / 1000
    waiting = [accepted for _, accepted in orders.pending(context)]
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
