"""Whether the region that takes over holds all that a move will need: looked at by a gate, and before the promotion."""

from operations.errors import OperationError
from operations.failover.gate import GATES_STEP, OVERRIDDEN, READINESS
from operations.failover.step_context import AGENT, StepContext
from operations.live.clients import BRIEF, THOROUGH
from operations.readiness.document import in_short
from operations.readiness.look import Readiness, look
from operations.readiness.rule import Target
from operations.recovery.failover_steps import Kind

_NAMED = 6


def readiness_of(context: StepContext) -> Readiness:
    """Look at the target. A disaster waits for nothing that may have gone with the region. Raises OperationError."""
    move = context.move
    declared = move.resources
    if declared is None:
        msg = (
            "nobody knows what the stacks declare: a state does not answer, and .standby/ keeps no resources of it. "
            "`standby status` keeps them while all is well"
        )
        raise OperationError(msg)
    target = Target(region=move.target.region, peer_region=move.source.region, stack=move.target.outputs.stack)
    # Whoever looks, the gate or the promotion: one name for the same calls.
    says = f"{AGENT}/{READINESS}"
    hasty = context.make_clients(BRIEF, says=says) if move.kind is Kind.DISASTER else None
    return look(target, declared, context.make_clients(THOROUGH, says=says), hasty=hasty)


def told(found: Readiness) -> str:
    """What stops the move by name, in one line; else that nothing does."""
    stops = [f"{each.resource.name} {each.seen}" for each in found.stopping]
    named = "; ".join(stops[:_NAMED])
    more = f"; and {len(stops) - _NAMED} more" if len(stops) > _NAMED else ""
    return f"{in_short(found)}{f': {named}{more}' if stops else ''}"


def advice(context: StepContext) -> str:
    """What to do about it."""
    return (
        f"`standby readiness --to {context.move.target.region}` says what each is for and how it is put back; "
        f"--override {READINESS} goes on without"
    )


def is_overridden(context: StepContext) -> bool:
    """Whether this run, or the one that passed the gates, goes on without what is not there."""
    gates = context.results.get(GATES_STEP, {}).get("gates", ())
    return READINESS in context.overridden or any(
        each["gate"] == READINESS and each["state"] == OVERRIDDEN for each in gates
    )
