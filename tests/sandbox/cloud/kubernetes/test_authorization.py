"""What somebody inside a cluster may do, by Kubernetes' rules for groups."""

from typing import Any

import pytest

from components.compute.kubernetes.namespaces import _operator_looks, _operator_role, _operators, _operators_look
from sandbox.cloud.kubernetes.authorization import MASTERS, Act, Person, refusal
from sandbox.cloud.kubernetes.store import Store

OPERATOR = Person("arn:aws:sts::1:assumed-role/operator/me", ("standby:operators",))
RBAC = "rbac.authorization.k8s.io/v1"


@pytest.fixture
def store() -> Store:
    made = Store("1.36")
    made.create(made.kind("v1", "namespaces"), "", {"metadata": {"name": "standby"}})
    put(made, "roles", _operator_role())
    put(made, "rolebindings", _operators())
    put(made, "clusterroles", _operator_looks())
    put(made, "clusterrolebindings", _operators_look())
    return made


def put(store: Store, plural: str, manifest: dict[str, Any]) -> None:
    store.create(store.kind(RBAC, plural), manifest["metadata"].get("namespace", ""), manifest)


def act(verb: str, group: str, plural: str, namespace: str = "standby", name: str = "", part: str = "") -> Act:
    return Act(verb=verb, group=group, plural=plural, namespace=namespace, name=name, part=part)


def said(asked: Act) -> str:
    return " ".join(filter(None, (asked.verb, asked.namespace, asked.plural, asked.name, asked.part)))


@pytest.mark.parametrize(
    "asked",
    [
        act("patch", "keda.sh", "scaledobjects", name="worker"),
        act("get", "apps", "deployments", name="worker"),
        act("list", "", "pods"),
        act("list", "keda.sh", "scaledobjects", ""),
        act("list", "rbac.authorization.k8s.io", "clusterroles", ""),
    ],
    ids=said,
)
def test_an_operator_may_do_what_a_failover_does(store: Store, asked: Act) -> None:
    assert refusal(store, OPERATOR, asked) == ""


@pytest.mark.parametrize(
    "asked",
    [
        act("delete", "keda.sh", "scaledobjects", name="worker"),
        act("patch", "apps", "deployments", name="worker"),
        act("patch", "apps", "deployments", name="worker", part="scale"),
        act("patch", "keda.sh", "scaledobjects", "standby-system", "worker"),
        act("list", "", "pods", ""),
        act("list", "", "secrets", ""),
        act("get", "", "secrets", name="kedaorg-certs"),
        act("get", "rbac.authorization.k8s.io", "clusterroles", "", "standby-operators-look"),
    ],
    ids=said,
)
def test_and_nothing_else(store: Store, asked: Act) -> None:
    assert "is forbidden: User" in refusal(store, OPERATOR, asked)


def test_a_refusal_is_in_kubernetes_words(store: Store) -> None:
    assert refusal(store, OPERATOR, act("patch", "apps", "deployments", name="worker")) == (
        'deployments.apps "worker" is forbidden: User "arn:aws:sts::1:assumed-role/operator/me" cannot patch '
        'resource "deployments" in API group "apps" in the namespace "standby"'
    )


def test_an_entry_without_a_group_may_nothing(store: Store) -> None:
    assert refusal(store, Person("somebody", ()), act("get", "apps", "deployments", name="worker"))


def test_masters_may_everything(store: Store) -> None:
    assert refusal(store, Person("admin", (MASTERS,)), act("delete", "", "secrets", "kube-system", "all")) == ""


def test_a_cluster_role_that_is_bound_everywhere_holds_in_each_namespace(store: Store) -> None:
    rule = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"], "resourceNames": ["one"]}
    put(store, "clusterroles", {"metadata": {"name": "reads"}, "rules": [rule]})
    given = {"roleRef": {"kind": "ClusterRole", "name": "reads"}, "subjects": [{"kind": "User", "name": OPERATOR.name}]}
    put(store, "clusterrolebindings", {"metadata": {"name": "reads"}, **given})
    assert refusal(store, OPERATOR, act("get", "", "configmaps", "default", "one")) == ""
    assert refusal(store, OPERATOR, act("get", "", "configmaps", "default", "two"))
