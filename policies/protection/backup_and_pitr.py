"""Rule pr-backup-and-pitr."""

from collections.abc import Callable, Iterator

from framework.config import Settings
from framework.graph import Node, Stack, settled, settled_in
from framework.reading import is_on, number, objects
from framework.rule import Severity, StackRule, WhenUnknown, setting

_TABLE, _CLUSTER, _INSTANCE = "aws:dynamodb/table:Table", "aws:rds/cluster:Cluster", "aws:rds/instance:Instance"
_CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
_PLAN, _SELECTION = "aws:backup/plan:Plan", "aws:backup/selection:Selection"


def check(resource: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """A way back in time here, and one in the other region: by a replica or member there, or by copied backups."""
    yield from _CHECKS[resource.resource_type](resource, stack, settings)


def _table(table: Node, stack: Stack, _: Settings) -> Iterator[str]:
    if not is_on(table.props, "pointInTimeRecovery.enabled"):
        yield "cannot be brought back to a point in time (pointInTimeRecovery)"
    replicas = list(objects(table.props, "replicas"))
    if any(not is_on(replica, "pointInTimeRecovery") for replica in replicas):
        yield "has a replica that cannot be brought back to a point in time (replicas.pointInTimeRecovery)"
    if not replicas:
        yield from _copied(table, stack)


def _database(database: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    if database.resource_type == _INSTANCE and settled(database, "replicateSourceDb"):
        return
    least = settings.count("minRetentionDays")
    # A cluster's own default is one day, an instance's none.
    if number(database.props, "backupRetentionPeriod") < least:
        yield f"keeps backups for less than {least} days (backupRetentionPeriod)"
    if is_on(database.props, "deleteAutomatedBackups", default=True):
        yield "takes its backups with it when it is deleted (deleteAutomatedBackups)"
    if database.resource_type == _INSTANCE or not settled(database, "globalClusterIdentifier"):
        yield from _copied(database, stack)


def _cache(cache: Node, _: Stack, __: Settings) -> Iterator[str]:
    if number(cache.props, "snapshotRetentionLimit") < 1:
        yield "keeps no snapshot (snapshotRetentionLimit)"


def _copied(resource: Node, stack: Stack) -> Iterator[str]:
    """A member or replica in the other region has backups of its own; everything else needs copies there."""
    selected = stack.referring(resource, "resources", _SELECTION)
    plans = [plan for each in selected for plan in stack.linked(each, "planId", _PLAN)]
    if not any(_copies(plan) for plan in plans):
        yield "has no backup in another region (copyActions of a backup plan that selects it)"


def _copies(plan: Node) -> bool:
    actions = [each for rule in objects(plan.props, "rules") for each in objects(rule, "copyActions")]
    return any(settled_in(plan, "rules", each, "destinationVaultArn") for each in actions)


_CHECKS: dict[str, Callable[[Node, Stack, Settings], Iterator[str]]] = {
    _TABLE: _table,
    _CLUSTER: _database,
    _INSTANCE: _database,
    _CACHE: _cache,
}

RULE = StackRule(
    id="pr-backup-and-pitr",
    title="Data can be brought back to a point in time, in either region.",
    breaks="Replication copies a mistake within a second, and then there is nothing to go back to.",
    instead="keep backups for seven days or more, in both regions.",
    remedies={
        _TABLE: "switch on pointInTimeRecovery, of each replica as well; a table without a replica needs an "
        "aws:backup/plan:Plan with copyActions.",
        _CLUSTER: "set backupRetentionPeriod to seven or more and deleteAutomatedBackups to false; outside a global "
        "database, select it by an aws:backup/plan:Plan with copyActions.",
        _INSTANCE: "set backupRetentionPeriod to seven or more, deleteAutomatedBackups to false, and select it by an "
        "aws:backup/plan:Plan with copyActions.",
        _CACHE: "set snapshotRetentionLimit to one or more.",
    },
    severity=Severity.CRITICAL,
    references=("REL09-BP03", "FSBP DynamoDB.2", "FSBP RDS.11"),
    reads={
        _TABLE: ("pointInTimeRecovery.enabled", "replicas.pointInTimeRecovery"),
        _CLUSTER: ("backupRetentionPeriod", "deleteAutomatedBackups", "globalClusterIdentifier"),
        _INSTANCE: ("backupRetentionPeriod", "deleteAutomatedBackups", "replicateSourceDb"),
        _CACHE: ("snapshotRetentionLimit",),
        _PLAN: ("rules.copyActions.destinationVaultArn",),
        _SELECTION: ("resources", "planId"),
    },
    subjects=tuple(_CHECKS),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={"minRetentionDays": setting("integer", 7, "Fewest days that backups are kept.", minimum=1)},
    conflicts=(
        "CKV2_AWS_9, FSBP EC2.28 and Trusted Advisor want EBS volumes in a backup plan: compute here has none.",
        "FSBP RDS.14 and Trusted Advisor ask for backtracking: only Aurora MySQL has it.",
    ),
    check=check,
)
