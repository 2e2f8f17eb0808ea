"""Whether control planes answer at all, asked before an operation begins, so that a dark region is found in seconds.

One small look per service and region, and only where something is to be made, changed, deleted or read: a run that
changes nothing asks nothing.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's name

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Clients
from sandbox.providers.aws.control_planes import ControlPlane

# The look at each service that asks least of it.
LOOKS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "acm": ("list_certificates", {"MaxItems": 1}),
    "application-autoscaling": ("describe_scalable_targets", {"ServiceNamespace": "ecs", "MaxResults": 1}),
    "cloudwatch": ("describe_alarms", {"MaxRecords": 1}),
    "dynamodb": ("list_tables", {"Limit": 1}),
    "ec2": ("describe_availability_zones", {}),
    "ecr": ("describe_repositories", {"maxResults": 1}),
    "ecs": ("list_clusters", {"maxResults": 1}),
    "elasticache": ("describe_replication_groups", {"MaxRecords": 20}),
    "elbv2": ("describe_load_balancers", {"PageSize": 1}),
    "events": ("list_event_buses", {"Limit": 1}),
    "iam": ("list_roles", {"MaxItems": 1}),
    "kms": ("list_keys", {"Limit": 1}),
    "logs": ("describe_log_groups", {"limit": 1}),
    "rds": ("describe_db_clusters", {"MaxRecords": 20}),
    "route53": ("list_hosted_zones", {"MaxItems": "1"}),
    "s3": ("list_buckets", {}),
    "secretsmanager": ("list_secrets", {"MaxResults": 1}),
    "sns": ("list_topics", {}),
    "sqs": ("list_queues", {"MaxResults": 1}),
    "sts": ("get_caller_identity", {}),
}


# An answer that takes longer is as good as none: a dark region must be known as such while somebody waits.
_RETRIES, _PATIENCE_SECONDS = 1, 4


class Reach:
    """What was found so far. Thread-safe: who needs a plane that is being asked waits for the answer."""

    def __init__(self, endpoint: str) -> None:
        self._clients = Clients(endpoint, _RETRIES, _PATIENCE_SECONDS)
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def require(self, planes: Iterable[ControlPlane], doing: str) -> None:
        """Raise ProviderError for the first plane that does not answer; `doing` says what it is needed for."""
        for plane in planes:
            silence = self._silence(plane.service, plane.region)
            if silence:
                msg = (
                    f"{doing} needs {plane.need} in {plane.region}, and that does not answer ({silence}); nothing was "
                    f"done. Leave it as it is until {plane.region} is back"
                )
                raise ProviderError(msg)

    def _silence(self, service: str, region: str) -> str:
        key = (service, region)
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._found:
                self._found[key] = self._look(service, region)
            return self._found[key]

    def _look(self, service: str, region: str) -> str:
        operation, arguments = LOOKS[service]
        try:
            getattr(self._clients.of(service, region), operation)(**arguments)
        except (ConnectionError, HTTPClientError) as error:
            return type(error).__name__
        except (ClientError, BotoCoreError):
            # Who refuses is there, and what is wrong on this side the operation itself will tell.
            return ""
        return ""
