"""The cache, as something that may be absent: it answers fast or not at all, and never fails a request."""

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar, cast

import redis
from botocore.exceptions import BotoCoreError
from redis.backoff import NoBackoff
from redis.retry import Retry

from workloads.shop.moments import Clock
from workloads.shop.settings import WebSettings
from workloads.shop.web.cache_login import CacheLogin

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_ANSWER_SECONDS = 0.3
# While it rests, requests do not wait for it one by one.
_REST_SECONDS = 5


class Cache(Protocol):
    """What the shop wants of a cache. Nothing here raises."""

    def get(self, key: str) -> bytes | None:
        """What is kept under `key`, if anything, and if the cache can be asked."""

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep `value` for `seconds`, if possible."""

    def drop(self, key: str) -> None:
        """Forget `key`, if possible."""


class RedisCache:
    """Redis or Valkey. After a failure it is left alone for a while."""

    def __init__(self, client: redis.Redis, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._rests_until = 0.0

    def get(self, key: str) -> bytes | None:
        """What is kept under `key`, if anything, and if the cache can be asked."""
        return self._attempt(lambda: cast("bytes | None", self._client.get(key)))

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep `value` for `seconds`, if possible."""
        self._attempt(lambda: self._client.set(key, value, ex=seconds))

    def drop(self, key: str) -> None:
        """Forget `key`, if possible."""
        self._attempt(lambda: self._client.delete(key))

    def _attempt(self, work: Callable[[], _T]) -> _T | None:
        if self._clock() < self._rests_until:
            return None
        try:
            return work()
        except (redis.RedisError, BotoCoreError) as error:
            self._rests_until = self._clock() + _REST_SECONDS
            _log.warning("the cache does not answer; going on without it", extra={"error": str(error)})
            return None


def connect(settings: WebSettings, login: CacheLogin, clock: Clock) -> RedisCache:
    """The cache of this region. No connection is made before it is needed."""
    client = redis.Redis(
        host=settings.cache_endpoint,
        port=settings.cache_port,
        ssl=True,
        credential_provider=login,
        socket_connect_timeout=_ANSWER_SECONDS,
        socket_timeout=_ANSWER_SECONDS,
        # ElastiCache ends a connection that logged in by IAM after twelve hours; one more attempt makes a new one.
        retry=Retry(NoBackoff(), 1),
        health_check_interval=30,
    )
    return RedisCache(client, clock)
