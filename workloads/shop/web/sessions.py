"""Sessions, written through: the table is the record, the cache is a copy.

A session survives a container and a cache node, because the table has it, and a region, because the table replicates.
"""

import hashlib
from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from workloads.shop.clients import AwsClient
from workloads.shop.items import from_item, to_item
from workloads.shop.moments import Clock
from workloads.shop.web.cache import Cache
from workloads.tables import SESSIONS

_LIFE_SECONDS = 12 * 3600
# Ending a session reaches this region's cache only; another region's copy lives this long at most.
_COPY_SECONDS = 300


class Session(BaseModel):
    """Whose it is, and until when, in epoch seconds."""

    model_config = ConfigDict(frozen=True)

    customer_id: str
    expires_at: int


class Sessions:
    """Known by a token that only the client has: the stores keep its digest, so reading them opens no session.

    `draw_token` gives an unguessable text.
    """

    def __init__(
        self, dynamodb: AwsClient, table: str, cache: Cache, clock: Clock, draw_token: Callable[[], str]
    ) -> None:
        self._dynamodb, self._table, self._cache = dynamodb, table, cache
        self._clock, self._draw_token = clock, draw_token

    def open(self, customer_id: str) -> tuple[str, Session]:
        """A new session and its token. The table has it before the client does."""
        token = self._draw_token()
        session = Session(customer_id=customer_id, expires_at=int(self._clock()) + _LIFE_SECONDS)
        session_id = _id_of(token)
        self._dynamodb.put_item(TableName=self._table, Item=to_item({SESSIONS.key: session_id, **session.model_dump()}))
        self._copy(session_id, session)
        return token, session

    def find(self, token: str) -> Session | None:
        """The session of a token, unless it has ended."""
        session_id = _id_of(token)
        kept = self._cache.get(_key(session_id))
        session = Session.model_validate_json(kept) if kept is not None else self._look_up(session_id)
        # DynamoDB deletes what has expired when it gets to it.
        return session if session is not None and session.expires_at > self._clock() else None

    def close(self, token: str) -> None:
        """End a session."""
        session_id = _id_of(token)
        self._dynamodb.delete_item(TableName=self._table, Key=to_item({SESSIONS.key: session_id}))
        self._cache.drop(_key(session_id))

    def _look_up(self, session_id: str) -> Session | None:
        answer = self._dynamodb.get_item(
            TableName=self._table, Key=to_item({SESSIONS.key: session_id}), ConsistentRead=True
        )
        if "Item" not in answer:
            return None
        session = from_item(Session, answer["Item"])
        self._copy(session_id, session)
        return session

    def _copy(self, session_id: str, session: Session) -> None:
        self._cache.put(_key(session_id), session.model_dump_json().encode(), _COPY_SECONDS)


def _id_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key(session_id: str) -> str:
    return f"session:{session_id}"
