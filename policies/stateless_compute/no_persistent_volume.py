"""Rule sc-ecs-no-persistent-volume."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import is_on, objects, present
from framework.rule import ResourceRule, Severity

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
_DURABLE = (
    "efsVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "dockerVolumeConfiguration",
    "hostPath",
)


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """A volume with nothing but a name is scratch that lives as long as its task, and a read-only root needs one."""
    for volume in objects(resource.props, "volumes"):
        for key in _DURABLE:
            if present(volume, key):
                yield f"mounts a volume that outlives its tasks ({key})"
        if is_on(volume, "configureAtLaunch"):
            yield "mounts a volume that each service configures at launch (configureAtLaunch)"


RULE = ResourceRule(
    id="sc-ecs-no-persistent-volume",
    title="A task definition mounts nothing that outlives its tasks.",
    breaks="What tasks keep on a volume stays behind in its zone or region when they are started elsewhere.",
    instead="keep data in the database, a table, a bucket or a queue; for scratch, give the volume only a name.",
    severity=Severity.HIGH,
    references=("REL05-BP06",),
    reads={TASK_DEFINITION: (*(f"volumes.{key}" for key in _DURABLE), "volumes.configureAtLaunch", "volumes.name")},
    left_out={
        TASK_DEFINITION: {
            "volumes": "tasks have the volumes that are listed, and no other (ECS API, RegisterTaskDefinition).",
            **{
                f"volumes.{key}": "a volume that says nothing of where it is goes with its task (ECS API, Volume)."
                for key in _DURABLE
            },
            "volumes.configureAtLaunch": "off by default (ECS API, Volume).",
        }
    },
    check=check,
)
