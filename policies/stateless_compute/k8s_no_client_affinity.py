"""Rule sc-k8s-no-client-affinity."""

import re
from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import entries, get, length, present
from framework.rule import ResourceRule, Severity
from stateless_compute.pods import NAMESPACES, POD_SPECS, exempt_namespace, pod_spec, reads, twins

_SERVICES = twins("kubernetes:core/v1:Service")
_INGRESSES = twins("kubernetes:networking.k8s.io/v1:Ingress")
_ZONE = "topology.kubernetes.io/zone"
_TARGETS = "alb.ingress.kubernetes.io/target-group-attributes"
_NGINX = "nginx.ingress.kubernetes.io/affinity"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"


def check(resource: Resource, settings: Settings) -> Iterator[str]:
    """Affinity of a client to a pod, and of a pod to a place."""
    if exempt_namespace(resource, settings):
        return
    if resource.resource_type in POD_SPECS:
        yield from _place(pod_spec(resource))
        return
    if resource.resource_type in _SERVICES and get(resource.props, "spec.sessionAffinity") == "ClientIP":
        yield "sends a client always to the same pod (sessionAffinity)"
    annotations = get(resource.props, "metadata.annotations", {})
    if _TARGETS in list(annotations) and re.search(r"stickiness\.enabled\s*=\s*true", annotations[_TARGETS]):
        yield f"sends a client always to the same target ({_TARGETS})"
    if _NGINX in list(annotations):
        yield f"sends a client always to the same pod ({_NGINX})"


def _place(spec: object) -> Iterator[str]:
    if present(spec, "nodeName"):
        yield "ties its pods to a node (nodeName)"
    selector = get(spec, "nodeSelector", {})
    if _ZONE in list(selector):
        yield "ties its pods to a zone (nodeSelector)"
    for term in entries(get(spec, "affinity.nodeAffinity", {}), _REQUIRED):
        for wanted in entries(term, "matchExpressions"):
            # Several zones are a spread, one is a pin.
            if get(wanted, "key") == _ZONE and length(wanted, "values") == 1 and get(wanted, "operator") == "In":
                yield "ties its pods to a zone (nodeAffinity)"


RULE = ResourceRule(
    id="sc-k8s-no-client-affinity",
    title="Any pod may answer any request, in any zone.",
    breaks="A client loses its session with its pod, and a pod that is tied to a place dies with it.",
    instead="keep sessions in a table or a cache; drop sessionAffinity and the stickiness annotations, nodeName, "
    "and selectors of a single zone.",
    severity=Severity.HIGH,
    references=("REL05-BP06", "REL10-BP01"),
    reads={
        **reads("nodeName", "nodeSelector", f"affinity.nodeAffinity.{_REQUIRED}.matchExpressions.values"),
        **dict.fromkeys(_SERVICES, ("spec.sessionAffinity", "metadata.annotations")),
        **dict.fromkeys(_INGRESSES, ("metadata.annotations",)),
    },
    settings=NAMESPACES,
    check=check,
)
