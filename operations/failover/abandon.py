"""The end of a move that has not reached the database, or was moved back: the region that writes goes on writing."""

from operations.errors import OperationError
from operations.failover.journal import Journal, Record
from operations.failover.step_context import StepContext
from operations.failover.steps import capacity, fence
from operations.live.database import global_database


def abandon(context: StepContext, journal: Journal, record: Record) -> None:
    """Let consumers of the region that writes work again, and the other one stand by. Raises OperationError."""
    move = context.move
    seen = global_database(context.target("rds"), move.global_cluster)
    if seen.writer == move.target.region or seen.moving_to:
        msg = (
            f"the database is {seen.move_status or f'written in {move.target.region}'} already, so {record.operation} "
            "can only be finished: run it again. Then move back with `standby failback`"
        )
        raise OperationError(msg)
    for dynamodb in (context.source("dynamodb"), context.target("dynamodb")):
        if move.source.settings.is_home:
            # As the last step of a move home leaves it.
            fence.lift(dynamodb, move.table)
        else:
            fence.name_active(dynamodb, move.table, move.source.region, context.clock)
    for name in sorted(move.target.values["scaling"]):
        capacity.bound(context, move.target, name, capacity.STANDING_BY, suspended=False)
    journal.finish()
