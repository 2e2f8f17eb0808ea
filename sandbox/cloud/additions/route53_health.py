"""Route 53: health checks keep their whole configuration, and have a status."""

import re
import time
from xml.etree import ElementTree as ET

from sandbox.cloud.additions.xml import parse, text, write
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_answer, xml_error

_CHECK = re.compile(r"/2013-04-01/healthcheck(/(?P<id>[^/]+))?(?P<status>/status)?")
_CALCULATED, _METRIC = "CALCULATED", "CLOUDWATCH_METRIC"
_OBSERVER_REGION = "us-east-1"


class HealthChecks:
    """Endpoints are well until told otherwise; metric checks follow their alarm, calculated ones their children."""

    service = "route53"
    adds = "Health checks of every kind with their whole configuration, and GetHealthCheckStatus"
    proves = "the take-over switch latches, and a calculated check is the AND of endpoint and switch"
    cannot = "how long real checkers need, and what they see of a real endpoint"

    def __init__(self, emulator: Emulator, health: EndpointHealth) -> None:
        self._emulator, self._health = emulator, health
        self._configs: dict[str, dict[str, list[str]]] = {}
        self._last_known: dict[str, bool] = {}

    def takes(self, call: AwsCall) -> bool:
        """See Addition: the list stays the emulator's. Metrics are watched, because a check remembers what it saw."""
        if call.service == "monitoring" and call.action in {"PutMetricData", "SetAlarmState"}:
            return True
        match = _CHECK.fullmatch(call.path)
        return (
            call.service == self.service and bool(match) and not (call.method == "GET" and not (match and match["id"]))
        )

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        if call.service == "monitoring":
            answer = await self._emulator.answer(call)
            for check_id in [key for key, config in self._configs.items() if _one(config, "Type") == _METRIC]:
                await self._is_healthy(call, check_id)
            return answer
        match = _CHECK.fullmatch(call.path)
        check_id = (match["id"] if match else "") or ""
        if match and match["status"]:
            return await self._status(call, check_id)
        answer = await self._emulator.answer(call)
        if not answer.is_success or call.method == "DELETE":
            self._configs.pop(check_id, None) if call.method == "DELETE" else None
            return answer
        root = parse(answer.body)
        check_id = text(root, "HealthCheck/Id") or check_id
        if call.method == "POST":
            self._remember(check_id, parse(call.body))
        return xml_answer(self._with_whole_config(root, check_id), answer.status)

    def _remember(self, check_id: str, request: ET.Element) -> None:
        source = request.find("HealthCheckConfig")
        config = self._configs.setdefault(check_id, {})
        for element in source if source is not None else request:
            children = [child.text or "" for child in element]
            config[element.tag] = children if len(element) else [element.text or ""]

    def _with_whole_config(self, root: ET.Element, check_id: str) -> str:
        shown, config = root.find("HealthCheck/HealthCheckConfig"), self._configs.get(check_id)
        if shown is not None and config:
            for tag, item in (("ChildHealthChecks", "ChildHealthCheck"),):
                if tag in config:
                    for old in shown.findall(tag):
                        shown.remove(old)
                    parent = ET.SubElement(shown, tag)
                    for value in config[tag]:
                        ET.SubElement(parent, item).text = value
        return write(root)

    async def _status(self, call: AwsCall, check_id: str) -> Answer:
        config = self._configs.get(check_id)
        if config is None:
            return xml_error("NoSuchHealthCheck", f"No health check exists with the specified ID {check_id}.", 404)
        kind = _one(config, "Type")
        if kind in {_CALCULATED, _METRIC}:
            return xml_error("InvalidInput", f"A status is reported only for endpoints, not for {kind} checks.")
        healthy = await self._is_healthy(call, check_id)
        verdict = "Success: HTTP Status Code 200, OK" if healthy else "Failure: Connection timed out"
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return xml_answer(
            '<GetHealthCheckStatusResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HealthCheckObservations>'
            f"<HealthCheckObservation><Region>{_OBSERVER_REGION}</Region><IPAddress>192.0.2.1</IPAddress><StatusReport>"
            f"<Status>{verdict}</Status><CheckedTime>{moment}</CheckedTime></StatusReport></HealthCheckObservation>"
            "</HealthCheckObservations></GetHealthCheckStatusResponse>"
        )

    async def verdicts(self, call: AwsCall) -> dict[str, bool]:
        """What Route 53 would say of every check now."""
        return {check_id: await self._is_healthy(call, check_id) for check_id in list(self._configs)}

    async def _is_healthy(self, call: AwsCall, check_id: str) -> bool:
        config = self._configs.get(check_id)
        if config is None or _one(config, "Disabled") == "true":
            return True
        kind = _one(config, "Type")
        if kind == _CALCULATED:
            well = [await self._is_healthy(call, child) for child in config.get("ChildHealthChecks", [])]
            healthy = sum(well) >= int(_one(config, "HealthThreshold") or "0")
        elif kind == _METRIC:
            healthy = await self._by_alarm(call, check_id, config)
        else:
            healthy = self._health.is_healthy(_one(config, "FullyQualifiedDomainName"))
        return healthy != (_one(config, "Inverted") == "true")

    async def _by_alarm(self, call: AwsCall, check_id: str, config: dict[str, list[str]]) -> bool:
        name, region = config["AlarmIdentifier"]
        answer = await self._emulator.ask_json(
            call,
            service="monitoring",
            target="GraniteServiceVersion20100801.DescribeAlarms",
            payload={"AlarmNames": [name]},
            region=region,
        )
        alarms = answer.json().get("MetricAlarms") or []
        state = alarms[0]["StateValue"] if alarms else "INSUFFICIENT_DATA"
        if state != "INSUFFICIENT_DATA":
            self._last_known[check_id] = state == "OK"
            return state == "OK"
        # A check that has never seen data is healthy.
        last = self._last_known.get(check_id, True)
        return {"Healthy": True, "Unhealthy": False}.get(_one(config, "InsufficientDataHealthStatus"), last)


def _one(config: dict[str, list[str]], key: str) -> str:
    values = config.get(key) or [""]
    return values[0]
