"""Ways back in time."""

import pytest

from protection.backup_and_pitr import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_POINT = {"pointInTimeRecovery": {"enabled": True}}
_REPLICA = {"regionName": "us-west-2", "pointInTimeRecovery": True}
_TABLE, _CLUSTER = "aws:dynamodb/table:Table", "aws:rds/cluster:Cluster"


def _table(**props: object) -> list[Declared]:
    return [Declared(_TABLE, "orders", {**_POINT, "replicas": [_REPLICA], **props})]


def _cluster(**props: object) -> list[Declared]:
    told = {"backupRetentionPeriod": 7, "deleteAutomatedBackups": False, "globalClusterIdentifier": "shop"}
    return [Declared(_CLUSTER, "database", {**told, **props})]


def _planned(*actions: object) -> list[Declared]:
    (database,) = _cluster(globalClusterIdentifier=None)
    plan = Declared("aws:backup/plan:Plan", "daily", {"rules": [{"copyActions": list(actions)}]})
    refs = {"resources": [database], "planId": [plan]}
    return [database, plan, Declared("aws:backup/selection:Selection", "all", refs=refs)]


CASES = (
    passes("a table and its replica", _table()),
    passes("a member of a global database, at the limit", _cluster()),
    passes(
        "a cluster whose backups are copied",
        _planned({"destinationVaultArn": "arn:aws:backup:us-west-2:123456789012:backup-vault:copies"}),
    ),
    passes(
        "a read replica has nothing of its own",
        [Declared("aws:rds/instance:Instance", "copy", {"replicateSourceDb": "ledger"})],
    ),
    passes(
        "a cache with snapshots",
        [Declared("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {"snapshotRetentionLimit": 1})],
    ),
    absent("a cluster that says nothing keeps a day", [Declared(_CLUSTER, "database")], "less than 7 days"),
    absent(
        "a cache that says nothing",
        [Declared("aws:elasticache/replicationGroup:ReplicationGroup", "cache")],
        "snapshotRetentionLimit",
    ),
    fails("a table without a way back", _table(pointInTimeRecovery={"enabled": False}), "(pointInTimeRecovery)"),
    fails(
        "a replica without a way back", _table(replicas=[{"regionName": "us-west-2"}]), "replicas.pointInTimeRecovery"
    ),
    fails("a table in one region, without copies", _table(replicas=[]), "no backup in another region"),
    fails("six days", _cluster(backupRetentionPeriod=6), "less than 7 days"),
    fails("backups that go with the cluster", _cluster(deleteAutomatedBackups=True), "deleteAutomatedBackups"),
    fails("a plan that copies nothing", _planned(), "no backup in another region"),
    unknown(
        "a vault that is not known", _planned({"destinationVaultArn": UNKNOWN}), "destinationVaultArn is not known"
    ),
    fails("a copy to nowhere", _planned({}), "no backup in another region"),
    unknown("a switch that is not known", _table(pointInTimeRecovery={"enabled": UNKNOWN}), "enabled is not known yet"),
    absent(
        "backups go with the cluster unless it says otherwise",
        _cluster(deleteAutomatedBackups=None),
        "deleteAutomatedBackups",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
