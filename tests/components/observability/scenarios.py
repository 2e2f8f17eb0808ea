"""What happens before each alarm of the program, minute by minute, and what it has to say. Data.

An alarm that has no case here is one that nobody has thought through to its end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.metrics.alarm import AlarmRule

# Longer than what any alarm looks at.
LONG = 40
Timeline = Mapping[str, Sequence[float | None]]
_WELL_MS, _OLD_MS = 20.0, 600_000.0


def steady(**values: float | None) -> Timeline:
    """The same all the time, by the id of the metric in the alarm. What is not named is not published."""
    return {key: [value] * LONG for key, value in values.items()}


def then(*parts: Timeline) -> Timeline:
    """One after the other."""
    keys = {key for part in parts for key in part}
    return {key: [value for part in parts for value in part.get(key, [None] * LONG)] for key in sorted(keys)}


@dataclass(frozen=True, kw_only=True)
class Case:
    """Alarms whose names match, where they read metrics of these ids and take what is missing as `missing`.

    After each of `rings` it rings, and after each of `falls_silent`, which follow, no more. Through each of `never` it
    does not ring, and through each of `keeps` it goes on ringing.
    """

    alarms: str
    ids: frozenset[str]
    missing: str
    rings: Mapping[str, Timeline]
    falls_silent: Mapping[str, Timeline]
    never: Mapping[str, Timeline]
    keeps: Mapping[str, Timeline]

    def is_about(self, name: str, rule: AlarmRule) -> bool:
        """Whether it says what this alarm has to do."""
        stem, _, tail = self.alarms.partition("*")
        matches = name.startswith(stem) and name.endswith(tail) if "*" in self.alarms else name == self.alarms
        return matches and rule.queries.keys() == self.ids and rule.missing == self.missing


def _case(
    alarms: str,
    ids: str = "m1",
    *,
    missing: str,
    rings: Mapping[str, Timeline],
    falls_silent: Mapping[str, Timeline],
    never: Mapping[str, Timeline],
    keeps: Mapping[str, Timeline] | None = None,
) -> Case:
    return Case(
        alarms=f"standby-{alarms}",
        ids=frozenset(ids.split()),
        missing=missing,
        rings=rings,
        falls_silent=falls_silent,
        never=never,
        keeps=keeps or {},
    )


NOBODY: Timeline = {}
_LAG = "cluster cluster_source source"
_PUBLISHED_AS = ("cluster", "cluster_source", "source")

PEER = (
    _case(
        "peer-silent",
        missing="breaching",
        rings={
            "the region is gone": then(steady(m1=48), NOBODY),
            "Route 53 reaches no task": steady(m1=0),
            "nobody was ever heard": steady(),
        },
        falls_silent={"it is heard again": steady(m1=48)},
        never={"all is well": steady(m1=48), "one minute is lost": {"m1": [48.0] * 10 + [None] + [48.0] * 29}},
    ),
    _case(
        "peer-silent",
        # A pilot light without tasks.
        missing="missing",
        rings={"Route 53 reaches no task that runs": steady(m1=0)},
        falls_silent={"it reaches them": steady(m1=48)},
        never={"no tasks, by plan": NOBODY, "tasks of a failover, and then none": then(steady(m1=48), NOBODY)},
    ),
    _case(
        "peer-stale",
        f"writes {_LAG}",
        missing="breaching",
        rings={
            **{f"an old copy, published by {key}": steady(**{key: _OLD_MS}) for key in _PUBLISHED_AS},
            **{
                f"no news of the writer, published by {key}": then(steady(**{key: _WELL_MS}), NOBODY)
                for key in _PUBLISHED_AS
            },
            "no news, and the workers here write nothing": steady(writes=0),
        },
        falls_silent={
            **{f"news again, published by {key}": steady(**{key: _WELL_MS}) for key in _PUBLISHED_AS},
            "this region has taken over and writes": steady(writes=1),
        },
        never={
            **{f"a fresh copy, published by {key}": steady(**{key: _WELL_MS}) for key in _PUBLISHED_AS},
            "this region writes": steady(writes=1),
            "another copy from there is old": steady(cluster=_WELL_MS, source=_OLD_MS),
            "one minute is lost": {"cluster": [_WELL_MS] * 10 + [None] + [_WELL_MS] * 29},
        },
    ),
)
REPLICATION = (
    _case(
        "replication-database",
        _LAG,
        missing="notBreaching",
        rings={f"an old copy, published by {key}": steady(**{key: _OLD_MS}) for key in _PUBLISHED_AS},
        falls_silent={"a fresh copy": steady(cluster=_WELL_MS), "this region writes now": NOBODY},
        never={
            "this region writes": NOBODY,
            "another copy from there is old": steady(cluster=_WELL_MS, source=_OLD_MS),
        },
    ),
    _case(
        "replication-*",
        "lag",
        missing="notBreaching",
        rings={"items take long": steady(lag=_OLD_MS)},
        falls_silent={"they are fast again": steady(lag=_WELL_MS), "nobody writes any more": NOBODY},
        never={"nobody writes": NOBODY, "well": steady(lag=_WELL_MS)},
    ),
)
_SCALED_OUT: Timeline = {"wanted": [0.0] * 12 + [6.0] * 28, "healthy": [None] * 15 + [2.0] * 25}
SERVICE = (
    _case(
        "service-errors",
        "requests tasks own",
        missing="notBreaching",
        rings={
            "tasks fail": steady(requests=100, tasks=10),
            "the balancer reaches none": steady(requests=100, own=10),
        },
        falls_silent={"all is well": steady(requests=100), "nobody comes any more": NOBODY},
        never={
            "nobody comes": NOBODY,
            "few come, and all fail": steady(requests=10, tasks=10),
            "no target stands, and only checks come": steady(own=100),
        },
    ),
    _case(
        "service-latency",
        missing="notBreaching",
        rings={"slow": steady(m1=3)},
        falls_silent={"fast": steady(m1=0.2), "nobody comes any more": NOBODY},
        never={"nobody comes": NOBODY, "fast": steady(m1=0.2)},
    ),
    _case(
        "service-targets-*",
        "healthy wanted",
        missing="notBreaching",
        rings={
            "the zone has lost all its tasks": then(steady(healthy=2, wanted=6), steady(wanted=6)),
            "none of its tasks is well": steady(healthy=0, wanted=6),
            "the zone of a region that a failover has scaled out": then(_SCALED_OUT, steady(wanted=6)),
        },
        falls_silent={
            "tasks there again": steady(healthy=2, wanted=6),
            "the region stands by at zero": steady(wanted=0),
        },
        never={
            "all is well": steady(healthy=2, wanted=6),
            "a region at zero": steady(wanted=0),
            "a first `up` without images": NOBODY,
            "a warm standby with fewer tasks than zones": steady(wanted=2),
            "a failover scales out": _SCALED_OUT,
        },
    ),
    _case(
        "service-targets-*",
        "healthy well unwell",
        missing="notBreaching",
        rings={
            "the zone has lost all its pods": then(steady(healthy=2, well=6, unwell=0), steady(well=4, unwell=0)),
            "no pod of the region is well": steady(healthy=0, well=0, unwell=6),
        },
        falls_silent={
            "pods there again": steady(healthy=2, well=6, unwell=0),
            "the region stands by at zero": NOBODY,
        },
        never={"all is well": steady(healthy=2, well=6, unwell=0), "a region at zero": NOBODY},
    ),
)
_EMPTY = {"an empty queue": steady(m1=0), "a queue that nobody uses": NOBODY}
QUEUES = tuple(
    _case(
        alarms,
        missing="ignore",
        rings={says: steady(m1=value)},
        falls_silent={"it is empty": steady(m1=0)},
        never=_EMPTY,
        keeps={"nobody uses the queue any more": NOBODY},
    )
    for alarms, says, value in (
        ("orders-age", "an order waits", 1000),
        ("*-waiting", "a letter lies there", 1),
    )
)
STORES = tuple(
    _case(
        alarms,
        missing="notBreaching",
        rings={"full": steady(m1=95)},
        falls_silent={"there is room": steady(m1=50), "it is gone": NOBODY},
        never={"there is room": steady(m1=50), "it is not there": NOBODY},
    )
    for alarms in ("stores-database-capacity", "stores-cache-*")
)
_UNTOLD = steady(m1=None)


def _told(value: float) -> Timeline:
    """Once, and nothing for as long as a value may be late."""
    return {"m1": [value, None, None]}


# An hour each.
_A_NIGHT: Timeline = {"m1": [1.0, *[None] * 23]}
READINESS = (
    _case(
        "readiness-missing",
        missing="ignore",
        rings={"a look finds something missing": then(_UNTOLD, _told(3)), "each look does": steady(m1=1)},
        falls_silent={"a look finds everything": _told(0)},
        never={"every look finds everything": then(_told(0), _UNTOLD, _told(0)), "nobody has looked yet": NOBODY},
        keeps={"nobody has looked since": _UNTOLD},
    ),
    _case(
        "readiness-silent",
        missing="breaching",
        rings={"nobody has ever looked": NOBODY, "nobody looks any more": then(_A_NIGHT, _A_NIGHT, _UNTOLD)},
        falls_silent={"somebody looks": _told(1)},
        never={
            "every night somebody looks": then(_A_NIGHT, _A_NIGHT, _A_NIGHT),
            "one look is two hours late": then(_A_NIGHT, {"m1": [None, None]}, _A_NIGHT),
        },
    ),
)
OTHERS = (
    _case(
        "canary",
        missing="notBreaching",
        rings={"the name fails": steady(m1=0)},
        falls_silent={"it answers": steady(m1=100)},
        never={"it answers": steady(m1=100), "the canary does not run": NOBODY},
    ),
    _case(
        "take-over-*",
        missing="missing",
        rings={"taken": steady(m1=1)},
        falls_silent={"given back": steady(m1=0)},
        never={"never used": NOBODY, "given back": then(steady(m1=0), NOBODY)},
    ),
)
CASES: tuple[Case, ...] = (*PEER, *REPLICATION, *SERVICE, *QUEUES, *STORES, *READINESS, *OTHERS)
