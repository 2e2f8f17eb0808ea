"""A region's Aurora cluster: what it is born as, what moves it, and what an `up` must not follow.

That a routine `up` leaves a promoted cluster alone is shown in tests/sandbox, where an engine compares.
"""

import pytest

from components.data.aurora import Database, DatabaseArgs
from sandbox.recording import Recording, tokens
from settings import Capacity, DatabaseSettings
from tests.components.place import PEER_REGION, REGION, build
from tests.components.program import run
from tests.stack_files import HOME, PEER, STACKS

CLUSTER, INSTANCE, GLOBAL = tokens("rds", "Cluster", "ClusterInstance", "GlobalCluster")
_MOVED = {
    "availabilityZones",
    "engineVersion",
    "globalClusterIdentifier",
    "masterPassword",
    "replicationSourceIdentifier",
}
_BORN_SECONDARY = {"databaseName", "masterUsername", "sourceRegion"}
each_stack = pytest.mark.parametrize("stack", STACKS)


def _database(
    capacity: Capacity = Capacity.FULL,
    *,
    starts: bool = True,
    forwards: bool = False,
    locked: bool = True,
    count: int = 3,
) -> Recording:
    args = DatabaseArgs(
        spec=DatabaseSettings(name="shop", engine_version="16.8", min_acu=2, max_acu=64, instances=count),
        capacity=capacity,
        region=REGION,
        zones=(f"{REGION}a", f"{REGION}b", f"{REGION}c"),
        subnet_ids=["subnet-a", "subnet-b", "subnet-c"],
        security_group_id="sg",
        key_arn="key",
        global_cluster_id="standby",
        master_password="drawn-at-random" if starts else None,
        source_region=PEER_REGION,
        write_forwarding=forwards,
        locked=locked,
    )
    return build(lambda here: Database("database", args, here.opts))


def test_the_member_that_starts_has_credentials_and_no_source() -> None:
    cluster = _database().one(CLUSTER)
    assert cluster.plain["masterUsername"] == "standby_admin"
    assert cluster.plain["databaseName"] == "shop"
    assert "sourceRegion" not in cluster.plain
    assert set(cluster.ignore_changes) == _MOVED


def test_the_member_that_follows_has_a_source_and_no_credentials() -> None:
    cluster = _database(starts=False).one(CLUSTER)
    assert cluster.plain["sourceRegion"] == PEER_REGION
    assert not {"masterUsername", "masterPassword", "databaseName"} & set(cluster.plain), "AWS refuses them there"
    assert set(cluster.ignore_changes) == _MOVED | _BORN_SECONDARY


@pytest.mark.parametrize("starts", [True, False])
def test_no_member_says_where_it_replicates_from(starts: bool) -> None:  # noqa: FBT001
    assert "replicationSourceIdentifier" not in _database(starts=starts).one(CLUSTER).plain, (
        "once said, clearing it promotes the cluster and changing it fails"
    )


def test_storage_is_encrypted_and_sign_in_by_iam_is_on() -> None:
    cluster = _database().one(CLUSTER).plain
    assert (cluster["storageEncrypted"], cluster["kmsKeyId"]) == (True, "key")
    assert cluster["iamDatabaseAuthenticationEnabled"] is True


def test_connections_must_use_tls() -> None:
    (parameters,) = _database().of("aws:rds/clusterParameterGroup:ClusterParameterGroup")
    set_to = {each["name"]: each["value"] for each in parameters.plain["parameters"]}
    assert set_to["rds.force_ssl"] == "1"
    assert "rds.global_db_rpo" not in set_to, "with two regions it would stall the new writer after a failover"
    assert parameters.plain["family"] == "aurora-postgresql16"


def test_it_is_serverless_and_never_pauses() -> None:
    cluster = _database().one(CLUSTER).plain
    assert cluster["engineMode"] == "provisioned"
    assert cluster["serverlessv2ScalingConfiguration"] == {"minCapacity": 2, "maxCapacity": 64}


def test_changes_do_not_wait_for_a_window() -> None:
    assert _database().one(CLUSTER).plain["applyImmediately"] is True


@pytest.mark.parametrize("locked", [True, False])
def test_it_cannot_be_deleted_by_accident(locked: bool) -> None:  # noqa: FBT001
    cluster = _database(locked=locked).one(CLUSTER)
    assert cluster.protect is locked
    assert cluster.plain["deletionProtection"] is locked
    assert cluster.plain["skipFinalSnapshot"] is not locked
    assert cluster.plain["finalSnapshotIdentifier"] == f"standby-{REGION}-final"


def test_backups_are_kept_and_carry_the_tags() -> None:
    cluster = _database().one(CLUSTER).plain
    assert (cluster["backupRetentionPeriod"], cluster["copyTagsToSnapshot"]) == (14, True)


@pytest.mark.parametrize(("capacity", "zones"), [(Capacity.FULL, "abc"), (Capacity.REDUCED, "ab"), (Capacity.ONE, "a")])
def test_instances_stand_in_zones_of_their_own(capacity: Capacity, zones: str) -> None:
    instances = _database(capacity).of(INSTANCE)
    assert {each.plain["availabilityZone"] for each in instances} == {f"{REGION}{zone}" for zone in zones}
    assert {each.name for each in instances} == {f"database-{zone}" for zone in zones}


def test_more_instances_than_zones_go_round_and_keep_the_first_ones_names() -> None:
    names = {each.name: each.plain["availabilityZone"][-1] for each in _database(count=5).of(INSTANCE)}
    assert names == {"database-a": "a", "database-b": "b", "database-c": "c", "database-a2": "a", "database-b2": "b"}


def test_the_first_instance_is_made_first_and_promoted_first() -> None:
    instances = {each.name: each for each in _database().of(INSTANCE)}
    first = instances["database-a"]
    assert {name: each.plain["promotionTier"] for name, each in instances.items()} == {
        "database-a": 0, "database-b": 1, "database-c": 1
    }  # fmt: skip
    assert all(first.urn in instances[name].depends_on for name in ("database-b", "database-c"))


def test_no_instance_is_public_or_upgrades_itself() -> None:
    for instance in _database().some(INSTANCE):
        assert instance.plain["publiclyAccessible"] is False
        assert instance.plain["autoMinorVersionUpgrade"] is False
        assert instance.ignore_changes == ("engineVersion",)


@pytest.mark.parametrize(
    ("strategy", "forwards"), [("active-active", True), ("warm-standby", False), ("pilot-light", False)]
)
def test_writes_are_forwarded_in_active_active_only_and_by_both_members(strategy: str, forwards: bool) -> None:  # noqa: FBT001
    for stack in STACKS:
        assert run(stack, strategy=strategy).one(CLUSTER).plain["enableGlobalWriteForwarding"] is forwards


@each_stack
def test_the_members_run_the_version_of_the_global_database(stack: str) -> None:
    cluster, together = run(stack).one(CLUSTER).plain, run(HOME).one(GLOBAL).plain
    assert (cluster["engine"], cluster["engineVersion"]) == (together["engine"], together["engineVersion"])


def test_members_have_names_of_their_own() -> None:
    names = {run(stack).one(CLUSTER).plain["clusterIdentifier"] for stack in STACKS}
    assert names == {"standby-us-east-1", "standby-us-west-2"}


def test_the_global_database_is_made_from_an_engine_and_follows_no_member() -> None:
    together = run(HOME).one(GLOBAL)
    assert "sourceDbClusterIdentifier" not in together.plain
    assert set(together.ignore_changes) == {"sourceDbClusterIdentifier", "databaseName"}
    assert (together.plain["storageEncrypted"], together.plain["deletionProtection"]) == (True, True)


@each_stack
def test_only_tasks_reach_the_database_and_it_has_no_way_out(stack: str) -> None:
    rules = [each.plain for each in run(stack).resources if each.type.startswith("aws:vpc/securityGroup")]
    (into,) = [each for each in rules if each["securityGroupId"] == "firewall-database.id"]
    assert into["referencedSecurityGroupId"] == "firewall-tasks.id"
    assert (into["fromPort"], into["toPort"]) == (5432, 5432)


@pytest.mark.parametrize("writer", ["us-east-1", "us-west-2"])
def test_the_peers_member_follows_the_home_region_whoever_writes(writer: str) -> None:
    assert run(PEER, writer=writer).one(CLUSTER).plain["sourceRegion"] == "us-east-1"
