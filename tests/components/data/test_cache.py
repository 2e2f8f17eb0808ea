"""A region's cache: zones, failover, encryption, and who may sign in."""

from typing import Any

import pytest

from components.data.cache import Cache, CacheArgs
from sandbox.recording import Recording, tokens
from settings import CacheSettings, Capacity
from tests.components.place import build

GROUP, USER, USERS = tokens("elasticache", "ReplicationGroup", "User", "UserGroup")
_SPEC: dict[str, Any] = {"engine": "valkey", "engine_version": "8.0", "node_type": "cache.r7g.large"}


def _cache(capacity: Capacity = Capacity.FULL, *, locked: bool = True, **spec: Any) -> Recording:  # noqa: ANN401 - YAML
    args = CacheArgs(
        spec=CacheSettings.model_validate(_SPEC | spec),
        capacity=capacity,
        subnet_ids=["subnet-a", "subnet-b", "subnet-c"],
        security_group_id="sg",
        key_arn="key",
        locked=locked,
    )
    return build(lambda here: Cache("cache", args, here.opts))


@pytest.mark.parametrize(
    ("capacity", "nodes", "fails_over"),
    [(Capacity.FULL, 3, True), (Capacity.REDUCED, 2, True), (Capacity.ONE, 1, False)],
)
def test_a_replica_stands_by_wherever_there_is_one(capacity: Capacity, nodes: int, fails_over: bool) -> None:  # noqa: FBT001
    group = _cache(capacity).one(GROUP).plain
    assert group["numCacheClusters"] == nodes
    assert (group["automaticFailoverEnabled"], group["multiAzEnabled"]) == (fails_over, fails_over)


def test_everything_is_encrypted_on_the_way_and_at_rest() -> None:
    group = _cache().one(GROUP).plain
    assert (group["transitEncryptionEnabled"], group["transitEncryptionMode"]) == (True, "required")
    assert (group["atRestEncryptionEnabled"], group["kmsKeyId"]) == (True, "key")


def test_nodes_stand_in_data_subnets_and_listen_to_one_group() -> None:
    recording = _cache()
    (subnets,) = recording.of("aws:elasticache/subnetGroup:SubnetGroup")
    assert subnets.plain["subnetIds"] == ["subnet-a", "subnet-b", "subnet-c"]
    assert recording.one(GROUP).plain["securityGroupIds"] == ["sg"]


def test_the_workload_signs_in_by_iam_and_cannot_administer() -> None:
    user = _cache().one(USER).plain
    assert user["userId"] == user["userName"] == "standby-app", "IAM demands that both are the same"
    assert user["authenticationMode"] == {"type": "iam"}
    assert user["accessString"] == "on ~* -@all +@read +@write +@connection +@transaction -@dangerous"
    assert not {"passwords", "noPasswordRequired"} & set(user)


def test_nobody_else_is_in_a_valkey_group() -> None:
    recording = _cache()
    assert recording.one(USERS).plain["userIds"] == ["standby-app"]
    assert recording.one(GROUP).plain["userGroupIds"] == ["standby"]


def test_the_user_that_redis_demands_can_do_nothing() -> None:
    recording = _cache(engine="redis", engine_version="7.1")
    nobody = recording.one(USER, "cache-default-user").plain
    assert (nobody["userName"], nobody["accessString"]) == ("default", "off ~keys* -@all")
    assert len(recording.one(USERS).plain["userIds"]) == 2


@pytest.mark.parametrize(
    ("spec", "family"),
    [({}, "valkey8"), ({"engine_version": "7.2"}, "valkey7"), ({"engine": "redis", "engine_version": "7.1"}, "redis7")],
)
def test_parameters_are_those_of_the_engines_major_version(spec: dict[str, Any], family: str) -> None:
    recording = _cache(**spec)
    (parameters,) = recording.of("aws:elasticache/parameterGroup:ParameterGroup")
    assert parameters.plain["family"] == family
    assert family in parameters.plain["name"], "a new major version needs a group of its own"
    assert recording.one(GROUP).plain["parameterGroupName"] == parameters.plain["name"]


def test_no_version_moves_by_itself() -> None:
    assert _cache().one(GROUP).plain["autoMinorVersionUpgrade"] is False


def test_changes_of_size_do_not_wait_for_a_window() -> None:
    assert _cache().one(GROUP).plain["applyImmediately"] is True


@pytest.mark.parametrize("locked", [True, False])
def test_the_group_is_protected_while_the_stack_is_locked(locked: bool) -> None:  # noqa: FBT001
    assert _cache(locked=locked).one(GROUP).protect is locked


def test_snapshots_are_kept_to_warm_a_new_cache() -> None:
    assert _cache(snapshot_retention_days=7).one(GROUP).plain["snapshotRetentionLimit"] == 7
