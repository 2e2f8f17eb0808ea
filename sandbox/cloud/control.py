"""The cloud's own interface, for tests and tools: what it is, what was called, what is well, which faults are in force.

| request                                     | what it does                                                          |
| ------------------------------------------- | --------------------------------------------------------------------- |
| GET /_sandbox/cloud                         | id, version, started_at, dark_regions: {region: hang or refuse}       |
| GET /_sandbox/calls?since=N&limit=M         | calls from number N on, and `next`, the N to go on with               |
| GET, POST, DELETE /_sandbox/faults          | the rules in force; add one (see faults.Fault); forget them all       |
| POST, DELETE /_sandbox/blackout             | {"region": ..., "connection": "refuse" or "hang"}; {} lifts them all  |
| GET, POST /_sandbox/endpoint-health         | hosts that are unwell; {"host": name or address, "healthy": bool}     |
| GET /_sandbox/health-checks                 | what Route 53 thinks of each check, and why                           |
| GET /_sandbox/resolve?name=N&from=REGION    | what Route 53 answers, and the reason of each choice; &type=A         |
| GET /_sandbox/dns-query?name=N              | the answer alone, as application/dns-json; &type=A, &from=us-east-1   |
| GET /_sandbox/inside?region=R               | what containers there know without asking AWS; see inside             |
| GET, POST /_sandbox/lag                     | {"store": "database" or "tables", "milliseconds": N} of a copy        |
| GET, POST /_sandbox/quotas                  | {"region", "service", "code", "value"}                                |
| GET, POST /_sandbox/zones                   | {"region", "zones": {name: id} or null}, of an "account"              |
| GET, POST /_sandbox/endpoint-services       | {"region", "service", "without": [ids of zones]}                      |
| POST /_sandbox/delegation                   | {"name", "servers": [names] or null}: who the world asks for a name   |
| POST /_sandbox/rule-group                   | {"name", "capacity": N or null} of one of WAF's own groups            |
| POST /_sandbox/region                       | {"region", "status": "DISABLED" or null}; see account                 |
| POST /_sandbox/published-image              | {"image": "REPOSITORY:TAG", "there": bool} of AWS's own registries    |
| GET, POST /_sandbox/promotions              | {"polls": N, or null for ever, "resync_polls": M}; see conditions     |
| GET /_sandbox/decisions?result=denied       | who asked for which right, what decided it, what nobody used          |
| POST /_sandbox/credentials                  | {"role": ARN, "session"} and who takes it on; see iam.desk            |
| POST /_sandbox/container-credentials        | {"region", "workload"}: what its containers sign with, and are told   |
| POST /_sandbox/logins                       | {"token"}: a password of Aurora's or ElastiCache's by IAM             |
| GET, POST /_sandbox/capacity                | {"region", "tasks": N, or null for all} of Fargate                    |
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs

from sandbox.cloud.call_log import CallLog
from sandbox.cloud.capacity import Capacity
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.connection import Connection
from sandbox.cloud.dns.observer import Observer
from sandbox.cloud.faults import Faults, fault_from
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.iam.account import DEFAULT_ACCOUNT
from sandbox.cloud.iam.door import Door
from sandbox.cloud.iam.unused import unused
from sandbox.cloud.images import Images
from sandbox.cloud.inside import Inside
from sandbox.cloud.request import Scope
from sandbox.cloud.response import Answer
from sandbox.cloud.server import Request
from sandbox.cloud.zones import Zones

CONTROL_PREFIX = "/_sandbox/"
_NO_ERROR = 0
_NAME_SERVERS = "NS"
Document = Mapping[str, Any]
_Work = Callable[[Mapping[str, str], Document], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Identity:
    """Which cloud this is. A new process is a new cloud: it remembers nothing."""

    id: str
    version: str
    started_at: float


@dataclass(frozen=True)
class Circumstances:
    """What tools may change."""

    faults: Faults
    health: EndpointHealth
    conditions: Conditions
    capacity: Capacity
    zones: Zones
    images: Images
    iam: Door


class Control:
    """Answers everything under `/_sandbox/`. A blackout does not reach it."""

    def __init__(
        self, identity: Identity, log: CallLog, circumstances: Circumstances, observer: Observer, inside: Inside
    ) -> None:
        self._identity, self._log, self._observer, self._inside = identity, log, observer, inside
        self._faults, self._health = circumstances.faults, circumstances.health
        self._capacity, conditions = circumstances.capacity, circumstances.conditions
        self._conditions, self._iam = conditions, circumstances.iam
        self._work: dict[tuple[str, str], _Work] = {
            ("GET", "cloud"): self._cloud,
            ("GET", "calls"): self._calls,
            ("GET", "faults"): self._show_faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "blackout"): self._darken,
            ("DELETE", "blackout"): self._light_up,
            ("GET", "endpoint-health"): self._show_health,
            ("POST", "endpoint-health"): self._set_health,
            ("GET", "health-checks"): self._health_checks,
            ("GET", "resolve"): self._resolve,
            ("GET", "dns-query"): self._dns_query,
            ("GET", "inside"): self._look_inside,
            ("GET", "lag"): _told(conditions.lags),
            ("POST", "lag"): _set(conditions.set_lag),
            ("GET", "quotas"): _told(conditions.quotas),
            ("POST", "quotas"): _set(conditions.set_quota),
            ("GET", "promotions"): _told(conditions.promotions),
            ("POST", "promotions"): _set(conditions.set_promotions),
            ("GET", "zones"): _told(circumstances.zones.names),
            ("POST", "zones"): _set(circumstances.zones.set_names),
            ("GET", "endpoint-services"): _told(circumstances.zones.without),
            ("POST", "endpoint-services"): _set(circumstances.zones.set_without),
            ("POST", "delegation"): _set(conditions.set_delegation),
            ("POST", "rule-group"): _set(conditions.set_rule_group),
            ("POST", "region"): _set(conditions.set_region),
            ("POST", "published-image"): _set(circumstances.images.set_published),
            ("GET", "decisions"): self._decisions,
            ("POST", "credentials"): circumstances.iam.desk.hand_out,
            ("POST", "container-credentials"): inside.hand_out,
            ("POST", "logins"): circumstances.iam.logins.open,
            ("GET", "capacity"): _told(conditions.capacity),
            ("POST", "capacity"): self._limit,
        }

    async def answer(self, request: Request) -> Answer:
        """Answer one request; 404 names what there is, 400 says what is wrong."""
        work = self._work.get((request.method, request.path.removeprefix(CONTROL_PREFIX)))
        if work is None:
            known = ", ".join(f"{method} {name}" for method, name in self._work)
            return _plain({"error": f"no {request.method} {request.path}; there are {known}"}, 404)
        try:
            query = {key: values[0] for key, values in parse_qs(request.query).items()}
            return _plain(await work(query, json.loads(request.body or b"{}")))
        except KeyError as error:
            return _plain({"error": f"{error.args[0]} is missing"}, 400)
        except (TypeError, ValueError) as error:
            return _plain({"error": str(error)}, 400)

    async def _cloud(self, _query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        return {**asdict(self._identity), "dark_regions": self._faults.dark_regions}

    async def _calls(self, query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        since = int(query.get("since", "0"))
        calls = self._log.since(since, int(query["limit"]) if "limit" in query else None)
        return {"calls": calls, "next": max(since, 0) + len(calls)}

    async def _decisions(self, query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        decisions = self._iam.decisions
        return {**decisions.told(query), "unused": unused(decisions.records.values())}

    async def _show_faults(self, _query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        return {"faults": [fault.model_dump() for fault in self._faults.rules]}

    async def _add_fault(self, query: Mapping[str, str], body: Document) -> dict[str, Any]:
        self._faults.rules.append(fault_from(body))
        return await self._show_faults(query, body)

    async def _clear_faults(self, query: Mapping[str, str], body: Document) -> dict[str, Any]:
        self._faults.clear()
        return await self._show_faults(query, body)

    async def _darken(self, query: Mapping[str, str], body: Document) -> dict[str, Any]:
        self._faults.darken(str(body["region"]), Connection(body.get("connection", Connection.REFUSE)))
        return await self._cloud(query, body)

    async def _light_up(self, query: Mapping[str, str], body: Document) -> dict[str, Any]:
        self._faults.light_up(body.get("region"))
        return await self._cloud(query, body)

    async def _show_health(self, _query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        return {"unhealthy": self._health.unhealthy()}

    async def _set_health(self, query: Mapping[str, str], body: Document) -> dict[str, Any]:
        if not isinstance(body["healthy"], bool):
            msg = f"healthy is true or false, not {body['healthy']!r}"
            raise TypeError(msg)
        self._health.set(str(body["host"]), healthy=body["healthy"])
        return await self._show_health(query, body)

    async def _health_checks(self, query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        verdicts = await self._observer.verdicts(query.get("account", DEFAULT_ACCOUNT))
        return {"health_checks": {check_id: asdict(verdict) for check_id, verdict in verdicts.items()}}

    async def _resolve(self, query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        account = query.get("account", DEFAULT_ACCOUNT)
        return asdict(await self._observer.resolve(query["name"], query.get("type", "A"), query["from"], account))

    async def _dns_query(self, query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        """As public resolvers answer `application/dns-json`, to somebody near the region that `from` names."""
        kind, near = query.get("type", "A"), query.get("from", "us-east-1")
        account = query.get("account", DEFAULT_ACCOUNT)
        if kind == _NAME_SERVERS:
            told = self._conditions.delegations.get(query["name"])
            servers = await self._observer.name_servers(query["name"], account) if told is None else told
            return {"Status": _NO_ERROR, "Answer": [{"name": query["name"], "data": each} for each in servers]}
        found = await self._observer.resolve(query["name"], kind, near, account)
        answers = [{"name": query["name"], "data": value} for value in found.destination.values]
        return {"Status": _NO_ERROR, "Answer": answers}

    async def _look_inside(self, query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        return await self._inside.look(Scope(query.get("account", DEFAULT_ACCOUNT), query["region"]))

    async def _limit(self, query: Mapping[str, str], body: Document) -> dict[str, Any]:
        answer = self._conditions.set_capacity(body)
        await self._capacity.limit(Scope(query.get("account", DEFAULT_ACCOUNT), str(body["region"])))
        return answer


def _told(read: Callable[[], dict[str, Any]]) -> _Work:
    async def work(_query: Mapping[str, str], _body: Document) -> dict[str, Any]:
        return read()

    return work


def _set(change: Callable[[Document], dict[str, Any]]) -> _Work:
    async def work(_query: Mapping[str, str], body: Document) -> dict[str, Any]:
        return change(body)

    return work


def _plain(payload: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, json.dumps(payload).encode(), {"content-type": "application/json"})
