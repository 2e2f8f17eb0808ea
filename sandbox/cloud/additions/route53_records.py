"""Route 53: what may stand under one name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from sandbox.cloud.additions.xml import parse, text
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_error

_CHANGE = re.compile(r"/2013-04-01/hostedzone/[A-Z0-9]+/rrset/?")
_POLICIES = {
    "Failover": "failover",
    "Region": "latency",
    "Weight": "weighted",
    "GeoLocation": "geolocation",
    "MultiValueAnswer": "multivalue",
}
_SIMPLE = "simple"


@dataclass(frozen=True)
class RecordSet:
    """What matters of a record set for what may stand beside it."""

    name: str
    type: str
    set_id: str
    policy: str
    failover: str = ""
    latency_region: str = ""


class RoutingPolicies:
    """Refuses, in Route 53's words, whole batches that would mix policies, and wrong identities."""

    service = "route53"
    adds = "Refusal of two routing policies, two PRIMARY records or two records of a region under one name"
    proves = "a change of strategy never passes through a state that Route 53 refuses"
    cannot = "every other rule of Route 53 about record sets"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.service == self.service and call.method == "POST" and bool(_CHANGE.fullmatch(call.path))

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        records = await self._existing(call)
        for change in parse(call.body).iter("Change"):
            action, element = text(change, "Action"), change.find("ResourceRecordSet")
            if element is None:
                continue
            record = _record(element)
            records = [kept for kept in records if _identity(kept) != _identity(record)]
            if action != "DELETE":
                problem = _problem(record, records)
                if problem:
                    return xml_error("InvalidChangeBatch", f"[{problem}]")
                records.append(record)
        return await self._emulator.answer(call)

    async def _existing(self, call: AwsCall) -> list[RecordSet]:
        records: list[RecordSet] = []
        query = ""
        while True:
            look = AwsCall(
                **{**call.__dict__, "method": "GET", "path": call.path.rstrip("/"), "query": query, "body": b""}
            )
            answer = await self._emulator.answer(look)
            if not answer.is_success:
                return records
            root = parse(answer.body)
            records += [_record(element) for element in root.iter("ResourceRecordSet")]
            if text(root, "IsTruncated") != "true":
                return records
            query = f"name={text(root, 'NextRecordName')}&type={text(root, 'NextRecordType')}"


def _record(element: ET.Element) -> RecordSet:
    policies = [policy for tag, policy in _POLICIES.items() if element.find(tag) is not None]
    return RecordSet(
        name=text(element, "Name").rstrip(".").lower(),
        type=text(element, "Type"),
        set_id=text(element, "SetIdentifier"),
        policy=policies[0] if policies else _SIMPLE,
        failover=text(element, "Failover"),
        latency_region=text(element, "Region"),
    )


def _identity(record: RecordSet) -> tuple[str, str, str]:
    return record.name, record.type, record.set_id


def _problem(record: RecordSet, records: Iterable[RecordSet]) -> str:
    shown = f"RRSet with DNS name {record.name}., type {record.type}"
    for other in records:
        if (other.name, other.type) != (record.name, record.type):
            continue
        if _SIMPLE in {record.policy, other.policy}:
            return f"{shown} cannot be created as other RRSets exist with the same name and type."
        if other.policy != record.policy:
            return (
                f"{shown}, SetIdentifier {record.set_id} cannot be created as a non-{record.policy} set exists with "
                "the same name and type."
            )
        if record.failover and other.failover == record.failover:
            return (
                f"{shown}, SetIdentifier {record.set_id} cannot be created as a {record.failover.lower()} set exists."
            )
        if record.latency_region and other.latency_region == record.latency_region:
            return (
                f"{shown}, SetIdentifier {record.set_id}, region {record.latency_region} cannot be created as a set "
                "with the same region exists."
            )
    return ""
