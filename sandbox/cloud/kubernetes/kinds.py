"""Which kinds an API server knows by itself, and how their addresses are written. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind. The core group has no name."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        """As manifests write it."""
        return f"{self.group}/{self.version}" if self.group else self.version


_NAMESPACED: Mapping[str, tuple[str, ...]] = {
    "v1": (
        "ConfigMap",
        "Endpoints",
        "Event",
        "LimitRange",
        "PersistentVolumeClaim",
        "Pod",
        "ResourceQuota",
        "Secret",
        "Service",
        "ServiceAccount",
    ),
    "apps/v1": ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "autoscaling/v2": ("HorizontalPodAutoscaler",),
    "batch/v1": ("CronJob", "Job"),
    "networking.k8s.io/v1": ("Ingress", "NetworkPolicy"),
    "policy/v1": ("PodDisruptionBudget",),
    "rbac.authorization.k8s.io/v1": ("Role", "RoleBinding"),
    "coordination.k8s.io/v1": ("Lease",),
    "vpcresources.k8s.aws/v1beta1": ("SecurityGroupPolicy",),
}
_CLUSTER_WIDE: Mapping[str, tuple[str, ...]] = {
    "v1": ("Namespace", "Node"),
    "admissionregistration.k8s.io/v1": ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
    "apiextensions.k8s.io/v1": ("CustomResourceDefinition",),
    "apiregistration.k8s.io/v1": ("APIService",),
    "networking.k8s.io/v1": ("IngressClass",),
    "rbac.authorization.k8s.io/v1": ("ClusterRole", "ClusterRoleBinding"),
    "scheduling.k8s.io/v1": ("PriorityClass",),
}


def _plural(kind: str) -> str:
    word = kind.lower()
    if word == "endpoints":
        return word
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


def _made(table: Mapping[str, tuple[str, ...]], *, namespaced: bool) -> Iterable[Kind]:
    for api_version, kinds in table.items():
        group, _, version = api_version.rpartition("/")
        for kind in kinds:
            yield Kind(group, version, kind, _plural(kind), namespaced)


BUILT_IN: tuple[Kind, ...] = (*_made(_NAMESPACED, namespaced=True), *_made(_CLUSTER_WIDE, namespaced=False))


def taught(definition: Mapping[str, Any]) -> Iterable[Kind]:
    """The kinds that a CustomResourceDefinition adds."""
    spec = definition["spec"]
    for offered in spec["versions"]:
        names = spec["names"]
        yield Kind(spec["group"], offered["name"], names["kind"], names["plural"], spec["scope"] == "Namespaced")


@dataclass(frozen=True)
class Address:
    """What a path names: a kind by its plural, where, which one, and what of it. No name: all of them."""

    api_version: str
    plural: str
    namespace: str
    name: str
    part: str


_PATH = re.compile(
    r"/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+/[^/]+))"
    r"(?:/namespaces/(?P<namespace>[^/]+)(?=/[^/]))?/(?P<plural>[^/]+)(?:/(?P<name>[^/]+))?(?:/(?P<part>status|scale))?"
)


def address_of(path: str) -> Address | None:
    """Read a path below a cluster's own; None where it names no objects."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    part = match["part"] or ""
    # `/namespaces/NAME/status` is a part of a namespace, and no kind in it.
    if match["namespace"] and match["plural"] in {"status", "finalize"} and not match["name"]:
        return Address("v1", "namespaces", "", match["namespace"], match["plural"])
    api_version = match["core"] or match["group"]
    return Address(api_version, match["plural"], match["namespace"] or "", match["name"] or "", part)
