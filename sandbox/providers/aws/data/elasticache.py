"""ElastiCache: replication groups."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import ELASTICACHE

_ONCE = {
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "kmsKeyId": "KmsKeyId",
    "port": "Port",
    "preferredCacheClusterAzs": "PreferredCacheClusterAZs",
    "replicationGroupId": "ReplicationGroupId",
    "subnetGroupName": "CacheSubnetGroupName",
    "userGroupIds": "UserGroupIds",
    "numCacheClusters": "NumCacheClusters",
}
_ALWAYS = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "automaticFailoverEnabled": "AutomaticFailoverEnabled",
    "description": "ReplicationGroupDescription",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "multiAzEnabled": "MultiAZEnabled",
    "nodeType": "CacheNodeType",
    "parameterGroupName": "CacheParameterGroupName",
    "securityGroupIds": "SecurityGroupIds",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "snapshotWindow": "SnapshotWindow",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
    "transitEncryptionMode": "TransitEncryptionMode",
}
# What an answer says; the rest is said of the nodes, which the emulated AWS does not describe.
_SAID = {
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "description": "Description",
    "engine": "Engine",
    "nodeType": "CacheNodeType",
    "replicationGroupId": "ReplicationGroupId",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "snapshotWindow": "SnapshotWindow",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
    "userGroupIds": "UserGroupIds",
}
_GONE = "ReplicationGroupNotFoundFault"
# From here on a cache's encryption in transit can be switched in place.
_SWITCHES_TLS = (7, 0, 5)


def _track(version: str) -> str:
    """A version by its first two parts: the real provider keeps no more of what AWS runs."""
    return ".".join(version.split(".")[:2])


class ReplicationGroup(ResourceType):
    """A cache: a primary node and its replicas, without sharding."""

    token = "aws:elasticache/replicationGroup:ReplicationGroup"
    properties = frozenset({*_ONCE, *_ALWAYS, "applyImmediately", "finalSnapshotIdentifier"})
    computed = frozenset(
        {
            "arn",
            "primaryEndpointAddress",
            "readerEndpointAddress",
            "memberClusters",
            "engineVersionActual",
            "clusterEnabled",
        }
    )
    filled_in = frozenset(
        {
            "atRestEncryptionEnabled",
            "engine",
            "engineVersion",
            "maintenanceWindow",
            "nodeType",
            "numCacheClusters",
            "parameterGroupName",
            "port",
            "securityGroupIds",
            "snapshotWindow",
            "subnetGroupName",
            "transitEncryptionEnabled",
            "transitEncryptionMode",
        }
    )
    name_property, name_limit, name_in_small_letters = "replicationGroupId", 40, True
    sets = frozenset({"securityGroupIds", "userGroupIds", "preferredCacheClusterAzs"})
    spellings: ClassVar = {"engineVersion": _track}
    unsettles: ClassVar = {
        "engineVersion": frozenset({"engineVersionActual"}),
        "numCacheClusters": frozenset({"memberClusters"}),
    }
    tagging = ELASTICACHE

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("elasticache").create_replication_group(**pick(inputs, {**_ONCE, **_ALWAYS}), Tags=call.tag_list())
        return str(inputs["replicationGroupId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(
            f"cache {resource_id} to be available",
            lambda: (self._describe(call, resource_id) or {}).get("Status") == "available",
        )

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = self._describe(call, resource_id)
        if live is None:
            return None
        node: dict[str, Any] = next(iter(live.get("NodeGroups", [])), {})
        # The emulated AWS keeps the group's own list of members as it was made.
        members = [member["CacheClusterId"] for member in node.get("NodeGroupMembers", [])]
        return {
            "arn": live["ARN"],
            "primaryEndpointAddress": node.get("PrimaryEndpoint", {}).get("Address", ""),
            "readerEndpointAddress": node.get("ReaderEndpoint", {}).get("Address", ""),
            "memberClusters": sorted(members),
            "numCacheClusters": len(members),
            "clusterEnabled": live["ClusterEnabled"],
            "engineVersionActual": state.get("engineVersion") or "",
            "automaticFailoverEnabled": live["AutomaticFailover"] in {"enabled", "enabling"},
            "multiAzEnabled": live["MultiAZ"] == "enabled",
            **unpick(live, _SAID),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Replicas are added before failover is switched on, and removed after it is off."""
        before, after = int(old["numCacheClusters"]), int(new.get("numCacheClusters") or old["numCacheClusters"])
        if after > before:
            self._resize(call, resource_id, before, after, new)
        modified = pick({key: new.get(key) for key in changed}, _ALWAYS)
        if "userGroupIds" in changed:
            was, now = (set(side.get("userGroupIds") or []) for side in (old, new))
            modified |= given(UserGroupIdsToAdd=sorted(now - was), UserGroupIdsToRemove=sorted(was - now))
        if modified:
            call.client("elasticache").modify_replication_group(
                ReplicationGroupId=resource_id, ApplyImmediately=bool(new.get("applyImmediately")), **modified
            )
            self.finish(call, resource_id, new)
        if after < before:
            self._resize(call, resource_id, before, after, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elasticache")
        last = pick(state, {"finalSnapshotIdentifier": "FinalSnapshotIdentifier"})
        found(lambda: client.delete_replication_group(ReplicationGroupId=resource_id, **last), _GONE)
        call.wait_for(f"deletion of cache {resource_id}", lambda: self._describe(call, resource_id) is None)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        wrong = []
        if inputs.get("multiAzEnabled") and not inputs.get("automaticFailoverEnabled"):
            wrong.append(("multiAzEnabled", "needs automaticFailoverEnabled beside it"))
        if inputs.get("automaticFailoverEnabled") and int(inputs.get("numCacheClusters") or 1) < 2:  # noqa: PLR2004
            wrong.append(("automaticFailoverEnabled", "needs numCacheClusters of at least 2"))
        return wrong

    @override
    def replaces(self, path: str, old: Inputs, new: Inputs) -> bool | None:
        if path == "engine":
            return (old.get("engine"), new.get("engine")) != ("redis", "valkey")
        if path == "engineVersion":
            return _version(new) < _version(old)
        if path == "transitEncryptionEnabled":
            return (
                _version({"engineVersion": old.get("engineVersionActual") or old.get("engineVersion")}) < _SWITCHES_TLS
            )
        return None

    def _resize(self, call: Call, group_id: str, before: int, after: int, new: Inputs) -> None:
        client = call.client("elasticache")
        resize = client.increase_replica_count if after > before else client.decrease_replica_count
        # The real provider resizes at once, whatever applyImmediately says: AWS knows no other way.
        resize(ReplicationGroupId=group_id, NewReplicaCount=after - 1, ApplyImmediately=True)
        self.finish(call, group_id, new)

    def _describe(self, call: Call, group_id: str) -> dict[str, Any] | None:
        client = call.client("elasticache")
        answer = found(lambda: client.describe_replication_groups(ReplicationGroupId=group_id), _GONE)
        return next(iter(answer["ReplicationGroups"]), None) if answer else None


def _version(inputs: Inputs) -> tuple[int, ...]:
    return tuple(int(part) for part in str(inputs.get("engineVersion") or "").split(".") if part.isdecimal())
