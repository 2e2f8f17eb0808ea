"""Which zones a region can stand in. Pure.

A zone's name means another place in another account; its id means the same one everywhere. What AWS leaves out of a
zone it says by id, so that is how zones are judged.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from settings.regions import id_prefix

_EKS = "EKS user guide, network requirements, subnet requirements for clusters"
_FARGATE = "ECS developer guide, supported Regions for Fargate"


@dataclass(frozen=True, kw_only=True)
class Unsuitable:
    """A zone that a service leaves out. `source` is where AWS says so."""

    zone_id: str
    service: str
    source: str


# Read in 2026-11. Of interface endpoints EC2 itself says where they can stand, and that changes more often.
UNSUITABLE: tuple[Unsuitable, ...] = (
    Unsuitable(zone_id="use1-az3", service="EKS", source=_EKS),
    Unsuitable(zone_id="usw1-az2", service="EKS", source=_EKS),
    Unsuitable(zone_id="cac1-az3", service="EKS", source=_EKS),
    Unsuitable(zone_id="usw1-az2", service="Fargate", source=_FARGATE),
    Unsuitable(zone_id="apne1-az3", service="Fargate", source=_FARGATE),
)


@dataclass(frozen=True, kw_only=True)
class AccountZones:
    """The zones of a region that an account may use, name -> id; and in which of them a service has endpoints."""

    region: str
    ids: Mapping[str, str]
    endpoints: Mapping[str, Collection[str]]

    def name_of(self, zone: str) -> str | None:
        """The name of a zone that is written by its name or its id; None where the account has no such zone."""
        if zone in self.ids:
            return zone
        return next((name for name, zone_id in self.ids.items() if zone_id == zone), None)

    def shown(self, name: str) -> str:
        """Both ways to write it."""
        return f"{name} ({self.ids[name]})"


def problems(wanted: Sequence[str], account: AccountZones, *, kubernetes: bool) -> Iterator[str]:
    """What is wrong with the zones of a stack file in this account, and what to write instead."""
    names = [account.name_of(zone) for zone in wanted]
    good = [name for name in account.ids if not _left_out(name, account, kubernetes=kubernetes)]
    advice = f"write three of: {', '.join(map(account.shown, good))}"
    for zone, name in zip(wanted, names, strict=True):
        if name is None:
            yield f"{zone} is no zone of {account.region} that this account may use; {advice}"
            continue
        for reason in _left_out(name, account, kubernetes=kubernetes):
            yield f"{account.shown(name)} {reason}; {advice}"
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        twice = ", ".join(zone for zone, each in zip(wanted, names, strict=True) if each == name)
        yield f"{twice} are one zone, {account.shown(name)}, and losing it would leave one; {advice}"


def of_region(zone: str, region: str) -> bool:
    """Whether the zone's name or id says that it is one of this region."""
    return zone[:-1] == region or zone.startswith(f"{id_prefix(region)}-")


def _left_out(name: str, account: AccountZones, *, kubernetes: bool) -> list[str]:
    needed = {"Fargate", *(["EKS"] if kubernetes else [])}
    reasons = [
        f"is left out by {each.service} ({each.source})"
        for each in UNSUITABLE
        if each.zone_id == account.ids[name] and each.service in needed
    ]
    lacking = sorted(service for service, zones in account.endpoints.items() if name not in zones)
    return [*reasons, *([f"has no endpoints of {', '.join(lacking)}"] if lacking else [])]
