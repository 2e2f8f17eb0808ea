"""AWS clients that give up soon: a region that is gone must be known as such while somebody waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, ProxyConnectionError
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError
from botocore.session import Session

from operations.errors import OperationError
from operations.live.cluster_tokens import name_clusters
from operations.live.credentials import CallerSession

# Everything that a call may raise: AWS said no, or could not be asked.
# The last: whoever answered is not AWS.
AWS_ERRORS = (BotoCoreError, ClientError, ResponseParserError)
_REFUSALS, _FAILURES = 300, 500
# RFC 8949, major type 5.
_CBOR_MAPS = bytes(range(0xA0, 0xC0))
# Nobody came to the telephone; who that was says the caller.
_SILENT = (BotoConnectionError, HTTPClientError)


class Clients(Protocol):
    """Makes a client of a service in a region."""

    def __call__(self, service: str, region: str) -> Any:  # noqa: ANN401 - boto3 makes client classes at run time
        """Make one."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a call may take before it counts as not answered."""

    connect_seconds: float
    read_seconds: float
    attempts: int


# For a look, and for a region that may be gone.
BRIEF = Patience(connect_seconds=1, read_seconds=3, attempts=1)
# For a look at everything: who is asked too often is asked again, and who is gone is known within a gate's time.
THOROUGH = Patience(connect_seconds=1, read_seconds=3, attempts=2)
# For changes in a region that has to answer: the next steps wait for them.
STEADY = Patience(connect_seconds=2, read_seconds=10, attempts=3)


class ClientMaker:
    """Makes each client once, from one session: what a session reads of a service it reads once.

    The caller's own credentials, where no other session is given; AWS_ENDPOINT_URL points clients at another AWS.
    """

    def __init__(self, session: Session | None = None) -> None:
        # Clients may be used by several threads, and a session makes one at a time. It is botocore's: boto3's makes the
        # same clients, and loads how files are sent to S3 before.
        self._session, self._making = session or CallerSession(), Lock()
        self._made: dict[tuple[Patience, str, str, str], Any] = {}

    def __call__(self, patience: Patience, *, says: str) -> Clients:
        """Clients of some patience. `says` goes with every call in the user agent, where CloudTrail keeps it."""

        def made(service: str, region: str) -> Any:  # noqa: ANN401 - see Clients
            key = (patience, says, service, region)
            with self._making:
                if key not in self._made:
                    client = self._client(service, region, _config(patience, says))
                    if service == "sts":
                        name_clusters(client)
                    self._made[key] = client
                return self._made[key]

        return made

    def _client(self, service: str, region: str, config: Config) -> Any:  # noqa: ANN401 - see Clients
        try:
            client = self._session.create_client(service, region_name=region, config=config)
        except ValueError as error:
            # An address that is none, which no class of botocore's stands for.
            msg = f"{error}; look at AWS_ENDPOINT_URL and AWS_REGION, and at endpoint_url and region of the profile"
            raise OperationError(msg) from error
        client.meta.events.register("before-parse", _refuse_strangers)
        return client


def _refuse_strangers(operation_model: Any, response_dict: Mapping[str, Any], **_: object) -> None:  # noqa: ANN401
    # botocore takes it that whoever answers in JSON or CBOR answers with an object.
    # A page that says 503 may be a balancer's in front of AWS: botocore knows such pages, and asks again.
    if response_dict["status_code"] >= _FAILURES and response_dict["body"].strip().startswith(b"<html>"):
        return
    # The one that the client speaks: of CloudWatch the model names another one first.
    protocol, first = operation_model.service_model.resolved_protocol, response_dict["body"].lstrip()[:1]
    begins = b"{" if "json" in protocol else _CBOR_MAPS if "cbor" in protocol else None
    wrapper = getattr(operation_model.output_shape, "serialization", {}).get("resultWrapper", "")
    lacks = response_dict["status_code"] < _REFUSALS and wrapper.encode() not in response_dict["body"]
    if (begins is not None and first not in begins) or (lacks and "query" in protocol):
        msg = "what answers is not AWS"
        raise ResponseParserError(msg)


def clients() -> Clients:
    """Clients for a look."""
    return ClientMaker()(BRIEF, says="")


def thorough_clients() -> Clients:
    """Clients for a look at everything."""
    return ClientMaker()(THOROUGH, says="standby-readiness")


def _config(patience: Patience, says: str) -> Config:
    return Config(
        connect_timeout=patience.connect_seconds,
        read_timeout=patience.read_seconds,
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        user_agent_extra=says or None,
    )


def reason(error: Exception) -> str:
    """Why a call failed, in a few words: what AWS said, or that nothing came."""
    # Of a call that timed out botocore keeps no response, under the same name.
    code = (getattr(error, "response", None) or {}).get("Error", {}).get("Code")
    if code:
        return f"AWS said {code}"
    silent = isinstance(error, _SILENT) and not isinstance(error, ProxyConnectionError)
    # A profile, credentials, a proxy: what botocore says of these names the cause.
    return f"no answer ({type(error).__name__ if silent else ' '.join(str(error).split())})"
