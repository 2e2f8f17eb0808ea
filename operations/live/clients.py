"""AWS clients that give up soon: a region that is gone must be known as such while somebody waits."""

from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from operations.live.cluster_tokens import name_clusters

# Everything that a call may raise: AWS said no, or could not be asked.
AWS_ERRORS = (BotoCoreError, ClientError)


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
THOROUGH = Patience(connect_seconds=1, read_seconds=3, attempts=3)
# For changes in a region that has to answer: the next steps wait for them.
STEADY = Patience(connect_seconds=2, read_seconds=10, attempts=3)


class ClientMaker:
    """Makes each client once, from one session: what a session reads of a service it reads once.

    The caller's own credentials, where no other session is given; AWS_ENDPOINT_URL points clients at another AWS.
    """

    def __init__(self, session: Session | None = None) -> None:
        # Clients may be used by several threads, and a session makes one at a time. It is botocore's: boto3's makes the
        # same clients, and loads how files are sent to S3 before.
        self._session, self._making = session or Session(), Lock()
        self._made: dict[tuple[Patience, str, str, str], Any] = {}

    def __call__(self, patience: Patience, *, says: str) -> Clients:
        """Clients of some patience. `says` goes with every call in the user agent, where CloudTrail keeps it."""

        def made(service: str, region: str) -> Any:  # noqa: ANN401 - see Clients
            key = (patience, says, service, region)
            with self._making:
                if key not in self._made:
                    client = self._session.create_client(service, region_name=region, config=_config(patience, says))
                    if service == "sts":
                        name_clusters(client)
                    self._made[key] = client
                return self._made[key]

        return made


def clients() -> Clients:
    """Clients for a look."""
    return ClientMaker()(BRIEF, says="")


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
    return f"AWS said {code}" if code else f"no answer ({type(error).__name__})"
