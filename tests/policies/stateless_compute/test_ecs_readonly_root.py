"""Containers of tasks, known by their definitions or by the component around them."""

import json

import pytest

from stateless_compute.ecs_readonly_root import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_TASK = "aws:ecs/taskDefinition:TaskDefinition"
_READONLY = {"name": "web", "readonlyRootFilesystem": True}


def _task(*containers: object, **props: object) -> list[Declared]:
    return [Declared(_TASK, "web-task", {"containerDefinitions": json.dumps(containers), **props})]


def _inside(outputs: dict[str, object]) -> list[Declared]:
    component = Declared("shop:compute:Service", "web", outputs)
    return [component, Declared(_TASK, "web-task", {"containerDefinitions": UNKNOWN}, parent=component)]


CASES = (
    passes("every container is read-only", _task(_READONLY, {**_READONLY, "name": "sidecar"})),
    passes(
        "a container may mount scratch",
        _task({**_READONLY, "mountPoints": [{"sourceVolume": "tmp"}]}, volumes=[{"name": "tmp"}]),
    ),
    fails("one container may write", _task(_READONLY, {"name": "sidecar"}), "container 2 of 2"),
    fails(
        "a mount of a volume from nowhere",
        _task({**_READONLY, "mountPoints": [{"sourceVolume": "elsewhere"}]}),
        "does not declare",
    ),
    fails(
        "definitions that are not JSON crash nothing",
        [Declared(_TASK, "web-task", {"containerDefinitions": "{not json"})],
        "where a text in JSON belongs",
    ),
    absent("nothing is said about containers", [Declared(_TASK, "web-task")], "nothing about its containers"),
    unknown("unknown definitions alone", _inside({}), "containerDefinitions is not known yet"),
    unknown("the component knows what the definitions do not", _inside({"containers": [_READONLY]})),
    unknown("and is believed where it admits to a fault", _inside({"containers": [{"name": "web"}]}), "1 of 1"),
    fails(
        "definitions that are known count more than what the component says of them",
        [
            (component := Declared("shop:compute:Service", "web", {"containers": [_READONLY]})),
            Declared(_TASK, "web-task", {"containerDefinitions": json.dumps([{"name": "web"}])}, parent=component),
        ],
        "container 1 of 1",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
