"""Rule sc-k8s-readonly-root."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import is_on
from framework.rule import ResourceRule, Severity
from stateless_compute.pods import NAMESPACES, containers, exempt_namespace, reads


def check(resource: Resource, settings: Settings) -> Iterator[str]:
    """A Patch that names a container counts: what it does not write may be written by nobody."""
    if exempt_namespace(resource, settings):
        return
    found = list(containers(resource))
    for number, container in enumerate(found, 1):
        if not is_on(container, "securityContext.readOnlyRootFilesystem"):
            yield f"runs container {number} of {len(found)} with a root filesystem that can be written to"


RULE = ResourceRule(
    id="sc-k8s-readonly-root",
    title="Every container of a pod has a read-only root filesystem.",
    breaks="What a container writes beside its data is lost with the pod, and is missing in every other pod.",
    instead="set securityContext.readOnlyRootFilesystem to true in each container, and mount an emptyDir with a "
    "sizeLimit where the program needs scratch.",
    severity=Severity.MEDIUM,
    references=("REL05-BP06", "CKV_K8S_22"),
    reads=reads(
        "containers.securityContext.readOnlyRootFilesystem", "initContainers.securityContext.readOnlyRootFilesystem"
    ),
    settings=NAMESPACES,
    left_out={
        "kubernetes:": {
            "initContainers": "a pod has the containers that are listed, and no other (Kubernetes API, PodSpec).",
            "containers": "the API server refuses a pod without one (Kubernetes API, PodSpec).",
            "metadata.namespace": "an object is then in `default`, which is judged (Kubernetes API, ObjectMeta).",
        }
    },
    check=check,
)
