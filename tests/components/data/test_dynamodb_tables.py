"""The global tables: replicated, restorable, protected on both sides."""

from typing import Any

import pytest

from components.data.dynamodb_tables import Tables, TablesArgs
from sandbox.recording import Recording
from settings import TablesSettings
from tests.components.place import PEER_REGION, build
from workloads.tables import TABLES

TABLE = "aws:dynamodb/table:Table"
NAMES = ("operations", "orders", "products", "sessions")
PEER_KEY = f"arn:aws:kms:{PEER_REGION}:123456789012:key/peer"
each_table = pytest.mark.parametrize("name", NAMES)


def _tables(*, locked: bool = True, **spec: Any) -> Recording:  # noqa: ANN401 - YAML
    args = TablesArgs(
        spec=TablesSettings.model_validate(spec),
        key_arn="key",
        peer_region=PEER_REGION,
        peer_key_arn=PEER_KEY,
        locked=locked,
    )
    return build(lambda here: Tables("tables", args, here.opts))


def _table(name: str, *, locked: bool = True, **spec: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML
    return _tables(locked=locked, **spec).one(TABLE, f"tables-{name}").plain


def test_there_is_a_table_for_each_that_is_declared() -> None:
    assert sorted(each.name for each in _tables().of(TABLE)) == sorted(f"tables-{schema.name}" for schema in TABLES)


@each_table
def test_the_replica_is_part_of_the_table(name: str) -> None:
    recording = _tables()
    assert {each.type for each in recording.below("tables")} == {TABLE}, (
        "another type would fight with the table's list"
    )
    assert recording.one(TABLE, f"tables-{name}").plain["replicas"] == [
        {
            "regionName": PEER_REGION,
            "kmsKeyArn": PEER_KEY,
            "pointInTimeRecovery": True,
            "propagateTags": True,
            "deletionProtectionEnabled": True,
            "consistencyMode": "EVENTUAL",
        }
    ]


@each_table
def test_replication_has_the_stream_that_it_reads(name: str) -> None:
    table = _table(name)
    assert (table["streamEnabled"], table["streamViewType"]) == (True, "NEW_AND_OLD_IMAGES")


@each_table
def test_capacity_is_on_demand(name: str) -> None:
    table = _table(name)
    assert table["billingMode"] == "PAY_PER_REQUEST"
    assert not {"readCapacity", "writeCapacity"} & set(table)


@each_table
def test_it_is_encrypted_and_restorable_to_any_second(name: str) -> None:
    table = _table(name, recovery_days=20)
    assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": "key"}
    assert table["pointInTimeRecovery"] == {"enabled": True, "recoveryPeriodInDays": 20}


@each_table
@pytest.mark.parametrize("locked", [True, False])
def test_both_sides_are_protected_while_the_stack_is_locked(name: str, locked: bool) -> None:  # noqa: FBT001
    table = _tables(locked=locked).one(TABLE, f"tables-{name}")
    assert table.protect is locked
    assert table.plain["deletionProtectionEnabled"] is locked
    assert table.plain["replicas"][0]["deletionProtectionEnabled"] is locked


def test_sessions_expire() -> None:
    assert _table("sessions")["ttl"] == {"attributeName": "expires_at", "enabled": True}
    assert "ttl" not in _table("orders")


def test_the_sweeper_finds_pending_orders_by_an_index() -> None:
    orders = _table("orders")
    (index,) = orders["globalSecondaryIndexes"]
    assert index["name"] == "pending"
    assert [(key["attributeName"], key["keyType"]) for key in index["keySchemas"]] == [
        ("pending", "HASH"),
        ("accepted_at", "RANGE"),
    ]
    assert {each["name"] for each in orders["attributes"]} == {"order_id", "pending", "accepted_at"}


@pytest.mark.parametrize("name", ["orders", "products"])
def test_strong_consistency_has_a_witness(name: str) -> None:
    table = _table(name, consistency="strong", witness="us-east-2")
    assert table["globalTableWitness"] == {"regionName": "us-east-2"}
    assert [replica["consistencyMode"] for replica in table["replicas"]] == ["STRONG"], "one replica and the witness"


def test_what_expires_stays_eventual() -> None:
    sessions = _table("sessions", consistency="strong", witness="us-east-2")
    assert "globalTableWitness" not in sessions, "DynamoDB expires nothing in strongly consistent tables"
    assert sessions["replicas"][0]["consistencyMode"] == "EVENTUAL"
