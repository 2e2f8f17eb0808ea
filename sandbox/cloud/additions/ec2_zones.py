"""EC2: zones under the names that an account has for them, and endpoints that cannot stand in each of them."""

from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, refusal, xml_answer
from sandbox.cloud.zones import Zones

_VERSION, _NAMESPACE = "2016-11-15", "http://ec2.amazonaws.com/doc/2016-11-15/"
_ZONES, _SERVICES = "DescribeAvailabilityZones", "DescribeVpcEndpointServices"
_SUBNETS = frozenset({"CreateSubnet", "DescribeSubnets"})
_ENDPOINTS = frozenset({"CreateVpcEndpoint", "ModifyVpcEndpoint"})
_TAKEN = frozenset({_ZONES, _SERVICES, *_SUBNETS, *_ENDPOINTS})
_SERVICE_OF_XRAY = "xray"


class AccountZones(Addition):
    """The emulator has three zones with ids after their letters, the same in every account."""

    service = "ec2"
    adds = (
        "zones whose ids an account may have under any name; subnets only in those that it has; where endpoints of a "
        "service can stand, and the refusal of others"
    )
    proves = "zones are judged by id, and one that lacks what a region needs is refused before anything is made"
    cannot = "which zones AWS leaves out of a service on the day, and room in them"

    def __init__(self, emulator: Emulator, zones: Zones) -> None:
        self._emulator, self._zones = emulator, zones

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in _TAKEN

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.action == _ZONES:
            return self._described(call)
        if call.action == _SERVICES:
            return await self._services(call)
        if call.action in _ENDPOINTS:
            return await self._endpoint(call)
        return await self._subnet(call)

    def _described(self, call: AwsCall) -> Answer:
        known = self._zones.ids(call.scope)
        wanted = _filters(call)
        facts = [
            {
                "zoneName": name,
                "zoneId": zone_id,
                "zoneState": "available",
                "regionName": call.region,
                "groupName": f"{call.region}-zg-1",
                "networkBorderGroup": call.region,
                "optInStatus": "opt-in-not-required",
                "zoneType": "availability-zone",
            }
            for name, zone_id in known.items()
        ]
        keys = {"zone-name": "zoneName", "zone-id": "zoneId", "state": "zoneState", "zone-type": "zoneType"}
        shown = [
            one for one in facts if all(one[keys[name]] in values for name, values in wanted.items() if name in keys)
        ]
        root = ET.Element("DescribeAvailabilityZonesResponse")
        listed = ET.SubElement(root, "availabilityZoneInfo")
        for one in shown:
            item = ET.SubElement(listed, "item")
            for key, value in one.items():
                ET.SubElement(item, key).text = value
        return _written(root)

    async def _services(self, call: AwsCall) -> Answer:
        """What the emulator knows of, and X-Ray."""
        answer = await self._emulator.answer(call)
        if not answer.is_success:
            return answer
        root = parse(answer.body)
        names = [value for key, value in sorted(call.form().items()) if key.startswith("ServiceName.")]
        details = root.find("serviceDetailSet")
        known = {text(one, "serviceName") for one in details} if details is not None else set()
        for name in (f"com.amazonaws.{call.region}.{each}" for each in (_SERVICE_OF_XRAY, "elasticloadbalancing")):
            if details is not None and name not in known and (not names or name in names):
                _add_service(root, name)
        missing = [name for name in names if name not in {text(one, "serviceName") for one in root.iter("item")}]
        if missing:
            message = f"The Vpc Endpoint Service '{missing[0]}' does not exist"
            return refusal(call, "InvalidServiceName", message, 400)
        for one in root.iterfind("serviceDetailSet/item"):
            places = one.find("availabilityZoneSet")
            if places is not None:
                places[:] = [_item(zone) for zone in self._zones.with_endpoints(call.scope, text(one, "serviceName"))]
        return _written(root)

    async def _endpoint(self, call: AwsCall) -> Answer:
        form = call.form()
        service = form.get("ServiceName") or await self._service_of(call.scope, form.get("VpcEndpointId", ""))
        subnets = [value for key, value in form.items() if key.startswith(("SubnetId.", "AddSubnetId."))]
        places = self._zones.with_endpoints(call.scope, service)
        for subnet, zone in (await self._places(call.scope, subnets)).items():
            if zone not in places:
                place = f"the availability zone of the subnet: {subnet}."
                message = f"The VPC endpoint service {service} does not support {place}"
                return refusal(call, "InvalidParameter", message, 400)
        return await self._emulator.answer(call)

    async def _service_of(self, scope: Scope, endpoint: str) -> str:
        parameters = {"Version": _VERSION, "Action": "DescribeVpcEndpoints", "VpcEndpointId.1": endpoint}
        root = await self._emulator.ask_query(scope, service="ec2", parameters=parameters)
        return text(root, "vpcEndpointSet/item/serviceName")

    async def _places(self, scope: Scope, subnets: list[str]) -> dict[str, str]:
        if not subnets:
            return {}
        wanted = {f"SubnetId.{number}": subnet for number, subnet in enumerate(subnets, start=1)}
        parameters = {"Version": _VERSION, "Action": "DescribeSubnets", **wanted}
        root = await self._emulator.ask_query(scope, service="ec2", parameters=parameters)
        return {text(one, "subnetId"): text(one, "availabilityZone") for one in root.iterfind("subnetSet/item")}

    async def _subnet(self, call: AwsCall) -> Answer:
        known = self._zones.ids(call.scope)
        asked = call.form().get("AvailabilityZone", "")
        if asked and asked not in known:
            message = (
                f"Value ({asked}) for parameter availabilityZone is invalid. Subnets can currently only be created in "
                f"the following availability zones: {', '.join(known)}."
            )
            return refusal(call, "InvalidParameterValue", message, 400)
        answer = await self._emulator.answer(call)
        if not answer.is_success:
            return answer
        root = parse(answer.body)
        for parent in root.iter():
            zone_id = parent.find("availabilityZoneId")
            if zone_id is not None:
                zone_id.text = known.get(text(parent, "availabilityZone"), zone_id.text)
        return _written(root)


def _filters(call: AwsCall) -> dict[str, set[str]]:
    form = {name: values[0] for name, values in parse_qs(call.body.decode("utf-8", "replace")).items()}
    found: dict[str, set[str]] = {}
    for key, value in form.items():
        parts = key.split(".")
        if parts[0] == "Filter" and parts[2:3] == ["Value"]:
            found.setdefault(form[f"Filter.{parts[1]}.Name"], set()).add(value)
        elif parts[0] in {"ZoneName", "ZoneId"}:
            found.setdefault({"ZoneName": "zone-name", "ZoneId": "zone-id"}[parts[0]], set()).add(value)
    return found


def _add_service(root: ET.Element, name: str) -> None:
    names, details = root.find("serviceNameSet"), root.find("serviceDetailSet")
    assert names is not None and details is not None  # noqa: S101, PT018 - the emulator's answer has both
    names.append(_item(name))
    item = ET.SubElement(details, "item")
    for key, value in (
        ("serviceName", name),
        ("serviceId", f"vpce-svc-{name.rpartition('.')[2]}"),
        ("owner", "amazon"),
    ):
        ET.SubElement(item, key).text = value
    kind = ET.SubElement(ET.SubElement(ET.SubElement(item, "serviceType"), "item"), "serviceType")
    kind.text = "Interface"
    ET.SubElement(item, "availabilityZoneSet")


def _item(value: str) -> ET.Element:
    item = ET.Element("item")
    item.text = value
    return item


def _written(root: ET.Element) -> Answer:
    root.set("xmlns", _NAMESPACE)
    return xml_answer(ET.tostring(root, encoding="unicode"))
