"""AWS clients of a process: this region's endpoints, short waits, few attempts."""

from typing import Any, TypeAlias

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# boto3 makes client classes at run time, so there is no type to name.
AwsClient: TypeAlias = Any
# Everything that a call may raise: AWS said no, or could not be asked.
AWS_ERRORS = (BotoCoreError, ClientError)

_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 1, 3, 3
# As many as there are threads that serve requests.
_CONNECTIONS = 40


def client(service: str, region: str, *, waits_seconds: int = 0) -> AwsClient:
    """A client for `service`. `waits_seconds` is how long AWS may hold an answer back on purpose."""
    return boto3.client(
        service,
        region_name=region,
        config=Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS + waits_seconds,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            max_pool_connections=_CONNECTIONS,
        ),
    )
