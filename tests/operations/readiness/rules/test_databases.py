"""RDS: what somebody may take from the region's database by hand, one thing at a time."""

from typing import Any

import pytest

from tests.operations.readiness.rules.answering import (
    ACCOUNT,
    EAST,
    HOME,
    WEST,
    Case,
    also,
    case,
    changed,
    declared,
    one_problem,
    problems,
)

_KEY = f"arn:aws:kms:{WEST}:{ACCOUNT}:key/mrk-1"
_GLOBAL, _CLUSTERS, _INSTANCES = (
    "rds.describe_global_clusters",
    "rds.describe_db_clusters",
    "rds.describe_db_instances",
)
_GROUPS, _VALUES = "rds.describe_db_cluster_parameter_groups", "rds.describe_db_cluster_parameters"
_SUBNETS = "rds.describe_db_subnet_groups"


def _arn(region: str) -> str:
    return f"arn:aws:rds:{region}:{ACCOUNT}:cluster:standby-{region}"


def _instance(letter: str, tier: int) -> Any:  # noqa: ANN401
    return declared(
        "aws:rds/clusterInstance:ClusterInstance",
        f"database-{letter}",
        f"standby-{letter}",
        {
            "clusterIdentifier": f"standby-{WEST}",
            "instanceClass": "db.serverless",
            "availabilityZone": f"{WEST}{letter}",
            "promotionTier": tier,
            "publiclyAccessible": False,
        },
    )


RESOURCES = [
    declared(
        "aws:rds/globalCluster:GlobalCluster",
        "global-database",
        "standby",
        {
            "engine": "aurora-postgresql",
            "engineVersion": "16.8",
            "storageEncrypted": True,
            "deletionProtection": True,
        },
        stack=HOME,
        region=EAST,
    ),
    declared(
        "aws:rds/cluster:Cluster",
        "database",
        f"standby-{WEST}",
        {
            "globalClusterIdentifier": "standby",
            "engineVersion": "16.8",
            "port": 5432,
            "vpcSecurityGroupIds": ["sg-1"],
            "dbSubnetGroupName": "standby",
            "dbClusterParameterGroupName": "standby-16",
            "iamDatabaseAuthenticationEnabled": True,
            "storageEncrypted": True,
            "kmsKeyId": _KEY,
            "serverlessv2ScalingConfiguration": {"minCapacity": 2, "maxCapacity": 64},
            "deletionProtection": True,
            "backupRetentionPeriod": 14,
            "copyTagsToSnapshot": True,
            "enabledCloudwatchLogsExports": ["postgresql"],
        },
    ),
    _instance("a", 0),
    _instance("b", 1),
    declared(
        "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "database-parameters",
        "standby-16",
        {"family": "aurora-postgresql16", "parameters": [{"name": "rds.force_ssl", "value": "1"}]},
    ),
    declared("aws:rds/subnetGroup:SubnetGroup", "database-subnets", "standby", {"subnetIds": ["subnet-2", "subnet-1"]}),
]


def _standing(letter: str, tier: int) -> dict[str, Any]:
    return {
        "DBInstanceIdentifier": f"standby-{letter}",
        "DBInstanceClass": "db.serverless",
        "DBInstanceStatus": "available",
        "DBClusterIdentifier": f"standby-{WEST}",
        "AvailabilityZone": f"{WEST}{letter}",
        "PromotionTier": tier,
        "PubliclyAccessible": False,
    }


HEALTHY: dict[tuple[str, str], Any] = {
    ("rds", "describe_global_clusters"): {
        "GlobalClusters": [
            {
                "GlobalClusterIdentifier": "standby",
                "Status": "available",
                "Engine": "aurora-postgresql",
                "EngineVersion": "16.8",
                "StorageEncrypted": True,
                "DeletionProtection": True,
                "GlobalClusterMembers": [
                    {"DBClusterArn": _arn(EAST), "IsWriter": True},
                    {"DBClusterArn": _arn(WEST), "IsWriter": False, "SynchronizationStatus": "connected"},
                ],
            }
        ]
    },
    ("rds", "describe_db_clusters"): {
        "DBClusters": [
            {
                "DBClusterIdentifier": f"standby-{WEST}",
                "DBClusterArn": _arn(WEST),
                "Status": "available",
                "EngineVersion": "16.8",
                "Port": 5432,
                "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
                "DBSubnetGroup": "standby",
                "DBClusterParameterGroup": "standby-16",
                "DBClusterMembers": [
                    {"DBInstanceIdentifier": "standby-a", "DBClusterParameterGroupStatus": "in-sync"},
                    {"DBInstanceIdentifier": "standby-b", "DBClusterParameterGroupStatus": "in-sync"},
                ],
                "IAMDatabaseAuthenticationEnabled": True,
                "StorageEncrypted": True,
                "KmsKeyId": _KEY,
                "ServerlessV2ScalingConfiguration": {"MinCapacity": 2.0, "MaxCapacity": 64.0},
                "DeletionProtection": True,
                "BackupRetentionPeriod": 14,
                "CopyTagsToSnapshot": True,
                "EnabledCloudwatchLogsExports": ["postgresql"],
            }
        ]
    },
    ("rds", "describe_db_instances"): {"DBInstances": [_standing("a", 0), _standing("b", 1)]},
    ("rds", "describe_db_cluster_parameter_groups"): {
        "DBClusterParameterGroups": [
            {"DBClusterParameterGroupName": "standby-16", "DBParameterGroupFamily": "aurora-postgresql16"}
        ]
    },
    ("rds", "describe_db_cluster_parameters"): {
        "Parameters": [{"ParameterName": "rds.force_ssl", "ParameterValue": "1"}]
    },
    ("rds", "describe_db_subnet_groups"): {
        "DBSubnetGroups": [
            {
                "DBSubnetGroupName": "standby",
                "SubnetGroupStatus": "Complete",
                "Subnets": [{"SubnetIdentifier": "subnet-1"}, {"SubnetIdentifier": "subnet-2"}],
            }
        ]
    },
}
_ONE = "DBClusters.0."
_DETACHED = case(
    "detached", "no member of the global database standby", _GLOBAL, "GlobalClusters.0.GlobalClusterMembers.1",
    of="database", stops=True,
)  # fmt: skip
_NONE_SERVES = case(
    "the last instance", "is stopped", _INSTANCES, "DBInstances.0.DBInstanceStatus", "stopped", of="database-a",
    stops=True,
)  # fmt: skip
CASES = (
    case("cluster is stopped", "is stopped", _CLUSTERS, f"{_ONE}Status", "stopped", of="database", stops=True),
    case("cluster fails", "inaccessible", _CLUSTERS, f"{_ONE}Status", "inaccessible-encryption-credentials",
         of="database", stops=True),
    _DETACHED,
    case("not level", "synchronization is pending-resync", _GLOBAL,
         "GlobalClusters.0.GlobalClusterMembers.1.SynchronizationStatus", "pending-resync", of="database", stops=True),
    case("other version", "runs 16.9, the global database 16.8", _CLUSTERS, f"{_ONE}EngineVersion", "16.9",
         of="database", stops=True),
    case("port", "port is 5433", _CLUSTERS, f"{_ONE}Port", 5433, of="database", stops=True),
    case("groups", "security groups is none", _CLUSTERS, f"{_ONE}VpcSecurityGroups", [], of="database", stops=True),
    case("subnet group of it", "subnet group is other", _CLUSTERS, f"{_ONE}DBSubnetGroup", "other", of="database",
         stops=True),
    case("login", "login by IAM is false", _CLUSTERS, f"{_ONE}IAMDatabaseAuthenticationEnabled", False,  # noqa: FBT003
         of="database", stops=True),
    case("key", "key is", _CLUSTERS, f"{_ONE}KmsKeyId", f"arn:aws:kms:{WEST}:{ACCOUNT}:key/other", of="database",
         stops=True),
    case("shrunk", "most capacity units is 8", _CLUSTERS, f"{_ONE}ServerlessV2ScalingConfiguration.MaxCapacity", 8.0,
         of="database", stops=True),
    case("smaller to begin with", "least capacity units is 0.5", _CLUSTERS,
         f"{_ONE}ServerlessV2ScalingConfiguration.MinCapacity", 0.5, of="database", stops=False),
    case("unprotected", "deletion protection is false", _CLUSTERS, f"{_ONE}DeletionProtection", False,  # noqa: FBT003
         of="database", stops=False),
    case("backups", "days of backups is 1", _CLUSTERS, f"{_ONE}BackupRetentionPeriod", 1, of="database", stops=False),
    case("no logs", "logs is none, declared is postgresql", _CLUSTERS, f"{_ONE}EnabledCloudwatchLogsExports",
         of="database", stops=False),
    case("parameter group of it", "parameter group is default", _CLUSTERS, f"{_ONE}DBClusterParameterGroup", "default",
         of="database", stops=False),
    case("waits for a reboot", "reboot of standby-b", _CLUSTERS,
         f"{_ONE}DBClusterMembers.1.DBClusterParameterGroupStatus", "pending-reboot", of="database", stops=False),
    case("global is deleting", "is deleting", _GLOBAL, "GlobalClusters.0.Status", "deleting", of="global-database",
         stops=True),
    case("global unprotected", "deletion protection is false", _GLOBAL, "GlobalClusters.0.DeletionProtection", False,  # noqa: FBT003
         of="global-database", stops=False),
    case("an instance is gone", "is not there", _INSTANCES, "DBInstances.0", of="database-a", stops=False),
    case("an instance fails", "is failed", _INSTANCES, "DBInstances.1.DBInstanceStatus", "failed", of="database-b",
         stops=False),
    case("class", "class is db.t4g.medium", _INSTANCES, "DBInstances.0.DBInstanceClass", "db.t4g.medium",
         of="database-a", stops=True),
    case("tier", "promotion tier is 9", _INSTANCES, "DBInstances.1.PromotionTier", 9, of="database-b", stops=False),
    case("public", "publicly accessible is true", _INSTANCES, "DBInstances.1.PubliclyAccessible", True,  # noqa: FBT003
         of="database-b", stops=False),
    case("parameters are gone", "is not there", _GROUPS, "DBClusterParameterGroups.0", of="database-parameters",
         stops=True),
    case("a parameter", "rds.force_ssl is 0, declared is 1", _VALUES, "Parameters.0.ParameterValue", "0",
         of="database-parameters", stops=False),
    case("subnets are gone", "is not there", _SUBNETS, "DBSubnetGroups.0", of="database-subnets", stops=True),
    case("a subnet", "subnets is subnet-2", _SUBNETS, "DBSubnetGroups.0.Subnets.0", of="database-subnets", stops=False),
)  # fmt: skip


def test_a_database_as_declared_is_nothing_to_tell_of() -> None:
    assert problems(RESOURCES, HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, RESOURCES, HEALTHY)


def test_a_detached_copy_is_to_be_made_anew_and_not_waited_for() -> None:
    after = {**HEALTHY, ("rds", "describe_global_clusters"): {"GlobalClusters": []}}
    found = {each.resource.name: each for each in problems(RESOURCES, after)}
    assert found.keys() == {"global-database", "database"}
    assert "Delete its cluster" in found["database"].do


def test_without_a_cluster_there_is_nothing_to_promote() -> None:
    found = problems(RESOURCES, {**HEALTHY, ("rds", "describe_db_clusters"): {"DBClusters": []}})
    assert [(each.resource.name, each.stops) for each in found] == [("database", True)]


def test_the_last_instance_that_serves_stops_a_failover() -> None:
    gone = also(_NONE_SERVES, _INSTANCES, "DBInstances.1")
    found = problems(RESOURCES, changed(HEALTHY, gone.changes))
    assert {(each.resource.name, each.stops) for each in found} == {("database-a", True), ("database-b", True)}


@pytest.mark.parametrize("status", ["switching-over", "failing-over", "backing-up", "promoting"])
def test_a_move_that_is_under_way_is_for_the_gates_to_tell(status: str) -> None:
    cluster = HEALTHY["rds", "describe_db_clusters"]["DBClusters"][0] | {"Status": status}
    assert problems(RESOURCES, {**HEALTHY, ("rds", "describe_db_clusters"): {"DBClusters": [cluster]}}) == []


def test_the_region_that_writes_is_level_whatever_is_said_of_it() -> None:
    members = [
        {"DBClusterArn": _arn(WEST), "IsWriter": True, "SynchronizationStatus": "pending-resync"},
        {"DBClusterArn": _arn(EAST), "IsWriter": False, "SynchronizationStatus": "connected"},
    ]
    whole = HEALTHY["rds", "describe_global_clusters"]["GlobalClusters"][0] | {"GlobalClusterMembers": members}
    assert problems(RESOURCES, {**HEALTHY, ("rds", "describe_global_clusters"): {"GlobalClusters": [whole]}}) == []


def test_both_regions_patched_upward_by_aws_are_as_declared() -> None:
    whole = HEALTHY["rds", "describe_global_clusters"]["GlobalClusters"][0] | {"EngineVersion": "16.10"}
    cluster = HEALTHY["rds", "describe_db_clusters"]["DBClusters"][0] | {"EngineVersion": "16.10"}
    after = {
        **HEALTHY,
        ("rds", "describe_global_clusters"): {"GlobalClusters": [whole]},
        ("rds", "describe_db_clusters"): {"DBClusters": [cluster]},
    }
    assert problems(RESOURCES, after) == []
