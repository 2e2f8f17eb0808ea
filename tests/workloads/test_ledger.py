"""The worker and PostgreSQL: what counts as "no writer", and how a connection is made. No PostgreSQL runs here."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest
from psycopg import errors

from components.common import naming
from tests.workloads.shop import ALICE, KEY, NOON, REGION, basket
from workloads.declaration import WORKER
from workloads.shop.moments import moment
from workloads.shop.order import Order, PricedLine, Status, order_id_of
from workloads.shop.settings import WorkerSettings
from workloads.shop.worker import ledger as ledger_module
from workloads.shop.worker.database_login import connector
from workloads.shop.worker.ledger import NoWriterError, PostgresLedger

SCHEMA = (Path(ledger_module.__file__).parents[1] / "database.sql").read_text()
ORDER = Order(
    order_id=order_id_of(ALICE, KEY),
    customer_id=ALICE,
    fingerprint=basket().fingerprint,
    status=Status.PENDING,
    lines=(PricedLine(product_id="tea", quantity=2, unit_cents=250),),
    accepted_at=moment(NOON),
    enqueued_at=moment(NOON),
)
NO_WRITER = [
    errors.ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction"),
    errors.AdminShutdown("terminating connection due to administrator command"),
    errors.CannotConnectNow("the database system is starting up"),
    psycopg.OperationalError("connection refused"),
]


class Database:
    """Counts connections, keeps statements, and answers each with `error` if there is one."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.in_recovery = False
        self.connections = self.closed = 0
        self.statements: list[tuple[str, Mapping[str, object] | None]] = []

    def connect(self) -> "Database":
        self.connections += 1
        return self

    def execute(self, query: str, params: Mapping[str, object] | None = None) -> "Database":
        self.statements.append((query, params))
        if self.error:
            raise self.error
        return self

    def fetchone(self) -> tuple[object, ...] | None:
        return (self.in_recovery,)

    def close(self) -> None:
        self.closed += 1


def test_one_statement_places_an_order_and_leaves_one_that_is_placed() -> None:
    database = Database()
    PostgresLedger(database.connect).place(ORDER)
    [(query, params)] = database.statements
    assert "on conflict (order_id) do nothing" in query
    assert params == {
        "order_id": ORDER.order_id,
        "customer_id": ALICE,
        "accepted_at": "2023-11-14T22:13:20.000+00:00",
        "total_cents": 500,
        "lines": '[{"product_id": "tea", "quantity": 2, "unit_cents": 250}]',
    }


def test_a_connection_that_works_is_kept() -> None:
    database = Database()
    ledger = PostgresLedger(database.connect)
    assert ledger.is_writable()
    ledger.place(ORDER)
    assert (database.connections, database.closed) == (1, 0)


@pytest.mark.parametrize("error", NO_WRITER, ids=lambda error: type(error).__name__)
def test_a_database_without_a_writer_is_told_from_a_bad_order_and_looked_up_anew(error: Exception) -> None:
    database = Database(error)
    ledger = PostgresLedger(database.connect)
    assert not ledger.is_writable()
    with pytest.raises(NoWriterError):
        ledger.place(ORDER)
    assert (database.connections, database.closed) == (2, 2), "the writer may be elsewhere by now"
    database.error = None
    assert ledger.is_writable()


def test_a_database_that_cannot_be_reached_is_one_without_a_writer() -> None:
    def refuse() -> Database:
        raise psycopg.OperationalError("connection refused")

    assert not PostgresLedger(refuse).is_writable()


def test_an_order_that_the_database_cannot_take_is_not_mistaken_for_an_outage() -> None:
    with pytest.raises(errors.DataError):
        PostgresLedger(Database(errors.DataError("invalid input syntax")).connect).place(ORDER)


@pytest.mark.parametrize("error", [errors.UndefinedTable("no orders"), errors.InsufficientPrivilege("denied")])
def test_a_database_that_was_never_prepared_is_waited_for_and_said(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    assert not PostgresLedger(Database(error).connect).is_writable()
    assert "workloads/shop/database.sql" in caplog.text


def test_whether_orders_can_be_placed_is_found_out_by_a_write_that_writes_nothing() -> None:
    database = Database()
    PostgresLedger(database.connect).is_writable()
    [(query, _)] = database.statements
    assert query.startswith("insert into orders"), "a secondary that forwards writes is in recovery and takes them"
    assert query.endswith("where false")


def test_each_connection_logs_in_by_a_token_of_its_own_over_checked_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(psycopg, "connect", lambda **given: made.append(given))
    values = {name: "5432" if name.endswith("_PORT") else name.lower() for name in WORKER.environment}
    settings = WorkerSettings.from_environment(values | {"AWS_REGION": REGION, "TRACE_SHARE": "0"})
    rds = boto3.client("rds", region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test")  # noqa: S106
    tokens = iter(["first", "second"])
    real = rds.generate_db_auth_token
    monkeypatch.setattr(rds, "generate_db_auth_token", lambda **given: f"{next(tokens)} {real(**given)}")
    connect = connector(settings, rds)
    connect()
    connect()
    assert [given["password"].split()[0] for given in made] == ["first", "second"]
    for fact in ("database_endpoint:5432/?", "DBUser=database_user", f"%2F{REGION}%2Frds-db%2F", "X-Amz-Expires=900"):
        assert fact in made[0]["password"]
    assert made[0]["sslmode"] == "verify-full"
    assert made[0]["autocommit"] is True, "an insert that is not committed is not placed"


def test_the_schema_prepares_the_user_and_the_secret_that_the_platform_names() -> None:
    assert f"create role {naming.DATABASE_USER} login" in SCHEMA
    assert f"grant rds_iam to {naming.DATABASE_USER}" in SCHEMA
    assert f"--secret-id {naming.DATABASE_SECRET} " in SCHEMA


def test_the_worker_may_add_orders_and_neither_change_nor_delete_them() -> None:
    assert re.findall(rf"grant (.+) on \w+ to {naming.DATABASE_USER};", SCHEMA) == ["select, insert"]


def test_the_schema_has_the_columns_that_the_worker_writes() -> None:
    declared = re.findall(r"^    (\w+) (?:text|timestamptz|bigint|jsonb)\b", SCHEMA, re.MULTILINE)
    written = re.search(r"insert into orders \((.+)\)\n", ledger_module._PLACE)
    assert written is not None
    assert written[1].split(", ") == declared


@pytest.mark.parametrize("in_recovery", [True, False], ids=["a copy", "the writer"])
def test_a_copy_is_no_writer_even_where_it_forwards_writes(in_recovery: bool) -> None:  # noqa: FBT001
    database = Database()
    database.in_recovery = in_recovery
    assert PostgresLedger(database.connect).is_writer() is not in_recovery


@pytest.mark.parametrize("error", NO_WRITER)
def test_a_database_that_does_not_answer_is_no_writer(error: Exception) -> None:
    assert not PostgresLedger(Database(error).connect).is_writer()
