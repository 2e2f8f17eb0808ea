"""RDS: the global cluster that joins one cluster per region."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import RDS

_GONE = "GlobalClusterNotFoundFault"
_CREATE = {
    "databaseName": "DatabaseName",
    "deletionProtection": "DeletionProtection",
    "engine": "Engine",
    "engineLifecycleSupport": "EngineLifecycleSupport",
    "engineVersion": "EngineVersion",
    "globalClusterIdentifier": "GlobalClusterIdentifier",
    "sourceDbClusterIdentifier": "SourceDBClusterIdentifier",
    "storageEncrypted": "StorageEncrypted",
}
_MODIFY = {"deletionProtection", "engineVersion"}
_EMPTY_SECONDS = 30


class GlobalCluster(ResourceType):
    """A global database."""

    token = "aws:rds/globalCluster:GlobalCluster"
    properties = frozenset({*_CREATE, "forceDestroy"})
    computed = frozenset({"arn", "endpoint", "globalClusterMembers", "globalClusterResourceId", "engineVersionActual"})
    filled_in = frozenset({"databaseName", "engine", "engineVersion", "storageEncrypted"})
    unsettles: ClassVar = {"engineVersion": frozenset({"engineVersionActual"})}
    tagging = RDS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("rds").create_global_cluster(**pick(inputs, _CREATE), Tags=call.tag_list())
        return str(inputs["globalClusterIdentifier"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """Which cluster it was made from is said by no answer."""
        live = _describe(call, resource_id)
        if live is None:
            return None
        return {
            "arn": live["GlobalClusterArn"],
            "endpoint": live.get("Endpoint", ""),
            "globalClusterResourceId": live["GlobalClusterResourceId"],
            "globalClusterMembers": [
                {"dbClusterArn": member["DBClusterArn"], "isWriter": member["IsWriter"]}
                for member in live["GlobalClusterMembers"]
            ],
            "engineVersionActual": live["EngineVersion"],
            **unpick(live, _CREATE),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        modified = pick({key: new.get(key) for key in changed & _MODIFY}, _CREATE)
        if modified:
            call.client("rds").modify_global_cluster(GlobalClusterIdentifier=resource_id, **modified)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """With forceDestroy its members are let go first, the writer last."""
        client, live = call.client("rds"), _describe(call, resource_id)
        if live is None:
            return
        if state.get("forceDestroy"):
            for member in sorted(live["GlobalClusterMembers"], key=lambda member: bool(member["IsWriter"])):
                client.remove_from_global_cluster(
                    GlobalClusterIdentifier=resource_id, DbClusterIdentifier=member["DBClusterArn"]
                )
        # AWS lets a member go only a while after its cluster was told to go.
        call.wait_for(
            f"global cluster {resource_id} to be empty",
            lambda: not (_describe(call, resource_id) or {}).get("GlobalClusterMembers"),
            timeout_seconds=_EMPTY_SECONDS,
        )
        found(lambda: client.delete_global_cluster(GlobalClusterIdentifier=resource_id), _GONE)


def _describe(call: Call, identifier: str) -> dict[str, Any] | None:
    client = call.client("rds")
    answer = found(lambda: client.describe_global_clusters(GlobalClusterIdentifier=identifier), _GONE)
    return next(iter(answer["GlobalClusters"]), None) if answer else None


def membership_of(call: Call, cluster_arn: str) -> str:
    """The global cluster that a cluster belongs to, or nothing."""
    for page in call.client("rds").get_paginator("describe_global_clusters").paginate():
        for cluster in page["GlobalClusters"]:
            if any(member["DBClusterArn"] == cluster_arn for member in cluster.get("GlobalClusterMembers", [])):
                return str(cluster["GlobalClusterIdentifier"])
    return ""
