"""Clients that belong to a pod, and pods that belong to a place."""

import pytest

from stateless_compute.k8s_no_client_affinity import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_ZONE = "topology.kubernetes.io/zone"


def _service(**spec: object) -> list[Declared]:
    return [Declared("kubernetes:core/v1:Service", "web", {"spec": spec})]


def _ingress(**annotations: object) -> list[Declared]:
    named = {key.replace("__", "/").replace("_", "."): value for key, value in annotations.items()}
    return [Declared("kubernetes:networking.k8s.io/v1:Ingress", "web", {"metadata": {"annotations": named}})]


def _pods(**spec: object) -> list[Declared]:
    return [Declared("kubernetes:apps/v1:Deployment", "web", {"spec": {"template": {"spec": spec}}})]


def _zones(*zones: str) -> list[Declared]:
    term = {"matchExpressions": [{"key": _ZONE, "operator": "In", "values": list(zones)}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    return _pods(affinity={"nodeAffinity": required})


_TARGETS = "alb.ingress.kubernetes.io/target-group-attributes"
CASES = (
    passes("no affinity", _service(sessionAffinity="None")),
    passes("several zones are a spread", _zones("us-east-1a", "us-east-1b")),
    absent("nothing is said", _service()),
    fails("a service that remembers addresses", _service(sessionAffinity="ClientIP"), "sessionAffinity"),
    fails(
        "an ingress that is sticky",
        [
            Declared(
                "kubernetes:networking.k8s.io/v1:Ingress",
                "web",
                {
                    "metadata": {
                        "annotations": {_TARGETS: "deregistration_delay.timeout_seconds=30,stickiness.enabled=true"}
                    }
                },
            )
        ],
        "target-group-attributes",
    ),
    fails("nginx that is sticky", _ingress(nginx_ingress_kubernetes_io__affinity="cookie"), "nginx"),
    fails("a node by name", _pods(nodeName="ip-10-0-1-17"), "nodeName"),
    fails("a zone by selector", _pods(nodeSelector={_ZONE: "us-east-1a"}), "nodeSelector"),
    fails("a zone by affinity", _zones("us-east-1a"), "nodeAffinity"),
    unknown("an affinity that is not known", _service(sessionAffinity=UNKNOWN), "sessionAffinity is not known yet"),
    unknown(
        "annotations that are not known",
        [Declared("kubernetes:networking.k8s.io/v1:Ingress", "web", {"metadata": {"annotations": UNKNOWN}})],
        "annotations is not known yet",
    ),
    passes(
        "the cluster's own parts",
        [
            Declared(
                "kubernetes:core/v1:Service",
                "dns",
                {"metadata": {"namespace": "kube-system"}, "spec": {"sessionAffinity": "ClientIP"}},
            )
        ],
    ),
    passes(
        "an annotation that switches stickiness off",
        [
            Declared(
                "kubernetes:networking.k8s.io/v1:Ingress",
                "web",
                {"metadata": {"annotations": {_TARGETS: "stickiness.enabled=false"}}},
            )
        ],
    ),
    passes(
        "one kind of node is no place",
        _pods(
            affinity={
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [
                            {
                                "matchExpressions": [
                                    {"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}
                                ]
                            },
                            {"matchExpressions": [{"key": _ZONE, "operator": "NotIn", "values": ["us-east-1e"]}]},
                        ]
                    }
                }
            }
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
