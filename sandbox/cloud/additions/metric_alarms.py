"""CloudWatch: alarms as CloudWatch judges them, by their own dimensions, periods, expressions and missing data.

The emulator judges by a metric's name alone, whatever its dimensions are, and keeps no expressions.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.replication_lag import ReplicationLag
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer
from sandbox.metrics.alarm import AlarmRule, State
from sandbox.metrics.composite import alarms_in
from sandbox.metrics.expression import ExpressionError, Series

_TARGET = "GraniteServiceVersion20100801"
_PUT, _LOOK, _SET = "PutMetricAlarm", "DescribeAlarms", "SetAlarmState"
_ALL = 100
# How many periods a look goes back: what was true before decides where too little is known now.
_BACK = 10
_MINUTE = 60
Document = Mapping[str, Any]


class MetricAlarms(Addition):
    """Judged when somebody looks. Of what nobody ever published, an alarm stays as it is: see `cannot`."""

    service = "monitoring"
    adds = "the states of alarms on metrics and on expressions, by the rules of sandbox/metrics; expressions in answers"
    proves = "an alarm rings for the values of exactly its dimensions, and says of silence what it was told to"
    cannot = "what AWS's services publish about themselves, but lag; how soon after a period an alarm is judged"

    def __init__(self, emulator: Emulator, lag: ReplicationLag, conditions: Conditions) -> None:
        self._emulator, self._lag, self._conditions = emulator, lag, conditions
        self._expressions: dict[tuple[Scope, str], list[Document]] = {}
        self._heard: set[tuple[Scope, str]] = set()
        # Alarm -> when somebody set its state, which lasts until CloudWatch judges it anew.
        self._by_hand: dict[tuple[Scope, str], float] = {}

    def expressions(self, scope: Scope, alarm: str) -> list[Document]:
        """The queries that an alarm was declared with; none for an alarm on one metric."""
        return self._expressions.get((scope, alarm), [])

    @override
    def takes(self, call: AwsCall) -> bool:
        """The JSON protocol alone, which boto3 speaks here."""
        return call.action in {_PUT, _LOOK, _SET} and not call.is_query_protocol

    @override
    async def answer(self, call: AwsCall) -> Answer:
        request = call.json()
        if call.action == _LOOK:
            await self._judge(call.scope, request)
            return self._told(call.scope, await self._emulator.answer(call))
        answer, of = await self._emulator.answer(call), (call.scope, str(request.get("AlarmName")))
        if answer.is_success and call.action == _PUT:
            self._expressions[of] = request.get("Metrics") or []
        elif answer.is_success:
            self._by_hand[of] = self._conditions.clock()
        return answer

    def _told(self, scope: Scope, answer: Answer) -> Answer:
        if not answer.is_success:
            return answer
        document = answer.json()
        for alarm in document["MetricAlarms"]:
            found = self.expressions(scope, alarm["AlarmName"])
            alarm.update({"Metrics": found} if found else {})
        return json_answer(document)

    async def _judge(self, scope: Scope, asked: Document) -> None:
        """Those that are asked for, and those that a composite alarm among them reads."""
        names = asked.get("AlarmNames")
        for alarm in await self._alarms(scope, "CompositeAlarm", names) if names else ():
            names = [*(names or ()), *alarms_in(alarm["AlarmRule"])]
        for alarm in await self._alarms(scope, "MetricAlarm", names):
            await self._settle(scope, alarm)

    async def _alarms(self, scope: Scope, kind: str, names: Iterable[str] | None) -> list[dict[str, Any]]:
        wanted = {"AlarmNames": list(names)} if names else {}
        found: list[dict[str, Any]] = []
        token = ""
        while True:
            more = {"NextToken": token} if token else {}
            answer = await self._ask(scope, _LOOK, {"AlarmTypes": [kind], "MaxRecords": _ALL, **wanted, **more})
            document = answer.json()
            found += document[f"{kind}s"]
            token = document.get("NextToken", "")
            if not token:
                return found

    async def _settle(self, scope: Scope, alarm: Document) -> None:
        of = (scope, str(alarm["AlarmName"]))
        if self._conditions.clock() - self._by_hand.get(of, 0.0) < _MINUTE:
            return
        before = State(alarm["StateValue"])
        try:
            rule = AlarmRule.declared(_inputs(alarm, self.expressions(*of)))
            state = await self._state(of, rule, before)
        except (ExpressionError, ValueError, KeyError):
            # What the sandbox cannot compute, it says nothing of.
            return
        if state is not before:
            reason = {"AlarmName": of[1], "StateValue": str(state), "StateReason": "Judged by its metric's values"}
            await self._ask(scope, _SET, reason)

    async def _state(self, of: tuple[Scope, str], rule: AlarmRule, before: State) -> State:
        period = max((query.period for query in rule.queries.values()), default=_MINUTE)
        last = int(self._conditions.clock() // period)
        series = await self._series(of[0], rule, (last - _BACK - rule.evaluation_range) * period, (last + 1) * period)
        if any(series.values()):
            self._heard.add(of)
        if of not in self._heard:
            return before
        # The period under way counts once it has data.
        last -= 0 if any(last in values for values in series.values()) else 1
        state = before
        for at in range(last - _BACK, last + 1):
            state = rule.state(series, at, state)
        return state

    async def _series(self, scope: Scope, rule: AlarmRule, start: int, end: int) -> dict[str, Series]:
        found: dict[str, Series] = {}
        for name, query in rule.queries.items():
            metric = {
                "Namespace": query.namespace,
                "MetricName": query.name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in query.dimensions],
            }
            asked = {"Id": "one", "MetricStat": {"Metric": metric, "Period": query.period, "Stat": query.statistic}}
            answer = await self._lag.data(scope, {"StartTime": start, "EndTime": end, "MetricDataQueries": [asked]})
            (result,) = answer["MetricDataResults"]
            is_meant = query.dimensions or await self._is_bare(scope, query.namespace, query.name)
            points = zip(result["Timestamps"], result["Values"], strict=True) if is_meant else ()
            found[name] = {int(at) // query.period: float(value) for at, value in points}
        return found

    async def _is_bare(self, scope: Scope, namespace: str, metric: str) -> bool:
        """Whether the metric is published without dimensions; for the emulator no dimensions mean any."""
        answer = await self._ask(scope, "ListMetrics", {"Namespace": namespace, "MetricName": metric})
        return any(not each.get("Dimensions") for each in answer.json().get("Metrics", ()))

    async def _ask(self, scope: Scope, operation: str, payload: Document) -> Answer:
        target = f"{_TARGET}.{operation}"
        return await self._emulator.ask_json(scope, service=self.service, target=target, payload=payload)


def _inputs(alarm: Document, queries: list[Document]) -> dict[str, Any]:
    """An alarm as a program declares it, which is how the rule reads it."""
    simple = {key[:1].lower() + key[1:]: value for key, value in alarm.items() if value is not None}
    found = {**simple, "name": alarm["AlarmName"], "dimensions": _dimensions(alarm)}
    return {**found, "metricQueries": [_query(each) for each in queries]} if queries else found


def _query(query: Document) -> dict[str, Any]:
    shown = {"id": query["Id"], "returnData": query.get("ReturnData", True)}
    if "MetricStat" not in query:
        return {**shown, "expression": query["Expression"]}
    stat = query["MetricStat"]
    metric = {
        "namespace": stat["Metric"]["Namespace"],
        "metricName": stat["Metric"]["MetricName"],
        "dimensions": _dimensions(stat["Metric"]),
        "period": stat["Period"],
        "stat": stat["Stat"],
    }
    return {**shown, "metric": metric}


def _dimensions(of: Document) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in of.get("Dimensions") or ()}
