"""AWS clients that give up soon: a region that is gone must be known as such while somebody waits."""

from typing import Any, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# Everything that a call may raise: AWS said no, or could not be asked.
AWS_ERRORS = (BotoCoreError, ClientError)
_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 1, 3, 1


class Clients(Protocol):
    """Makes a client of a service in a region."""

    def __call__(self, service: str, region: str) -> Any:  # noqa: ANN401 - boto3 makes client classes at run time
        """Make one."""


def clients() -> Clients:
    """Clients of the caller's own credentials; AWS_ENDPOINT_URL points them at another AWS."""
    session = boto3.Session()
    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
    )
    return lambda service, region: session.client(service, region_name=region, config=config)
