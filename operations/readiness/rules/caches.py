"""ElastiCache: the region's cache, who may log in to it, and what it runs on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.comparing import Facet, differing
from operations.readiness.rule import Problem, Rule, needed, spared
from operations.readiness.versions import version

READS = (
    "elasticache:DescribeCacheClusters",
    "elasticache:DescribeCacheParameterGroups",
    "elasticache:DescribeCacheParameters",
    "elasticache:DescribeCacheSubnetGroups",
    "elasticache:DescribeReplicationGroups",
    "elasticache:DescribeUserGroups",
    "elasticache:DescribeUsers",
)
_WORKS = frozenset({"available", "modifying", "snapshotting"})
_MEANS = "the workloads of this region find no cache: every request that it would answer goes to the stores"
_UNREACHED = "the workloads would not reach the cache, or not log in"
_SMALLER = "the cache would hold less than the load of a region that serves needs"
_SETTINGS = "the cache answers with other settings than those that were tried"
_ON = "enabled"


def _groups(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {
        each["ReplicationGroupId"]: each
        for each in ask.all("elasticache", "describe_replication_groups", "ReplicationGroups")
    }
    nodes = ask.all("elasticache", "describe_cache_clusters", "CacheClusters")
    for each in declared:
        found = there.get(each.id)
        if found is None:
            yield needed(each, "is not there", _MEANS)
            continue
        if found["Status"] not in _WORKS:
            yield needed(each, f"is {found['Status']}", _MEANS)
        own = [one for one in nodes if one.get("ReplicationGroupId") == each.id]
        yield from _reached(each, found, own)
        yield from _sized(each, found, own)
        yield from _kept(each, found, own)


def _reached(each: StateResource, found: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    wanted = each.inputs
    groups = {one["SecurityGroupId"] for node in nodes for one in node.get("SecurityGroups", ())}
    ports = {(one.get("PrimaryEndpoint") or {}).get("Port", wanted.get("port")) for one in found.get("NodeGroups", ())}
    yield from differing(
        needed,
        each,
        _UNREACHED,
        Facet("security groups", groups, wanted.get("securityGroupIds") if nodes else None),
        Facet("port", ports, [wanted["port"]] if ports and "port" in wanted else None),
        Facet("user groups", found.get("UserGroupIds"), wanted.get("userGroupIds")),
        Facet("encryption in transit", found.get("TransitEncryptionEnabled"), wanted.get("transitEncryptionEnabled")),
    )
    subnets = {node.get("CacheSubnetGroupName") for node in nodes}
    yield from differing(
        needed,
        each,
        _UNREACHED,
        Facet("subnet group", subnets, [wanted["subnetGroupName"]] if nodes and "subnetGroupName" in wanted else None),
    )


def _sized(each: StateResource, found: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    wanted = each.inputs
    yield from differing(
        needed,
        each,
        _SMALLER,
        Facet("node type", found.get("CacheNodeType"), wanted.get("nodeType")),
        Facet("engine", found.get("Engine"), wanted.get("engine")),
    )
    members = [node for group in found.get("NodeGroups", ()) for node in group.get("NodeGroupMembers", ())]
    has, asked = len(members), int(wanted.get("numCacheClusters") or 0)
    if has == 0 and asked:
        yield needed(each, "has no node", _MEANS)
    elif has < asked:
        lives = "the primary answers, and is as large as ever; with its zone more of the cache would be gone"
        yield spared(each, f"has {has} nodes, declared are {asked}", lives)
    if down := sorted(node["CacheClusterId"] for node in nodes if node["CacheClusterStatus"] not in _WORKS):
        yield spared(each, f"{', '.join(down)} is not available", "another node answers")
    declared = str(wanted.get("engineVersion", ""))
    for running in sorted({node["EngineVersion"] for node in nodes}):
        if version(running) < version(declared):
            verdict = needed if version(running)[:1] < version(declared)[:1] else spared
            yield verdict(each, f"engine version is {running}, declared is {declared}", _SETTINGS)


def _kept(each: StateResource, found: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    wanted = each.inputs
    groups = {(node.get("CacheParameterGroup") or {}).get("CacheParameterGroupName") for node in nodes}
    yield from differing(
        spared,
        each,
        "the cache answers; when its primary goes, it would stay away for longer",
        Facet("automatic failover", found.get("AutomaticFailover") == _ON, wanted.get("automaticFailoverEnabled")),
        Facet("several zones", found.get("MultiAZ") == _ON, wanted.get("multiAzEnabled")),
    )
    yield from differing(
        spared,
        each,
        _SETTINGS,
        Facet(
            "parameter group",
            groups,
            [wanted["parameterGroupName"]] if nodes and "parameterGroupName" in wanted else None,
        ),
        Facet("encryption at rest", found.get("AtRestEncryptionEnabled"), wanted.get("atRestEncryptionEnabled")),
        Facet("encryption mode", found.get("TransitEncryptionMode"), wanted.get("transitEncryptionMode")),
        Facet("key", found.get("KmsKeyId"), wanted.get("kmsKeyId")),
        Facet("days of snapshots", found.get("SnapshotRetentionLimit"), wanted.get("snapshotRetentionLimit")),
    )


def _users(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {each["UserId"]: each for each in ask.all("elasticache", "describe_users", "Users")}
    for each in declared:
        found = there.get(each.id)
        if found is None or found.get("Status") not in {"active", "modifying"}:
            yield needed(each, f"is {found.get('Status')}" if found else "is not there", _UNREACHED)
            continue
        yield from differing(
            needed,
            each,
            _UNREACHED,
            Facet("name", found.get("UserName"), each.inputs.get("userName")),
            Facet("rights", found.get("AccessString"), each.inputs.get("accessString")),
        )
        mode = (each.inputs.get("authenticationMode") or {}).get("type")
        has = (found.get("Authentication") or {}).get("Type")
        if has == "password" and mode != "password":
            yield needed(each, f"logs in by password, declared is {mode}", _UNREACHED)


def _user_groups(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {each["UserGroupId"]: each for each in ask.all("elasticache", "describe_user_groups", "UserGroups")}
    for each in declared:
        found = there.get(each.id)
        if found is None or found.get("Status") not in {"active", "modifying"}:
            yield needed(each, f"is {found.get('Status')}" if found else "is not there", _UNREACHED)
            continue
        if lacks := sorted(set(each.inputs.get("userIds") or ()) - set(found.get("UserIds", ()))):
            yield needed(each, f"has not {', '.join(lacks)}", _UNREACHED)


def _parameters(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {
        each["CacheParameterGroupName"]: each
        for each in ask.all("elasticache", "describe_cache_parameter_groups", "CacheParameterGroups")
    }
    for each in declared:
        found = there.get(each.id)
        if found is None:
            yield needed(each, "is not there", "ElastiCache makes and mends no node whose parameters are gone")
            continue
        values = {
            one["ParameterName"]: one.get("ParameterValue")
            for one in ask.all(
                "elasticache", "describe_cache_parameters", "Parameters", CacheParameterGroupName=each.id
            )
        }
        yield from differing(
            spared,
            each,
            _SETTINGS,
            Facet("family", found.get("CacheParameterGroupFamily"), each.inputs.get("family")),
            *(Facet(one["name"], values.get(one["name"]), one["value"]) for one in each.inputs.get("parameters") or ()),
        )


def _subnets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {
        each["CacheSubnetGroupName"]: each
        for each in ask.all("elasticache", "describe_cache_subnet_groups", "CacheSubnetGroups")
    }
    for each in declared:
        found = there.get(each.id)
        if found is None:
            yield needed(each, "is not there", "ElastiCache makes no node here, and mends none")
            continue
        yield from differing(
            spared,
            each,
            "nodes that stand go on; none comes in a zone whose subnet is missing",
            Facet("subnets", [one["SubnetIdentifier"] for one in found["Subnets"]], each.inputs.get("subnetIds")),
        )


RULES = (
    Rule(type="aws:elasticache/parameterGroup:ParameterGroup", look=_parameters),
    Rule(type="aws:elasticache/replicationGroup:ReplicationGroup", look=_groups),
    Rule(type="aws:elasticache/subnetGroup:SubnetGroup", look=_subnets),
    Rule(type="aws:elasticache/user:User", look=_users),
    Rule(type="aws:elasticache/userGroup:UserGroup", look=_user_groups),
)
