"""EKS: clusters, and what was made beside one."""

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, same_names, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below, function
from sandbox.providers.aws.tagging import EKS

GONE = "ResourceNotFoundException"
_PLAIN = same_names(
    "accessConfig",
    "bootstrapSelfManagedAddons",
    "deletionProtection",
    "name",
    "roleArn",
    "upgradePolicy",
    "version",
)
_VPC = same_names("subnetIds", "endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs")
# AWS never says it again.
_BOOTSTRAP = "accessConfig.bootstrapClusterCreatorAdminPermissions"
_LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


class Cluster(ResourceType):
    """A control plane. Its id is its name."""

    token = "aws:eks/cluster:Cluster"
    properties = frozenset(
        {
            *set(_PLAIN) - {"accessConfig", "upgradePolicy"},
            _BOOTSTRAP,
            "accessConfig.authenticationMode",
            "enabledClusterLogTypes",
            "encryptionConfig.provider.keyArn",
            "encryptionConfig.resources",
            "upgradePolicy.supportType",
        }
    ) | below("vpcConfig", *_VPC)
    computed = frozenset(
        {"arn", "certificateAuthority", "createdAt", "endpoint", "identities", "platformVersion", "status"}
    )
    filled_in = frozenset({"upgradePolicy", "version"})
    name_property, name_limit = "name", 100
    sets = frozenset({"enabledClusterLogTypes", "vpcConfig.subnetIds", "vpcConfig.publicAccessCidrs"})
    unsettles: ClassVar[Mapping[str, frozenset[str]]] = {"version": frozenset({"platformVersion"})}
    tagging = EKS

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        """Clusters have no nodes here: what AWS says of Fargate is said of each."""
        del old
        if not (inputs.get("zonalShiftConfig") or {}).get("enabled"):
            return []
        reason = (
            "EKS's zonal shift does nothing for pods on Fargate (EKS user guide, zonal shift), and clusters have "
            "nothing else here; leave it out, and shift the load balancer instead"
        )
        return [("zonalShiftConfig.enabled", reason)]

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        encryption = inputs.get("encryptionConfig")
        call.client("eks").create_cluster(
            **pick(inputs, _PLAIN),
            resourcesVpcConfig=pick(inputs["vpcConfig"], _VPC),
            logging=_logging(inputs),
            **given(encryptionConfig=[encryption] if encryption else None, tags=dict(call.tags)),
        )
        return str(inputs["name"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(f"cluster {resource_id}", lambda: _described(call, resource_id).get("status") == "ACTIVE")

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = _described(call, resource_id)
        return _said(live, state) if live else None

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """AWS takes one kind of change at a time."""
        client = call.client("eks")
        if "version" in changed and new.get("version") != old.get("version"):
            client.update_cluster_version(name=resource_id, version=new["version"])
            self.finish(call, resource_id, new)
        asked: dict[str, dict[str, Any]] = {
            "vpcConfig": {"resourcesVpcConfig": pick(new["vpcConfig"], _VPC)},
            "enabledClusterLogTypes": {"logging": _logging(new)},
            "upgradePolicy": given(upgradePolicy=new.get("upgradePolicy")),
            "deletionProtection": given(deletionProtection=bool(new.get("deletionProtection"))),
        }
        for key, parameters in asked.items():
            if key in changed and parameters:
                client.update_cluster_config(name=resource_id, **parameters)
                self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("eks")
        found(lambda: client.delete_cluster(name=resource_id), GONE)
        call.wait_for(f"deletion of cluster {resource_id}", lambda: not _described(call, resource_id))


@function("aws:eks/getCluster:getCluster", "name")
def get_cluster(call: Call, arguments: Inputs) -> Outputs:
    """A cluster, with what EKS made beside it."""
    live = call.client("eks").describe_cluster(name=arguments["name"])["cluster"]
    said = _said(live, {})
    vpc = live["resourcesVpcConfig"]
    return {
        **said,
        "id": live["name"],
        "certificateAuthorities": [said["certificateAuthority"]],
        "vpcConfig": {**unpick(vpc, _VPC), **unpick(vpc, same_names("clusterSecurityGroupId", "vpcId"))},
    }


def _described(call: Call, name: str) -> dict[str, Any]:
    client = call.client("eks")
    return (found(lambda: client.describe_cluster(name=name), GONE) or {}).get("cluster") or {}


def _said(live: dict[str, Any], state: Inputs) -> Outputs:
    """A cluster as the provider tells it; what AWS does not say stays as it was."""
    enabled = [each for each in live.get("logging", {}).get("clusterLogging", []) if each.get("enabled")]
    access = {**live.get("accessConfig", {})}
    access.pop("bootstrapClusterCreatorAdminPermissions", None)
    kept = pick(state.get("accessConfig") or {}, same_names("bootstrapClusterCreatorAdminPermissions"))
    encryption = next(iter(live.get("encryptionConfig") or []), None)
    return {
        **unpick(live, same_names("arn", "endpoint", "name", "platformVersion", "roleArn", "status", "version")),
        "createdAt": str(live["createdAt"]),
        "certificateAuthority": live["certificateAuthority"],
        "identities": [{"oidcs": [live["identity"]["oidc"]]}],
        "accessConfig": {**access, **kept},
        "encryptionConfig": encryption,
        "enabledClusterLogTypes": [kind for each in enabled for kind in each["types"]],
        "vpcConfig": unpick(live["resourcesVpcConfig"], _VPC),
        "upgradePolicy": live.get("upgradePolicy"),
        "deletionProtection": bool(live.get("deletionProtection")),
    }


def _logging(inputs: Inputs) -> dict[str, Any]:
    wanted = set(inputs.get("enabledClusterLogTypes") or [])
    parts = [(True, [kind for kind in _LOG_TYPES if kind in wanted]), (False, sorted(set(_LOG_TYPES) - wanted))]
    return {"clusterLogging": [{"types": kinds, "enabled": on} for on, kinds in parts if kinds]}
