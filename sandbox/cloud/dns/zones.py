"""Reads hosted zones and their record sets out of the emulator."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from sandbox.cloud.dns.records import RecordSet, Zone, plain_name, read_record
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.request import GLOBAL_SERVICES, Scope

_SERVICE = "route53"
_API = "/2013-04-01"
_NEXT_RECORD = {"name": "NextRecordName", "type": "NextRecordType", "identifier": "NextRecordIdentifier"}


class ZoneReader:
    """Follows pages to their end."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def public_zones(self, account: str) -> list[Zone]:
        """Every public zone of an account with what is in it."""
        zones: list[Zone] = []
        query: dict[str, str] = {}
        while True:
            root = await self._get(account, "/hostedzone", query)
            for zone in root.iter("HostedZone"):
                if text(zone, "Config/PrivateZone") != "true":
                    zone_id = text(zone, "Id").rpartition("/")[2]
                    records = await self.records(account, zone_id)
                    zones.append(Zone(zone_id, plain_name(text(zone, "Name")), tuple(records)))
            if text(root, "IsTruncated") != "true":
                return zones
            query = {"marker": text(root, "NextMarker")}

    async def name_servers(self, name: str, account: str) -> list[str]:
        """Those of the zone of exactly this name; none where there is no such zone."""
        root = await self._get(account, "/hostedzonesbyname", {"dnsname": name})
        for zone in root.iter("HostedZone"):
            if plain_name(text(zone, "Name")) == plain_name(name) and text(zone, "Config/PrivateZone") != "true":
                zone_id = text(zone, "Id").rpartition("/")[2]
                found = await self._get(account, f"/hostedzone/{zone_id}", {})
                return [element.text or "" for element in found.iter("NameServer")]
        return []

    async def records(self, account: str, zone_id: str) -> list[RecordSet]:
        """The record sets of a zone; none where there is no such zone."""
        records: list[RecordSet] = []
        query: dict[str, str] = {}
        while True:
            root = await self._get(account, f"/hostedzone/{zone_id}/rrset", query)
            records += [read_record(element) for element in root.iter("ResourceRecordSet")]
            if text(root, "IsTruncated") != "true":
                return records
            query = {key: text(root, tag) for key, tag in _NEXT_RECORD.items() if text(root, tag)}

    async def _get(self, account: str, path: str, query: Mapping[str, str]) -> ET.Element:
        scope = Scope(account, GLOBAL_SERVICES[_SERVICE])
        answer = await self._emulator.ask_rest(scope, service=_SERVICE, method="GET", path=f"{_API}{path}", query=query)
        return parse(answer.body)
