"""What single alarms say at the moments that are easily got wrong, with values that come two minutes late.

Every alarm of the whole program, and all its moments: test_every_alarm.py.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from components.messaging.dead_letter_queue import DeadLetters
from components.messaging.queue_parts import QueueArgs
from components.observability.alarm import OnCall
from components.observability.peer_alarms import PeerAlarms, PeerAlarmsArgs
from components.observability.replication_alarms import ReplicationAlarms, ReplicationAlarmsArgs
from components.observability.service_alarms import ServiceAlarms, ServiceAlarmsArgs
from sandbox.metrics.alarm import AlarmRule, State
from settings.workload import Runtime
from tests.components.observability.declared import ALARM
from tests.components.observability.evaluation import parted, states
from tests.components.observability.scenarios import NOBODY, Timeline, steady
from tests.components.place import PEER_REGION, REGION, Place, build
from tests.stack_files import HOME, settings_of

LATE = 2
ON_CALL = OnCall(topic_arn="topic", runbooks_url=None)
OBJECTIVE = timedelta(minutes=1)


def _rule(component: Callable[[Place], object], name: str) -> AlarmRule:
    return AlarmRule.declared(build(component).one(ALARM, name).plain)


def _zone(runtime: Runtime) -> AlarmRule:
    args = ServiceAlarmsArgs(
        zones=("a", "b", "c"),
        load_balancer="app/x",
        target_group="targetgroup/y",
        web=settings_of(HOME).workloads["web"].model_copy(update={"runtime": runtime}),
        on_call=ON_CALL,
    )
    return _rule(lambda here: ServiceAlarms("service", args, here.opts), "service-targets-a")


def _stale() -> AlarmRule:
    args = PeerAlarmsArgs(
        region=REGION,
        peer_region=PEER_REGION,
        answers=True,
        cluster_identifier="here",
        canary_alarm=None,
        on_call=ON_CALL,
    )
    return _rule(lambda here: PeerAlarms("peer", args, here.opts), "peer-stale")


def _replication(store: str) -> AlarmRule:
    args = ReplicationAlarmsArgs(
        peer_region=PEER_REGION, objective=OBJECTIVE, cluster_identifier="here", on_call=ON_CALL
    )
    return _rule(lambda here: ReplicationAlarms("replication", args, here.opts), f"replication-{store}")


def _letters() -> AlarmRule:
    args = QueueArgs(spec=settings_of(HOME).messaging, queue_name="dead", key_arn="key", on_call=ON_CALL, locked=False)
    return _rule(lambda here: DeadLetters("dead", args, here.opts), "dead-waiting")


def _last(rule: AlarmRule, *timelines: Timeline) -> State:
    whole = timelines[0]
    for part in timelines[1:]:
        whole = parted(whole, part)
    return states(rule, whole, LATE)[-1]


@pytest.mark.parametrize(
    ("runtime", "well", "lost"),
    [
        (Runtime.ECS, steady(healthy=2, wanted=6), steady(wanted=6)),
        (Runtime.EKS, steady(healthy=2, well=6, unwell=0), steady(well=4, unwell=0)),
    ],
    ids=list(Runtime),
)
def test_a_zone_that_loses_every_target_is_not_taken_for_one_that_never_had_any(
    runtime: Runtime, well: Timeline, lost: Timeline
) -> None:
    assert _last(_zone(runtime), well) is State.OK
    assert _last(_zone(runtime), well, lost) is State.ALARM


@pytest.mark.parametrize("runtime", Runtime, ids=str)
@pytest.mark.parametrize("region", [NOBODY, steady(wanted=0)], ids=["no images yet", "at zero"])
def test_a_region_in_which_nothing_is_wanted_has_no_zone_that_lacks_anything(
    runtime: Runtime, region: Timeline
) -> None:
    assert State.ALARM not in states(_zone(runtime), region, LATE)


def test_a_copy_of_which_nobody_tells_any_more_is_stale_and_one_that_never_was_is_not() -> None:
    assert _last(_stale(), steady(source=20.0)) is State.OK
    assert _last(_stale(), steady(source=20.0), NOBODY) is State.ALARM
    assert _last(_stale(), steady(writes=1)) is State.OK, "this region writes"


@pytest.mark.parametrize("key", ["cluster", "cluster_source", "source"])
def test_an_old_copy_is_seen_under_whichever_dimensions_it_is_published(key: str) -> None:
    assert _last(_replication("database"), steady(**{key: 90_000.0})) is State.ALARM


def test_a_table_that_nobody_writes_to_does_not_go_on_ringing() -> None:
    assert _last(_replication("orders"), steady(lag=90_000.0)) is State.ALARM
    assert _last(_replication("orders"), steady(lag=90_000.0), NOBODY) is State.OK


def test_a_letter_in_a_queue_that_nobody_uses_still_lies_there() -> None:
    assert _last(_letters(), steady(m1=1), NOBODY) is State.ALARM
    assert _last(_letters(), steady(m1=1), NOBODY, steady(m1=0)) is State.OK
