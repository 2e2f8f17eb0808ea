"""EKS: Fargate profiles, which say which pods run on Fargate and in which subnets."""

import re
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_PATH = re.compile(r"/clusters/(?P<cluster>[A-Za-z0-9_-]+)/fargate-profiles(?:/(?P<profile>[A-Za-z0-9_-]+))?")
_TAGS, _TAGGED = "/tags/", ":fargateprofile/"
_MOST_SELECTORS, _MOST_LABELS = 5, 5
_INVALID = "InvalidParameterException"


class InvalidProfileError(ValueError):
    """EKS does not take this profile."""


class FargateProfiles(Addition):
    """Keeps profiles per cluster. They are active at once, and go with their cluster."""

    service = "eks"
    adds = "Fargate profiles (create, describe, list, delete, tags)"
    proves = "pods have a profile with a selector, in private subnets that exist"
    cannot = "running a pod, and how long Fargate takes to start one"

    def __init__(self, emulator: Emulator, clusters: Clusters) -> None:
        self._emulator, self._clusters = emulator, clusters

    @override
    def takes(self, call: AwsCall) -> bool:
        if call.path.startswith(_TAGS):
            return _TAGGED in unquote(call.path)
        return _PATH.fullmatch(call.path) is not None

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.path.startswith(_TAGS):
            return self._tags(call)
        match = _PATH.fullmatch(call.path)
        cluster, name = (match["cluster"], match["profile"]) if match else ("", None)
        known = self._clusters.of(call.scope, cluster)
        profiles = known.profiles if known else {}
        described = await self._emulator.ask_rest(
            call.scope, service=self.service, method="GET", path=f"/clusters/{cluster}"
        )
        if not described.is_success:
            return described
        if call.method == "POST":
            return await self._create(call, described.json()["cluster"], profiles)
        return _look(profiles, name) if call.method == "GET" else _delete(profiles, name or "")

    async def _create(self, call: AwsCall, cluster: dict[str, Any], profiles: dict[str, dict[str, Any]]) -> Answer:
        request = call.json()
        name = request["fargateProfileName"]
        if name in profiles:
            return json_error(_INVALID, f"FargateProfile already exists with name: {name}")
        try:
            _check_selectors(request.get("selectors") or [])
            subnets = request.get("subnets") or cluster["resourcesVpcConfig"]["subnetIds"]
            await self._check_subnets(call.scope, subnets)
        except InvalidProfileError as error:
            return json_error(_INVALID, str(error))
        profiles[name] = {
            "fargateProfileName": name,
            "fargateProfileArn": f"arn:aws:eks:{call.region}:{call.account}:fargateprofile/{cluster['name']}/{name}/"
            f"{uuid.uuid4()}",
            "clusterName": cluster["name"],
            "createdAt": time.time(),
            "podExecutionRoleArn": request["podExecutionRoleArn"],
            "subnets": subnets,
            "selectors": request["selectors"],
            "status": "ACTIVE",
            "tags": request.get("tags") or {},
            "health": {"issues": []},
        }
        return json_answer({"fargateProfile": profiles[name]})

    def _tags(self, call: AwsCall) -> Answer:
        arn = unquote(call.path).removeprefix(_TAGS)
        profiles = (profile for known in self._clusters.in_region(call.scope) for profile in known.profiles.values())
        profile = next((known for known in profiles if known["fargateProfileArn"] == arn), None)
        if profile is None:
            return json_error("NotFoundException", f"No tagging for {arn}", 404)
        if call.method == "POST":
            profile["tags"] |= call.json()["tags"]
        elif call.method == "DELETE":
            for key in parse_qs(call.query).get("tagKeys", []):
                profile["tags"].pop(key, None)
        return json_answer({"tags": profile["tags"]} if call.method == "GET" else {})

    async def _check_subnets(self, scope: Scope, subnets: list[str]) -> None:
        """Subnets exist, and none sends traffic straight to an internet gateway."""
        vpcs = {
            text(item, "subnetId"): text(item, "vpcId")
            for item in (await self._ec2(scope, "DescribeSubnets")).iterfind("subnetSet/item")
        }
        missing = [subnet for subnet in subnets if subnet not in vpcs]
        if missing:
            msg = f"The subnet ID '{missing[0]}' does not exist"
            raise InvalidProfileError(msg)
        public = _public_subnets(await self._ec2(scope, "DescribeRouteTables"), vpcs)
        offered = [subnet for subnet in subnets if subnet in public]
        if offered:
            msg = f"Subnet {offered[0]} provided in Fargate Profile is not a private subnet"
            raise InvalidProfileError(msg)

    async def _ec2(self, scope: Scope, action: str) -> ET.Element:
        parameters = {"Action": action, "Version": "2016-11-15"}
        return await self._emulator.ask_query(scope, service="ec2", parameters=parameters)


def _look(profiles: Mapping[str, dict[str, Any]], name: str | None) -> Answer:
    if name is None:
        return json_answer({"fargateProfileNames": sorted(profiles)})
    return json_answer({"fargateProfile": profiles[name]}) if name in profiles else _no_profile(name)


def _delete(profiles: dict[str, dict[str, Any]], name: str) -> Answer:
    if name not in profiles:
        return _no_profile(name)
    return json_answer({"fargateProfile": {**profiles.pop(name), "status": "DELETING"}})


def _no_profile(name: str) -> Answer:
    return json_error("ResourceNotFoundException", f"No Fargate Profile found with name: {name}.", 404)


def _public_subnets(tables: ET.Element, vpcs: Mapping[str, str]) -> set[str]:
    """Subnets whose route table leads to an internet gateway; one without a table uses its VPC's main one."""
    own: dict[str, bool] = {}
    main: dict[str, bool] = {}
    for table in tables.iterfind("routeTableSet/item"):
        leads_out = any(text(route, "gatewayId").startswith("igw-") for route in table.iterfind("routeSet/item"))
        for association in table.iterfind("associationSet/item"):
            if text(association, "main") == "true":
                main[text(table, "vpcId")] = leads_out
            else:
                own[text(association, "subnetId")] = leads_out
    return {subnet for subnet, vpc in vpcs.items() if own.get(subnet, main.get(vpc, False))}


def _check_selectors(selectors: list[dict[str, Any]]) -> None:
    if not 1 <= len(selectors) <= _MOST_SELECTORS:
        msg = f"A Fargate profile has 1 to {_MOST_SELECTORS} selectors, not {len(selectors)}"
        raise InvalidProfileError(msg)
    for selector in selectors:
        if not selector.get("namespace"):
            msg = "A namespace is required for every selector"
            raise InvalidProfileError(msg)
        if len(selector.get("labels") or {}) > _MOST_LABELS:
            msg = f"A selector has at most {_MOST_LABELS} labels"
            raise InvalidProfileError(msg)
