"""RDS: an instance that computes for an Aurora cluster."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.data.rds_groups import retag, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "DBInstanceNotFound"
_ONCE = {
    "availabilityZone": "AvailabilityZone",
    "clusterIdentifier": "DBClusterIdentifier",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "identifier": "DBInstanceIdentifier",
}
_ALWAYS = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "caCertIdentifier": "CACertificateIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "instanceClass": "DBInstanceClass",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "promotionTier": "PromotionTier",
    "publiclyAccessible": "PubliclyAccessible",
}


class ClusterInstance(ResourceType):
    """An Aurora instance. It holds no data: the storage is the cluster's."""

    token = "aws:rds/clusterInstance:ClusterInstance"
    properties = frozenset({*_ONCE, *_ALWAYS, "applyImmediately", "forceDestroy"})
    computed = frozenset(
        {"id", "arn", "dbiResourceId", "endpoint", "port", "writer", "engineVersionActual", "availabilityZone"}
    )
    name_property, name_limit = "identifier", 63

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("rds").create_db_instance(**pick(inputs, {**_ONCE, **_ALWAYS}), Tags=call.tag_list())
        self._wait_available(call, inputs["identifier"])
        return str(inputs["identifier"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = _describe(call, resource_id)
        if live is None:
            return None
        endpoint = live.get("Endpoint") or {}
        client = call.client("rds")
        cluster = client.describe_db_clusters(DBClusterIdentifier=live["DBClusterIdentifier"])["DBClusters"][0]
        return {
            "id": resource_id,
            "arn": live["DBInstanceArn"],
            "identifier": resource_id,
            "dbiResourceId": live.get("DbiResourceId", ""),
            "endpoint": endpoint.get("Address", ""),
            "port": endpoint.get("Port", 0),
            "writer": any(
                member["DBInstanceIdentifier"] == resource_id and member["IsClusterWriter"]
                for member in cluster.get("DBClusterMembers", [])
            ),
            "engineVersionActual": live.get("EngineVersion", ""),
            "availabilityZone": state.get("availabilityZone") or live.get("AvailabilityZone", ""),
            **tag_outputs(call, live["DBInstanceArn"]),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        modified = pick({key: new.get(key) for key in changed & set(_ALWAYS)}, _ALWAYS)
        if modified:
            call.client("rds").modify_db_instance(DBInstanceIdentifier=resource_id, ApplyImmediately=True, **modified)
            self._wait_available(call, resource_id)
        if "tagsAll" in changed:
            retag(call, old["arn"], old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("rds")
        found(lambda: client.delete_db_instance(DBInstanceIdentifier=resource_id, SkipFinalSnapshot=True), _GONE)
        call.wait_for(f"deletion of instance {resource_id}", lambda: _describe(call, resource_id) is None)

    def _wait_available(self, call: Call, identifier: str) -> None:
        call.wait_for(
            f"instance {identifier} to be available",
            lambda: (_describe(call, identifier) or {}).get("DBInstanceStatus") == "available",
        )


def _describe(call: Call, identifier: str) -> dict[str, Any] | None:
    client = call.client("rds")
    answer = found(
        lambda: client.describe_db_instances(DBInstanceIdentifier=identifier), _GONE, "DBInstanceNotFoundFault"
    )
    return next(iter(answer["DBInstances"]), None) if answer else None
