"""ElastiCache: the cache of the region that takes over."""

from typing import Any

import pytest

from tests.operations.readiness.rules.answering import Case, case, declared, one_problem, problems

_GROUPS, _NODES = "elasticache.describe_replication_groups", "elasticache.describe_cache_clusters"
_USERS, _USER_GROUPS = "elasticache.describe_users", "elasticache.describe_user_groups"
_PARAMETERS, _SUBNETS = "elasticache.describe_cache_parameter_groups", "elasticache.describe_cache_subnet_groups"
_RIGHTS = "on ~* -@all +@read"
RESOURCES = [
    declared(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "cache",
        "standby",
        {
            "engine": "valkey",
            "engineVersion": "8.0",
            "nodeType": "cache.r7g.large",
            "numCacheClusters": 2,
            "port": 6379,
            "automaticFailoverEnabled": True,
            "multiAzEnabled": True,
            "parameterGroupName": "standby-valkey8",
            "subnetGroupName": "standby",
            "securityGroupIds": ["sg-1"],
            "userGroupIds": ["standby"],
            "transitEncryptionEnabled": True,
            "transitEncryptionMode": "required",
            "atRestEncryptionEnabled": True,
            "kmsKeyId": "arn:aws:kms:key",
            "snapshotRetentionLimit": 1,
        },
    ),
    declared(
        "aws:elasticache/user:User",
        "cache-user",
        "standby-app",
        {"userName": "standby-app", "accessString": _RIGHTS, "authenticationMode": {"type": "iam"}},
    ),
    declared("aws:elasticache/userGroup:UserGroup", "cache-users", "standby", {"userIds": ["standby-app"]}),
    declared(
        "aws:elasticache/parameterGroup:ParameterGroup",
        "cache-parameters",
        "standby-valkey8",
        {"family": "valkey8", "parameters": [{"name": "maxmemory-policy", "value": "allkeys-lru"}]},
    ),
    declared(
        "aws:elasticache/subnetGroup:SubnetGroup", "cache-subnets", "standby", {"subnetIds": ["subnet-2", "subnet-1"]}
    ),
]


def _node(number: int) -> dict[str, Any]:
    return {
        "CacheClusterId": f"standby-00{number}",
        "ReplicationGroupId": "standby",
        "CacheClusterStatus": "available",
        "EngineVersion": "8.0.1",
        "CacheParameterGroup": {"CacheParameterGroupName": "standby-valkey8"},
        "CacheSubnetGroupName": "standby",
        "SecurityGroups": [{"SecurityGroupId": "sg-1"}],
    }


HEALTHY: dict[tuple[str, str], Any] = {
    ("elasticache", "describe_replication_groups"): {
        "ReplicationGroups": [
            {
                "ReplicationGroupId": "standby",
                "Status": "available",
                "Engine": "valkey",
                "CacheNodeType": "cache.r7g.large",
                "NodeGroups": [
                    {
                        "PrimaryEndpoint": {"Address": "a", "Port": 6379},
                        "NodeGroupMembers": [{"CacheClusterId": "standby-001"}, {"CacheClusterId": "standby-002"}],
                    }
                ],
                "AutomaticFailover": "enabled",
                "MultiAZ": "enabled",
                "UserGroupIds": ["standby"],
                "TransitEncryptionEnabled": True,
                "TransitEncryptionMode": "required",
                "AtRestEncryptionEnabled": True,
                "KmsKeyId": "arn:aws:kms:key",
                "SnapshotRetentionLimit": 1,
            }
        ]
    },
    ("elasticache", "describe_cache_clusters"): {"CacheClusters": [_node(1), _node(2)]},
    ("elasticache", "describe_users"): {
        "Users": [
            {
                "UserId": "standby-app",
                "UserName": "standby-app",
                "Status": "active",
                "AccessString": _RIGHTS,
                "Authentication": {"Type": "iam"},
            }
        ]
    },
    ("elasticache", "describe_user_groups"): {
        "UserGroups": [{"UserGroupId": "standby", "Status": "active", "UserIds": ["standby-app"]}]
    },
    ("elasticache", "describe_cache_parameter_groups"): {
        "CacheParameterGroups": [{"CacheParameterGroupName": "standby-valkey8", "CacheParameterGroupFamily": "valkey8"}]
    },
    ("elasticache", "describe_cache_parameters"): {
        "Parameters": [{"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lru"}]
    },
    ("elasticache", "describe_cache_subnet_groups"): {
        "CacheSubnetGroups": [
            {
                "CacheSubnetGroupName": "standby",
                "Subnets": [{"SubnetIdentifier": "subnet-1"}, {"SubnetIdentifier": "subnet-2"}],
            }
        ]
    },
}
_ONE = "ReplicationGroups.0."
_MEMBERS = f"{_ONE}NodeGroups.0.NodeGroupMembers"
CASES = (
    case("gone", "is not there", _GROUPS, "ReplicationGroups.0", of="cache", stops=True),
    case("deleting", "is deleting", _GROUPS, f"{_ONE}Status", "deleting", of="cache", stops=True),
    case("smaller", "node type is cache.t4g.micro", _GROUPS, f"{_ONE}CacheNodeType", "cache.t4g.micro", of="cache",
         stops=True),
    case("a node less", "has 1 nodes, declared are 2", _GROUPS, f"{_MEMBERS}.1", of="cache", stops=False),
    case("no node", "has no node", _GROUPS, _MEMBERS, [], of="cache", stops=True),
    case("a node is away", "standby-002 is not available", _NODES, "CacheClusters.1.CacheClusterStatus", "rebooting",
         of="cache", stops=False),
    case("an older engine", "engine version is 7.2.6", _NODES, "CacheClusters.1.EngineVersion", "7.2.6", of="cache",
         stops=True),
    case("groups", "security groups is sg-1, sg-2", _NODES, "CacheClusters.1.SecurityGroups.0.SecurityGroupId",
         "sg-2", of="cache", stops=True),
    case("users taken away", "user groups is none", _GROUPS, f"{_ONE}UserGroupIds", [], of="cache", stops=True),
    case("in plain text", "encryption in transit is false", _GROUPS, f"{_ONE}TransitEncryptionEnabled", False,  # noqa: FBT003
         of="cache", stops=True),
    case("no failover of its own", "automatic failover is false", _GROUPS, f"{_ONE}AutomaticFailover", "disabled",
         of="cache", stops=False),
    case("parameter group of it", "parameter group is default.valkey8", _NODES,
         "CacheClusters", [_node(1) | {"CacheParameterGroup": {"CacheParameterGroupName": "default.valkey8"}}],
         of="cache", stops=False),
    case("another key", "key is none", _GROUPS, f"{_ONE}KmsKeyId", of="cache", stops=False),
    case("snapshots", "days of snapshots is 0", _GROUPS, f"{_ONE}SnapshotRetentionLimit", 0, of="cache", stops=False),
    case("user gone", "is not there", _USERS, "Users.0", of="cache-user", stops=True),
    case("user may nothing", "rights is off", _USERS, "Users.0.AccessString", "off ~* -@all", of="cache-user",
         stops=True),
    case("user by password", "logs in by password", _USERS, "Users.0.Authentication.Type", "password",
         of="cache-user", stops=True),
    case("users gone", "is not there", _USER_GROUPS, "UserGroups.0", of="cache-users", stops=True),
    case("user out of it", "has not standby-app", _USER_GROUPS, "UserGroups.0.UserIds", [], of="cache-users",
         stops=True),
    case("parameters gone", "is not there", _PARAMETERS, "CacheParameterGroups.0", of="cache-parameters", stops=True),
    case("a parameter", "maxmemory-policy is noeviction", "elasticache.describe_cache_parameters",
         "Parameters.0.ParameterValue", "noeviction", of="cache-parameters", stops=False),
    case("subnets gone", "is not there", _SUBNETS, "CacheSubnetGroups.0", of="cache-subnets", stops=True),
    case("a subnet", "subnets is subnet-2", _SUBNETS, "CacheSubnetGroups.0.Subnets.0", of="cache-subnets",
         stops=False),
)  # fmt: skip


def test_a_cache_as_declared_is_nothing_to_tell_of() -> None:
    assert problems(RESOURCES, HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, RESOURCES, HEALTHY)


def test_a_patch_that_aws_put_in_is_as_declared() -> None:
    nodes = [_node(number) | {"EngineVersion": "8.1.0"} for number in (1, 2)]
    assert problems(RESOURCES, {**HEALTHY, ("elasticache", "describe_cache_clusters"): {"CacheClusters": nodes}}) == []
