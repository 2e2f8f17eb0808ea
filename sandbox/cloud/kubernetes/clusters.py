"""Every cluster that EKS has here: its objects, its Fargate profiles, and its pods."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sandbox.cloud.images import Images
from sandbox.cloud.kubernetes.kinds import Document
from sandbox.cloud.kubernetes.store import Store
from sandbox.cloud.request import Scope

NAME_LABEL = "app.kubernetes.io/name"
LOAD_BALANCER_CONTROLLER, SCALER = "aws-load-balancer-controller", "keda-operator"
_GATE = "target-health.elbv2.k8s.aws/"
_HELD = "autoscaling.keda.sh/paused-replicas"


@dataclass
class Cluster:
    """One cluster. `profiles` are EKS's, by name; `issuer` vouches for its pods, without `https://`.

    `images` are what its account's pods can pull.
    """

    account: str
    name: str
    store: Store
    images: Images
    issuer: str = ""
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    # How many a Deployment had before it was told to run fewer: as many are there when somebody first looks again.
    _leaving: dict[tuple[str, str], int] = field(default_factory=dict)
    # Deployment -> its images, and why a pod with them does not start. One that nobody has decided on yet waits.
    verdicts: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    # Binding or ScaledObject -> why its controller cannot act on it.
    refused: dict[str, str] = field(default_factory=dict)
    # What the two were decided on.
    judged: tuple[object, ...] = ()
    # Deployment -> its images, and how many of its pods have them.
    _ran: dict[str, tuple[list[str], int]] = field(default_factory=dict)

    def subnets_for(self, deployment: Document) -> list[str]:
        """The subnets of the Fargate profile that takes a Deployment's pods; none: they stay pending."""
        profile = self.profile_of(deployment)
        return list(profile["subnets"]) if profile else []

    def profile_of(self, deployment: Document) -> dict[str, Any] | None:
        """The Fargate profile that takes a Deployment's pods."""
        namespace = deployment["metadata"]["namespace"]
        labels = template_labels(deployment)
        for profile in self.profiles.values():
            for selector in profile["selectors"]:
                if selector["namespace"] == namespace and _picks(selector.get("labels") or {}, labels):
                    return profile
        return None

    def ready_pods(self, deployment: Document) -> int:
        """How many pods run and are ready. One with a readiness gate is, once its target is registered."""
        if not self.subnets_for(deployment):
            return 0
        namespace = deployment["metadata"]["namespace"]
        gates = {gate["conditionType"] for gate in deployment["spec"]["template"]["spec"].get("readinessGates", [])}
        if gates and not gates <= {_GATE + each["metadata"]["name"] for each in self.bindings(namespace)}:
            return 0
        return self._pulled(deployment)

    def hindrance(self, deployment: Document) -> str:
        """Why a Deployment's next pod does not start; nothing where it does."""
        images, refused = self.verdicts.get(deployment["metadata"]["uid"], ([], ""))
        if images != images_of(deployment):
            return "ContainerCreating"
        missing = self.images.missing(self.account, images)
        return refused or (f"ImagePullBackOff: {missing[0]}: not found" if missing else "")

    def updated_pods(self, deployment: Document) -> int:
        """How many of the ready pods are of the template as it is now."""
        ran, _ = self._ran.get(deployment["metadata"]["uid"], ([], 0))
        return self.ready_pods(deployment) if ran == images_of(deployment) else 0

    def settle(self) -> None:
        """Note what runs."""
        for deployment in self.store.all("deployments"):
            self.ready_pods(deployment)

    def _pulled(self, deployment: Document) -> int:
        """How many pods there are whose images were there when they started."""
        uid, wanted = deployment["metadata"]["uid"], int(deployment["spec"].get("replicas", 1))
        if not self.hindrance(deployment):
            self._ran[uid] = (images_of(deployment), wanted)
            return wanted
        images, count = self._ran.get(uid, ([], 0))
        self._ran[uid] = (images, min(count, wanted))
        return min(count, wanted)

    def bindings(self, namespace: str = "") -> list[Document]:
        """Bindings to target groups that somebody acts on: without the controller they are only words."""
        found = self.store.all("targetgroupbindings", namespace) if self.runs(LOAD_BALANCER_CONTROLLER) else []
        return [each for each in found if each["metadata"]["uid"] not in self.refused]

    def bound_to(self, group_arn: str) -> list[Document]:
        """The bindings of a target group."""
        return [each for each in self.bindings() if each["spec"].get("targetGroupARN") == group_arn]

    def runs(self, app: str) -> bool:
        """Whether a controller runs, wherever it was put."""
        found = [each for each in self.store.all("deployments") if template_labels(each).get(NAME_LABEL) == app]
        return any(self.ready_pods(each) for each in found if not _is_gated(each))

    def behind(self, binding: Document) -> list[Document]:
        """The Deployments whose pods a binding's Service picks."""
        namespace, service = binding["metadata"]["namespace"], binding["spec"]["serviceRef"]["name"]
        services = [each for each in self.store.all("services", namespace) if each["metadata"]["name"] == service]
        selector = services[0]["spec"].get("selector") if services else None
        return self.picked(namespace, selector) if selector else []

    def picked(self, namespace: str, selector: Mapping[str, str]) -> list[Document]:
        """Deployments of a namespace whose pods carry these labels."""
        return [each for each in self.store.all("deployments", namespace) if _picks(selector, template_labels(each))]

    def scale(self) -> None:
        """Move each scaled Deployment's count into its bounds, as KEDA does at once when they change."""
        if not self.runs(SCALER):
            return
        kind = self.store.kind("apps/v1", "deployments")
        for scaled in self.store.all("scaledobjects"):
            namespace, target = scaled["metadata"]["namespace"], scaled["spec"]["scaleTargetRef"]["name"]
            for deployment in self.store.all("deployments", namespace):
                if deployment["metadata"]["name"] == target:
                    before = int(deployment["spec"].get("replicas", 1))
                    count = within_bounds(scaled, before)
                    if count < before:
                        self._leaving[namespace, target] = before
                    self.store.change(kind, namespace, target, partial(_counted, count=count))

    def still_there(self, deployment: Document) -> int:
        """How many pods there are for whoever looks now: stopping them takes a look."""
        metadata = deployment["metadata"]
        left = self._leaving.pop((metadata["namespace"], metadata["name"]), 0)
        return max(left, int(deployment["spec"].get("replicas", 1)))


@dataclass
class Clusters:
    """By account, region and name."""

    images: Images
    # Decides what the roles of a cluster may do.
    settle: Callable[[Scope, Cluster], Awaitable[None]]
    _known: dict[tuple[Scope, str], Cluster] = field(default_factory=dict)

    def make(self, scope: Scope, name: str, version: str) -> Cluster:
        """A new cluster with the objects that every cluster has."""
        cluster = self._known[scope, name] = Cluster(scope.account, name, Store(version), self.images)
        return cluster

    def of(self, scope: Scope, name: str) -> Cluster | None:
        """The cluster of this name."""
        return self._known.get((scope, name))

    async def settled(self, scope: Scope) -> Iterable[Cluster]:
        """All clusters of an account in a region, with what their roles may do."""
        for cluster in self.in_region(scope):
            await self.settle(scope, cluster)
        return self.in_region(scope)

    def in_region(self, scope: Scope) -> Iterable[Cluster]:
        """All clusters of an account in a region."""
        return [cluster for (where, _), cluster in self._known.items() if where == scope]

    def forget(self, scope: Scope, name: str) -> None:
        """A cluster that was deleted."""
        self._known.pop((scope, name), None)


def template_labels(deployment: Document) -> dict[str, str]:
    """The labels of a Deployment's pods."""
    labels: dict[str, str] = deployment["spec"]["template"].get("metadata", {}).get("labels") or {}
    return labels


def images_of(deployment: Document) -> list[str]:
    """The images of a Deployment's containers."""
    return [each["image"] for each in deployment["spec"]["template"]["spec"].get("containers", []) if "image" in each]


def pod_names(deployment: Document, count: int) -> list[str]:
    """Names of its pods. They do not change while the pods do not."""
    return [f"{deployment['metadata']['name']}-{number}" for number in range(count)]


def is_held(scaled: Document) -> bool:
    """Whether its count is held."""
    return _HELD in (scaled["metadata"].get("annotations") or {})


def within_bounds(scaled: Document, count: int) -> int:
    """The count that a ScaledObject leaves of one."""
    if is_held(scaled):
        return int(scaled["metadata"]["annotations"][_HELD])
    spec = scaled["spec"]
    return min(max(count, int(spec.get("minReplicaCount", 0))), int(spec.get("maxReplicaCount", 100)))


def _counted(found: Document, count: int) -> Document:
    return {**found, "spec": {**found["spec"], "replicas": count}}


def _is_gated(deployment: Document) -> bool:
    """A controller does not wait for itself."""
    return bool(deployment["spec"]["template"]["spec"].get("readinessGates"))


def _picks(selector: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in selector.items())
