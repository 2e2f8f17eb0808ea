"""Containers of pods."""

import pytest

from stateless_compute.k8s_readonly_root import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_READONLY = {"name": "web", "securityContext": {"readOnlyRootFilesystem": True}}


def _pods(namespace: str = "shop", **spec: object) -> list[Declared]:
    props = {"metadata": {"namespace": namespace}, "spec": {"template": {"spec": spec}}}
    return [Declared("kubernetes:apps/v1:Deployment", "web", props)]


CASES = (
    passes("every container is read-only", _pods(containers=[_READONLY], initContainers=[_READONLY])),
    passes("the cluster's own parts", _pods(namespace="kube-system", containers=[{"name": "agent"}])),
    absent("a container that says nothing", _pods(containers=[{"name": "web"}]), "container 1 of 1"),
    fails("a first container that may write", _pods(containers=[_READONLY], initContainers=[{"name": "i"}]), "1 of 2"),
    unknown(
        "a switch that is not known",
        _pods(containers=[{"name": "web", "securityContext": {"readOnlyRootFilesystem": UNKNOWN}}]),
        "is not known yet",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
