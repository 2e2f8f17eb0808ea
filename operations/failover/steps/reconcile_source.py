"""The last step: the source region becomes what its stack declares from now on, so that `up` changes nothing."""

from operations.failover.step_context import Result, StepContext
from operations.failover.steps import capacity, fence
from operations.recovery.failover_steps import Kind


def reconcile_source(context: StepContext) -> Result:
    """Give the source region the bounds of one that stands by; at home again, every region may place orders.

    A fence that stayed would keep the workers of the other region still once a strategy lets them work, too.
    """
    move = context.move
    result = capacity.stand_by(context)
    if move.kind is Kind.PLANNED and move.target.settings.is_home:
        fence.lift(context.target("dynamodb"), move.table)
        result |= {"fence": "lifted"}
    return result
