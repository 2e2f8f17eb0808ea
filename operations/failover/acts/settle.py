"""The last step: the region that was left becomes what its stack declares from now on, so that `up` changes nothing."""

from operations.failover.acts import capacity, fence
from operations.failover.ground import Ground, Result
from operations.failover_steps import Kind


def settle(ground: Ground) -> Result:
    """Give the region that was left the bounds of one that stands by; at home again, every region may place orders.

    A fence that stayed would keep the workers of the other region still once a strategy lets them work, too.
    """
    move = ground.move
    result = capacity.stand_by(ground)
    if move.kind is Kind.PLANNED and move.target.settings.is_home:
        fence.lift(ground.target("dynamodb"), move.table)
        result |= {"fence": "lifted"}
    return result
