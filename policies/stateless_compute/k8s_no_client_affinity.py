"""Rule sc-k8s-no-client-affinity."""

import re
from collections.abc import Iterator, Mapping

from framework.config import Settings
from framework.graph import Resource
from framework.reading import mapping, names, objects, present, text
from framework.rule import ResourceRule, Severity
from stateless_compute.pods import NAMESPACE, NAMESPACES, POD_SPECS, exempt_namespace, pod_spec, reads, twins

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
    if resource.resource_type in _SERVICES and text(resource.props, "spec.sessionAffinity") == "ClientIP":
        yield "sends a client always to the same pod (sessionAffinity)"
    annotations = mapping(resource.props, "metadata.annotations")
    if re.search(r"stickiness\.enabled\s*=\s*true", _annotation(annotations, _TARGETS)):
        yield f"sends a client always to the same target ({_TARGETS})"
    if _annotation(annotations, _NGINX):
        yield f"sends a client always to the same pod ({_NGINX})"


def _annotation(annotations: Mapping[str, object], key: str) -> str:
    """Keys of annotations have dots in them, so no path leads there."""
    return text({"annotation": annotations[key]}, "annotation") if key in list(annotations) else ""


def _place(spec: object) -> Iterator[str]:
    if present(spec, "nodeName"):
        yield "ties its pods to a node (nodeName)"
    if _ZONE in list(mapping(spec, "nodeSelector")):
        yield "ties its pods to a zone (nodeSelector)"
    for term in objects(spec, f"affinity.nodeAffinity.{_REQUIRED}"):
        for wanted in objects(term, "matchExpressions"):
            # Several zones are a spread, one is a pin.
            zonal = text(wanted, "key") == _ZONE and text(wanted, "operator") == "In"
            if zonal and len(set(names(wanted, "values"))) <= 1:
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
        **dict.fromkeys(_SERVICES, (NAMESPACE, "spec.sessionAffinity", "metadata.annotations")),
        **dict.fromkeys(_INGRESSES, (NAMESPACE, "metadata.annotations")),
    },
    settings=NAMESPACES,
    left_out={
        "kubernetes:": {
            "spec.sessionAffinity": "None by default (Kubernetes API, ServiceSpec).",
            "metadata.annotations.*": "the controllers keep no client at a target by themselves (AWS Load Balancer "
            "Controller, Ingress annotations; ingress-nginx, Session Affinity).",
            "nodeName": "the scheduler chooses (Kubernetes API, PodSpec).",
            "nodeSelector": "every node will do (Kubernetes API, PodSpec).",
            "affinity.*": "every node will do (Kubernetes API, Affinity).",
        }
    },
    check=check,
)
