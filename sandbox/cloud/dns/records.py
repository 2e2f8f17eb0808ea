"""Record sets as Route 53 keeps them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree as ET

from sandbox.cloud.emulator import text


class Policy(StrEnum):
    """How Route 53 chooses between record sets of one name and type."""

    SIMPLE = "simple"
    FAILOVER = "failover"
    LATENCY = "latency"
    WEIGHTED = "weighted"
    GEOLOCATION = "geolocation"
    GEOPROXIMITY = "geoproximity"
    MULTIVALUE = "multivalue"
    CIDR = "cidr"


_ELEMENTS = {
    "Failover": Policy.FAILOVER,
    "Region": Policy.LATENCY,
    "Weight": Policy.WEIGHTED,
    "GeoLocation": Policy.GEOLOCATION,
    "GeoProximityLocation": Policy.GEOPROXIMITY,
    "MultiValueAnswer": Policy.MULTIVALUE,
    "CidrRoutingConfig": Policy.CIDR,
}


@dataclass(frozen=True)
class Alias:
    """Where an alias points. `zone_id` is the target's: this zone's own, or one of AWS's."""

    name: str
    zone_id: str
    evaluates_health: bool


@dataclass(frozen=True, kw_only=True)
class RecordSet:
    """One record set. Names are in small letters and without the last dot."""

    name: str
    type: str
    policy: Policy = Policy.SIMPLE
    set_id: str = ""
    failover: str = ""
    region: str = ""
    health_check_id: str = ""
    alias: Alias | None = None
    values: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it this one and not another."""
        return self.name, self.type, self.set_id


@dataclass(frozen=True)
class Zone:
    """A public hosted zone."""

    id: str
    name: str
    records: tuple[RecordSet, ...]

    def named(self, name: str, kind: str) -> list[RecordSet]:
        """The group of record sets of one name and type."""
        return [record for record in self.records if (record.name, record.type) == (name, kind)]


def plain_name(name: str) -> str:
    """A name as it is compared."""
    return name.lower().rstrip(".").replace("\\052", "*")


def read_record(element: ET.Element) -> RecordSet:
    """Read a ResourceRecordSet element."""
    target = element.find("AliasTarget")
    return RecordSet(
        name=plain_name(text(element, "Name")),
        type=text(element, "Type"),
        policy=next((policy for tag, policy in _ELEMENTS.items() if element.find(tag) is not None), Policy.SIMPLE),
        set_id=text(element, "SetIdentifier"),
        failover=text(element, "Failover"),
        region=text(element, "Region"),
        health_check_id=text(element, "HealthCheckId"),
        alias=None if target is None else _alias(target),
        values=tuple(text(value, "Value") for value in element.iterfind("ResourceRecords/ResourceRecord")),
    )


def _alias(target: ET.Element) -> Alias:
    return Alias(
        plain_name(text(target, "DNSName")),
        text(target, "HostedZoneId").rpartition("/")[2],
        text(target, "EvaluateTargetHealth") == "true",
    )


def zone_of(name: str, zones: Iterable[Zone]) -> Zone | None:
    """The zone that is asked for a name: the one with the longest matching name."""
    matching = [zone for zone in zones if name == zone.name or name.endswith(f".{zone.name}")]
    return max(matching, key=lambda zone: len(zone.name), default=None)
