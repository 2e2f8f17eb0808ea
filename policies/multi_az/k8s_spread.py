"""Rule az-k8s-spread."""

from collections.abc import Iterator, Mapping
from typing import Any

from framework.config import Settings
from framework.graph import Node, Stack
from framework.posture import POSTURE, SERVING, posture_of
from framework.reading import entries, get, number, present, texts
from framework.rule import MIN_AZS, Severity, StackRule, setting

_DEPLOYMENT = "kubernetes:apps/v1:Deployment"
_SCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
_BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
_ZONE = "topology.kubernetes.io/zone"


def check(deployment: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Enough pods, spread over zones, that no drain takes at once."""
    if _namespace(deployment) in settings.names("exemptNamespaces"):
        return
    least = settings.count("minAzs")
    # None at all is off, as before the first image: then nothing stands in too few zones.
    scaler = _scaler(deployment, stack)
    off = scaler is None and number(deployment.props, "spec.replicas", 1) == 0
    if posture_of(stack, settings) == SERVING and not off and _replicas(deployment, scaler) < least:
        yield f"may run on fewer than {least} pods (replicas, or minReplicas of its autoscaler)"
    spread = entries(deployment.props, "spec.template.spec.topologySpreadConstraints")
    if not any(get(each, "topologyKey") == _ZONE for each in spread):
        yield "does not spread its pods over zones (topologySpreadConstraints)"
    if not any(_covers(budget, deployment) for budget in stack.of(_BUDGET)):
        yield "has no PodDisruptionBudget whose selector matches its pods"


def _namespace(resource: Node) -> str:
    return str(get(resource.props, "metadata.namespace", "default"))


def _scaler(deployment: Node, stack: Stack) -> Node | None:
    for scaler in stack.of(_SCALER):
        target = texts(scaler.props, "spec.scaleTargetRef.name")
        named = bool(target) and target == texts(deployment.props, "metadata.name")
        if named or any(one is deployment for one in scaler.property_dependencies.get("spec", ())):
            return scaler
    return None


def _replicas(deployment: Node, scaler: Node | None) -> float:
    if scaler is not None:
        return number(scaler.props, "spec.minReplicas", 1)
    return number(deployment.props, "spec.replicas", 1)


def _covers(budget: Node, deployment: Node) -> bool:
    wanted: Mapping[str, Any] = get(budget.props, "spec.selector.matchLabels", {})
    labels: Mapping[str, Any] = get(deployment.props, "spec.template.metadata.labels", {})
    found = list(labels)
    return (
        _namespace(budget) == _namespace(deployment)
        # An empty selector takes every pod of the namespace, none at all takes none.
        and present(budget.props, "spec.selector")
        and not present(budget.props, "spec.selector.matchExpressions")
        and all(key in found and labels[key] == wanted[key] for key in list(wanted))
    )


RULE = StackRule(
    id="az-k8s-spread",
    title="A Deployment runs a pod in each of three Availability Zones, and no drain takes them all.",
    breaks="All pods may land in one zone, and go with it.",
    instead="set replicas (or minReplicas) to three or more, add topologySpreadConstraints with topologyKey "
    "topology.kubernetes.io/zone, and a PodDisruptionBudget for the same labels. A Deployment with no replicas is off.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "REL11-BP05"),
    reads={
        _DEPLOYMENT: (
            "metadata.namespace",
            "metadata.name",
            "spec.replicas",
            "spec.template.metadata.labels",
            "spec.template.spec.topologySpreadConstraints.topologyKey",
        ),
        _SCALER: ("spec.scaleTargetRef.name", "spec.minReplicas"),
        _BUDGET: ("metadata.namespace", "spec.selector.matchLabels", "spec.selector.matchExpressions"),
    },
    subjects=(_DEPLOYMENT,),
    settings={
        **MIN_AZS,
        **POSTURE,
        "exemptNamespaces": setting(
            "array", ["kube-system"], "Namespaces of the cluster's own parts.", items={"type": "string"}
        ),
    },
    check=check,
)
