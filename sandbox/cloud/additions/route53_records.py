"""Route 53: what may stand under one name, and what an alias may point at."""

import re
from collections.abc import Iterable, Sequence

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.load_balancers import ZONE_IDS
from sandbox.cloud.dns.answer import is_load_balancer
from sandbox.cloud.dns.observer import Observer, region_of
from sandbox.cloud.dns.records import Alias, Policy, RecordSet, read_record
from sandbox.cloud.dns.zones import ZoneReader
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_error

_CHANGE = re.compile(r"/2013-04-01/hostedzone/(?P<zone>[A-Z0-9]+)/rrset/?")
_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


class RoutingPolicies(Addition):
    """Refuses, in Route 53's words where they are known, whole batches that it would refuse."""

    service = "route53"
    adds = (
        "Refusal of two routing policies, two PRIMARY records or two records of a region under one name, of aliases to "
        "nothing or into a wrong zone, and of health checks that do not exist"
    )
    proves = "a change of strategy never passes through a state that Route 53 refuses"
    cannot = "every other rule of Route 53 about record sets"

    def __init__(self, emulator: Emulator, observer: Observer) -> None:
        self._emulator, self._observer = emulator, observer
        self._reader = ZoneReader(emulator)

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.method == "POST" and _CHANGE.fullmatch(call.path) is not None

    @override
    async def answer(self, call: AwsCall) -> Answer:
        match = _CHANGE.fullmatch(call.path)
        zone_id = match["zone"] if match else ""
        records = await self._reader.records(call.account, zone_id)
        problems = []
        for change in parse(call.body).iter("Change"):
            element = change.find("ResourceRecordSet")
            if element is None:
                continue
            record = read_record(element)
            records = [kept for kept in records if kept.identity != record.identity]
            if text(change, "Action") == "DELETE":
                continue
            if record.health_check_id and record.health_check_id not in self._observer.checks:
                message = f"No health check exists with the specified ID {record.health_check_id}."
                return xml_error("NoSuchHealthCheck", message, 404)
            problems += [*_conflicts(record, records)][:1]
            records.append(record)
            problems += _alias_problems(record, zone_id, records)
        if problems:
            return xml_error("InvalidChangeBatch", f"[{', '.join(problems)}]")
        return await self._emulator.answer(call)


def _conflicts(record: RecordSet, records: Iterable[RecordSet]) -> Iterable[str]:
    shown = f"RRSet with DNS name {record.name}., type {record.type}"
    identified = f"{shown}, SetIdentifier {record.set_id}"
    if record.failover == "PRIMARY" and record.alias is None and not record.health_check_id:
        yield "A non-alias primary ResourceRecordSet must have an associated health check."
    for other in records:
        if (other.name, other.type) != (record.name, record.type):
            continue
        if Policy.SIMPLE in {record.policy, other.policy}:
            yield f"{shown} cannot be created as other RRSets exist with the same name and type."
        elif other.policy != record.policy:
            yield f"{identified} cannot be created as a non-{record.policy} set exists with the same name and type."
        elif record.failover and other.failover == record.failover:
            yield f"{identified} cannot be created as a {record.failover.lower()} set exists."
        elif record.region and other.region == record.region:
            yield f"{identified}, region {record.region} cannot be created as a set with the same region exists."


def _alias_problems(record: RecordSet, zone_id: str, records: Sequence[RecordSet]) -> Iterable[str]:
    """An alias is looked up when it is written; what comes later in the same batch does not exist yet."""
    alias = record.alias
    if alias is None:
        return
    tried = f"Tried to create an alias that targets {alias.name}., type {record.type} in zone {alias.zone_id}"
    if alias.zone_id == zone_id:
        if not any((other.name, other.type) == (alias.name, record.type) for other in records):
            yield f"{tried}, but that target was not found"
    elif _is_in_wrong_zone(alias):
        yield f"{tried}, but the alias target name does not lie within the target zone"
    if alias.zone_id == _CLOUDFRONT_ZONE and alias.evaluates_health:
        yield f"{tried}, but EvaluateTargetHealth cannot be true for a CloudFront distribution"


def _is_in_wrong_zone(alias: Alias) -> bool:
    return is_load_balancer(alias.name) and alias.zone_id != ZONE_IDS.get(region_of(alias.name), alias.zone_id)
