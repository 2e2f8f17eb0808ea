"""RDS: an Aurora cluster in one region."""

from typing import Any

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.data.rds_global_cluster import membership_of
from sandbox.providers.aws.data.rds_groups import retag, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

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
_FORWARDING = {"enableGlobalWriteForwarding": "EnableGlobalWriteForwarding"}
# How the real provider handles them is this module's own code.
_OTHER = {
    "allowMajorVersionUpgrade",
    "applyImmediately",
    "deleteAutomatedBackups",
    "enabledCloudwatchLogsExports",
    "finalSnapshotIdentifier",
    "replicationSourceIdentifier",
    "serverlessv2ScalingConfiguration",
    "skipFinalSnapshot",
}
_READ = {
    "DeletionProtection": "deletionProtection",
    "BackupRetentionPeriod": "backupRetentionPeriod",
    "DBClusterParameterGroup": "dbClusterParameterGroupName",
}


class Cluster(ResourceType):
    """An Aurora cluster; alone or in a global one."""

    token = "aws:rds/cluster:Cluster"
    properties = frozenset({*_ONCE, *_ALWAYS, *_FORWARDING, *_OTHER})
    computed = frozenset(
        {
            "id",
            "arn",
            "endpoint",
            "readerEndpoint",
            "clusterResourceId",
            "clusterMembers",
            "hostedZoneId",
            "engineVersionActual",
            "port",
        }
    )
    name_property, name_limit = "clusterIdentifier", 63
    sets = frozenset({"vpcSecurityGroupIds", "enabledCloudwatchLogsExports", "availabilityZones"})
    secrets = frozenset({"masterPassword"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("rds").create_db_cluster(
            **pick(inputs, {**_ONCE, **_ALWAYS}), **_forwarding(inputs), **_special(inputs), Tags=call.tag_list()
        )
        self._wait_available(call, inputs["clusterIdentifier"])
        return str(inputs["clusterIdentifier"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = _describe(call, resource_id)
        if live is None:
            return None
        arn = live["DBClusterArn"]
        return {
            "id": resource_id,
            "arn": arn,
            "clusterIdentifier": live["DBClusterIdentifier"],
            "endpoint": live.get("Endpoint", ""),
            "readerEndpoint": live.get("ReaderEndpoint", ""),
            "clusterResourceId": live.get("DbClusterResourceId", ""),
            "clusterMembers": sorted(member["DBInstanceIdentifier"] for member in live.get("DBClusterMembers", [])),
            "hostedZoneId": live.get("HostedZoneId", ""),
            "engineVersionActual": live.get("EngineVersion", ""),
            "port": live.get("Port", 0),
            # The real provider writes what AWS says into the state here; after a role change both differ.
            "replicationSourceIdentifier": live.get("ReplicationSourceIdentifier") or "",
            "globalClusterIdentifier": membership_of(call, arn),
            **{key: live[name] for name, key in _READ.items() if name in live and key in state},
            **tag_outputs(call, arn),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("rds")
        if "replicationSourceIdentifier" in changed:
            self._leave_source(call, resource_id, new)
        if "globalClusterIdentifier" in changed:
            self._leave_global(call, old, new)
        modified = {
            **pick({key: new.get(key) for key in changed & set(_ALWAYS)}, _ALWAYS),
            **(_forwarding(new) if "enableGlobalWriteForwarding" in changed else {}),
            **_special({key: new.get(key) for key in changed}, old),
        }
        if modified:
            client.modify_db_cluster(DBClusterIdentifier=resource_id, ApplyImmediately=True, **modified)
            self._wait_available(call, resource_id)
        if "tagsAll" in changed:
            retag(call, old["arn"], old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("rds")
        live = _describe(call, resource_id)
        if live is None:
            return
        if not state.get("skipFinalSnapshot") and not state.get("finalSnapshotIdentifier"):
            msg = f"cluster {resource_id} needs finalSnapshotIdentifier, or skipFinalSnapshot, before it can be deleted"
            raise ProviderError(msg)
        joined = "" if live.get("DeletionProtection") else membership_of(call, live["DBClusterArn"])
        if joined:
            client.remove_from_global_cluster(GlobalClusterIdentifier=joined, DbClusterIdentifier=live["DBClusterArn"])
        last = (
            {"SkipFinalSnapshot": True}
            if state.get("skipFinalSnapshot")
            else {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": state["finalSnapshotIdentifier"]}
        )
        found(lambda: client.delete_db_cluster(DBClusterIdentifier=resource_id, **last), _GONE)
        call.wait_for(f"deletion of cluster {resource_id}", lambda: _describe(call, resource_id) is None)

    def _leave_source(self, call: Call, resource_id: str, new: Inputs) -> None:
        if new.get("replicationSourceIdentifier"):
            msg = (
                "promoting to standalone is not supported for RDS Cluster; "
                "add replicationSourceIdentifier to ignore_changes"
            )
            raise ProviderError(msg)
        call.client("rds").promote_read_replica_db_cluster(DBClusterIdentifier=resource_id)

    def _leave_global(self, call: Call, old: Inputs, new: Inputs) -> None:
        if not old.get("globalClusterIdentifier"):
            msg = "existing RDS Clusters cannot be added to an existing RDS Global Cluster"
            raise ProviderError(msg)
        if new.get("globalClusterIdentifier"):
            msg = "existing RDS Clusters cannot be migrated between existing RDS Global Clusters"
            raise ProviderError(msg)
        call.client("rds").remove_from_global_cluster(
            GlobalClusterIdentifier=old["globalClusterIdentifier"], DbClusterIdentifier=old["arn"]
        )

    def _wait_available(self, call: Call, identifier: str) -> None:
        call.wait_for(
            f"cluster {identifier} to be available",
            lambda: (_describe(call, identifier) or {}).get("Status") == "available",
        )


def _describe(call: Call, identifier: str) -> dict[str, Any] | None:
    client = call.client("rds")
    answer = found(lambda: client.describe_db_clusters(DBClusterIdentifier=identifier), _GONE)
    return next(iter(answer["DBClusters"]), None) if answer else None


def _forwarding(inputs: Inputs) -> dict[str, Any]:
    return pick(inputs, _FORWARDING)


def _special(inputs: Inputs, old: Inputs | None = None) -> dict[str, Any]:
    """Parameters whose shape at AWS differs from the property's."""
    special: dict[str, Any] = {}
    scaling = inputs.get("serverlessv2ScalingConfiguration")
    if scaling:
        special["ServerlessV2ScalingConfiguration"] = pick(
            scaling, {"minCapacity": "MinCapacity", "maxCapacity": "MaxCapacity"}
        )
    exports = inputs.get("enabledCloudwatchLogsExports")
    if exports is not None and old is None:
        special["EnableCloudwatchLogsExports"] = exports
    elif exports is not None:
        before = set((old or {}).get("enabledCloudwatchLogsExports") or [])
        special["CloudwatchLogsExportConfiguration"] = {
            "EnableLogTypes": sorted(set(exports) - before),
            "DisableLogTypes": sorted(before - set(exports)),
        }
    return special
