"""Objects of Kubernetes that keep things."""

import pytest

from stateless_compute.k8s_no_persistent_state import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_DEPLOYMENT, _CRON = "kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:CronJob"


def _pods(*volumes: object, kind: str = _DEPLOYMENT, namespace: str = "shop") -> list[Declared]:
    spec: dict[str, object] = {"template": {"spec": {"volumes": list(volumes)}}}
    if kind == _CRON:
        spec = {"jobTemplate": {"spec": spec}}
    return [Declared(kind, "web", {"metadata": {"namespace": namespace}, "spec": spec})]


_CLAIM = {"name": "data", "persistentVolumeClaim": {"claimName": "data-of-web"}}
CASES = (
    passes(
        "volumes that hold nothing", _pods({"name": "a", "emptyDir": {}}, {"name": "b", "configMap": {"name": "x"}})
    ),
    passes("a driver that is allowed", _pods({"name": "s", "csi": {"driver": "secrets-store.csi.k8s.io"}})),
    passes(
        "the cluster's own parts", _pods({"name": "h", "hostPath": {"path": "/var/log/pods"}}, namespace="kube-system")
    ),
    absent("no volumes", [Declared(_DEPLOYMENT, "web", {"spec": {}})]),
    fails("a claim", _pods(_CLAIM), "persistentVolumeClaim"),
    fails(
        "a kind of volume that nobody has heard of", _pods({"name": "n", "newInNextRelease": {}}), "newInNextRelease"
    ),
    fails("a driver that is not allowed", _pods({"name": "e", "csi": {"driver": "ebs.csi.aws.com"}}), "(csi)"),
    fails("a claim of a job on a schedule", _pods(_CLAIM, kind=_CRON), "persistentVolumeClaim"),
    fails("a claim that a patch adds", _pods(_CLAIM, kind=f"{_DEPLOYMENT}Patch"), "persistentVolumeClaim"),
    fails("a set with identities", _pods(kind="kubernetes:apps/v1:StatefulSet"), "identities"),
    fails("a claim of its own", [Declared("kubernetes:core/v1:PersistentVolumeClaim", "data")], "keeps storage"),
    unknown("a driver that is not known", _pods({"name": "x", "csi": {"driver": UNKNOWN}}), "driver is not known yet"),
    unknown(
        "volumes that are not known",
        [Declared(_DEPLOYMENT, "web", {"spec": {"template": {"spec": {"volumes": UNKNOWN}}}})],
        "volumes is not known yet",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
