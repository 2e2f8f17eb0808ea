"""What a resource type gets to work with: clients for the effective region, the account, the tags to set."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from sandbox.protocol.once import HEADER, request_name
from sandbox.protocol.server import ProviderError

_ATTEMPTS, _CONNECT_SECONDS, _PATIENCE_SECONDS = 5, 5, 60
_FIRST_POLL_SECONDS, _LAST_POLL_SECONDS = 0.01, 0.25


class Clients:
    """AWS clients by service and region, made once each. Making one is not thread-safe; using it is."""

    def __init__(self, endpoint: str, attempts: int = _ATTEMPTS, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._endpoint = endpoint
        self._attempts = attempts
        self._patience_seconds = patience_seconds
        self._session: Any = None
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def of(self, service: str, region: str) -> Any:  # noqa: ANN401 - botocore makes client classes at run time
        """The client for a service in a region."""
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._make(service, region)
            return self._clients[key]

    def _make(self, service: str, region: str) -> Any:  # noqa: ANN401
        # A preview that changes nothing makes no call; it need not wait for this import, most of the start-up time.
        import botocore.session  # noqa: PLC0415
        from botocore.config import Config  # noqa: PLC0415

        if self._session is None:
            self._session = botocore.session.get_session()
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=self._patience_seconds,
            max_pool_connections=64,
            retries={"mode": "standard", "max_attempts": self._attempts},
        )
        client = self._session.create_client(service, region_name=region, endpoint_url=self._endpoint, config=config)
        client.meta.events.register("before-call", _name_it)
        return client


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
        deadline, pause = self.clock() + timeout_seconds, _FIRST_POLL_SECONDS
        while not look():
            if self.clock() > deadline:
                msg = f"{what} did not come about within {timeout_seconds:g} s"
                raise ProviderError(msg)
            self.sleep(pause)
            pause = min(2 * pause, _LAST_POLL_SECONDS)


def _name_it(params: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - botocore's signature
    """Send the name of the create that this thread is at, so that the cloud carries the request out once."""
    if request_name():
        params["headers"][HEADER] = request_name()


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
