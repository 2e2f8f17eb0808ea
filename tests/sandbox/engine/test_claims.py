"""Registrations that meet a deletion in progress: who claims a state that is being deleted waits for its end."""

import threading
from pathlib import Path

from sandbox.engine.backend import Backend
from sandbox.engine.claims import Claims
from sandbox.engine.goal import Goal
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Snapshot

_URN = "urn:pulumi:dev::proj::testing:index:Thing::a"
_STATE = ResourceState(urn=_URN, type="testing:index:Thing", custom=True, id="a-1")
_GOAL = Goal(
    urn=_URN,
    type="testing:index:Thing",
    name="a",
    custom=True,
    inputs={},
    providers={},
    property_dependencies={},
    custom_timeouts={},
)


class _Noticed(threading.Condition):
    """A condition that lets a test know that somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.somebody_waits = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.somebody_waits.set()
        return super().wait(timeout)


def _claims(folder: Path) -> Claims:
    snapshot = Snapshot(Backend(folder), "proj", "dev", persist=False)
    snapshot.finish(None, add_old=_STATE)
    return Claims(snapshot, _changed=_Noticed())


def test_a_claim_waits_until_the_deletion_has_ended_and_gets_what_is_left(tmp_path: Path) -> None:
    claims = _claims(tmp_path)
    condemned = claims.condemn([_STATE])
    got: list[ResourceState | None] = []
    claimer = threading.Thread(target=lambda: got.append(claims.claim(_GOAL)))
    claimer.start()
    assert isinstance(claims._changed, _Noticed)
    assert claims._changed.somebody_waits.wait(10), "it took a state that is being deleted"
    claims.snapshot.replace(_STATE, _STATE.with_changes(pending_replacement=True))
    claims.spare(condemned)
    claimer.join()
    assert [state.pending_replacement for state in got if state] == [True]


def test_what_is_claimed_already_is_not_condemned(tmp_path: Path) -> None:
    claims = _claims(tmp_path)
    claims.claim(_GOAL)
    assert claims.condemn([_STATE]) == []
