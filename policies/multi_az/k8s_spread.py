"""Rule az-k8s-spread."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import mapping, number, objects, present, text, text_if_known
from framework.region_role import REGION_ROLE, SERVING, region_role_of
from framework.rule import MIN_AZS, Severity, StackRule, WhenUnknown, setting

_DEPLOYMENT = "kubernetes:apps/v1:Deployment"
_SCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
_BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
_ZONE = "topology.kubernetes.io/zone"


def check(deployment: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Enough pods, spread over zones, that no drain takes at once."""
    if _namespace(deployment) in settings.names("exemptNamespaces"):
        return
    least = settings.count("minAzs")
    if region_role_of(stack, settings) == SERVING and _falls_below(deployment, stack, least):
        yield f"may run on fewer than {least} pods (replicas, or minReplicas of its autoscaler)"
    spread = objects(deployment.props, "spec.template.spec.topologySpreadConstraints")
    if not any(text(each, "topologyKey") == _ZONE for each in spread):
        yield "does not spread its pods over zones (topologySpreadConstraints)"
    if not any(_covers(budget, deployment) for budget in stack.of(_BUDGET)):
        yield "has no PodDisruptionBudget whose selector matches its pods"


def _falls_below(deployment: Node, stack: Stack, least: int) -> bool:
    """None at all is off, as before the first image: then nothing stands in too few zones."""
    if (scaler := _scaler(deployment, stack)) is not None:
        return number(scaler.props, "spec.minReplicas", 1) < least
    return 0 != number(deployment.props, "spec.replicas", 1) < least


def _namespace(resource: Node) -> str:
    return text(resource.props, "metadata.namespace", "default")


def _scaler(deployment: Node, stack: Stack) -> Node | None:
    path = "spec.scaleTargetRef.name"
    for scaler in stack.of(_SCALER):
        sources = scaler.property_dependencies.get("spec", ())
        if any(one is deployment for one in sources):
            return scaler
        # Whatever else it is made of, it is not this Deployment.
        target = text_if_known(scaler.props, path) if sources else text(scaler.props, path)
        if target and target == text(deployment.props, "metadata.name"):
            return scaler
    return None


def _covers(budget: Node, deployment: Node) -> bool:
    wanted = mapping(budget.props, "spec.selector.matchLabels")
    return (
        _namespace(budget) == _namespace(deployment)
        # An empty selector takes every pod of the namespace, none at all takes none.
        and present(budget.props, "spec.selector")
        and not present(budget.props, "spec.selector.matchExpressions")
        and all(_label(deployment, key) == wanted[key] for key in list(wanted))
    )


def _label(deployment: Node, key: str) -> object:
    labels = mapping(deployment.props, "spec.template.metadata.labels")
    return labels[key] if key in list(labels) else None


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
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={
        **MIN_AZS,
        **REGION_ROLE,
        "exemptNamespaces": setting(
            "array", ["kube-system"], "Namespaces of the cluster's own parts.", items={"type": "string"}
        ),
    },
    left_out={
        _BUDGET: {
            "spec.selector.matchLabels.*": "an empty selector takes every pod of the namespace (Kubernetes API, "
            "PodDisruptionBudgetSpec)."
        },
        _SCALER: {
            "spec.scaleTargetRef.name": "the API server refuses it (Kubernetes API, CrossVersionObjectReference)."
        },
        _DEPLOYMENT: {"metadata.name": "Pulumi names it, and no autoscaler that names another scales it."},
    },
    check=check,
)
