"""EKS: the cluster of the region that takes over, as AWS says it."""

import json
from typing import Any

import pytest

from tests.operations.readiness.rules.answering import (
    ACCOUNT,
    Case,
    Refused,
    case,
    declared,
    one_problem,
    problems,
)

_CLUSTER, _PROFILE = "eks.describe_cluster", "eks.describe_fargate_profile"
_ADDON, _ENTRY = "eks.describe_addon", "eks.describe_access_entry"
_POLICIES = "eks.list_associated_access_policies"
_GONE = Refused("ResourceNotFoundException")
_OPERATOR, _ADMIN = (f"arn:aws:iam::{ACCOUNT}:role/{role}" for role in ("operator", "admin"))
_ADMINISTERS = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
_SETTINGS = {"replicaCount": 3}
RESOURCES = [
    declared(
        "aws:eks/cluster:Cluster",
        "cluster",
        "standby",
        {
            "name": "standby",
            "version": "1.36",
            "roleArn": "role",
            "vpcConfig": {
                "subnetIds": ["subnet-1", "subnet-2"],
                "endpointPrivateAccess": True,
                "endpointPublicAccess": False,
            },
            "accessConfig": {"authenticationMode": "API"},
            "enabledClusterLogTypes": ["audit", "api"],
            "encryptionConfig": {"provider": {"keyArn": "key"}, "resources": ["secrets"]},
            "upgradePolicy": {"supportType": "STANDARD"},
            "deletionProtection": True,
        },
    ),
    declared(
        "aws:eks/fargateProfile:FargateProfile",
        "profile",
        "standby:workloads",
        {
            "clusterName": "standby",
            "fargateProfileName": "workloads",
            "selectors": [{"namespace": "standby"}],
            "subnetIds": ["subnet-1", "subnet-2"],
            "podExecutionRoleArn": "execution",
        },
    ),
    declared(
        "aws:eks/addon:Addon",
        "dns",
        "standby:coredns",
        {
            "clusterName": "standby",
            "addonName": "coredns",
            "addonVersion": "v1.14.6-eksbuild.4",
            "configurationValues": json.dumps(_SETTINGS),
        },
    ),
    declared(
        "aws:eks/accessEntry:AccessEntry",
        "operator",
        f"standby:{_OPERATOR}",
        {"clusterName": "standby", "principalArn": _OPERATOR, "kubernetesGroups": ["standby:operators"]},
    ),
    declared(
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        "administers",
        f"standby#{_ADMIN}#{_ADMINISTERS}",
        {
            "clusterName": "standby",
            "principalArn": _ADMIN,
            "policyArn": _ADMINISTERS,
            "accessScope": {"type": "cluster"},
        },
    ),
]
HEALTHY: dict[tuple[str, str], Any] = {
    ("eks", "describe_cluster"): {
        "cluster": {
            "status": "ACTIVE",
            "version": "1.36",
            "roleArn": "role",
            "resourcesVpcConfig": {
                "subnetIds": ["subnet-2", "subnet-1"],
                "endpointPrivateAccess": True,
                "endpointPublicAccess": False,
            },
            "accessConfig": {"authenticationMode": "API"},
            "logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]},
            "encryptionConfig": [{"provider": {"keyArn": "key"}, "resources": ["secrets"]}],
            "upgradePolicy": {"supportType": "STANDARD"},
            "deletionProtection": True,
        }
    },
    ("eks", "describe_fargate_profile"): {
        "fargateProfile": {
            "status": "ACTIVE",
            "selectors": [{"namespace": "standby", "labels": {}}],
            "subnets": ["subnet-1", "subnet-2"],
            "podExecutionRoleArn": "execution",
        }
    },
    ("eks", "describe_addon"): {
        "addon": {
            "status": "ACTIVE",
            "addonVersion": "v1.14.6-eksbuild.4",
            "configurationValues": json.dumps(_SETTINGS, indent=1),
            "health": {"issues": []},
        }
    },
    ("eks", "describe_access_entry"): {"accessEntry": {"kubernetesGroups": ["standby:operators"], "type": "STANDARD"}},
    ("eks", "list_associated_access_policies"): {
        "associatedAccessPolicies": [{"policyArn": _ADMINISTERS, "accessScope": {"type": "cluster"}}]
    },
}
_ISSUE = [{"code": "InsufficientNumberOfReplicas", "message": "no pod runs"}]
CASES = (
    case("gone", "is not there", _CLUSTER, "", _GONE, of="cluster", stops=True),
    case("failed", "is FAILED", _CLUSTER, "cluster.status", "FAILED", of="cluster", stops=True),
    case("older", "version is 1.35, declared is 1.36", _CLUSTER, "cluster.version", "1.35", of="cluster",
         stops=False),
    case("no private endpoint", "private endpoint is false", _CLUSTER,
         "cluster.resourcesVpcConfig.endpointPrivateAccess", False, of="cluster", stops=True),  # noqa: FBT003
    case("open to all", "public endpoint is true", _CLUSTER, "cluster.resourcesVpcConfig.endpointPublicAccess",
         True, of="cluster", stops=False),  # noqa: FBT003
    case("subnets", "subnets is subnet-1", _CLUSTER, "cluster.resourcesVpcConfig.subnetIds", ["subnet-1"],
         of="cluster", stops=True),
    case("no logs", "logs is none", _CLUSTER, "cluster.logging.clusterLogging.0.enabled", False, of="cluster",  # noqa: FBT003
         stops=False),
    case("unprotected", "deletion protection is false", _CLUSTER, "cluster.deletionProtection", False,  # noqa: FBT003
         of="cluster", stops=False),
    case("dear support", "support is EXTENDED", _CLUSTER, "cluster.upgradePolicy.supportType", "EXTENDED",
         of="cluster", stops=False),
    case("profile gone", "is not there", _PROFILE, "", _GONE, of="profile", stops=True),
    case("profile failed", "is CREATE_FAILED", _PROFILE, "fargateProfile.status", "CREATE_FAILED", of="profile",
         stops=True),
    case("selectors", "selectors is", _PROFILE, "fargateProfile.selectors.0.namespace", "other", of="profile",
         stops=True),
    case("add-on gone", "is not there", _ADDON, "", _GONE, of="dns", stops=True),
    case("add-on degraded", "is DEGRADED", _ADDON, "addon.status", "DEGRADED", of="dns", stops=True),
    case("add-on unwell", "InsufficientNumberOfReplicas: no pod runs", _ADDON, "addon.health.issues", _ISSUE,
         of="dns", stops=True),
    case("add-on of another version", "version is v1.14.5-eksbuild.1", _ADDON, "addon.addonVersion",
         "v1.14.5-eksbuild.1", of="dns", stops=False),
    case("add-on of fewer", "settings is", _ADDON, "addon.configurationValues", '{"replicaCount": 1}', of="dns",
         stops=False),
    case("operator is out", "is not there", _ENTRY, "", _GONE, of="operator", stops=True),
    case("operator without rights", "is not in standby:operators", _ENTRY, "accessEntry.kubernetesGroups", [],
         of="operator", stops=True),
    case("nobody administers", "is not there", _POLICIES, "associatedAccessPolicies", [], of="administers",
         stops=False),
)  # fmt: skip


def test_a_cluster_as_declared_is_nothing_to_tell_of() -> None:
    assert problems(RESOURCES, HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, RESOURCES, HEALTHY)


def test_a_cluster_that_eks_moved_on_is_as_declared() -> None:
    newer = HEALTHY["eks", "describe_cluster"]["cluster"] | {"version": "1.37"}
    assert problems(RESOURCES, {**HEALTHY, ("eks", "describe_cluster"): {"cluster": newer}}) == []


def test_an_administrator_who_is_out_stops_no_failover() -> None:
    admin = declared(
        "aws:eks/accessEntry:AccessEntry", "admin", "1", {"clusterName": "standby", "principalArn": _ADMIN}
    )
    (found,) = problems([admin], {("eks", "describe_access_entry"): _GONE})
    assert not found.stops
