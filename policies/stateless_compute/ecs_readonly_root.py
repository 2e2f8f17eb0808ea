"""Rule sc-ecs-readonly-root."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import document, get, is_on, known, objects, present, text
from framework.rule import Severity, StackRule, WhenUnknown
from stateless_compute.no_persistent_volume import TASK_DEFINITION

_SUMMARY = "containers"


def check(task: Node, _: Stack, __: Settings) -> Iterator[str]:
    """The definitions are JSON in a text, unknown at a preview as soon as one output is in it.

    The component that holds the task definition may then say the same as its own output `containers`: a list with
    name, readonlyRootFilesystem and mountPoints, as in the definitions, and without what is unknown or secret.
    """
    if known(task.props, "containerDefinitions") or not _summarised(task):
        containers = {"all": document(task.props, "containerDefinitions")}
    else:
        containers = {"all": get(task.parent.props, _SUMMARY)}
    scratch = {text(volume, "name") for volume in objects(task.props, "volumes")}
    found = list(objects(containers, "all"))
    if not found:
        yield "says nothing about its containers"
    for number, container in enumerate(found, 1):
        which = f"container {number} of {len(found)}"
        if not is_on(container, "readonlyRootFilesystem"):
            yield f"runs {which} with a root filesystem that can be written to"
        if any(text(mount, "sourceVolume") not in scratch for mount in objects(container, "mountPoints")):
            yield f"mounts into {which} a volume that it does not declare"


def _summarised(task: Node) -> bool:
    return task.parent is not None and present(task.parent.props, _SUMMARY)


RULE = StackRule(
    id="sc-ecs-readonly-root",
    title="Every container of a task has a read-only root filesystem.",
    breaks="What a container writes beside its data is lost with the task, and is missing on every other task.",
    instead="set readonlyRootFilesystem to true in each container definition, and mount a volume that has only a "
    "name where the program needs scratch; where the definitions hold outputs, register the same facts as output "
    "containers of the component around the task definition, so that a preview knows them.",
    severity=Severity.MEDIUM,
    references=("REL05-BP06", "FSBP ECS.5", "CKV_AWS_336"),
    reads={TASK_DEFINITION: ("containerDefinitions", "volumes.name")},
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    conflicts=("ECS Exec needs a root that can be written to; who wants it exempts the task definition for the day.",),
    otherwise={
        TASK_DEFINITION: {
            "containerDefinitions": "the output `containers` of the component around it says the same, if there is one."
        }
    },
    check=check,
)
