"""What a resource type gets to work with: clients for the effective region, the account, the tags to set."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.protocol.server import ProviderError

_CONFIG = Config(
    connect_timeout=5, read_timeout=60, max_pool_connections=64, retries={"mode": "standard", "max_attempts": 5}
)
_POLL_SECONDS = 0.2


class Clients:
    """boto3 clients by service and region, made once each. Making one is not thread-safe; using it is."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._session = boto3.Session()
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def of(self, service: str, region: str) -> Any:  # noqa: ANN401 - boto3 makes client classes at run time
        """The client for a service in a region."""
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._session.client(
                    service, region_name=region, endpoint_url=self._endpoint, config=_CONFIG
                )
            return self._clients[key]


@dataclass(frozen=True)
class Call:
    """One operation on one resource."""

    clients: Clients
    region: str
    account: str
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def client(self, service: str, region: str | None = None) -> Any:  # noqa: ANN401
        """A client in the resource's region, or in another that AWS demands."""
        return self.clients.of(service, region or self.region)

    def tag_list(self, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
        """The tags as most services take them."""
        return [{key: name, value: text} for name, text in self.tags.items()]

    def wait_for(self, what: str, look: Callable[[], bool], timeout_seconds: float = 300) -> None:
        """Look until it is so. Raises ProviderError when the time is up."""
        deadline = self.clock() + timeout_seconds
        while not look():
            if self.clock() > deadline:
                msg = f"{what} did not come about within {timeout_seconds:g} s"
                raise ProviderError(msg)
            self.sleep(_POLL_SECONDS)


def error_code(error: ClientError) -> str:
    """AWS's code for a refusal."""
    return str(error.response.get("Error", {}).get("Code", ""))


def found(look: Callable[[], Any], *gone_codes: str) -> Any:  # noqa: ANN401 - a boto3 answer
    """What `look` answers, or None for exactly the codes that mean absence; every other error propagates."""
    try:
        return look()
    except ClientError as error:
        if error_code(error) in gone_codes:
            return None
        raise


def tags_of(entries: list[dict[str, str]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """A service's list of tags as a mapping, without those that AWS reserves."""
    return {entry[key]: entry.get(value, "") for entry in entries or [] if not entry[key].startswith("aws:")}
