"""What stands in the cluster of the region that takes over, as its own API says it."""

import copy
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from components.compute.kubernetes.namespaces import LOOKED_AT
from operations.errors import OperationError
from operations.failover import kubernetes as api
from operations.failover.kubernetes import Door
from operations.live.stack_state import StateResource
from operations.readiness.rules import kubernetes as rules
from tests.operations.readiness.rules.answering import PEER, declared, problems, stack

_PAUSED = "autoscaling.keda.sh/paused-replicas"
_ROLE = "eks.amazonaws.com/role-arn"
_KEDA, _RBAC = "keda.sh/v1alpha1", "rbac.authorization.k8s.io/v1"
Document = dict[str, Any]
Change = Callable[[Document], object]


def _object(api_version: str, kind: str, name: str, namespace: str = "standby", **fields: Any) -> Document:  # noqa: ANN401 - JSON
    metadata = {"name": name, "labels": {"part-of": "standby"}, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def _annotated(manifest: Document, annotations: dict[str, str]) -> Document:
    manifest["metadata"]["annotations"] = annotations
    return manifest


def _deployment(name: str, replicas: int) -> Document:
    containers = [{"name": name, "image": f"{name}:1", "resources": {"limits": {"cpu": "1000m"}}}]
    spec = {"replicas": replicas, "template": {"spec": {"containers": containers}}}
    return _object("apps/v1", "Deployment", name, spec=spec)


MANIFESTS: dict[str, Document] = {
    "crd": _object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "scaledobjects", "", spec={"group": "keda"}),
    "api": _object("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics", "", spec={"group": "metrics"}),
    "web": _deployment("web", 3),
    "keda": _deployment("keda-operator", 3),
    "logs": _object("v1", "ConfigMap", "aws-logging", data={"output.conf": "[OUTPUT]"}),
    "limits": _object("v1", "LimitRange", "workloads", spec={"limits": [{"type": "Container"}]}),
    "namespace": _object("v1", "Namespace", "standby", ""),
    "quota": _object("v1", "ResourceQuota", "workloads", spec={"hard": {"pods": "240", "requests.memory": "2048Mi"}}),
    "service": _object("v1", "Service", "web", spec={"ports": [{"name": "http", "port": 8080}]}),
    "account": _annotated(_object("v1", "ServiceAccount", "web"), {_ROLE: "arn:aws:iam::1:role/web"}),
    "binding": _object("elbv2.k8s.aws/v1beta1", "TargetGroupBinding", "web", spec={"targetGroupARN": "group"}),
    "scaled": _object(
        _KEDA,
        "ScaledObject",
        "web",
        spec={"scaleTargetRef": {"name": "web"}, "minReplicaCount": 3, "maxReplicaCount": 60, "pollingInterval": 30},
    ),
    "login": _object(_KEDA, "TriggerAuthentication", "aws", spec={"podIdentity": {"provider": "aws"}}),
    "closed": _object("networking.k8s.io/v1", "NetworkPolicy", "closed", spec={"policyTypes": ["Ingress"]}),
    "budget": _object("policy/v1", "PodDisruptionBudget", "web", spec={"maxUnavailable": 1}),
    "cluster-role": _object(_RBAC, "ClusterRole", "keda", "", rules=[{"verbs": ["get", "list"]}]),
    "cluster-binding": _object(_RBAC, "ClusterRoleBinding", "keda", "", roleRef={"name": "keda"}),
    "role": _object(_RBAC, "Role", "operator", rules=[{"verbs": ["get", "patch"]}]),
    "role-binding": _object(_RBAC, "RoleBinding", "operators", subjects=[{"kind": "Group", "name": "operators"}]),
    "groups": _object("vpcresources.k8s.aws/v1beta1", "SecurityGroupPolicy", "workloads", spec={"groups": ["sg-1"]}),
}
STANDING: dict[str, Document] = copy.deepcopy(MANIFESTS)
for _name, _condition in (("crd", "Established"), ("api", "Available"), ("scaled", "Ready")):
    STANDING[_name]["status"] = {"conditions": [{"type": _condition, "status": "True"}]}
for _name in ("web", "keda"):
    STANDING[_name]["status"] = {"replicas": 3, "availableReplicas": 3}
    STANDING[_name]["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["cpu"] = "1"
STANDING["namespace"]["status"] = {"phase": "Active"}
STANDING["binding"]["status"] = {"observedGeneration": 1}
STANDING["quota"]["spec"]["hard"]["requests.memory"] = "2Gi"


def _type(manifest: Document) -> str:
    group = manifest["apiVersion"] if "/" in manifest["apiVersion"] else f"core/{manifest['apiVersion']}"
    return f"kubernetes:{group}:{manifest['kind']}"


_SCALING = {
    "web": {
        "namespace": "standby",
        "scaled_object": "web",
        "standing_by": {"min_tasks": 3, "max_tasks": 60},
        "serving": {"min_tasks": 6, "max_tasks": 60},
    }
}
RESOURCES: list[StateResource] = [
    stack(kubernetes={"cluster": "standby"}, scaling=_SCALING),
    *(declared(_type(each), name, name, each, region=None) for name, each in MANIFESTS.items()),
]


class _Cluster:
    """In place of a cluster: its lists, and which were asked for."""

    def __init__(self, standing: dict[str, Document]) -> None:
        self._standing, self.asked = standing, list[str]()

    def __call__(self, *_: object) -> "_Cluster":
        return self

    def door(self) -> "_Cluster":
        return self

    def all(self, path: str) -> list[Document]:
        self.asked.append(path)
        plural = path.rpartition("/")[2]
        return [each for each in self._standing.values() if _plural(each["kind"]) == plural]


def _plural(kind: str) -> str:
    word = kind.lower()
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _found(monkeypatch: pytest.MonkeyPatch, standing: dict[str, Document]) -> list[tuple[str, str, bool]]:
    monkeypatch.setattr(rules, "Cluster", _Cluster(standing))
    return [(each.resource.name, each.seen, each.stops) for each in problems(RESOURCES, {})]


def _set(*path: Any) -> Change:  # noqa: ANN401 - keys, and the new value
    *way, last, value = path

    def change(found: Document) -> None:
        place: Any = found
        for step in way:
            place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
        place[last] = value

    return change


_NOT_SO = {"conditions": [{"type": "Ready", "status": "False", "message": "role is refused"}]}
CASES: list[tuple[str, Change, str, bool]] = [
    ("crd", _set("status", {}), "is not Established", True),
    ("api", _set("status", {}), "is not Available", True),
    ("namespace", _set("status", "phase", "Terminating"), "is Terminating", True),
    ("namespace", _set("metadata", "deletionTimestamp", "2026"), "is being deleted", True),
    ("namespace", _set("metadata", "labels", {}), "metadata.labels.part-of is missing", False),
    ("web", _set("status", {}), "runs none of 3 pods", True),
    ("web", _set("status", "availableReplicas", 2), "runs 2 of 3 pods", False),
    ("web", _set("spec", "template", "spec", "containers", 0, "image", "web:2"), "image is web:2", True),
    ("keda", _set("spec", "replicas", 0), "wants 0 pods, declared are 3", True),
    ("keda", _set("spec", "replicas", 1), "wants 1 pods, declared are 3", False),
    ("logs", _set("data", {}), "data.output.conf is missing", False),
    ("limits", _set("spec", "limits", []), "spec.limits has 0 members", False),
    ("quota", _set("spec", "hard", "pods", "2"), "pods is 2, declared is 240", True),
    ("quota", _set("spec", "hard", "pods", "999"), "pods is 999", False),
    ("quota", _set("spec", "hard", {"requests.memory": "2Gi"}), "pods is missing", False),
    ("service", _set("spec", "ports", 0, "port", 80), "spec.ports[http].port is 80", True),
    ("account", _set("metadata", "annotations", {}), f"metadata.annotations.{_ROLE} is missing", True),
    ("binding", _set("spec", "targetGroupARN", "other"), "spec.targetGroupARN is other", True),
    ("binding", _set("status", {}), "nobody acts on it", True),
    ("scaled", _set("status", _NOT_SO), "is not Ready: role is refused", True),
    ("scaled", _set("spec", "maxReplicaCount", 4), "scales from 3 to 4, declared is 3 to 60 or 6 to 60", False),
    ("scaled", _set("metadata", "annotations", {_PAUSED: "0"}), "scales from 0 to 0", False),
    ("scaled", _set("metadata", "annotations", {"autoscaling.keda.sh/paused": "true"}), "is stopped", True),
    ("scaled", _set("spec", "scaleTargetRef", "name", "other"), "spec.scaleTargetRef.name is other", True),
    ("login", _set("spec", "podIdentity", "provider", "none"), "provider is none", True),
    ("closed", _set("spec", "policyTypes", []), "spec.policyTypes has 0 members", False),
    ("budget", _set("spec", "maxUnavailable", 0), "spec.maxUnavailable is 0", False),
    ("cluster-role", _set("rules", []), "rules has 0 members", True),
    ("cluster-binding", _set("roleRef", "name", "other"), "roleRef.name is other", True),
    ("role", _set("rules", 0, "verbs", ["get"]), "verbs has 1 members, declared are 2", True),
    ("role-binding", _set("subjects", []), "subjects[operators] is missing", True),
    ("groups", _set("spec", "groups", []), "spec.groups has 0 members", True),
]
_SPARED = {"logs", "limits", "quota", "closed", "budget"}


def test_a_cluster_as_declared_is_nothing_to_tell_of(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(monkeypatch, STANDING) == []


@pytest.mark.parametrize(
    ("name", "change", "says", "stops"), CASES, ids=[f"{name}: {says}" for name, _, says, _ in CASES]
)
def test_what_was_changed_by_hand_is_named(
    name: str,
    change: Change,
    says: str,
    stops: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    standing = copy.deepcopy(STANDING)
    change(standing[name])
    ((where, seen, is_stopped),) = _found(monkeypatch, standing)
    assert (where, is_stopped) == (name, stops)
    assert says in seen


@pytest.mark.parametrize("name", sorted(MANIFESTS))
def test_what_was_removed_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    standing = {key: each for key, each in STANDING.items() if key != name}
    assert _found(monkeypatch, standing) == [(name, "is not there", name not in _SPARED)]


def test_bounds_that_a_failover_set_are_as_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    standing = copy.deepcopy(STANDING)
    standing["scaled"]["spec"]["minReplicaCount"] = 6
    standing["web"]["spec"]["replicas"] = 9
    standing["web"]["status"] = {"availableReplicas": 9}
    assert _found(monkeypatch, standing) == []


def test_each_kind_is_listed_once_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = _Cluster(STANDING)
    monkeypatch.setattr(rules, "Cluster", cluster)
    problems(RESOURCES, {})
    assert len(cluster.asked) == len(set(cluster.asked)) == len({each.type for each in RESOURCES if each.custom})


def test_an_operator_may_list_what_is_looked_at_and_nothing_else() -> None:
    granted = {f"{group}/{plural}" for group, plurals in LOOKED_AT.items() for plural in plurals}
    parts = [kind.path.split("/") for kind in rules._KINDS]
    assert granted == {f"{'' if each[0] == 'api' else each[1]}/{each[-1]}" for each in parts}


def test_a_scaler_of_the_other_region_scales_nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both clusters have the same names: a Deployment that nobody scales here has the count that is declared."""
    elsewhere = [
        each
        if each.type != "kubernetes:keda.sh/v1alpha1:ScaledObject"
        else declared(each.type, each.name, each.id, each.inputs, stack=f"not-{PEER}", region=None)
        for each in RESOURCES
    ]
    standing = copy.deepcopy(STANDING)
    standing["web"]["spec"]["replicas"] = 1
    standing["web"]["status"] = {"availableReplicas": 1}
    monkeypatch.setattr(rules, "Cluster", _Cluster(standing))
    found = [each.seen for each in problems(elsewhere, {}) if each.resource.name == "web"]
    assert found == ["wants 1 pods, declared are 3"]


def _door() -> Door:
    return Door(cluster="standby", endpoint="http://cluster", token="t", context=None, says="a test")  # noqa: S106


def _raising(error: Exception) -> Callable[..., Any]:
    def refused(*_: object, **__: object) -> Any:  # noqa: ANN401 - urlopen's
        raise error

    return refused


def _http(code: int, said: str) -> HTTPError:
    return HTTPError("http://cluster", code, "no", None, io.BytesIO(said.encode()))  # type: ignore[arg-type]


def test_of_a_kind_that_the_cluster_does_not_know_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "urlopen", _raising(_http(404, "no such kind")))
    assert _door().all("apis/keda.sh/v1alpha1/scaledobjects") == []


@pytest.mark.parametrize(
    ("error", "says"),
    [(_http(403, "operators may not list"), "403 operators may not list"), (URLError("refused"), "region's VPC")],
    ids=["refused", "silent"],
)
def test_could_not_look_into_a_cluster_is_not_nothing_there(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "urlopen", _raising(error))
    with pytest.raises(OperationError, match=says):
        _door().all("api/v1/services")


def test_a_list_is_asked_for_with_the_login_and_the_name_of_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def answered(request: Any, **_: object) -> Any:  # noqa: ANN401 - urllib's
        asked.append(request)
        return io.BytesIO(json.dumps({"items": [{"kind": "Service"}]}).encode())

    monkeypatch.setattr(api, "urlopen", answered)
    assert _door().all("api/v1/services") == [{"kind": "Service"}]
    (request,) = asked
    assert (request.method, request.full_url) == ("GET", "http://cluster/api/v1/services")
    assert request.headers["Authorization"] == "Bearer t"
    assert request.headers["User-agent"] == "a test"
