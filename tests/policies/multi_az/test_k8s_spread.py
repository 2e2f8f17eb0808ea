"""Where pods of a Deployment run."""

from collections.abc import Sequence

import pytest

from multi_az.k8s_spread import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown

_LABELS = {"app": "web"}
_SPREAD = {"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1}


def _deployment(
    replicas: object = 3, spread: Sequence[object] = (_SPREAD,), labels: object = None, namespace: str = "shop"
) -> Declared:
    pods = {"metadata": {"labels": labels or _LABELS}, "spec": {"topologySpreadConstraints": list(spread)}}
    props = {"metadata": {"name": "web", "namespace": namespace}, "spec": {"replicas": replicas, "template": pods}}
    return Declared("kubernetes:apps/v1:Deployment", "web", props)


def _budget(namespace: str = "shop", **labels: str) -> Declared:
    props = {"metadata": {"namespace": namespace}, "spec": {"selector": {"matchLabels": labels or _LABELS}}}
    return Declared("kubernetes:policy/v1:PodDisruptionBudget", "web", props)


def _scaler(least: object, name: str = "web") -> Declared:
    props = {"spec": {"scaleTargetRef": {"kind": "Deployment", "name": name}, "minReplicas": least}}
    return Declared("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", name, props)


CASES = (
    passes("three pods, spread, with a budget", [_deployment(), _budget()]),
    passes("the autoscaler decides how few", [_deployment(replicas=None), _scaler(3), _budget()]),
    passes("one pod in a region that stands by", [stack_root(region_role="warm"), _deployment(replicas=1), _budget()]),
    passes("a Deployment that is off, as before its first image", [_deployment(replicas=0), _budget()]),
    fails("an autoscaler that may leave none", [_deployment(replicas=0), _scaler(0), _budget()], "fewer than 3 pods"),
    fails("two pods", [_deployment(replicas=2), _budget()], "fewer than 3 pods"),
    fails("an autoscaler that may leave one", [_deployment(replicas=9), _scaler(1), _budget()], "fewer than 3 pods"),
    fails(
        "spread over nodes only",
        [_deployment(spread=[{"topologyKey": "kubernetes.io/hostname"}]), _budget()],
        "over zones",
    ),
    fails("a budget for other pods", [_deployment(), _budget(app="other")], "no PodDisruptionBudget"),
    fails("a budget in another namespace", [_deployment(), _budget(namespace="other")], "no PodDisruptionBudget"),
    absent("nothing but a template", [Declared("kubernetes:apps/v1:Deployment", "web")], "fewer than 3 pods"),
    unknown("a number that is not known", [_deployment(replicas=UNKNOWN), _budget()], "replicas is not known yet"),
    unknown("labels that are not known", [_deployment(labels=UNKNOWN), _budget()], "labels is not known yet"),
    passes("the cluster's own parts", [_deployment(replicas=1, spread=(), namespace="kube-system")]),
    passes(
        "a budget for every pod of the namespace",
        [
            _deployment(),
            Declared(
                "kubernetes:policy/v1:PodDisruptionBudget",
                "all",
                {"metadata": {"namespace": "shop"}, "spec": {"selector": {"matchLabels": {}}}},
            ),
        ],
    ),
    fails(
        "a budget that selects nothing",
        [
            _deployment(),
            Declared(
                "kubernetes:policy/v1:PodDisruptionBudget", "none", {"metadata": {"namespace": "shop"}, "spec": {}}
            ),
        ],
        "no PodDisruptionBudget",
    ),
    fails(
        "an autoscaler of other pods", [_deployment(replicas=1), _scaler(9, "other"), _budget()], "fewer than 3 pods"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
