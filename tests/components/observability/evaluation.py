"""What an alarm says, minute by minute, of a timeline whose values come late."""

from collections.abc import Mapping

from sandbox.metrics.alarm import AlarmRule, State
from sandbox.metrics.expression import Series
from tests.components.observability.scenarios import LONG, Timeline, then

# Metrics reach CloudWatch a minute or two after what they tell of.
LATE = (0, 1, 2)


def _series(timeline: Timeline, now: int, late: int) -> dict[str, Series]:
    return {
        key: {at: value for at, value in enumerate(values) if value is not None and at + late <= now}
        for key, values in timeline.items()
    }


def states(rule: AlarmRule, timeline: Timeline, late: int) -> list[State]:
    """What it says at the end of each minute, once there are as many as it looks at."""
    whole: Mapping[str, list[float | None]] = {key: list(timeline.get(key, [])) for key in rule.queries}
    length = max((len(values) for values in whole.values()), default=0) or LONG
    state, found = State.INSUFFICIENT, []
    for now in range(rule.evaluation_range + late, length):
        state = rule.state(_series(whole, now, late), now, state)
        found.append(state)
    return found


def parted(timeline: Timeline, part: Timeline) -> Timeline:
    """One after the other, however long the first is."""
    length = max((len(values) for values in timeline.values()), default=LONG)
    return then({key: timeline.get(key, [None] * length) for key in {*timeline, *part}}, part)
