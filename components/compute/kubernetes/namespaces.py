"""The workloads' namespace: how much may run in it, who talks to whom, and what an operator may change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.common import naming, ports
from components.compute.kubernetes.access import OPERATORS
from components.compute.kubernetes.objects import KubernetesObject, Manifest, Objects, manifest
from settings.fargate import pod_memory_mib
from settings.workload import WorkloadSettings

# Pods of all namespaces keep to the strictest of the published standards; the API server refuses others.
RESTRICTED = {
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/enforce-version": "latest",
}
_DNS = 53
_POLICY = "networking.k8s.io/v1"
_RBAC_GROUP = "rbac.authorization.k8s.io"
_RBAC = f"{_RBAC_GROUP}/v1"
_LOOKS = f"{naming.PREFIX}-operators-look"
_SUBJECTS = [{"kind": "Group", "name": OPERATORS, "apiGroup": _RBAC_GROUP}]
# Group -> the kinds in it that this program declares.
LOOKED_AT: Mapping[str, tuple[str, ...]] = {
    "": ("configmaps", "limitranges", "namespaces", "resourcequotas", "serviceaccounts", "services"),
    "apiextensions.k8s.io": ("customresourcedefinitions",),
    "apiregistration.k8s.io": ("apiservices",),
    "apps": ("deployments",),
    "elbv2.k8s.aws": ("targetgroupbindings",),
    "keda.sh": ("scaledobjects", "triggerauthentications"),
    "networking.k8s.io": ("networkpolicies",),
    "policy": ("poddisruptionbudgets",),
    _RBAC_GROUP: ("clusterrolebindings", "clusterroles", "rolebindings", "roles"),
    "vpcresources.k8s.aws": ("securitygrouppolicies",),
}


@dataclass(frozen=True, kw_only=True)
class WorkloadNamespaceArgs:
    """`specs` are the workloads that run here, by name; `vpc_cidr` is where the load balancer and the stores are."""

    specs: Mapping[str, WorkloadSettings]
    vpc_cidr: str
    security_group_ids: pulumi.Input[list[str]]


class WorkloadNamespace(pulumi.ComponentResource):
    """Closed to begin with. Fargate enforces no NetworkPolicy, so what binds there is the pods' security groups."""

    ready: tuple[KubernetesObject, ...]

    def __init__(self, name: str, args: WorkloadNamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:WorkloadNamespace", name, None, opts)
        namespace = Objects(self, name).add("", namespace_manifest(naming.WORKLOADS_NAMESPACE))
        objects = Objects(self, name, after=[namespace])
        self.ready = (
            namespace,
            objects.add("groups", _security_groups(args.security_group_ids)),
            objects.add("quota", _quota(args.specs)),
            objects.add("limits", _limits()),
            objects.add("closed", _closed()),
            objects.add("egress", _egress(args.vpc_cidr)),
        )
        role = objects.add("operator", _operator_role())
        objects.add("operators", _operators(), after=[role])
        looks = objects.add("operator-looks", _operator_looks())
        objects.add("operators-look", _operators_look(), after=[looks])
        self.register_outputs({})


def namespace_manifest(name: str) -> Manifest:
    """A namespace for pods that may nothing."""
    body = manifest("v1", "Namespace", name)
    body["metadata"]["labels"] |= RESTRICTED
    return body


def _here(api_version: str, kind: str, name: str, **fields: Any) -> Manifest:  # noqa: ANN401 - whatever the kind has
    return manifest(api_version, kind, name, namespace=naming.WORKLOADS_NAMESPACE, app=naming.PREFIX, **fields)


def _security_groups(group_ids: pulumi.Input[list[str]]) -> Manifest:
    """What binds on Fargate.

    The tasks' group, so that load balancer and stores know the pods, and the cluster's own, without which a pod reaches
    neither its control plane nor CoreDNS.
    """
    spec = {"podSelector": {}, "securityGroups": {"groupIds": group_ids}}
    return _here("vpcresources.k8s.aws/v1beta1", "SecurityGroupPolicy", "workloads", spec=spec)


def _quota(specs: Mapping[str, WorkloadSettings]) -> Manifest:
    """All workloads at their most, twice over: a rollout starts the new pods before it stops the old ones.

    It does not follow the strategy, because a failover raises bounds and cannot wait for a quota.
    """
    most = {name: 2 * spec.max_tasks for name, spec in specs.items()}
    milli = sum(most[name] * spec.cpu_units * 1000 // 1024 for name, spec in specs.items())
    mebi = sum(most[name] * pod_memory_mib(spec.memory_mib) for name, spec in specs.items())
    hard = {
        "pods": str(sum(most.values())),
        "requests.cpu": f"{milli}m",
        "requests.memory": f"{mebi}Mi",
        "limits.cpu": f"{milli}m",
        "limits.memory": f"{mebi}Mi",
        "services.loadbalancers": "0",
        "persistentvolumeclaims": "0",
    }
    return _here("v1", "ResourceQuota", "workloads", spec={"hard": hard})


def _limits() -> Manifest:
    """What a container asks for that says nothing, so that the quota counts it."""
    least = {"cpu": "250m", "memory": "256Mi"}
    limits = [{"type": "Container", "default": least, "defaultRequest": least}]
    return _here("v1", "LimitRange", "workloads", spec={"limits": limits})


def _closed() -> Manifest:
    return _here(_POLICY, "NetworkPolicy", "closed", spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})


def _egress(vpc_cidr: str) -> Manifest:
    """Names, HTTPS, and the stores: what the tasks' security group lets out too."""
    names = {
        "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}],
        "ports": [{"protocol": protocol, "port": _DNS} for protocol in ("UDP", "TCP")],
    }
    stores = {
        "to": [{"ipBlock": {"cidr": vpc_cidr}}],
        "ports": [{"protocol": "TCP", "port": port} for port in (ports.DATABASE, ports.CACHE)],
    }
    https = {"ports": [{"protocol": "TCP", "port": ports.HTTPS}]}
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [names, stores, https]}
    return _here(_POLICY, "NetworkPolicy", "egress", spec=spec)


def _operator_role() -> Manifest:
    """What a failover needs: look, and raise bounds."""
    rules = [
        {"apiGroups": ["keda.sh"], "resources": ["scaledobjects"], "verbs": ["get", "list", "patch"]},
        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list"]},
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]},
    ]
    return _here(_RBAC, "Role", "operator", rules=rules)


def _operators() -> Manifest:
    return _here(_RBAC, "RoleBinding", "operators", roleRef=_ref("Role", "operator"), subjects=_SUBJECTS)


def _operator_looks() -> Manifest:
    """What `standby readiness` needs: each kind that is declared here, in every namespace. No Secret is among them."""
    rules = [
        {"apiGroups": [group], "resources": list(resources), "verbs": ["list"]}
        for group, resources in LOOKED_AT.items()
    ]
    return manifest(_RBAC, "ClusterRole", _LOOKS, app=naming.PREFIX, rules=rules)


def _operators_look() -> Manifest:
    ref = _ref("ClusterRole", _LOOKS)
    return manifest(_RBAC, "ClusterRoleBinding", _LOOKS, app=naming.PREFIX, roleRef=ref, subjects=_SUBJECTS)


def _ref(kind: str, name: str) -> Manifest:
    return {"apiGroup": _RBAC_GROUP, "kind": kind, "name": name}
