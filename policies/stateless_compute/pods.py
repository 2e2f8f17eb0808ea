"""Where Kubernetes keeps pods: each kind that makes some, and the path to what it makes them of. No rule."""

from collections.abc import Iterator, Mapping
from typing import Any

from framework.config import Schema, Settings
from framework.graph import Resource
from framework.reading import mapping, objects, text
from framework.rule import setting

_TEMPLATE = "spec.template.spec"
_PATHS = {
    "kubernetes:apps/v1:Deployment": _TEMPLATE,
    "kubernetes:apps/v1:ReplicaSet": _TEMPLATE,
    "kubernetes:apps/v1:DaemonSet": _TEMPLATE,
    "kubernetes:apps/v1:StatefulSet": _TEMPLATE,
    "kubernetes:batch/v1:Job": _TEMPLATE,
    "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
    "kubernetes:core/v1:Pod": "spec",
}
# A Patch writes parts of an object that something else has made.
POD_SPECS = {**_PATHS, **{f"{token}Patch": path for token, path in _PATHS.items()}}
NAMESPACE = "metadata.namespace"
NAMESPACES: Schema = {
    "exemptNamespaces": setting(
        "array", ["kube-system"], "Namespaces of the cluster's own parts.", items={"type": "string"}
    )
}


def twins(*tokens: str) -> tuple[str, ...]:
    """Each type and its Patch."""
    return tuple(each for token in tokens for each in (token, f"{token}Patch"))


def exempt_namespace(resource: Resource, settings: Settings) -> bool:
    """Whether the object is a part of the cluster itself."""
    return text(resource.props, NAMESPACE, "default") in settings.names("exemptNamespaces")


def pod_spec(resource: Resource) -> Mapping[str, Any]:
    """What the object makes pods of; empty where it says nothing about it."""
    return mapping(resource.props, POD_SPECS[resource.resource_type])


def containers(resource: Resource) -> Iterator[Mapping[str, Any]]:
    """All containers of the object's pods."""
    for key in ("initContainers", "containers"):
        yield from objects(pod_spec(resource), key)


def reads(*paths: str) -> dict[str, tuple[str, ...]]:
    """The property paths below each kind's pods, and where it says its namespace."""
    return {token: (NAMESPACE, *(f"{place}.{path}" for path in paths)) for token, place in POD_SPECS.items()}
