"""CloudWatch: what AWS itself publishes about replication, minute by minute."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.faults import Faults
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer

_MINUTE = 60
_ACTIONS = frozenset({"GetMetricData", "GetMetricStatistics"})
_DATABASE = ("AWS/RDS", frozenset({"AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag"}))
_TABLES = ("AWS/DynamoDB", frozenset({"ReplicationLatency"}))
_METRIC_DATA = "GraniteServiceVersion20100801.GetMetricData"
_TABLE_TARGET = "DynamoDB_20120810.DescribeTable"
_RDS_VERSION = "2014-10-31"
_STATISTICS: Mapping[str, Callable[[list[float]], float]] = {
    "Average": lambda values: sum(values) / len(values),
    "Maximum": max,
    "Minimum": min,
    "SampleCount": lambda values: float(len(values)),
    "Sum": sum,
}


@dataclass(frozen=True)
class _Link:
    """Two regions between which a store is copied. Nothing is measured while one of them is dark."""

    store: str
    regions: frozenset[str]


class ReplicationLag(Addition):
    """Computes a datapoint for each minute at the moment it is asked for. What somebody published goes before it."""

    service = "monitoring"
    adds = (
        "AuroraGlobalDBRPOLag and AuroraGlobalDBReplicationLag of a secondary, ReplicationLatency of a table; "
        "tools set how large they are"
    )
    proves = "lag is read where AWS publishes it, and ends with the minute in which the other region goes dark"
    cannot = "lag that follows from writes; Metrics Insights does not see these values"

    def __init__(self, emulator: Emulator, conditions: Conditions, faults: Faults) -> None:
        self._emulator, self._conditions, self._faults = emulator, conditions, faults

    @override
    def takes(self, call: AwsCall) -> bool:
        """The JSON protocol alone, which boto3 speaks here."""
        return call.action in _ACTIONS and not call.is_query_protocol

    @override
    async def answer(self, call: AwsCall) -> Answer:
        answer = await self._emulator.answer(call)
        if not answer.is_success:
            return answer
        request, document = call.json(), answer.json()
        if call.action == "GetMetricStatistics":
            if not document["Datapoints"]:
                document["Datapoints"] = await self._statistics(call.scope, request)
        else:
            await self._fill(call.scope, request, document)
        return json_answer(document)

    async def data(self, scope: Scope, request: Mapping[str, Any]) -> dict[str, Any]:
        """What GetMetricData answers in a region."""
        answer = await self._emulator.ask_json(scope, service=self.service, target=_METRIC_DATA, payload=request)
        document = answer.json()
        await self._fill(scope, request, document)
        return document

    async def _statistics(self, scope: Scope, request: Mapping[str, Any]) -> list[dict[str, Any]]:
        asked = [name for name in request.get("Statistics") or () if name in _STATISTICS]
        return [
            {"Timestamp": at, "Unit": "Milliseconds", **{name: _STATISTICS[name](values) for name in asked}}
            for at, values in await self._periods(scope, request, request, int(request["Period"]))
        ]

    async def _fill(self, scope: Scope, request: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        """Put values into the results of those queries for which nobody published any."""
        queries = {query["Id"]: query["MetricStat"] for query in request["MetricDataQueries"] if "MetricStat" in query}
        for result in document["MetricDataResults"]:
            stat = queries.get(result["Id"])
            if stat is None or result["Values"] or stat["Stat"] not in _STATISTICS:
                continue
            found = await self._periods(scope, request, stat["Metric"], int(stat["Period"]))
            if request.get("ScanBy") != "TimestampAscending":
                found.reverse()
            result["Timestamps"] = [at for at, _ in found]
            result["Values"] = [_STATISTICS[stat["Stat"]](values) for _, values in found]

    async def _periods(
        self, scope: Scope, span: Mapping[str, Any], metric: Mapping[str, Any], period: int
    ) -> list[tuple[int, list[float]]]:
        """The values of each period within the span, oldest first; none where AWS publishes nothing."""
        link = await self._link(scope, metric)
        periods: dict[int, list[float]] = {}
        if link is not None:
            for minute, value in self._minutes(link, float(span["StartTime"]), float(span["EndTime"])):
                periods.setdefault(minute // period * period, []).append(value)
        return sorted(periods.items())

    def _minutes(self, link: _Link, start: float, end: float) -> Iterator[tuple[int, float]]:
        """One value a minute, up to the one under way, which has what is true now."""
        now = self._conditions.clock()
        first = -int(-start // _MINUTE) * _MINUTE
        for minute in range(first, int(min(end, now)) + 1, _MINUTE):
            if minute < end and not any(self._faults.was_dark(region, minute) for region in link.regions):
                yield minute, self._conditions.lag(link.store, min(now, minute + _MINUTE))

    async def _link(self, scope: Scope, metric: Mapping[str, Any]) -> _Link | None:
        named = {entry["Name"]: entry["Value"] for entry in metric.get("Dimensions") or ()}
        kind = (metric["Namespace"], metric["MetricName"])
        if _is(kind, _DATABASE) and named.keys() == {"DBClusterIdentifier"}:
            writer = await self._writer_of(scope, named["DBClusterIdentifier"])
            return _Link("database", frozenset({scope.region, writer})) if writer else None
        if _is(kind, _TABLES) and named.keys() == {"TableName", "ReceivingRegion"}:
            receiving = named["ReceivingRegion"]
            if receiving in await self._replicas(scope, named["TableName"]):
                return _Link("tables", frozenset({scope.region, receiving}))
        return None

    async def _writer_of(self, scope: Scope, cluster: str) -> str | None:
        """The region that a secondary in this region is copied from; None for anything else."""
        root = await self._emulator.ask_query(
            scope, service="rds", parameters={"Action": "DescribeGlobalClusters", "Version": _RDS_VERSION}
        )
        here = f"arn:aws:rds:{scope.region}:{scope.account}:cluster:{cluster}"
        for group in root.iter("GlobalClusterMembers"):
            members = {text(each, "DBClusterArn"): text(each, "IsWriter") == "true" for each in group}
            if members.get(here) is False:
                return next((arn.split(":")[3] for arn, is_writer in members.items() if is_writer), None)
        return None

    async def _replicas(self, scope: Scope, table: str) -> set[str]:
        described = await self._emulator.ask_json(
            scope, service="dynamodb", target=_TABLE_TARGET, payload={"TableName": table}
        )
        return {each["RegionName"] for each in described.json().get("Table", {}).get("Replicas") or ()}


def _is(kind: tuple[str, str], known: tuple[str, frozenset[str]]) -> bool:
    return kind[0] == known[0] and kind[1] in known[1]
