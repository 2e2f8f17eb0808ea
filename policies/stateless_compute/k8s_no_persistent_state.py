"""Rule sc-k8s-no-persistent-state."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import objects, present, text
from framework.rule import ResourceRule, Severity, setting
from stateless_compute.pods import NAMESPACE, NAMESPACES, POD_SPECS, exempt_namespace, pod_spec, reads, twins

_STATEFUL = twins("kubernetes:apps/v1:StatefulSet")
_CLAIMS = twins(
    "kubernetes:core/v1:PersistentVolumeClaim",
    "kubernetes:core/v1:PersistentVolume",
    "kubernetes:storage.k8s.io/v1:StorageClass",
)
# What is not here outlives a pod, or ties it to a node.
_ALLOWED = {"name", "configMap", "secret", "projected", "downwardAPI", "emptyDir", "image"}


def check(resource: Resource, settings: Settings) -> Iterator[str]:
    """The list names what is allowed: kinds of volumes are added with every release."""
    if exempt_namespace(resource, settings):
        return
    if resource.resource_type in _STATEFUL:
        yield "gives its pods identities and claims of their own"
    if resource.resource_type in _CLAIMS:
        yield "keeps storage for pods"
        return
    drivers = settings.names("allowedCsiDrivers")
    for volume in objects(pod_spec(resource), "volumes"):
        for key in list(volume):
            if key in _ALLOWED or not present(volume, key):
                continue
            if key != "csi" or text(volume, "csi.driver") not in drivers:
                yield f"mounts a volume that outlives its pods or ties them to a node ({key})"


RULE = ResourceRule(
    id="sc-k8s-no-persistent-state",
    title="No pod has storage that outlives it.",
    breaks="A pod that is started in another zone or region does not find what it kept.",
    instead="use a Deployment, keep data in the data tier, and mount only configMap, secret, projected, "
    "downwardAPI, emptyDir, image, or a csi volume whose driver is among allowedCsiDrivers.",
    severity=Severity.HIGH,
    references=("REL05-BP06",),
    reads={**reads("volumes.name"), **dict.fromkeys(_CLAIMS, (NAMESPACE,))},
    settings={
        **NAMESPACES,
        "allowedCsiDrivers": setting(
            "array", ["secrets-store.csi.k8s.io"], "Drivers whose volumes hold no data.", items={"type": "string"}
        ),
    },
    subjects=(*POD_SPECS, *_CLAIMS),
    left_out={
        "kubernetes:": {
            "volumes.*": "a pod has the volumes that are listed, and no other (Kubernetes API, PodSpec).",
            "metadata.namespace": "an object is then in `default`, which is judged (Kubernetes API, ObjectMeta).",
        }
    },
    check=check,
)
