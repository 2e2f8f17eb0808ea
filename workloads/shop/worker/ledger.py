"""The database, where an order is placed. Only its writer takes orders, and at times there is none."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import LiteralString, Protocol

import psycopg

from workloads.shop.order import Order

_log = logging.getLogger(__name__)
_PLACE = """
    insert into orders (order_id, customer_id, accepted_at, total_cents, lines)
    values (%(order_id)s, %(customer_id)s, %(accepted_at)s, %(total_cents)s, %(lines)s)
    on conflict (order_id) do nothing
"""
# A write that writes nothing. Whether the server is in recovery would say less: a secondary that forwards writes is in
# recovery and takes them.
_PROBE = "insert into orders select * from orders where false"

# True at a copy, whether or not it forwards writes.
_IS_COPY = "select pg_is_in_recovery()"


class NoWriterError(Exception):
    """The database takes no writes now: it is read-only, or does not answer. It is not the order's fault."""


class Ledger(Protocol):
    """What the worker wants of the database."""

    def is_writable(self) -> bool:
        """Whether an order could be placed now."""

    def is_writer(self) -> bool:
        """Whether this region's database is the one that all writes come to."""

    def place(self, order: Order) -> None:
        """Place an order; one that is placed stays as it is. Raises NoWriterError."""


class Rows(Protocol):
    """What is used of psycopg's answer to a statement."""

    def fetchone(self) -> tuple[object, ...] | None:
        """Take the next row."""


class Connection(Protocol):
    """What is used of a psycopg connection that commits each statement."""

    def execute(self, query: LiteralString, params: Mapping[str, object] | None = None) -> Rows:
        """Run a statement."""

    def close(self) -> None:
        """Hang up."""


class PostgresLedger:
    """One connection, kept while it works: after any failure the next one looks the writer up again."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._connection: Connection | None = None

    def is_writable(self) -> bool:
        """Whether an order could be placed now."""
        try:
            self._execute(_PROBE)
        except NoWriterError as error:
            _log.warning("the database takes no writes; waiting", extra={"error": str(error)})
            return False
        except psycopg.ProgrammingError as error:
            _log.exception("the database is not prepared; run workloads/shop/database.sql", exc_info=error)
            return False
        return True

    def is_writer(self) -> bool:
        """Whether this region's database is the one that all writes come to."""
        try:
            return self._execute(_IS_COPY).fetchone() == (False,)
        except NoWriterError:
            return False

    def place(self, order: Order) -> None:
        """Place an order; one that is placed stays as it is. Raises NoWriterError."""
        self._execute(
            _PLACE,
            {
                "order_id": order.order_id,
                "customer_id": order.customer_id,
                "accepted_at": order.accepted_at,
                "total_cents": order.total_cents,
                "lines": json.dumps([line.model_dump() for line in order.lines]),
            },
        )

    def _execute(self, query: LiteralString, params: Mapping[str, object] | None = None) -> Rows:
        try:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection.execute(query, params)
        except psycopg.Error as error:
            self._hang_up()
            # Read-only, or anything that ends or prevents a connection.
            if isinstance(error, psycopg.errors.ReadOnlySqlTransaction | psycopg.OperationalError):
                raise NoWriterError(str(error)) from error
            raise

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
