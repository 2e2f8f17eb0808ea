"""Route 53: health checks keep their whole configuration, follow their rules, and have a status."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.metric_alarms import MetricAlarms
from sandbox.cloud.additions.xml import NAMESPACE, write
from sandbox.cloud.dns.alarms import STATISTICS, Condition
from sandbox.cloud.dns.checks import CALCULATED, METRIC, Check, WhenInsufficient
from sandbox.cloud.dns.observer import Observer, WatchedCheck
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, xml_answer, xml_error
from sandbox.metrics.alarm import COMPARISONS

_CHECK = re.compile(r"/2013-04-01/healthcheck(?:/(?P<id>[^/]+))?(?P<status>/status)?")
_CHECKERS_REGION = "us-east-1"
_NOT_OF_A_METRIC = ("RequestInterval", "FailureThreshold", "Port", "FullyQualifiedDomainName", "IPAddress")


class RefusedError(ValueError):
    """Route 53 does not take this configuration."""


class HealthChecks(Addition):
    """Endpoints are well until told otherwise; metric checks follow their metric, calculated ones their children."""

    service = "route53"
    adds = "Health checks with their whole configuration, what Route 53 refuses of it, and GetHealthCheckStatus"
    proves = "the failover control latches on one datapoint, and a calculated check is the AND of endpoint and switch"
    cannot = "how long real checkers need, what they see of a real endpoint, and when they disagree"

    def __init__(self, emulator: Emulator, observer: Observer, alarms: MetricAlarms) -> None:
        self._emulator, self._observer, self._alarms = emulator, observer, alarms
        # check's id -> element of its configuration -> the element
        self._configs: dict[str, dict[str, ET.Element]] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        return _CHECK.fullmatch(call.path) is not None

    @override
    async def answer(self, call: AwsCall) -> Answer:
        match = _CHECK.fullmatch(call.path)
        check_id = (match["id"] if match else None) or ""
        if match and match["status"]:
            return await self._status(call, check_id)
        if call.method == "POST":
            return await self._write(call, check_id)
        answer = await self._emulator.answer(call)
        if call.method == "DELETE" and answer.is_success:
            self._configs.pop(check_id, None)
            self._observer.checks.pop(check_id, None)
        return self._shown(answer)

    async def _write(self, call: AwsCall, check_id: str) -> Answer:
        request = parse(call.body)
        config = {**self._configs.get(check_id, {})}
        for reset in request.iterfind("ResetElements/ResettableElementName"):
            config.pop(reset.text or "", None)
        given = request.find("HealthCheckConfig")
        config |= {element.tag: element for element in (request if given is None else given)}
        try:
            check = await self._read(call.scope, check_id, config)
        except RefusedError as error:
            return xml_error("InvalidInput", str(error))
        answer = await self._emulator.answer(call)
        if answer.is_success:
            check_id = text(parse(answer.body), "HealthCheck/Id")
            known = self._observer.checks.get(check_id)
            since = known.since if known else time.time()
            self._configs[check_id] = config
            self._observer.checks[check_id] = WatchedCheck(replace(check, id=check_id), call.account, since)
        return self._shown(answer)

    async def _read(self, scope: Scope, check_id: str, config: Mapping[str, ET.Element]) -> Check:
        """The check that a configuration describes. Raises RefusedError."""
        kind = _one(config, "Type")
        children = tuple(child.text or "" for child in config.get("ChildHealthChecks", ()))
        alarm = config.get("AlarmIdentifier")
        if kind != METRIC and alarm is not None:
            msg = "Invalid parameter : Basic health checks must not have an metric region specified."
            raise RefusedError(msg)
        for child in children:
            watched = self._observer.checks.get(child)
            if watched is None or watched.check.type == CALCULATED:
                lack = "does not exist" if watched is None else "is a calculated one itself"
                msg = f"Invalid parameter : The child health check {child} {lack}."
                raise RefusedError(msg)
        insufficient = _one(config, "InsufficientDataHealthStatus")
        return Check(
            id=check_id,
            type=kind,
            host=_one(config, "FullyQualifiedDomainName") or _one(config, "IPAddress"),
            children=children,
            threshold=int(_one(config, "HealthThreshold") or "0"),
            alarm_name=text(alarm, "Name") if alarm is not None else "",
            alarm_region=text(alarm, "Region") if alarm is not None else "",
            condition=await self._condition(scope, config) if kind == METRIC else None,
            when_insufficient=WhenInsufficient(insufficient) if insufficient else WhenInsufficient.LAST_KNOWN,
            inverted=_one(config, "Inverted") == "true",
            disabled=_one(config, "Disabled") == "true",
        )

    async def _condition(self, scope: Scope, config: Mapping[str, ET.Element]) -> Condition:
        """Copy an alarm's condition, as it is now. Raises RefusedError for an alarm that cannot be watched."""
        extra = [tag for tag in _NOT_OF_A_METRIC if tag in config]
        if extra:
            msg = f"Invalid parameter : Metric health checks must not have {', '.join(extra)} specified."
            raise RefusedError(msg)
        alarm = config.get("AlarmIdentifier")
        name, region = (text(alarm, "Name"), text(alarm, "Region")) if alarm is not None else ("", "")
        answer = await self._emulator.ask_json(
            Scope(scope.account, region),
            service="monitoring",
            target="GraniteServiceVersion20100801.DescribeAlarms",
            payload={"AlarmNames": [name]},
        )
        found: list[dict[str, Any]] = json.loads(answer.body).get("MetricAlarms") or []
        if not found:
            msg = f"Invalid parameter : There is no alarm of a metric named {name!r} in {region}."
            raise RefusedError(msg)
        document = found[0]
        watchable = (
            document.get("Statistic") in STATISTICS
            and not document.get("ExtendedStatistic")
            and not self._alarms.expressions(Scope(scope.account, region), name)
            and document.get("ComparisonOperator") in COMPARISONS
            and document.get("DatapointsToAlarm") in {None, document["EvaluationPeriods"]}
        )
        if not watchable:
            msg = (
                f"Invalid parameter : The alarm {name} uses what Route 53 does not support: an expression, a "
                "percentile, an anomaly band or M out of N datapoints."
            )
            raise RefusedError(msg)
        return Condition(
            namespace=document["Namespace"],
            metric=document["MetricName"],
            dimensions=tuple((entry["Name"], entry["Value"]) for entry in document.get("Dimensions") or ()),
            statistic=document["Statistic"],
            period=int(document["Period"]),
            periods=int(document["EvaluationPeriods"]),
            threshold=float(document["Threshold"]),
            comparison=document["ComparisonOperator"],
            missing=document.get("TreatMissingData") or "missing",
        )

    def _shown(self, answer: Answer) -> Answer:
        """The answer with every check's configuration as it was given; the emulator loses parts of it."""
        if not answer.is_success:
            return answer
        root = parse(answer.body)
        for shown in root.iter("HealthCheck"):
            check_id = text(shown, "Id")
            config = shown.find("HealthCheckConfig")
            if config is None or check_id not in self._configs:
                continue
            config[:] = self._configs[check_id].values()
            condition = self._observer.checks[check_id].check.condition
            if condition is not None:
                shown.append(_alarm_element(condition))
        return xml_answer(write(root), answer.status)

    async def _status(self, call: AwsCall, check_id: str) -> Answer:
        watched = self._observer.checks.get(check_id)
        if watched is None:
            return xml_error("NoSuchHealthCheck", f"No health check exists with the specified ID {check_id}.", 404)
        kind = watched.check.type
        if kind in {CALCULATED, METRIC}:
            return xml_error("InvalidInput", f"A status is reported only for endpoints, not for {kind} checks.")
        verdict = (await self._observer.verdicts(call.account))[check_id]
        status = "Success: HTTP Status Code 200, OK" if verdict.healthy else "Failure: Connection timed out"
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return xml_answer(
            f'<GetHealthCheckStatusResponse xmlns="{NAMESPACE}"><HealthCheckObservations><HealthCheckObservation>'
            f"<Region>{_CHECKERS_REGION}</Region><IPAddress>192.0.2.1</IPAddress><StatusReport><Status>{status}</Status>"
            f"<CheckedTime>{moment}</CheckedTime></StatusReport></HealthCheckObservation></HealthCheckObservations>"
            "</GetHealthCheckStatusResponse>"
        )


def _one(config: Mapping[str, ET.Element], tag: str) -> str:
    element = config.get(tag)
    return (element.text or "").strip() if element is not None else ""


def _alarm_element(condition: Condition) -> ET.Element:
    element = ET.Element("CloudWatchAlarmConfiguration")
    for tag, value in (
        ("EvaluationPeriods", condition.periods),
        ("Threshold", condition.threshold),
        ("ComparisonOperator", condition.comparison),
        ("Period", condition.period),
        ("MetricName", condition.metric),
        ("Namespace", condition.namespace),
        ("Statistic", condition.statistic),
    ):
        ET.SubElement(element, tag).text = str(value)
    dimensions = ET.SubElement(element, "Dimensions")
    for name, value in condition.dimensions:
        dimension = ET.SubElement(dimensions, "Dimension")
        ET.SubElement(dimension, "Name").text = name
        ET.SubElement(dimension, "Value").text = value
    return element
