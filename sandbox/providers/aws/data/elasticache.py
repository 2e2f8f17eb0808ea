"""ElastiCache: replication groups and what they stand on."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.data.rds_groups import same_members
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_DESCRIPTION = "Managed by Pulumi"


def _retag(call: Call, old: Inputs) -> None:
    client = call.client("elasticache")
    gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
    if gone:
        client.remove_tags_from_resource(ResourceName=old["arn"], TagKeys=gone)
    if call.tags:
        client.add_tags_to_resource(ResourceName=old["arn"], Tags=call.tag_list())


def _tag_outputs(call: Call, arn: str) -> Outputs:
    tags = tags_of(call.client("elasticache").list_tags_for_resource(ResourceName=arn).get("TagList"))
    return {"tagsAll": tags} if tags else {}


class SubnetGroup(ResourceType):
    """The subnets that cache nodes may stand in."""

    token = "aws:elasticache/subnetGroup:SubnetGroup"
    properties = frozenset({"name", "description", "subnetIds"})
    computed = frozenset({"id", "arn", "vpcId"})
    name_property = "name"
    sets = frozenset({"subnetIds"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("elasticache").create_cache_subnet_group(
            CacheSubnetGroupName=inputs["name"],
            CacheSubnetGroupDescription=inputs.get("description") or _DESCRIPTION,
            SubnetIds=inputs["subnetIds"],
            Tags=call.tag_list(),
        )
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("elasticache")
        answer = found(
            lambda: client.describe_cache_subnet_groups(CacheSubnetGroupName=resource_id),
            "CacheSubnetGroupNotFoundFault",
        )
        if answer is None or not answer["CacheSubnetGroups"]:
            return None
        group = answer["CacheSubnetGroups"][0]
        return {
            "id": resource_id,
            "arn": group["ARN"],
            "vpcId": group.get("VpcId", ""),
            **same_members(state, "subnetIds", [subnet["SubnetIdentifier"] for subnet in group["Subnets"]]),
            **_tag_outputs(call, group["ARN"]),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed & {"subnetIds", "description"}:
            call.client("elasticache").modify_cache_subnet_group(
                CacheSubnetGroupName=resource_id,
                CacheSubnetGroupDescription=new.get("description") or _DESCRIPTION,
                SubnetIds=new["subnetIds"],
            )
        if "tagsAll" in changed:
            _retag(call, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elasticache")
        found(
            lambda: client.delete_cache_subnet_group(CacheSubnetGroupName=resource_id), "CacheSubnetGroupNotFoundFault"
        )


class ParameterGroup(ResourceType):
    """Settings of the cache engine."""

    token = "aws:elasticache/parameterGroup:ParameterGroup"
    properties = frozenset({"name", "description", "family", "parameters"})
    computed = frozenset({"id", "arn"})
    name_property = "name"
    sets = frozenset({"parameters"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("elasticache").create_cache_parameter_group(
            CacheParameterGroupName=inputs["name"],
            CacheParameterGroupFamily=inputs["family"],
            Description=inputs.get("description") or _DESCRIPTION,
            Tags=call.tag_list(),
        )
        self._set(call, inputs["name"], inputs.get("parameters") or [])
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("elasticache")
        answer = found(
            lambda: client.describe_cache_parameter_groups(CacheParameterGroupName=resource_id),
            "CacheParameterGroupNotFound",
        )
        if answer is None or not answer["CacheParameterGroups"]:
            return None
        arn = answer["CacheParameterGroups"][0]["ARN"]
        return {"id": resource_id, "arn": arn, **_tag_outputs(call, arn)}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "parameters" in changed:
            self._set(call, resource_id, new.get("parameters") or [])
        if "tagsAll" in changed:
            _retag(call, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elasticache")
        found(
            lambda: client.delete_cache_parameter_group(CacheParameterGroupName=resource_id),
            "CacheParameterGroupNotFound",
        )

    def _set(self, call: Call, name: str, parameters: list[dict[str, Any]]) -> None:
        if parameters:
            call.client("elasticache").modify_cache_parameter_group(
                CacheParameterGroupName=name,
                ParameterNameValues=[
                    {"ParameterName": entry["name"], "ParameterValue": str(entry["value"])} for entry in parameters
                ],
            )


class User(ResourceType):
    """Someone who may log in to a cache."""

    token = "aws:elasticache/user:User"
    properties = frozenset({"userId", "userName", "engine", "accessString", "authenticationMode", "noPasswordRequired"})
    computed = frozenset({"id", "arn"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("elasticache").create_user(
            UserId=inputs["userId"],
            UserName=inputs["userName"],
            Engine=inputs["engine"],
            **_access(inputs),
            Tags=call.tag_list(),
        )
        self._wait_active(call, inputs["userId"])
        return str(inputs["userId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = self._describe(call, resource_id)
        if live is None:
            return None
        return {"id": resource_id, "arn": live["ARN"], **_tag_outputs(call, live["ARN"])}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed & {"accessString", "authenticationMode", "noPasswordRequired"}:
            call.client("elasticache").modify_user(UserId=resource_id, **_access(new))
            self._wait_active(call, resource_id)
        if "tagsAll" in changed:
            _retag(call, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elasticache")
        found(lambda: client.delete_user(UserId=resource_id), "UserNotFound", "UserNotFoundFault")

    def _describe(self, call: Call, user_id: str) -> dict[str, Any] | None:
        client = call.client("elasticache")
        answer = found(lambda: client.describe_users(UserId=user_id), "UserNotFound", "UserNotFoundFault")
        return next(iter(answer["Users"]), None) if answer else None

    def _wait_active(self, call: Call, user_id: str) -> None:
        call.wait_for(
            f"cache user {user_id} to be active",
            lambda: (self._describe(call, user_id) or {}).get("Status") == "active",
        )


class UserGroup(ResourceType):
    """The users of a cache."""

    token = "aws:elasticache/userGroup:UserGroup"
    properties = frozenset({"userGroupId", "engine", "userIds"})
    computed = frozenset({"id", "arn"})
    sets = frozenset({"userIds"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("elasticache").create_user_group(
            UserGroupId=inputs["userGroupId"], Engine=inputs["engine"], UserIds=inputs["userIds"], Tags=call.tag_list()
        )
        self._wait_active(call, inputs["userGroupId"])
        return str(inputs["userGroupId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = self._describe(call, resource_id)
        if live is None:
            return None
        return {
            "id": resource_id,
            "arn": live["ARN"],
            **same_members(state, "userIds", live.get("UserIds", [])),
            **_tag_outputs(call, live["ARN"]),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "userIds" in changed:
            before, after = set(old.get("userIds") or []), set(new["userIds"])
            change = {"UserIdsToAdd": sorted(after - before), "UserIdsToRemove": sorted(before - after)}
            call.client("elasticache").modify_user_group(
                UserGroupId=resource_id, **{key: ids for key, ids in change.items() if ids}
            )
            self._wait_active(call, resource_id)
        if "tagsAll" in changed:
            _retag(call, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elasticache")
        found(lambda: client.delete_user_group(UserGroupId=resource_id), "UserGroupNotFound", "UserGroupNotFoundFault")

    def _describe(self, call: Call, group_id: str) -> dict[str, Any] | None:
        client = call.client("elasticache")
        answer = found(
            lambda: client.describe_user_groups(UserGroupId=group_id), "UserGroupNotFound", "UserGroupNotFoundFault"
        )
        return next(iter(answer["UserGroups"]), None) if answer else None

    def _wait_active(self, call: Call, group_id: str) -> None:
        call.wait_for(
            f"cache user group {group_id} to be active",
            lambda: (self._describe(call, group_id) or {}).get("Status") == "active",
        )


_ONCE = {
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "description": "ReplicationGroupDescription",
    "engine": "Engine",
    "kmsKeyId": "KmsKeyId",
    "numCacheClusters": "NumCacheClusters",
    "port": "Port",
    "replicationGroupId": "ReplicationGroupId",
    "subnetGroupName": "CacheSubnetGroupName",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
    "userGroupIds": "UserGroupIds",
}
_ALWAYS = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "automaticFailoverEnabled": "AutomaticFailoverEnabled",
    "engineVersion": "EngineVersion",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "multiAzEnabled": "MultiAZEnabled",
    "nodeType": "CacheNodeType",
    "parameterGroupName": "CacheParameterGroupName",
    "securityGroupIds": "SecurityGroupIds",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "snapshotWindow": "SnapshotWindow",
    "transitEncryptionMode": "TransitEncryptionMode",
}
_GROUP_GONE = "ReplicationGroupNotFoundFault"


class ReplicationGroup(ResourceType):
    """A cache: a primary node and its replicas, without sharding."""

    token = "aws:elasticache/replicationGroup:ReplicationGroup"
    properties = frozenset(
        {*_ONCE, *_ALWAYS, "applyImmediately", "finalSnapshotIdentifier", "preferredCacheClusterAzs"}
    )
    computed = frozenset(
        {
            "id",
            "arn",
            "primaryEndpointAddress",
            "readerEndpointAddress",
            "memberClusters",
            "engineVersionActual",
            "clusterEnabled",
        }
    )
    name_property, name_limit = "replicationGroupId", 40
    sets = frozenset({"securityGroupIds", "userGroupIds"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        zones = inputs.get("preferredCacheClusterAzs")
        call.client("elasticache").create_replication_group(
            **pick(inputs, {**_ONCE, **_ALWAYS}),
            **({"PreferredCacheClusterAZs": zones} if zones else {}),
            Tags=call.tag_list(),
        )
        self._wait_available(call, inputs["replicationGroupId"])
        return str(inputs["replicationGroupId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = self._describe(call, resource_id)
        if live is None:
            return None
        node: dict[str, Any] = next(iter(live.get("NodeGroups", [])), {})
        arn = live["ARN"]
        members = live.get("MemberClusters", [])
        return {
            "id": resource_id,
            "arn": arn,
            "replicationGroupId": resource_id,
            "primaryEndpointAddress": node.get("PrimaryEndpoint", {}).get("Address", ""),
            "readerEndpointAddress": node.get("ReaderEndpoint", {}).get("Address", ""),
            "memberClusters": sorted(members),
            "clusterEnabled": live.get("ClusterEnabled", False),
            "engineVersionActual": state.get("engineVersion") or "",
            "automaticFailoverEnabled": live.get("AutomaticFailover") in {"enabled", "enabling"},
            "multiAzEnabled": live.get("MultiAZ") == "enabled",
            **({"numCacheClusters": len(members)} if "numCacheClusters" in state else {}),
            **_tag_outputs(call, arn),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType: replicas are added before failover is switched on, and removed after it is off."""
        before, after = int(old.get("numCacheClusters") or 1), int(new.get("numCacheClusters") or 1)
        if after > before:
            self._resize(call, resource_id, before, after)
        modified = pick({key: new.get(key) for key in changed & set(_ALWAYS)}, _ALWAYS)
        if "description" in changed:
            modified["ReplicationGroupDescription"] = new["description"]
        if "userGroupIds" in changed:
            was, now = set(old.get("userGroupIds") or []), set(new.get("userGroupIds") or [])
            modified |= {"UserGroupIdsToAdd": sorted(now - was), "UserGroupIdsToRemove": sorted(was - now)}
        if modified:
            call.client("elasticache").modify_replication_group(
                ReplicationGroupId=resource_id, ApplyImmediately=True, **modified
            )
            self._wait_available(call, resource_id)
        if after < before:
            self._resize(call, resource_id, before, after)
        if "tagsAll" in changed:
            _retag(call, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elasticache")
        last = pick(state, {"finalSnapshotIdentifier": "FinalSnapshotIdentifier"})
        found(lambda: client.delete_replication_group(ReplicationGroupId=resource_id, **last), _GROUP_GONE)
        call.wait_for(f"deletion of cache {resource_id}", lambda: self._describe(call, resource_id) is None)

    def _resize(self, call: Call, group_id: str, before: int, after: int) -> None:
        client = call.client("elasticache")
        resize = client.increase_replica_count if after > before else client.decrease_replica_count
        resize(ReplicationGroupId=group_id, NewReplicaCount=after - 1, ApplyImmediately=True)
        self._wait_available(call, group_id)

    def _describe(self, call: Call, group_id: str) -> dict[str, Any] | None:
        client = call.client("elasticache")
        answer = found(lambda: client.describe_replication_groups(ReplicationGroupId=group_id), _GROUP_GONE)
        return next(iter(answer["ReplicationGroups"]), None) if answer else None

    def _wait_available(self, call: Call, group_id: str) -> None:
        call.wait_for(
            f"cache {group_id} to be available",
            lambda: (self._describe(call, group_id) or {}).get("Status") == "available",
        )


def _access(inputs: Inputs) -> dict[str, Any]:
    mode = inputs.get("authenticationMode")
    return {
        "AccessString": inputs["accessString"],
        **({"NoPasswordRequired": True} if inputs.get("noPasswordRequired") else {}),
        **({"AuthenticationMode": pick(mode, {"type": "Type", "passwords": "Passwords"})} if mode else {}),
    }
