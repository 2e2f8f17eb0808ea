"""What of a move is done, kept in the region that takes over: the other one may be gone, and this machine too.

One item in the global table for operations, per region that takes over. It is the lock as well: every write says who
holds it, and is refused for anybody else. A holder that says nothing for a minute has lost it.
"""

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from operations.errors import OperationError
from operations.failover.clock import Clock
from operations.live.clients import AWS_ERRORS, reason
from operations.recovery.failover_steps import Kind

LEASE_SECONDS = 60
_KEY, _STEP = "id", "step:"
_read, _write = TypeDeserializer(), TypeSerializer()


class SecondOperatorError(OperationError):
    """Somebody else is at it."""


class LostLockError(OperationError):
    """Somebody else took over while this one was at it."""


class UnwrittenError(OperationError):
    """The journal could not be written. What it says is older than what was done, which costs a second look."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How far a step is: begun, done, failed, or left for later. Moments are epoch seconds."""

    state: str
    begun_at: float
    ended_at: float | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it need not be done again."""
        return self.state == "done"


@dataclass(frozen=True, kw_only=True)
class Record:
    """A move as it was journalled. `owner` is empty where nobody holds it."""

    operation: str
    kind: Kind
    source: str
    target: str
    begun_at: float
    owner: str
    lease_until: float
    is_finished: bool
    steps: Mapping[str, Entry]

    def is_held(self, now: float) -> bool:
        """Whether somebody is at it, as far as anybody can tell."""
        return bool(self.owner) and self.lease_until > now and not _is_dead_here(self.owner)


def operator() -> str:
    """Who this is: a person, a machine, and a process."""
    return f"{os.environ.get('USER', 'somebody')}@{socket.gethostname()}/{os.getpid()}"


def item_id(target: str) -> str:
    """Under which key a move to this region is kept."""
    return f"failover#{target}"


class Journal:
    """The journal of moves to one region. Looks raise what AWS raises, and writes the errors above."""

    def __init__(self, dynamodb: Any, table: str, target: str, owner: str, clock: Clock) -> None:  # noqa: ANN401
        self._dynamodb, self._table, self._target = dynamodb, table, target
        self._owner, self._clock = owner, clock

    def look(self, target: str | None = None) -> Record | None:
        """The last move to a region, as this region knows it."""
        answer = self._dynamodb.get_item(
            TableName=self._table, Key=self._key(item_id(target or self._target)), ConsistentRead=True
        )
        return _record(answer["Item"]) if "Item" in answer else None

    def open(self, kind: Kind, source: str, *, take_from: str = "") -> Record:
        """Take the lock, and go on with what is unfinished, or begin anew.

        `take_from` names a holder whose lock is taken although it may still live.
        """
        known = self.look()
        if known is None:
            return self._new(kind, source, "attribute_not_exists(#id)", {})
        self._refuse_the_living(known, take_from)
        seen = {":seen": known.owner, ":operation": known.operation}
        unchanged = "#owner = :seen AND #operation = :operation"
        if known.is_finished:
            self._archive(known.operation)
            return self._new(kind, source, unchanged, seen)
        if known.kind is not kind or known.source != source:
            msg = (
                f"a {known.kind} move to {known.target} that began {_moment(known.begun_at)} is not finished. "
                f"Finish it: `{_command(known.kind, known.target)}` goes on where it stopped"
            )
            raise OperationError(msg)
        self._update("SET #owner = :me, lease_until = :until", unchanged, seen)
        found = self.look()
        if found is None:
            msg = f"the journal of {known.operation} is gone from {self._table}; look who removes items there"
            raise OperationError(msg)
        return found

    def renew(self) -> None:
        """Say that this one is still at it."""
        self._update("SET lease_until = :until", "#owner = :me", {})

    def write(self, step: str, entry: Entry) -> None:
        """Note how far a step is."""
        text = json.dumps(
            {
                "state": entry.state,
                "begun_at": entry.begun_at,
                "ended_at": entry.ended_at,
                "result": entry.result,
                "error": entry.error,
            }
        )
        self._update("SET #step = :entry, lease_until = :until", "#owner = :me", {":entry": text}, step)

    def finish(self) -> None:
        """Nothing is left; the next move begins anew."""
        self._update("SET is_finished = :yes, #owner = :nobody", "#owner = :me", {":yes": True, ":nobody": ""})

    def leave(self) -> None:
        """Let the lock go; whoever comes next goes on from here."""
        self._update("SET #owner = :nobody", "#owner = :me", {":nobody": ""})

    def _refuse_the_living(self, known: Record, take_from: str) -> None:
        if known.owner in {self._owner, take_from} or not known.is_held(self._clock.now()):
            return
        msg = (
            f"{known.owner} is moving the writer to {known.target} since {_moment(known.begun_at)}. Talk to them; if "
            f"that run is gone, wait {known.lease_until - self._clock.now():.0f} seconds, or take over from it: "
            f"--take-from {known.owner}"
        )
        raise SecondOperatorError(msg)

    def _new(self, kind: Kind, source: str, condition: str, seen: Mapping[str, Any]) -> Record:
        now = self._clock.now()
        item = {
            _KEY: item_id(self._target),
            "operation": f"{_moment(now)}-{self._target}",
            "kind": str(kind),
            "source": source,
            "target": self._target,
            "begun_at": str(now),
            "owner": self._owner,
            "lease_until": str(now + LEASE_SECONDS),
            "is_finished": False,
        }
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=_typed(item),
                ConditionExpression=condition,
                ExpressionAttributeNames=_named(condition),
                **({"ExpressionAttributeValues": _typed(seen)} if seen else {}),
            )
        except AWS_ERRORS as error:
            raise self._unwritten(error) from error
        return _record(_typed(item))

    def _archive(self, operation: str) -> None:
        """Keep a finished move under a key of its own: it is evidence."""
        item = self._dynamodb.get_item(
            TableName=self._table, Key=self._key(item_id(self._target)), ConsistentRead=True
        )["Item"]
        self._dynamodb.put_item(
            TableName=self._table, Item={**item, _KEY: _write.serialize(f"{item_id(self._target)}#{operation}")}
        )

    def _update(self, change: str, condition: str, values: Mapping[str, Any], step: str = "") -> None:
        given = {":me": self._owner, ":until": str(self._clock.now() + LEASE_SECONDS), **values}
        text = f"{change} {condition}"
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=self._key(item_id(self._target)),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeNames=_named(text, step),
                ExpressionAttributeValues=_typed({key: value for key, value in given.items() if key in text}),
            )
        except AWS_ERRORS as error:
            raise self._unwritten(error) from error

    def _unwritten(self, error: Exception) -> OperationError:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return LostLockError("somebody else took this move over; nothing more is done here")
        return UnwrittenError(
            f"the journal in {self._target} (table {self._table}) cannot be written: {reason(error)}. Run the same "
            "command again once it can: every step looks before it acts"
        )

    @staticmethod
    def _key(key: str) -> dict[str, Any]:
        return _typed({_KEY: key})


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _write.serialize(value) for name, value in values.items()}


def _named(expression: str, step: str = "") -> dict[str, str]:
    """Names that DynamoDB may know as words of its own, as far as an expression has them."""
    names = {"#id": _KEY, "#owner": "owner", "#operation": "operation", "#step": f"{_STEP}{step}"}
    return {name: value for name, value in names.items() if name in expression}


def _record(item: Mapping[str, Any]) -> Record:
    plain = {name: _read.deserialize(value) for name, value in item.items()}
    return Record(
        operation=plain["operation"],
        kind=Kind(plain["kind"]),
        source=plain["source"],
        target=plain["target"],
        begun_at=float(plain["begun_at"]),
        owner=plain["owner"],
        lease_until=float(plain["lease_until"]),
        is_finished=plain["is_finished"],
        steps={
            name.removeprefix(_STEP): Entry(**json.loads(text))
            for name, text in plain.items()
            if name.startswith(_STEP)
        },
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _command(kind: Kind, target: str) -> str:
    planned = " --planned" if kind is Kind.PLANNED else ""
    return f"standby failover --to {target}{planned} --yes"


def _is_dead_here(owner: str) -> bool:
    """Whether the holder ran on this machine and does so no more. Of another machine nobody can tell."""
    who, _, number = owner.rpartition("/")
    if who.rpartition("@")[2] != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
