"""RDS: the groups that clusters stand on."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_DESCRIPTION = "Managed by Pulumi"


def retag(call: Call, arn: str, old: Inputs) -> None:
    """Make an RDS resource's tags the ones that the call carries."""
    client = call.client("rds")
    gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
    if gone:
        client.remove_tags_from_resource(ResourceName=arn, TagKeys=gone)
    if call.tags:
        client.add_tags_to_resource(ResourceName=arn, Tags=call.tag_list())


def tag_outputs(call: Call, arn: str) -> Outputs:
    """What AWS says of an RDS resource's tags, as outputs."""
    tags = tags_of(call.client("rds").list_tags_for_resource(ResourceName=arn).get("TagList"))
    return {"tagsAll": tags} if tags else {}


class SubnetGroup(ResourceType):
    """The subnets that database instances may stand in."""

    token = "aws:rds/subnetGroup:SubnetGroup"
    properties = frozenset({"name", "description", "subnetIds"})
    computed = frozenset({"id", "arn", "vpcId"})
    name_property = "name"
    sets = frozenset({"subnetIds"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("rds").create_db_subnet_group(
            DBSubnetGroupName=inputs["name"],
            DBSubnetGroupDescription=inputs.get("description") or _DESCRIPTION,
            SubnetIds=inputs["subnetIds"],
            Tags=call.tag_list(),
        )
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("rds")
        answer = found(
            lambda: client.describe_db_subnet_groups(DBSubnetGroupName=resource_id), "DBSubnetGroupNotFoundFault"
        )
        if answer is None or not answer["DBSubnetGroups"]:
            return None
        group = answer["DBSubnetGroups"][0]
        return {
            "id": resource_id,
            "arn": group["DBSubnetGroupArn"],
            "vpcId": group.get("VpcId", ""),
            **same_members(state, "subnetIds", [subnet["SubnetIdentifier"] for subnet in group["Subnets"]]),
            **tag_outputs(call, group["DBSubnetGroupArn"]),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed & {"subnetIds", "description"}:
            call.client("rds").modify_db_subnet_group(
                DBSubnetGroupName=resource_id,
                DBSubnetGroupDescription=new.get("description") or _DESCRIPTION,
                SubnetIds=new["subnetIds"],
            )
        if "tagsAll" in changed:
            retag(call, old["arn"], old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("rds")
        found(lambda: client.delete_db_subnet_group(DBSubnetGroupName=resource_id), "DBSubnetGroupNotFoundFault")


class ClusterParameterGroup(ResourceType):
    """Settings of the database engine for a cluster."""

    token = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    properties = frozenset({"name", "description", "family", "parameters"})
    computed = frozenset({"id", "arn"})
    name_property = "name"
    sets = frozenset({"parameters"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("rds").create_db_cluster_parameter_group(
            DBClusterParameterGroupName=inputs["name"],
            DBParameterGroupFamily=inputs["family"],
            Description=inputs.get("description") or _DESCRIPTION,
            Tags=call.tag_list(),
        )
        self._set(call, inputs["name"], inputs.get("parameters") or [])
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("rds")
        answer = found(
            lambda: client.describe_db_cluster_parameter_groups(DBClusterParameterGroupName=resource_id),
            "DBParameterGroupNotFound",
        )
        if answer is None or not answer["DBClusterParameterGroups"]:
            return None
        arn = answer["DBClusterParameterGroups"][0]["DBClusterParameterGroupArn"]
        return {"id": resource_id, "arn": arn, **tag_outputs(call, arn)}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "parameters" in changed:
            kept = {entry["name"] for entry in new.get("parameters") or []}
            gone = [entry for entry in old.get("parameters") or [] if entry["name"] not in kept]
            if gone:
                call.client("rds").reset_db_cluster_parameter_group(
                    DBClusterParameterGroupName=resource_id, Parameters=_parameters(gone)
                )
            self._set(call, resource_id, new.get("parameters") or [])
        if "tagsAll" in changed:
            retag(call, old["arn"], old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("rds")
        found(
            lambda: client.delete_db_cluster_parameter_group(DBClusterParameterGroupName=resource_id),
            "DBParameterGroupNotFound",
        )

    def _set(self, call: Call, name: str, parameters: list[dict[str, Any]]) -> None:
        if parameters:
            call.client("rds").modify_db_cluster_parameter_group(
                DBClusterParameterGroupName=name, Parameters=_parameters(parameters)
            )


def same_members(state: Inputs, key: str, live: list[str]) -> Outputs:
    """A list whose order means nothing, in the program's order while the members are the same."""
    declared = state.get(key) or []
    return {key: declared if sorted(declared) == sorted(live) else sorted(live)}


def _parameters(entries: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "ParameterName": entry["name"],
            "ParameterValue": str(entry["value"]),
            "ApplyMethod": entry.get("applyMethod") or "immediate",
        }
        for entry in entries
    ]
