"""What it costs that calls are decided: the same requests as the administrator, whom nobody decides, and as a role.

The requests are as boto3 makes them, and sent without it: what a client takes for itself would hide the difference.
The gateway reads what a call says once, in the round that does not count: measured is a call that was made before.
"""

import contextlib
import http.client
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from benchmarks.measuring import Row, alternately
from benchmarks.place import Workbench
from sandbox.demo.proofs import Clients

_REGIONS = ("us-east-1", "us-west-2")
# All of these requests take less than a preview, so there is time for more rounds.
_MORE_ROUNDS = 10
_ITEMS = 50
# The key of `Clients`.
_ADMINISTRATOR = "test"
_Of = Callable[[str], Any]
_Calls = Iterable[tuple[Any, str, Mapping[str, Any]]]


def gateway_calls(place: Workbench, rounds: int) -> Iterator[Row]:
    """The calls of each role, against the same ones of the administrator."""
    for role, calls in _CALLS.items():
        requests = [request for region in _REGIONS for request in _recorded(place, region, calls)]
        key = place.cloud.environment(_REGIONS[0], role)["AWS_ACCESS_KEY_ID"]
        mine = [request.by(key) for request in requests]
        with contextlib.closing(http.client.HTTPConnection(urlsplit(place.cloud.endpoint).netloc)) as connection:
            theirs, decided = alternately(
                rounds * _MORE_ROUNDS,
                lambda: _send(connection, requests),  # noqa: B023 - called within this turn
                lambda: _send(connection, mine),  # noqa: B023
            )
        yield Row(
            what=f"a gateway call as {role}",
            against="as administrator",
            measured=[seconds / len(requests) for seconds in decided],
            base=[seconds / len(requests) for seconds in theirs],
        )


def _deploying(of: _Of) -> _Calls:
    iam, ec2, alarms, queues, tables = (of(name) for name in ("iam", "ec2", "cloudwatch", "sqs", "dynamodb"))
    for role in iam.list_roles()["Roles"]:
        if role["RoleName"].startswith("standby-"):
            yield iam, "get_role", {"RoleName": role["RoleName"]}
            yield iam, "list_role_policies", {"RoleName": role["RoleName"]}
    for subnet in ec2.describe_subnets()["Subnets"]:
        yield ec2, "describe_subnets", {"SubnetIds": [subnet["SubnetId"]]}
        yield (
            ec2,
            "describe_route_tables",
            {"Filters": [{"Name": "association.subnet-id", "Values": [subnet["SubnetId"]]}]},
        )
    for alarm in alarms.describe_alarms()["MetricAlarms"]:
        yield alarms, "describe_alarms", {"AlarmNames": [alarm["AlarmName"]]}
    for url in queues.list_queues()["QueueUrls"]:
        yield queues, "get_queue_attributes", {"QueueUrl": url, "AttributeNames": ["All"]}
    for table in tables.list_tables()["TableNames"]:
        yield tables, "describe_table", {"TableName": table}


def _operating(of: _Of) -> _Calls:
    alarms, database, tables = (of(name) for name in ("cloudwatch", "rds", "dynamodb"))
    for alarm in alarms.describe_alarms()["MetricAlarms"]:
        yield alarms, "describe_alarms", {"AlarmNames": [alarm["AlarmName"]]}
    for cluster in database.describe_db_clusters()["DBClusters"]:
        yield database, "describe_db_clusters", {"DBClusterIdentifier": cluster["DBClusterIdentifier"]}
    for number in range(_ITEMS):
        yield tables, "get_item", {"TableName": "standby-operations", "Key": {"id": {"S": f"journal#{number}"}}}


_CALLS: Mapping[str, Callable[[_Of], _Calls]] = {"standby-deploy": _deploying, "platform-operator": _operating}


@dataclass(frozen=True)
class SentRequest:
    """As it goes over the wire, and the status with which the administrator was answered."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    status: int

    def by(self, key: str) -> "SentRequest":
        """The same by somebody else. The gateway reads who calls off the signature, and does not check it."""
        signature = self.headers["Authorization"].replace(f"Credential={_ADMINISTRATOR}/", f"Credential={key}/")
        return replace(self, headers={**self.headers, "Authorization": signature})


def _recorded(place: Workbench, region: str, calls: Callable[[_Of], _Calls]) -> list[SentRequest]:
    """Make the calls, and keep what was sent."""
    clients = Clients(place.cloud.endpoint)
    made: dict[str, Any] = {}

    def of(service: str) -> Any:  # noqa: ANN401 - boto3 makes client classes at run time
        return made.setdefault(service, clients.of(service, region))

    return [_sent(client, operation, parameters) for client, operation, parameters in [*calls(of)]]


def _sent(client: Any, operation: str, parameters: Mapping[str, Any]) -> SentRequest:  # noqa: ANN401
    seen: list[Any] = []

    def keep(request: Any, **_: Any) -> None:  # noqa: ANN401 - botocore's events
        seen.append(request)

    client.meta.events.register("before-send", keep)
    answer = getattr(client, operation)(**parameters)
    client.meta.events.unregister("before-send", keep)
    url, body = urlsplit(seen[0].url), seen[0].body or b""
    return SentRequest(
        method=seen[0].method,
        target=f"{url.path}?{url.query}" if url.query else url.path,
        headers={
            name: value.decode() if isinstance(value, bytes) else value for name, value in seen[0].headers.items()
        },
        body=body.encode() if isinstance(body, str) else body,
        status=answer["ResponseMetadata"]["HTTPStatusCode"],
    )


def _send(connection: http.client.HTTPConnection, requests: Iterable[SentRequest]) -> None:
    for request in requests:
        connection.request(request.method, request.target, request.body, dict(request.headers))
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != request.status:
            msg = f"{request.target} is answered with {answer.status}: {told[:500]!r}"
            raise RuntimeError(msg)
