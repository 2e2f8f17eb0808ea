"""RDS: the global database, the region's member of it, and what that member runs on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.comparing import Facet, differing
from operations.readiness.rule import Problem, Rule, everywhere, needed, repaired_by_up, spared
from operations.readiness.versions import version

READS = (
    "rds:DescribeDBClusterParameterGroups",
    "rds:DescribeDBClusterParameters",
    "rds:DescribeDBClusters",
    "rds:DescribeDBInstances",
    "rds:DescribeDBSubnetGroups",
    "rds:DescribeGlobalClusters",
)
_AVAILABLE, _LEVEL = "available", "connected"
# Of a database that serves, or is on its way to: a move that is under way is told by the gates.
_PASSING = frozenset(
    {_AVAILABLE, "backing-up", "failing-over", "maintenance", "modifying", "promoting", "switching-over", "upgrading"}
)
# An instance that is not among these takes no connection, and cannot be promoted.
_SERVING = frozenset({_AVAILABLE, "backing-up", "configuring-enhanced-monitoring", "modifying", "storage-optimization"})
_NOT_PROMOTED = "there is nothing here that could be promoted"
_DETACHED = (
    "it follows nobody: what the other region writes does not come here, and a failover would not move the writer here"
)
_ANEW = (
    "A copy that was detached follows nobody for ever. Delete its cluster (its rows are the writer's) and run "
    "`pulumi up --refresh` here, which makes the copy anew"
)
_UNREACHED = "the workloads would not reach the database, or not log in"
_SMALLER = "the region would serve with another size than the one that holds its load"
_LOGIN = "iamDatabaseAuthenticationEnabled"
_BACKUPS = "the database serves without it; it is missed when somebody has to restore"
_DELETION = "the database serves; nothing keeps a wrong call from deleting it"


def _clusters(ask: Ask) -> dict[str, dict[str, Any]]:
    found = ask.all("rds", "describe_db_clusters", "DBClusters")
    return {each["DBClusterIdentifier"]: each for each in found}


def _globals(ask: Ask) -> dict[str, dict[str, Any]]:
    found = ask.all("rds", "describe_global_clusters", "GlobalClusters")
    return {each["GlobalClusterIdentifier"]: each for each in found}


def _global(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = _globals(ask)
    for each in declared:
        found = there.get(each.id)
        if found is None:
            yield needed(each, "is not there", f"{_DETACHED}, because there is none")
            continue
        if found["Status"] not in _PASSING:
            yield needed(
                each, f"is {found['Status']}", "RDS moves no writer of a global database that is not available"
            )
        wanted = each.inputs
        yield from differing(
            needed,
            each,
            "the database is another one than the stacks know",
            Facet("engine", found.get("Engine"), wanted.get("engine")),
            Facet("storage encrypted", found.get("StorageEncrypted"), wanted.get("storageEncrypted")),
        )
        yield from _older(each, found.get("EngineVersion", ""))
        yield from differing(
            spared,
            each,
            _DELETION,
            Facet("deletion protection", found.get("DeletionProtection"), wanted.get("deletionProtection")),
        )


def _older(each: StateResource, found: str) -> Iterator[Problem]:
    """AWS patches upward; what is older than declared was never brought up to it."""
    declared = str(each.inputs.get("engineVersion", ""))
    if version(found) < version(declared):
        yield spared(
            each,
            f"engine version is {found}, declared is {declared}",
            "both regions run the same version, so the writer moves; upgrade through the global cluster",
        )


def _member(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there, whole = _clusters(ask), _globals(ask)
    for each in declared:
        found = there.get(each.id)
        if found is None:
            yield needed(each, "is not there", f"{_NOT_PROMOTED}, and nothing follows the writer")
            continue
        if found["Status"] not in _PASSING:
            start = f"aws rds start-db-cluster --region {ask.region} --db-cluster-identifier {each.id}"
            repair = start if found["Status"] in {"stopped", "stopping"} else "See why in the RDS console's events"
            yield needed(each, f"is {found['Status']}", _NOT_PROMOTED, repair)
        yield from _followed(each, found, whole.get(str(each.inputs.get("globalClusterIdentifier", ""))))
        yield from _reached(each, found)
        yield from _sized(each, found)
        yield from _kept(each, found)


def _followed(each: StateResource, found: Mapping[str, Any], whole: Mapping[str, Any] | None) -> Iterator[Problem]:
    """Membership is what makes it follow: a detached copy answers as well as ever, and gets older."""
    members = {one["DBClusterArn"]: one for one in (whole or {}).get("GlobalClusterMembers", ())}
    member = members.get(found["DBClusterArn"])
    if whole is None or member is None:
        name = each.inputs.get("globalClusterIdentifier")
        yield needed(each, f"is no member of the global database {name}", _DETACHED, _ANEW)
        return
    state = member.get("SynchronizationStatus", _LEVEL)
    if not member.get("IsWriter") and state != _LEVEL:
        yield needed(each, f"its synchronization is {state}", _DETACHED, "See AuroraGlobalDBReplicationLag; wait")
    if found.get("EngineVersion") != whole.get("EngineVersion"):
        seen = f"runs {found.get('EngineVersion')}, the global database {whole.get('EngineVersion')}"
        yield needed(each, seen, "RDS refuses a managed move between different versions", "Upgrade the older one")


def _reached(each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    wanted = each.inputs
    groups = [one["VpcSecurityGroupId"] for one in found.get("VpcSecurityGroups", ())]
    yield from differing(
        needed,
        each,
        _UNREACHED,
        Facet("port", found.get("Port"), wanted.get("port")),
        Facet("security groups", groups, wanted.get("vpcSecurityGroupIds")),
        Facet("subnet group", found.get("DBSubnetGroup"), wanted.get("dbSubnetGroupName")),
        Facet("login by IAM", found.get("IAMDatabaseAuthenticationEnabled"), wanted.get(_LOGIN)),
    )
    yield from differing(
        needed,
        each,
        "its rows lie under a key that these stacks do not guard: who deletes it takes the database along",
        Facet("storage encrypted", found.get("StorageEncrypted"), wanted.get("storageEncrypted")),
        Facet("key", found.get("KmsKeyId"), wanted.get("kmsKeyId")),
    )


def _sized(each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    wanted = each.inputs.get("serverlessv2ScalingConfiguration") or {}
    has = found.get("ServerlessV2ScalingConfiguration") or {}
    most = Facet("most capacity units", has.get("MaxCapacity"), wanted.get("maxCapacity"))
    yield from differing(needed, each, _SMALLER, most)
    yield from differing(
        spared,
        each,
        "it grows to its most all the same, only from another size",
        Facet("least capacity units", has.get("MinCapacity"), wanted.get("minCapacity")),
    )


def _kept(each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    wanted = each.inputs
    yield from differing(
        spared,
        each,
        _DELETION,
        Facet("deletion protection", found.get("DeletionProtection"), wanted.get("deletionProtection")),
    )
    yield from differing(
        spared,
        each,
        _BACKUPS,
        Facet("days of backups", found.get("BackupRetentionPeriod"), wanted.get("backupRetentionPeriod")),
        Facet("copy tags to snapshot", found.get("CopyTagsToSnapshot"), wanted.get("copyTagsToSnapshot")),
    )
    yield from differing(
        spared,
        each,
        "the database serves; what it writes down is missed by whoever looks for a cause",
        Facet("logs", found.get("EnabledCloudwatchLogsExports"), wanted.get("enabledCloudwatchLogsExports")),
    )
    yield from differing(
        spared,
        each,
        "the database serves with other settings than those that were tried",
        Facet("parameter group", found.get("DBClusterParameterGroup"), wanted.get("dbClusterParameterGroupName")),
    )
    waits = [
        one["DBInstanceIdentifier"]
        for one in found.get("DBClusterMembers", ())
        if one.get("DBClusterParameterGroupStatus", "in-sync") != "in-sync"
    ]
    if waits:
        yield spared(
            each,
            f"its parameters wait for a reboot of {', '.join(sorted(waits))}",
            "the database serves with the settings from before",
            f"aws rds reboot-db-instance --region {_region_of(found)} --db-instance-identifier {min(waits)}",
        )


def _region_of(found: Mapping[str, Any]) -> str:
    return str(found["DBClusterArn"]).split(":")[3]


def _instances(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {each["DBInstanceIdentifier"]: each for each in ask.all("rds", "describe_db_instances", "DBInstances")}
    serving = {
        each["DBClusterIdentifier"]
        for each in there.values()
        if each["DBInstanceStatus"] in _SERVING and "DBClusterIdentifier" in each
    }
    for each in declared:
        wanted, found = each.inputs, there.get(each.id)
        cluster = str(wanted["clusterIdentifier"])
        if found is None or found["DBInstanceStatus"] not in _SERVING:
            seen = "is not there" if found is None else f"is {found['DBInstanceStatus']}"
            yield _one_less(each, seen, others=cluster in serving)
        if found is None:
            continue
        yield from differing(
            needed,
            each,
            _SMALLER,
            Facet("class", found.get("DBInstanceClass"), wanted.get("instanceClass")),
            Facet("cluster", found.get("DBClusterIdentifier"), cluster),
        )
        yield from differing(
            spared,
            each,
            "the database serves, and which instance of a region writes is for AWS to say",
            Facet("zone", found.get("AvailabilityZone"), wanted.get("availabilityZone")),
            Facet("promotion tier", found.get("PromotionTier"), wanted.get("promotionTier")),
            Facet("publicly accessible", found.get("PubliclyAccessible"), wanted.get("publiclyAccessible")),
        )


def _one_less(each: StateResource, seen: str, *, others: bool) -> Problem:
    if others:
        means = (
            "another instance of this region can be promoted, and serves with as much; a zone less holds the database"
        )
        return spared(each, seen, means)
    repair = f"{repaired_by_up(each)} (a new instance takes 5 to 15 minutes)"
    return needed(each, seen, f"no instance of this region serves: {_NOT_PROMOTED}", repair)


def _parameters(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {
        each["DBClusterParameterGroupName"]: each
        for each in ask.all("rds", "describe_db_cluster_parameter_groups", "DBClusterParameterGroups")
    }
    for each in declared:
        found = there.get(each.id)
        if found is None:
            yield needed(each, "is not there", "RDS changes and restarts no instance whose parameters are gone")
            continue
        values = {
            one["ParameterName"]: one.get("ParameterValue")
            for one in ask.all(
                "rds",
                "describe_db_cluster_parameters",
                "Parameters",
                DBClusterParameterGroupName=each.id,
                Source="user",
            )
        }
        yield from differing(
            spared,
            each,
            "the database serves with other settings than those that were tried",
            Facet("family", found.get("DBParameterGroupFamily"), each.inputs.get("family")),
            *(Facet(one["name"], values.get(one["name"]), one["value"]) for one in each.inputs.get("parameters") or ()),
        )


def _subnets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {each["DBSubnetGroupName"]: each for each in ask.all("rds", "describe_db_subnet_groups", "DBSubnetGroups")}
    for each in declared:
        found = there.get(each.id)
        if found is None:
            yield needed(each, "is not there", "RDS makes no instance here, and mends none")
            continue
        yield from differing(
            spared,
            each,
            "instances that stand go on; none comes in a zone whose subnet is missing",
            Facet("subnets", [one["SubnetIdentifier"] for one in found["Subnets"]], each.inputs.get("subnetIds")),
            Facet("status", found.get("SubnetGroupStatus"), "Complete"),
        )


RULES = (
    Rule(type="aws:rds/cluster:Cluster", look=_member),
    Rule(type="aws:rds/clusterInstance:ClusterInstance", look=_instances),
    Rule(type="aws:rds/clusterParameterGroup:ClusterParameterGroup", look=_parameters),
    Rule(type="aws:rds/globalCluster:GlobalCluster", look=_global, concerns=everywhere),
    Rule(type="aws:rds/subnetGroup:SubnetGroup", look=_subnets),
)
