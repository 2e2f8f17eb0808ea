"""Moving the writer of the global database: once, whoever asks how often."""

from typing import Any

from botocore.exceptions import ClientError

from operations.failover.gates import lag_milliseconds
from operations.failover.ground import Ground, Result, StepError
from operations.failover.readiness import advice, is_overridden, readiness_of, told
from operations.failover_steps import Kind
from operations.live.database import CONNECTED, GlobalDatabase, global_database
from operations.live.queue import TAKEN, messages

# RDS says so while a move or another change is under way.
_BUSY = frozenset({"InvalidGlobalClusterStateFault", "InvalidDBClusterStateFault"})


def promote(ground: Ground) -> Result:
    """Ask for the move, unless it is done or under way. A disaster's is asked for here, a planned one at the writer."""
    move = ground.move
    seen = _look(ground)
    if seen.writer == move.target.region or seen.moving_to:
        return {"asked": False, **_moving(ground, seen)}
    _refuse_the_unready(ground)
    arn = seen.members[move.target.region].arn
    lag = lag_milliseconds(ground)
    try:
        if move.kind is Kind.PLANNED:
            ground.source("rds").switchover_global_cluster(
                GlobalClusterIdentifier=move.global_cluster, TargetDbClusterIdentifier=arn
            )
        else:
            # Without the flag it would be a switchover, which waits for the region that is lost.
            ground.target("rds").failover_global_cluster(
                GlobalClusterIdentifier=move.global_cluster, TargetDbClusterIdentifier=arn, AllowDataLoss=True
            )
    except ClientError as error:
        if error.response["Error"]["Code"] not in _BUSY:
            raise
        again = _look(ground)
        if again.writer != move.target.region and not again.moving_to:
            msg = f"{ground.step}: RDS does not move {move.global_cluster} now: {error.response['Error']['Message']}"
            raise StepError(msg) from error
        return {"asked": False, **_moving(ground, again)}
    return {"asked": True, "lag_milliseconds": lag}


def _refuse_the_unready(ground: Ground) -> None:
    """Look once more at what the steps after this one need: from here on there is no giving up.

    Between the gates and this step minutes may have passed, or days where a run was gone on with.
    """
    if is_overridden(ground):
        return
    found = readiness_of(ground)
    if not found.is_ready:
        msg = f"{ground.step}: the database was not asked to move. {told(found)}. {advice(ground)}"
        raise StepError(msg)


def confirm(ground: Ground) -> Result:
    """Wait until RDS says that the target writes, and nothing is under way any more."""
    move = ground.move

    def moved() -> GlobalDatabase | None:
        seen = _look(ground)
        return seen if seen.writer == move.target.region and not seen.moving_to else None

    seen = ground.until(moved, f"{move.global_cluster} shall be written in {move.target.region}")
    return {"writer": seen.writer, "at": ground.clock.now()}


def level(ground: Ground) -> Result:
    """Wait until nothing that was begun is unfinished, and the copy is level with the writer."""
    source, target = ground.move.source, ground.move.target
    sqs, url = ground.source("sqs"), source.values["queue"]["url"]

    def finished() -> bool | None:
        return True if messages(sqs, url, TAKEN) == 0 else None

    def connected() -> str | None:
        seen = _look(ground)
        member = seen.members[target.region]
        return "connected" if member.writes or member.synchronization == CONNECTED else None

    ground.until(finished, f"messages that workers in {source.region} have taken shall be finished")
    ground.until(connected, f"the copy in {target.region} shall be connected")
    return {"lag_milliseconds": lag_milliseconds(ground)}


def _look(ground: Ground) -> GlobalDatabase:
    return global_database(ground.target("rds"), ground.move.global_cluster)


def _moving(ground: Ground, seen: GlobalDatabase) -> dict[str, Any]:
    """That a move is on its way already. Raises StepError where it ends elsewhere."""
    arn = seen.members[ground.move.target.region].arn
    if seen.moving_to and seen.moving_to != arn:
        msg = (
            f"{ground.step}: {ground.move.global_cluster} is {seen.move_status} to {seen.moving_to}, which "
            "somebody else asked for; wait until that is over"
        )
        raise StepError(msg)
    return {"found": seen.move_status or "written here already"}
