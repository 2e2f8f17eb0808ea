"""RDS: the global cluster that joins one cluster per region."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.data.rds_groups import retag, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

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


class GlobalCluster(ResourceType):
    """A global database."""

    token = "aws:rds/globalCluster:GlobalCluster"
    properties = frozenset({*_CREATE, "forceDestroy"})
    computed = frozenset(
        {"id", "arn", "endpoint", "globalClusterMembers", "globalClusterResourceId", "engineVersionActual"}
    )

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("rds").create_global_cluster(**pick(inputs, _CREATE), Tags=call.tag_list())
        return str(inputs["globalClusterIdentifier"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = _describe(call, resource_id)
        if live is None:
            return None
        return {
            "id": resource_id,
            "arn": live["GlobalClusterArn"],
            "endpoint": live.get("Endpoint", ""),
            "globalClusterResourceId": live.get("GlobalClusterResourceId", ""),
            "globalClusterMembers": [
                {"dbClusterArn": member["DBClusterArn"], "isWriter": member["IsWriter"]}
                for member in live.get("GlobalClusterMembers", [])
            ],
            "engineVersionActual": live.get("EngineVersion", ""),
            "deletionProtection": live.get("DeletionProtection", False),
            **tag_outputs(call, live["GlobalClusterArn"]),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        modified = pick({key: new.get(key) for key in changed & {"deletionProtection", "engineVersion"}}, _CREATE)
        if modified:
            call.client("rds").modify_global_cluster(GlobalClusterIdentifier=resource_id, **modified)
        if "tagsAll" in changed:
            retag(call, old["arn"], old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("rds")
        # AWS lets a member go only a while after its cluster was told to go.
        call.wait_for(
            f"global cluster {resource_id} to be empty",
            lambda: not (_describe(call, resource_id) or {}).get("GlobalClusterMembers"),
            timeout_seconds=30,
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
