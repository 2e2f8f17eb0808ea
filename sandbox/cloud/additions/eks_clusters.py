"""EKS: clusters with a Kubernetes behind them, an issuer as AWS names it, and a security group that exists."""

import uuid
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.request import AwsCall, Scope, cluster_endpoint
from sandbox.cloud.response import Answer, json_answer, json_error
from sandbox.cloud.zones import WITHOUT_EKS, Zones

_EC2_VERSION, _LOGS = "2016-11-15", "Logs_20140328"
_TAKEN = frozenset({"CreateCluster", "DescribeCluster", "DeleteCluster", "UpdateClusterConfig", "UpdateClusterVersion"})
# What the emulator forgets of a request.
_FORGOTTEN = ("bootstrapSelfManagedAddons", "deletionProtection", "upgradePolicy", "zonalShiftConfig")
_CHANGEABLE = ("resourcesVpcConfig", "logging", "zonalShiftConfig", "upgradePolicy", "version", "deletionProtection")
# Source: EKS user guide, view current cluster upgrade policy: extended support is what nobody asked for.
_UNASKED = {"upgradePolicy": {"supportType": "EXTENDED"}}
Document = dict[str, Any]


class EksClusters(Addition):
    """The emulator makes and describes clusters; this completes what it says of them."""

    service = "eks"
    adds = (
        "A cluster's endpoint with a Kubernetes API, its issuer, VPC, security group and the log group of its control "
        "plane; changes of a cluster"
    )
    proves = "the cluster is in private subnets of one VPC, its secrets have a key, and its settings change in place"
    cannot = "how long a control plane takes, and what an endpoint that only the VPC reaches keeps out"

    def __init__(self, emulator: Emulator, clusters: Clusters, zones: Zones) -> None:
        self._emulator, self._clusters, self._zones = emulator, clusters, zones
        self._more: dict[tuple[Scope, str], Document] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in _TAKEN

    @override
    async def answer(self, call: AwsCall) -> Answer:
        name = str(call.json().get("name") or "") if call.action == "CreateCluster" else call.path.split("/")[2]
        if call.action == "CreateCluster":
            return await self._create(call, name)
        if call.action == "DeleteCluster":
            return await self._delete(call, name)
        if call.action.startswith("Update"):
            return await self._update(call, name)
        return self._completed(call, name, await self._emulator.answer(call))

    async def _create(self, call: AwsCall, name: str) -> Answer:
        request = call.json()
        subnets = await self._subnets(call.scope, request["resourcesVpcConfig"]["subnetIds"])
        vpcs = {text(item, "vpcId") for item in subnets}
        if len(vpcs) != 1:
            message = f"The subnets of a cluster are in one VPC, and these are in {', '.join(sorted(vpcs)) or 'none'}"
            return json_error("InvalidParameterException", message)
        refused = self._left_out(call.scope, name, {text(item, "availabilityZone") for item in subnets})
        answer = refused or await self._emulator.answer(call)
        if not answer.is_success:
            return answer
        (vpc,) = vpcs
        await self._log(call.scope, name, request.get("logging"))
        cluster = self._clusters.make(call.scope, name, answer.json()["cluster"]["version"])
        cluster.issuer = f"oidc.eks.{call.region}.amazonaws.com/id/{uuid.uuid4().hex.upper()}"
        group = await self._ec2(
            call.scope,
            Action="CreateSecurityGroup",
            GroupName=f"eks-cluster-sg-{name}-{uuid.uuid4().hex[:10]}",
            GroupDescription="EKS created security group applied to ENIs that are attached to EKS control plane",
            VpcId=vpc,
        )
        self._more[call.scope, name] = {
            **_UNASKED,
            **{key: request[key] for key in _FORGOTTEN if key in request},
            "endpoint": cluster_endpoint(call, name),
            "certificateAuthority": {"data": "c2FuZGJveA=="},
            "identity": {"oidc": {"issuer": f"https://{cluster.issuer}"}},
            "resourcesVpcConfig": {"vpcId": vpc, "clusterSecurityGroupId": text(group, "groupId")},
        }
        return self._completed(call, name, answer)

    async def _delete(self, call: AwsCall, name: str) -> Answer:
        cluster = self._clusters.of(call.scope, name)
        if cluster is not None and cluster.profiles:
            names = ", ".join(sorted(cluster.profiles))
            return json_error("ResourceInUseException", f"Cluster has Fargate profiles attached: {names}", 409)
        if self._more.get((call.scope, name), {}).get("deletionProtection"):
            message = f"Cluster {name} is protected from deletion. Disable deletion protection first"
            return json_error("InvalidRequestException", message)
        answer = await self._emulator.answer(call)
        more = self._more.pop((call.scope, name), None)
        if answer.is_success and more:
            group = more["resourcesVpcConfig"]["clusterSecurityGroupId"]
            await self._ec2(call.scope, Action="DeleteSecurityGroup", GroupId=group)
        self._clusters.forget(call.scope, name)
        return answer

    async def _update(self, call: AwsCall, name: str) -> Answer:
        """One change at a time, in place, and done at once."""
        more, cluster = self._more.get((call.scope, name)), self._clusters.of(call.scope, name)
        if more is None or cluster is None:
            return json_error("ResourceNotFoundException", f"No cluster found for name: {name}.", 404)
        request = call.json()
        kinds = [key for key in _CHANGEABLE if request.get(key) is not None]
        if len(kinds) != 1:
            return json_error("InvalidParameterException", "Only one type of update can be allowed.")
        if "version" in kinds:
            if _minor(request["version"]) != _minor(cluster.store.version) + 1:
                message = (
                    f"Unsupported Kubernetes minor version update from {cluster.store.version} to {request['version']}"
                )
                return json_error("InvalidParameterException", message)
            cluster.store.version = request["version"]
            more["version"] = request["version"]
        elif "resourcesVpcConfig" in kinds:
            more["resourcesVpcConfig"] |= request["resourcesVpcConfig"]
        else:
            more[kinds[0]] = request[kinds[0]]
            await self._log(call.scope, name, request.get("logging"))
        return json_answer({"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": "ConfigUpdate"}})

    async def _log(self, scope: Scope, name: str, logging: Document | None) -> None:
        """A control plane makes its log group where it is missing; one that is there answers that it is."""
        if any(each.get("enabled") for each in (logging or {}).get("clusterLogging", ())):
            group = {"logGroupName": f"/aws/eks/{name}/cluster"}
            await self._emulator.ask_json(scope, service="logs", target=f"{_LOGS}.CreateLogGroup", payload=group)

    def _completed(self, call: AwsCall, name: str, answer: Answer) -> Answer:
        more = self._more.get((call.scope, name))
        if not answer.is_success or more is None:
            return answer
        described = answer.json()
        cluster = described["cluster"]
        vpc = {**cluster["resourcesVpcConfig"], **more["resourcesVpcConfig"]}
        described["cluster"] = {**cluster, **more, "resourcesVpcConfig": vpc}
        return json_answer(described)

    def _left_out(self, scope: Scope, name: str, zones: set[str]) -> Answer | None:
        """The refusal of a cluster in a zone that has no EKS."""
        known = self._zones.ids(scope)
        bad = sorted(zone for zone in zones if known.get(zone) in WITHOUT_EKS)
        if not bad:
            return None
        good = ", ".join(zone for zone, zone_id in known.items() if zone_id not in WITHOUT_EKS)
        message = (
            f"Cannot create cluster '{name}' because EKS does not support creating control plane instances in {bad[0]}"
            ", the targeted availability zone. Retry cluster creation using control plane subnets that span at least "
            f"two of these availability zones: {good}."
        )
        return json_error("UnsupportedAvailabilityZoneException", message)

    async def _subnets(self, scope: Scope, subnets: list[str]) -> list[Any]:
        wanted = {f"SubnetId.{number}": subnet for number, subnet in enumerate(subnets, start=1)}
        root = await self._ec2(scope, Action="DescribeSubnets", **wanted)
        return root.findall("subnetSet/item")  # type: ignore[no-any-return]

    async def _ec2(self, scope: Scope, **parameters: str) -> Any:  # noqa: ANN401 - an XML element
        return await self._emulator.ask_query(scope, service="ec2", parameters={"Version": _EC2_VERSION, **parameters})


def _minor(version: str) -> int:
    return int(version.partition(".")[2])
