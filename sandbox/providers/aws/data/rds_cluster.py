"""RDS: an Aurora cluster in one region."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, unpick
from sandbox.providers.aws.data.rds_global_cluster import membership_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import RDS

_GONE = "DBClusterNotFoundFault"
_ONCE = {
    "availabilityZones": "AvailabilityZones",
    "clusterIdentifier": "DBClusterIdentifier",
    "databaseName": "DatabaseName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "engine": "Engine",
    "engineMode": "EngineMode",
    "globalClusterIdentifier": "GlobalClusterIdentifier",
    "kmsKeyId": "KmsKeyId",
    "masterUsername": "MasterUsername",
    "sourceRegion": "SourceRegion",
    "storageEncrypted": "StorageEncrypted",
}
_ALWAYS = {
    "backtrackWindow": "BacktrackWindow",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
    "deletionProtection": "DeletionProtection",
    "engineVersion": "EngineVersion",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "masterPassword": "MasterUserPassword",
    "port": "Port",
    "preferredBackupWindow": "PreferredBackupWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "storageType": "StorageType",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
_FORWARDING = pascal_names("enableGlobalWriteForwarding")
_SCALING = pascal_names("minCapacity", "maxCapacity")
# What an answer says, where it does not call it as a request does.
_SAID = {
    **pascal_names(
        "availabilityZones",
        "backupRetentionPeriod",
        "copyTagsToSnapshot",
        "databaseName",
        "deletionProtection",
        "engine",
        "engineMode",
        "engineVersion",
        "kmsKeyId",
        "masterUsername",
        "port",
        "preferredBackupWindow",
        "preferredMaintenanceWindow",
        "storageEncrypted",
    ),
    "clusterIdentifier": "DBClusterIdentifier",
    "dbClusterParameterGroupName": "DBClusterParameterGroup",
    "dbSubnetGroupName": "DBSubnetGroup",
    "iamDatabaseAuthenticationEnabled": "IAMDatabaseAuthenticationEnabled",
}


class Cluster(ResourceType):
    """An Aurora cluster; alone or in a global one."""

    token = "aws:rds/cluster:Cluster"
    properties = frozenset(
        {
            *_ONCE,
            *_ALWAYS,
            *_FORWARDING,
            "allowMajorVersionUpgrade",
            "applyImmediately",
            "deleteAutomatedBackups",
            "enabledCloudwatchLogsExports",
            "finalSnapshotIdentifier",
            "replicationSourceIdentifier",
            "skipFinalSnapshot",
        }
    ) | below("serverlessv2ScalingConfiguration", *_SCALING)
    computed = frozenset(
        {
            "arn",
            "clusterMembers",
            "clusterResourceId",
            "endpoint",
            "engineVersionActual",
            "hostedZoneId",
            "readerEndpoint",
        }
    )
    filled_in = frozenset(
        {
            "availabilityZones",
            "backupRetentionPeriod",
            "databaseName",
            "dbClusterParameterGroupName",
            "dbSubnetGroupName",
            "engineVersion",
            "kmsKeyId",
            "masterUsername",
            "port",
            "preferredBackupWindow",
            "preferredMaintenanceWindow",
            "serverlessv2ScalingConfiguration",
            "storageEncrypted",
            "vpcSecurityGroupIds",
        }
    )
    name_property, name_limit, name_in_small_letters = "clusterIdentifier", 63, True
    sets = frozenset({"vpcSecurityGroupIds", "enabledCloudwatchLogsExports", "availabilityZones"})
    spellings: ClassVar = {"preferredMaintenanceWindow": str.lower}
    unsettles: ClassVar = {
        "engineVersion": frozenset({"engineVersionActual"}),
        # The emulated AWS names a member of a global database anew.
        "globalClusterIdentifier": frozenset({"endpoint", "readerEndpoint"}),
    }
    secrets = frozenset({"masterPassword"})
    tagging = RDS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("rds").create_db_cluster(
            **pick(inputs, {**_ONCE, **_ALWAYS, **_FORWARDING}),
            **given(
                EnableCloudwatchLogsExports=inputs.get("enabledCloudwatchLogsExports"),
                ServerlessV2ScalingConfiguration=_scaling(inputs),
            ),
            Tags=call.tag_list(),
        )
        return str(inputs["clusterIdentifier"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(
            f"cluster {resource_id} to be available",
            lambda: (_describe(call, resource_id) or {}).get("Status") == "available",
        )

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """After a role change both the source and the global cluster differ; the state follows."""
        live = _describe(call, resource_id)
        if live is None:
            return None
        arn = live["DBClusterArn"]
        scaling = live.get("ServerlessV2ScalingConfiguration")
        return {
            "arn": arn,
            "endpoint": live.get("Endpoint", ""),
            "readerEndpoint": live.get("ReaderEndpoint", ""),
            "clusterMembers": sorted(member["DBInstanceIdentifier"] for member in live.get("DBClusterMembers", [])),
            "clusterResourceId": live["DbClusterResourceId"],
            "hostedZoneId": live["HostedZoneId"],
            "engineVersionActual": live["EngineVersion"],
            "replicationSourceIdentifier": live.get("ReplicationSourceIdentifier") or "",
            "globalClusterIdentifier": membership_of(call, arn),
            "vpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in live.get("VpcSecurityGroups", [])],
            **({"serverlessv2ScalingConfiguration": unpick(scaling, _SCALING)} if scaling else {}),
            **unpick(live, _SAID),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        before, after = (side.get("globalClusterIdentifier") or "" for side in (old, new))
        if "globalClusterIdentifier" in changed and before != after:
            self._leave_global(call, before, after, old["arn"])
        modified = {
            **pick({key: new.get(key) for key in changed}, {**_ALWAYS, **_FORWARDING}),
            **_special(changed, old, new),
        }
        if modified:
            call.client("rds").modify_db_cluster(
                DBClusterIdentifier=resource_id,
                ApplyImmediately=bool(new.get("applyImmediately")),
                AllowMajorVersionUpgrade=bool(new.get("allowMajorVersionUpgrade")),
                **modified,
            )
            self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client, live = call.client("rds"), _describe(call, resource_id)
        if live is None:
            return
        skipped, name = bool(state.get("skipFinalSnapshot")), state.get("finalSnapshotIdentifier")
        if not skipped and not name:
            msg = f"cluster {resource_id} needs finalSnapshotIdentifier, or skipFinalSnapshot, before it can be deleted"
            raise ProviderError(msg)
        joined = "" if live.get("DeletionProtection") else membership_of(call, live["DBClusterArn"])
        if joined:
            client.remove_from_global_cluster(GlobalClusterIdentifier=joined, DbClusterIdentifier=live["DBClusterArn"])
        last = given(
            SkipFinalSnapshot=skipped,
            FinalDBSnapshotIdentifier=None if skipped else name,
            DeleteAutomatedBackups=state.get("deleteAutomatedBackups"),
        )
        found(lambda: client.delete_db_cluster(DBClusterIdentifier=resource_id, **last), _GONE)
        call.wait_for(f"deletion of cluster {resource_id}", lambda: _describe(call, resource_id) is None)

    @override
    def replaces(self, path: str, old: Inputs, new: Inputs) -> bool | None:
        return not new["engine"].startswith("aurora") if path == "storageType" else None

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        if inputs.get("replicationSourceIdentifier"):
            return [
                ("replicationSourceIdentifier", "the sandbox's clusters follow one another in a global cluster only")
            ]
        return []

    def _leave_global(self, call: Call, before: str, after: str, arn: str) -> None:
        if not before:
            msg = "existing RDS Clusters cannot be added to an existing RDS Global Cluster"
            raise ProviderError(msg)
        if after:
            msg = "existing RDS Clusters cannot be migrated between existing RDS Global Clusters"
            raise ProviderError(msg)
        call.client("rds").remove_from_global_cluster(GlobalClusterIdentifier=before, DbClusterIdentifier=arn)


def _describe(call: Call, identifier: str) -> dict[str, Any] | None:
    client = call.client("rds")
    answer = found(lambda: client.describe_db_clusters(DBClusterIdentifier=identifier), _GONE)
    return next(iter(answer["DBClusters"]), None) if answer else None


def _scaling(inputs: Inputs) -> dict[str, Any]:
    return pick(inputs.get("serverlessv2ScalingConfiguration") or {}, _SCALING)


def _special(changed: frozenset[str], old: Inputs, new: Inputs) -> dict[str, Any]:
    """Parameters whose shape at AWS differs from the property's."""
    special: dict[str, Any] = {}
    if "serverlessv2ScalingConfiguration" in changed:
        special |= given(ServerlessV2ScalingConfiguration=_scaling(new))
    if "enabledCloudwatchLogsExports" in changed:
        before, after = (set(side.get("enabledCloudwatchLogsExports") or []) for side in (old, new))
        types = given(EnableLogTypes=sorted(after - before), DisableLogTypes=sorted(before - after))
        special |= given(CloudwatchLogsExportConfiguration=types)
    return special
