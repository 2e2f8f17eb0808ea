"""RDS: an instance that computes for an Aurora cluster."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import RDS

_GONE = ("DBInstanceNotFound", "DBInstanceNotFoundFault")
_ONCE = {
    "availabilityZone": "AvailabilityZone",
    "clusterIdentifier": "DBClusterIdentifier",
    "engine": "Engine",
    "identifier": "DBInstanceIdentifier",
}
# An Aurora instance stands in its cluster's group, whatever the answer says.
_ONCE_UNSAID = {"dbSubnetGroupName": "DBSubnetGroupName", "engineVersion": "EngineVersion"}
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
# The emulated AWS takes a change of these and goes on saying what it said.
_STALE = {"autoMinorVersionUpgrade", "performanceInsightsEnabled", "performanceInsightsKmsKeyId", "promotionTier"}


class ClusterInstance(ResourceType):
    """An Aurora instance. It holds no data: the storage is the cluster's."""

    token = "aws:rds/clusterInstance:ClusterInstance"
    properties = frozenset({*_ONCE, *_ONCE_UNSAID, *_ALWAYS, "applyImmediately"})
    computed = frozenset({"arn", "dbiResourceId", "endpoint", "port", "writer", "engineVersionActual"})
    filled_in = frozenset(
        {
            "availabilityZone",
            "caCertIdentifier",
            "dbSubnetGroupName",
            "engineVersion",
            "monitoringRoleArn",
            "performanceInsightsEnabled",
            "performanceInsightsKmsKeyId",
            "publiclyAccessible",
        }
    )
    name_property, name_limit, name_in_small_letters = "identifier", 63, True
    tagging = RDS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        given = pick(inputs, {**_ONCE, **_ONCE_UNSAID, **_ALWAYS})
        call.client("rds").create_db_instance(**given, Tags=call.tag_list())
        return str(inputs["identifier"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(
            f"instance {resource_id} to be available",
            lambda: (_describe(call, resource_id) or {}).get("DBInstanceStatus") == "available",
        )

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = _describe(call, resource_id)
        if live is None:
            return None
        endpoint = live.get("Endpoint") or {}
        clusters = call.client("rds").describe_db_clusters(DBClusterIdentifier=live["DBClusterIdentifier"])
        members = clusters["DBClusters"][0].get("DBClusterMembers", [])
        said = {key: name for key, name in _ALWAYS.items() if key not in _STALE or not state}
        return {
            "arn": live["DBInstanceArn"],
            "dbiResourceId": live["DbiResourceId"],
            "endpoint": endpoint.get("Address", ""),
            "port": endpoint.get("Port", 0),
            "writer": any(m["IsClusterWriter"] for m in members if m["DBInstanceIdentifier"] == resource_id),
            "engineVersionActual": live["EngineVersion"],
            **unpick(live, {**_ONCE, **said}),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        modified = pick({key: new.get(key) for key in changed & set(_ALWAYS)}, _ALWAYS)
        if modified:
            call.client("rds").modify_db_instance(
                DBInstanceIdentifier=resource_id,
                ApplyImmediately=bool(new.get("applyImmediately")),
                **modified,
            )
            self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("rds")
        found(lambda: client.delete_db_instance(DBInstanceIdentifier=resource_id, SkipFinalSnapshot=True), *_GONE)
        call.wait_for(f"deletion of instance {resource_id}", lambda: _describe(call, resource_id) is None)


def _describe(call: Call, identifier: str) -> dict[str, Any] | None:
    client = call.client("rds")
    answer = found(lambda: client.describe_db_instances(DBInstanceIdentifier=identifier), *_GONE)
    return next(iter(answer["DBInstances"]), None) if answer else None
