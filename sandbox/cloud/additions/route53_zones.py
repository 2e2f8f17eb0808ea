"""Route 53: accelerated recovery of hosted zones."""

import re
from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.xml import NAMESPACE, write
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, xml_answer, xml_error

_ZONE = re.compile(r"/2013-04-01/hostedzone/(?P<id>[A-Z0-9]+)(?P<features>/features)?")


class AcceleratedRecovery(Addition):
    """Keeps the switch per zone and shows it in the zone. It is engaged at once; AWS needs up to an hour."""

    service = "route53"
    adds = "Accelerated recovery of a hosted zone (UpdateHostedZoneFeatures, and Features in GetHostedZone)"
    proves = "the zone asks for it, and destroy turns it off first"
    cannot = "that records stay editable while us-east-1 is gone"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._enabled: dict[tuple[str, str], bool] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        match = _ZONE.fullmatch(call.path)
        return match is not None and (match["features"] is not None or call.method in {"GET", "DELETE"})

    @override
    async def answer(self, call: AwsCall) -> Answer:
        match = _ZONE.fullmatch(call.path)
        zone = (call.account, match["id"] if match else "")
        if match and match["features"]:
            return await self._set(
                call.scope, zone, is_on=text(parse(call.body), "EnableAcceleratedRecovery") == "true"
            )
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

    async def _set(self, scope: Scope, zone: tuple[str, str], *, is_on: bool) -> Answer:
        existing = await self._emulator.ask_rest(
            scope, service=self.service, method="GET", path=f"/2013-04-01/hostedzone/{zone[1]}"
        )
        if not existing.is_success:
            return existing
        if is_on and text(parse(existing.body), "HostedZone/Config/PrivateZone") == "true":
            return xml_error("InvalidInput", "Accelerated recovery is for public hosted zones")
        self._enabled[zone] = is_on
        return xml_answer(f'<UpdateHostedZoneFeaturesResponse xmlns="{NAMESPACE}"/>')
