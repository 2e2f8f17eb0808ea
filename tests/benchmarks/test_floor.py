"""The floor's monitor runs a program to its end: what is left of a run's time is the program's own.

It proves nothing about how long anything takes.
"""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.floor import _ANSWERS, FloorMonitor, serve
from sandbox.engine.events import Diagnostic, Event
from sandbox.engine.facts import RunFacts
from sandbox.engine.process import run_program
from sandbox.engine.resource import ResourceState
from sandbox.recording import _LOOK_UPS

_PROGRAM = """
import pulumi


class Thing(pulumi.CustomResource):
    size: pulumi.Output[int]

    def __init__(self, name, size, opts=None):
        super().__init__("testing:index:Thing", name, {"size": size}, opts)


first = Thing("first", 1)
second = Thing("second", first.size.apply(lambda size: size + 1), pulumi.ResourceOptions(depends_on=[first]))
pulumi.Output.all(first.id, second.size).apply(lambda told: print(f"first is {told[0]}, second has {told[1]:g}"))
"""
_FIRST = "urn:pulumi:dev::proj::testing:index:Thing::first"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "__main__.py").write_text(_PROGRAM)
    return tmp_path


@pytest.fixture
def monitor() -> FloorMonitor:
    return FloorMonitor("proj", "dev")


def said(folder: Path, monitor: FloorMonitor) -> list[str]:
    """Run the program against the monitor; what it printed."""
    events: list[Event] = []
    server, address = serve(monitor, events.append)
    facts = RunFacts(project="proj", stack="dev", config={}, secret_keys=(), dry_run=True, parallel=4)
    environment = {"PATH": "/usr/bin:/bin", "PULUMI_PYTHON_CMD": sys.executable}
    code = run_program(folder, environment, facts, address, events.append)
    server.stop(grace=None).wait()
    assert code == 0, events
    return [event.message for event in events if isinstance(event, Diagnostic)]


def test_a_program_ends_well_with_its_inputs_echoed(folder: Path, monitor: FloorMonitor) -> None:
    assert "first is first-id, second has 2" in said(folder, monitor)


def test_what_a_run_left_in_the_state_is_answered_as_it_is(folder: Path, monitor: FloorMonitor) -> None:
    state = ResourceState(_FIRST, "testing:index:Thing", custom=True, id="t-7", outputs={"size": 40})
    known = replace(monitor, known={_FIRST: state})
    assert "first is t-7, second has 41" in said(folder, known)


def test_every_look_up_of_the_program_has_an_answer() -> None:
    # Benchmarks run the stack files as they stand, on ECS.
    assert _LOOK_UPS.keys() - _ANSWERS.keys() == {"aws:eks/getCluster:getCluster"}
