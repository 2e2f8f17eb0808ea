"""Route 53: accelerated recovery of hosted zones."""

import re
from xml.etree import ElementTree as ET

from sandbox.cloud.additions.xml import parse, text, write
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_answer, xml_error

_ZONE = re.compile(r"/2013-04-01/hostedzone/(?P<id>[A-Z0-9]+)(?P<features>/features)?")


class AcceleratedRecovery:
    """Keeps the switch per zone and shows it in the zone."""

    service = "route53"
    adds = "Accelerated recovery of a hosted zone (UpdateHostedZoneFeatures, and Features in GetHostedZone)"
    proves = "the zone asks for it, and destroy turns it off first"
    cannot = "that records stay editable while us-east-1 is gone"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._enabled: dict[tuple[str, str], bool] = {}

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        match = _ZONE.fullmatch(call.path)
        return (
            call.service == self.service
            and bool(match)
            and (call.method in {"GET", "DELETE"} or bool(match and match["features"]))
        )

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        match = _ZONE.fullmatch(call.path)
        zone = (call.account, match["id"] if match else "")
        if match and match["features"]:
            return await self._set(call, zone)
        if call.method == "DELETE" and self._enabled.get(zone):
            return xml_error(
                "InvalidInput", f"Hosted zone {zone[1]} has accelerated recovery enabled; disable it before deleting"
            )
        answer = await self._emulator.answer(call)
        if call.method == "DELETE" or not answer.is_success or zone not in self._enabled:
            return answer
        root = parse(answer.body)
        hosted = root.find("HostedZone")
        if hosted is not None:
            features = ET.SubElement(hosted, "Features")
            ET.SubElement(features, "AcceleratedRecoveryStatus").text = "ENABLED" if self._enabled[zone] else "DISABLED"
        return xml_answer(write(root))

    async def _set(self, call: AwsCall, zone: tuple[str, str]) -> Answer:
        look = AwsCall(**{**call.__dict__, "method": "GET", "path": call.path.removesuffix("/features"), "body": b""})
        existing = await self._emulator.answer(look)
        if not existing.is_success:
            return existing
        self._enabled[zone] = text(parse(call.body), "EnableAcceleratedRecovery") == "true"
        return xml_answer(f"<UpdateHostedZoneFeaturesResponse xmlns={_QUOTED}/>")


_QUOTED = '"https://route53.amazonaws.com/doc/2013-04-01/"'
