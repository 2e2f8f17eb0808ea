"""The cloud's own interface, for tests and tools: what it is, what was called, which faults are in force."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs

from sandbox.cloud.call_log import CallLog
from sandbox.cloud.faults import Faults, fault_from
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.response import Answer

CONTROL_PREFIX = "/_sandbox/"


@dataclass(frozen=True)
class Identity:
    """Which cloud this is. A new process is a new cloud: it remembers nothing."""

    id: str
    version: str
    started_at: float


@dataclass
class Control:
    """Answers everything under `/_sandbox/`."""

    identity: Identity
    log: CallLog
    faults: Faults
    health: EndpointHealth

    async def answer(self, method: str, path: str, query: str, body: bytes) -> Answer:
        """Answer one request; 404 names what there is, 400 says what is wrong."""
        name, _, rest = path.removeprefix(CONTROL_PREFIX).partition("/")
        handler = {
            ("GET", "cloud"): self._cloud,
            ("GET", "calls"): self._calls,
            ("GET", "faults"): self._show_faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "blackout"): self._darken,
            ("DELETE", "blackout"): self._light_up,
            ("POST", "endpoint-health"): self._set_health,
        }.get((method, name))
        if handler is None or rest:
            return _plain(
                {"error": f"no {method} {path}; there are cloud, calls, faults, blackout, endpoint-health"}, 404
            )
        try:
            parameters = {key: values[0] for key, values in parse_qs(query).items()}
            return _plain(handler(parameters, json.loads(body or b"{}")))
        except (KeyError, TypeError, ValueError) as error:
            return _plain({"error": f"{type(error).__name__}: {error}"}, 400)

    def _cloud(self, _query: Mapping[str, str], _body: Mapping[str, Any]) -> dict[str, Any]:
        return {**asdict(self.identity), "dark_regions": sorted(self.faults.dark_regions)}

    def _calls(self, query: Mapping[str, str], _body: Mapping[str, Any]) -> dict[str, Any]:
        return {"calls": self.log.since(int(query.get("since", "0")))}

    def _show_faults(self, _query: Mapping[str, str], _body: Mapping[str, Any]) -> dict[str, Any]:
        return {"faults": [asdict(fault) for fault in self.faults.rules]}

    def _add_fault(self, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        self.faults.rules.append(fault_from(body))
        return self._show_faults(query, body)

    def _clear_faults(self, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        self.faults.rules.clear()
        return self._show_faults(query, body)

    def _darken(self, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        self.faults.dark_regions.add(str(body["region"]))
        return self._cloud(query, body)

    def _light_up(self, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        self.faults.dark_regions.discard(str(body["region"]))
        return self._cloud(query, body)

    def _set_health(self, _query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        self.health.set(str(body["host"]), healthy=bool(body["healthy"]))
        return {"unhealthy": self.health.unhealthy()}


def _plain(payload: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, json.dumps(payload).encode(), {"content-type": "application/json"})
