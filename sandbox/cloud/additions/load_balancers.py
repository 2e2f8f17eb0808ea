"""Load balancers stand in the zones of their subnets, have their region's zone id, and know their targets."""

import re
from dataclasses import replace
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, xml_answer
from sandbox.cloud.targets import Target, Targets

_BALANCERS = frozenset({"CreateLoadBalancer", "DescribeLoadBalancers", "SetSubnets"})
_GROUPS, _HEALTH = "DescribeTargetGroups", "DescribeTargetHealth"
_ASKED = re.compile(r"Targets\.member\.\d+\.Id")
_NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"
# https://docs.aws.amazon.com/general/latest/gr/elb.html
ZONE_IDS = {
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-northeast-2": "ZWKZPGTI48KDX",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "sa-east-1": "Z2P70J7HTTTPLU",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}


class LoadBalancers(Addition):
    """The emulator knows one zone, one hosted zone, and of what a balancer forwards to only the default action."""

    service = "elasticloadbalancing"
    adds = (
        "A load balancer's zones and hosted zone id; which target groups it forwards to, also by rules; running tasks "
        "of ECS services and pods of EKS as targets, spread over their zones"
    )
    proves = "load balancers span three zones, and a region without running tasks has no healthy target"
    cannot = "that traffic survives the loss of a zone, and how long a task needs to become healthy"

    def __init__(self, emulator: Emulator, targets: Targets) -> None:
        self._emulator, self._targets = emulator, targets

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in _BALANCERS or call.action in {_GROUPS, _HEALTH}

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.action == _HEALTH:
            return await self._target_health(call)
        if call.action == _GROUPS:
            return await self._target_groups(call)
        answer = await self._emulator.answer(call)
        if not answer.is_success:
            return answer
        root = parse(answer.body)
        places = [place for zones in root.iter("AvailabilityZones") for place in zones]
        subnets = await self._targets.subnets(call.scope, sorted({text(place, "SubnetId") for place in places}))
        for place in places:
            name, subnet = place.find("ZoneName"), subnets.get(text(place, "SubnetId"))
            if name is not None and subnet is not None:
                name.text = subnet.zone
        for zone_id in root.iter("CanonicalHostedZoneId"):
            zone_id.text = ZONE_IDS.get(call.region, zone_id.text)
        return _written(root)

    async def _target_groups(self, call: AwsCall) -> Answer:
        form = call.form()
        wanted = form.pop("LoadBalancerArn", "")
        answer = await self._emulator.answer(replace(call, body=urlencode(form).encode()))
        if not answer.is_success:
            return answer
        root = parse(answer.body)
        forwarded = await self._forwarded(call.scope)
        for groups in root.iter("TargetGroups"):
            for group in list(groups):
                balancers = sorted(forwarded.get(text(group, "TargetGroupArn"), ()))
                if wanted and wanted not in balancers:
                    groups.remove(group)
                    continue
                shown = group.find("LoadBalancerArns")
                if shown is not None:
                    shown[:] = [_member(arn) for arn in balancers]
        return _written(root)

    async def _forwarded(self, scope: Scope) -> dict[str, set[str]]:
        """Target group -> the load balancers that forward to it."""
        found: dict[str, set[str]] = {}
        balancers = await self._targets.ask_elb(scope, Action="DescribeLoadBalancers")
        for balancer in balancers.iter("LoadBalancerArn"):
            arn = balancer.text or ""
            for group in await self._targets.groups_behind(scope, arn):
                found.setdefault(group, set()).add(arn)
        return found

    async def _target_health(self, call: AwsCall) -> Answer:
        form = call.form()
        targets = await self._targets.of(call.scope, form.get("TargetGroupArn", ""))
        if targets is None:
            return await self._emulator.answer(call)
        asked = {value for name, value in form.items() if _ASKED.fullmatch(name)}
        in_use = form["TargetGroupArn"] in await self._forwarded(call.scope)
        root = ET.Element(f"{_HEALTH}Response")
        shown = ET.SubElement(ET.SubElement(root, f"{_HEALTH}Result"), "TargetHealthDescriptions")
        shown.extend(_described(target, in_use=in_use) for target in targets if not asked or target.id in asked)
        return _written(root)


def _described(target: Target, *, in_use: bool) -> ET.Element:
    member = ET.Element("member")
    shown = ET.SubElement(member, "Target")
    ET.SubElement(shown, "Id").text = target.id
    ET.SubElement(shown, "Port").text = str(target.port)
    if target.zone:
        ET.SubElement(shown, "AvailabilityZone").text = target.zone
    ET.SubElement(member, "HealthCheckPort").text = str(target.port)
    health = ET.SubElement(member, "TargetHealth")
    state, reason, description = _health(target, in_use=in_use)
    ET.SubElement(health, "State").text = state
    if reason:
        ET.SubElement(health, "Reason").text = reason
        ET.SubElement(health, "Description").text = description
    return member


def _health(target: Target, *, in_use: bool) -> tuple[str, str, str]:
    """Nobody checks the targets of a group to which no listener forwards."""
    if not in_use:
        return "unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"
    if not target.is_healthy:
        return "unhealthy", "Target.Timeout", "Request timed out"
    return "healthy", "", ""


def _member(value: str) -> ET.Element:
    element = ET.Element("member")
    element.text = value
    return element


def _written(root: ET.Element) -> Answer:
    root.set("xmlns", _NAMESPACE)
    return xml_answer(ET.tostring(root, encoding="unicode"))
