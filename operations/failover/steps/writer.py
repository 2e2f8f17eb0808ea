"""Moving the writer of the global database: once, whoever asks how often."""

from typing import Any

from botocore.exceptions import ClientError

from operations.failover.gates import lag_milliseconds
from operations.failover.readiness import advice, is_overridden, readiness_of, told
from operations.failover.step_context import Result, StepContext, StepError
from operations.live.database import CONNECTED, GlobalDatabase, global_database
from operations.live.queue import ENGAGED, messages
from operations.recovery.failover_steps import Kind

# RDS says so while a move or another change is under way.
_BUSY = frozenset({"InvalidGlobalClusterStateFault", "InvalidDBClusterStateFault"})


def promote(context: StepContext) -> Result:
    """Ask for the move, unless it is done or under way. A disaster's is asked for here, a planned one at the writer."""
    move = context.move
    seen = _look(context)
    if seen.writer == move.target.region or seen.moving_to:
        return {"asked": False, **_moving(context, seen)}
    _refuse_the_unready(context)
    arn = seen.members[move.target.region].arn
    lag = lag_milliseconds(context)
    try:
        if move.kind is Kind.PLANNED:
            context.source("rds").switchover_global_cluster(
                GlobalClusterIdentifier=move.global_cluster, TargetDbClusterIdentifier=arn
            )
        else:
            # Without the flag it would be a switchover, which waits for the region that is lost.
            context.target("rds").failover_global_cluster(
                GlobalClusterIdentifier=move.global_cluster, TargetDbClusterIdentifier=arn, AllowDataLoss=True
            )
    except ClientError as error:
        if error.response["Error"]["Code"] not in _BUSY:
            raise
        again = _look(context)
        if again.writer != move.target.region and not again.moving_to:
            msg = f"{context.step}: RDS does not move {move.global_cluster} now: {error.response['Error']['Message']}"
            raise StepError(msg) from error
        return {"asked": False, **_moving(context, again)}
    return {"asked": True, "lag_milliseconds": lag}


def _refuse_the_unready(context: StepContext) -> None:
    """Look once more at what the steps after this one need: from here on there is no giving up.

    Between the gates and this step minutes may have passed, or days where a run was gone on with.
    """
    if is_overridden(context):
        return
    found = readiness_of(context)
    if not found.is_ready:
        msg = f"{context.step}: the database was not asked to move. {told(found)}. {advice(context)}"
        raise StepError(msg)


def confirm(context: StepContext) -> Result:
    """Wait until RDS says that the target writes, and nothing is under way any more."""
    move = context.move

    def moved() -> GlobalDatabase | None:
        seen = _look(context)
        return seen if seen.writer == move.target.region and not seen.moving_to else None

    seen = context.until(moved, f"{move.global_cluster} shall be written in {move.target.region}")
    return {"writer": seen.writer, "at": context.clock.now()}


def wait_in_sync(context: StepContext) -> Result:
    """Wait until nothing that was begun is unfinished, and the copy is in sync with the writer."""
    source, target = context.move.source, context.move.target
    sqs, url = context.source("sqs"), source.values["queue"]["url"]

    def finished() -> bool | None:
        return True if messages(sqs, url, ENGAGED) == 0 else None

    def connected() -> str | None:
        seen = _look(context)
        member = seen.members[target.region]
        return "connected" if member.writes or member.synchronization == CONNECTED else None

    context.until(finished, f"messages that workers in {source.region} have taken shall be finished")
    context.until(connected, f"the copy in {target.region} shall be connected")
    return {"lag_milliseconds": lag_milliseconds(context)}


def _look(context: StepContext) -> GlobalDatabase:
    return global_database(context.target("rds"), context.move.global_cluster)


def _moving(context: StepContext, seen: GlobalDatabase) -> dict[str, Any]:
    """That a move is on its way already. Raises StepError where it ends elsewhere."""
    arn = seen.members[context.move.target.region].arn
    if seen.moving_to and seen.moving_to != arn:
        msg = (
            f"{context.step}: {context.move.global_cluster} is {seen.move_status} to {seen.moving_to}, which "
            "somebody else asked for; wait until that is over"
        )
        raise StepError(msg)
    return {"found": seen.move_status or "written here already"}
