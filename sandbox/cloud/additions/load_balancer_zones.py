"""Load balancers stand in the zones of their subnets."""

import re
from xml.etree import ElementTree as ET

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer

_ENTRY = re.compile(rb"<ZoneName>[^<]*</ZoneName><SubnetId>(?P<subnet>[^<]+)</SubnetId>")


class LoadBalancerZones:
    """The emulator says that every subnet of a load balancer is in the first zone; EC2 knows better."""

    service = "elasticloadbalancing"
    adds = "The zones of a load balancer, from its subnets"
    proves = "every load balancer spans three zones"
    cannot = "that traffic survives the loss of a zone"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.service == self.service and call.action in {
            "CreateLoadBalancer",
            "DescribeLoadBalancers",
            "SetSubnets",
        }

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        answer = await self._emulator.answer(call)
        subnets = sorted({match["subnet"].decode() for match in _ENTRY.finditer(answer.body)})
        if not answer.is_success or not subnets:
            return answer
        zones = await self._zones(call, subnets)

        def corrected(match: re.Match[bytes]) -> bytes:
            zone = zones.get(match["subnet"].decode(), "")
            return b"<ZoneName>%s</ZoneName><SubnetId>%s</SubnetId>" % (zone.encode(), match["subnet"])

        headers = {key: value for key, value in answer.headers.items() if key != "content-length"}
        return Answer(answer.status, _ENTRY.sub(corrected, answer.body), headers)

    async def _zones(self, call: AwsCall, subnets: list[str]) -> dict[str, str]:
        wanted = {f"SubnetId.{number}": subnet for number, subnet in enumerate(subnets, start=1)}
        answer = await self._emulator.ask_query(
            call, service="ec2", parameters={"Action": "DescribeSubnets", "Version": "2016-11-15", **wanted}
        )
        root = ET.fromstring(answer.body)  # noqa: S314 - the emulator's own document
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return {
            item.findtext("subnetId", ""): item.findtext("availabilityZone", "")
            for item in root.iter("item")
            if item.findtext("subnetId")
        }
