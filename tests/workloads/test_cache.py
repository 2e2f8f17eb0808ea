"""The cache client: it logs in by IAM over TLS, and never fails or slows a request. No Redis runs here."""

from urllib.parse import parse_qs, urlsplit

import pytest
import redis
from botocore.credentials import Credentials
from botocore.exceptions import CredentialRetrievalError
from redis.connection import SSLConnection

from tests.workloads.shop import SetClock
from workloads.declaration import WEB
from workloads.shop.settings import WebSettings
from workloads.shop.web import cache
from workloads.shop.web.cache import RedisCache
from workloads.shop.web.cache_login import CacheLogin


class Flaky(redis.Redis):
    """Raises `error`, if any, and counts how often it is asked."""

    def __init__(self, error: Exception | None) -> None:
        self.error, self.asked = error, 0

    def get(self, name: object) -> bytes:  # noqa: ARG002
        self.asked += 1
        if self.error:
            raise self.error
        return b"kept"


ERRORS = [
    redis.ConnectionError("refused"),
    redis.TimeoutError("silent"),
    redis.ReadOnlyError("a replica"),
    CredentialRetrievalError(provider="container", error_msg="no answer"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_cache_that_fails_is_a_cache_without_the_key(error: Exception) -> None:
    assert RedisCache(Flaky(error), SetClock()).get("key") is None


def test_a_cache_that_failed_is_left_alone_for_a_while_and_then_asked_again() -> None:
    client, clock = Flaky(redis.TimeoutError("silent")), SetClock()
    shop = RedisCache(client, clock)
    for _ in range(10):
        shop.get("key")
    assert client.asked == 1, "each request would have waited for it"
    client.error = None
    clock.now += 5
    assert shop.get("key") == b"kept"


def login() -> CacheLogin:
    of_a_role = Credentials("AKIA", "key", "session")
    return CacheLogin(of_a_role, region="us-west-2", cache_name="standby", user="standby-app")


def test_the_password_is_a_signed_request_for_this_cache_and_user() -> None:
    user, password = login().get_credentials()
    asked = parse_qs(urlsplit(f"//{password}").query)
    assert user == "standby-app"
    assert password.startswith("standby/?"), "ElastiCache wants no scheme"
    assert (asked["Action"], asked["User"], asked["X-Amz-Expires"]) == (["connect"], ["standby-app"], ["900"])
    assert asked["X-Amz-Credential"][0].endswith("/us-west-2/elasticache/aws4_request")
    assert asked["X-Amz-Security-Token"] == ["session"], "a role's credentials are nothing without it"


def test_the_connection_is_encrypted_checked_and_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[redis.Redis] = []
    monkeypatch.setattr(cache, "RedisCache", lambda client, _: made.append(client))
    values = {name: "6379" if name.endswith("_PORT") else name for name in WEB.environment}
    provider = login()
    cache.connect(WebSettings.from_environment(values | {"TRACE_SHARE": "0"}), provider, SetClock())
    pool = made[0].connection_pool
    connection = pool.connection_class(**pool.connection_kwargs)
    assert isinstance(connection, SSLConnection)
    assert connection.check_hostname
    assert connection.host == "CACHE_ENDPOINT"
    assert connection.credential_provider is provider
    assert (connection.socket_connect_timeout, connection.socket_timeout) == (0.3, 0.3)
    assert connection.retry.get_retries() == 1, "redis would try for seconds"
