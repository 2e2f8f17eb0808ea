"""What EKS takes and does not do, or refuses: said before anything is made."""

import json
from typing import Any

import pytest

from sandbox.providers.aws.checking import failures
from sandbox.providers.aws.compute.core_dns import broken_settings
from sandbox.providers.aws.compute.eks import Cluster
from sandbox.providers.aws.compute.eks_parts import Addon

GOOD: dict[str, Any] = {
    "computeType": "Fargate",
    "replicaCount": 3,
    "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1},
    "resources": {"requests": {"cpu": "0.25", "memory": "256M"}, "limits": {"cpu": "0.25", "memory": "256M"}},
}


def test_a_zonal_shift_is_refused_where_it_does_nothing() -> None:
    inputs = {"name": "standby", "roleArn": "arn", "vpcConfig": {}, "zonalShiftConfig": {"enabled": True}}
    assert any("does nothing for pods on Fargate" in each.reason for each in failures(Cluster, inputs))


def test_the_settings_of_core_dns_are_taken() -> None:
    assert list(broken_settings(json.dumps(GOOD))) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"computeType": "fargate"}, "it is ec2 or Fargate"),
        ({"replicas": 3}, "there is no such key"),
        ({"replicaCount": "3"}, "a whole number"),
        ({"replicaCount": 0}, "a whole number"),
        ({"podDisruptionBudget": {"enabled": "true"}}, "enabled is true or false"),
        ({"podDisruptionBudget": {"maxUnavailable": 1, "minAvailable": 1}}, "not both"),
        ({"resources": {"requests": {"cpu": 0.25}}}, "is an amount"),
        ({"resources": {"requests": {"cpu": "quarter"}}}, "is an amount"),
        ({"tolerations": {}}, "it is a list"),
    ],
)
def test_settings_that_the_add_on_does_not_know_are_refused(change: dict[str, Any], says: str) -> None:
    inputs = {"addonName": "coredns", "clusterName": "standby", "configurationValues": json.dumps({**GOOD, **change})}
    assert any(says in each.reason for each in failures(Addon, inputs))


def test_settings_that_are_no_json_are_refused() -> None:
    (reason,) = broken_settings("replicaCount: 3")
    assert "not in valid JSON format" in reason
