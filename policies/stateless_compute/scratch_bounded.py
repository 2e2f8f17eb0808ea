"""Rule sc-scratch-bounded."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import number, objects, present, text
from framework.rule import ResourceRule, Severity, setting
from stateless_compute.no_persistent_volume import TASK_DEFINITION
from stateless_compute.pods import NAMESPACES, POD_SPECS, exempt_namespace, pod_spec, reads

_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def check(resource: Resource, settings: Settings) -> Iterator[str]:
    """Scratch without a bound becomes a disk that somebody relies on."""
    if resource.resource_type == TASK_DEFINITION:
        most = settings.count("maxTaskGib")
        if number(resource.props, "ephemeralStorage.sizeInGib") > most:
            yield f"asks for more than {most} GiB of scratch (ephemeralStorage)"
    elif resource.resource_type == _TEMPLATE:
        most = settings.count("maxRootGib")
        if any(number(each, "ebs.volumeSize") > most for each in objects(resource.props, "blockDeviceMappings")):
            yield f"gives instances a disk of more than {most} GiB (volumeSize)"
    elif not exempt_namespace(resource, settings):
        for volume in objects(pod_spec(resource), "volumes"):
            if present(volume, "emptyDir") and not _bounded(volume):
                yield "mounts an emptyDir without a sizeLimit"


def _bounded(volume: object) -> bool:
    return text(volume, "emptyDir.sizeLimit") != "" or text(volume, "emptyDir.medium") == "Memory"


RULE = ResourceRule(
    id="sc-scratch-bounded",
    title="Scratch is bounded.",
    breaks="A large disk on a task, pod or instance holds something sooner or later, and fills a node before that.",
    instead="give emptyDir a sizeLimit, and leave ephemeralStorage and volumeSize below the rule's limits.",
    severity=Severity.LOW,
    references=("REL05-BP06",),
    mandatory=False,
    reads={
        TASK_DEFINITION: ("ephemeralStorage.sizeInGib",),
        _TEMPLATE: ("blockDeviceMappings.ebs.volumeSize",),
        **reads("volumes.emptyDir.sizeLimit", "volumes.emptyDir.medium"),
    },
    settings={
        **NAMESPACES,
        "maxTaskGib": setting("integer", 50, "Most ephemeral storage of a task.", minimum=20),
        "maxRootGib": setting("integer", 50, "Largest disk of an instance.", minimum=1),
    },
    subjects=(TASK_DEFINITION, _TEMPLATE, *POD_SPECS),
    left_out={
        TASK_DEFINITION: {
            "ephemeralStorage.sizeInGib": "20 GiB on Fargate (ECS Developer Guide, Fargate task ephemeral storage)."
        },
        _TEMPLATE: {
            "blockDeviceMappings.ebs.volumeSize": "the volume is as large as its snapshot (EC2 API, EbsBlockDevice)."
        },
        "kubernetes:": {
            "volumes.emptyDir": "a pod has the volumes that are listed, and no other (Kubernetes API, PodSpec).",
            "metadata.namespace": "an object is then in `default`, which is judged (Kubernetes API, ObjectMeta).",
        },
    },
    check=check,
)
