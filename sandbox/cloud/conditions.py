"""What tools may set about the emulated cloud beside faults: lag, quotas, how long a promotion takes, capacity.

Nothing here measures or acts: additions read it at each call.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.cloud.quotas import DEFAULTS

# Aurora's copy usually trails by less than a tenth of a second, a global table by less than one.
_DEFAULT_LAG: Mapping[str, float] = {"database": 20.0, "tables": 300.0}


@dataclass
class Conditions:
    """Each setter checks what it is given and raises ValueError or TypeError that says what it takes."""

    clock: Callable[[], float] = time.time
    promotion_polls: int | None = 0
    resync_polls: int = 0
    tasks: dict[str, int] = field(default_factory=dict)
    # Who the world is told serves a name, where it is not who does; WAF's groups that weigh something else; regions
    # that the account has not enabled.
    delegations: dict[str, list[str]] = field(default_factory=dict)
    rule_groups: dict[str, int] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lag: dict[str, list[tuple[float, float]]] = {store: [(0.0, lag)] for store, lag in _DEFAULT_LAG.items()}
        self._quotas: dict[tuple[str, str, str], float] = {}

    def lag(self, store: str, at: float) -> float:
        """Milliseconds that the copies of a store trailed at an instant."""
        return next(lag for since, lag in reversed(self._lag[store]) if since <= at)

    def set_lag(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """From now on."""
        store = document["store"]
        if store not in self._lag:
            msg = f"store is {' or '.join(self._lag)}, not {store!r}"
            raise ValueError(msg)
        self._lag[store].append((self.clock(), _number(document, "milliseconds")))
        return self.lags()

    def lags(self) -> dict[str, Any]:
        """As they are now."""
        return {"lag": {store: known[-1][1] for store, known in self._lag.items()}}

    def quota(self, region: str, service: str, code: str) -> float | None:
        """What is applied in a region; None for a quota that is not known here."""
        return self._quotas.get((region, service, code), _default_of(service, code))

    def default_quota(self, service: str, code: str) -> float | None:
        """What a new account has."""
        return _default_of(service, code)

    def set_quota(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """As after a request for an increase, or before one."""
        service, code = str(document["service"]), str(document["code"])
        if (service, code) not in DEFAULTS:
            known = ", ".join(" ".join(each) for each in DEFAULTS)
            msg = f"no quota {code} of {service} here; there is {known}"
            raise ValueError(msg)
        self._quotas[str(document["region"]), service, code] = _number(document, "value")
        return self.quotas()

    def quotas(self) -> dict[str, Any]:
        """Those that were set."""
        return {
            "quotas": [
                {"region": region, "service": service, "code": code, "value": value}
                for (region, service, code), value in sorted(self._quotas.items())
            ]
        }

    def set_promotions(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """How many looks a promotion is under way for, null for ever; and how many a lost member is resynchronised."""
        polls = document["polls"]
        self.promotion_polls = None if polls is None else _count(document, "polls")
        if "resync_polls" in document:
            self.resync_polls = _count(document, "resync_polls")
        return self.promotions()

    def promotions(self) -> dict[str, Any]:
        """As they are now."""
        return {"promotions": {"polls": self.promotion_polls, "resync_polls": self.resync_polls}}

    def set_delegation(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Say that a name is delegated to other servers than its own, or to none; null puts it right."""
        name, servers = str(document["name"]), document["servers"]
        if servers is None:
            self.delegations.pop(name, None)
        elif isinstance(servers, list):
            self.delegations[name] = [str(each) for each in servers]
        else:
            msg = f"servers is a list of names, or null, not {servers!r}"
            raise TypeError(msg)
        return {"delegation": dict(sorted(self.delegations.items()))}

    def set_rule_group(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give one of WAF's own groups of rules another weight; null gives back the usual one."""
        if document["capacity"] is None:
            self.rule_groups.pop(str(document["name"]), None)
        else:
            self.rule_groups[str(document["name"])] = _count(document, "capacity")
        return {"rule-group": dict(sorted(self.rule_groups.items()))}

    def set_region(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Say whether the account has a region; null is as usual. Calls there are answered all the same."""
        if document["status"] is None:
            self.regions.pop(str(document["region"]), None)
        else:
            self.regions[str(document["region"])] = str(document["status"])
        return {"region": dict(sorted(self.regions.items()))}

    def set_capacity(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """How many tasks a region has room for; null lifts it. Tasks that run already go on."""
        region = str(document["region"])
        if document["tasks"] is None:
            self.tasks.pop(region, None)
        else:
            self.tasks[region] = _count(document, "tasks")
        return self.capacity()

    def capacity(self) -> dict[str, Any]:
        """The regions that are short of it."""
        return {"capacity": dict(sorted(self.tasks.items()))}


def _default_of(service: str, code: str) -> float | None:
    known = DEFAULTS.get((service, code))
    return known[1] if known else None


def _number(document: Mapping[str, Any], key: str) -> float:
    value = document[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        msg = f"{key} is a number from 0 on, not {value!r}"
        raise TypeError(msg)
    return float(value)


def _count(document: Mapping[str, Any], key: str) -> int:
    value = document[key]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        msg = f"{key} is a whole number from 0 on, not {value!r}"
        raise TypeError(msg)
    return value
