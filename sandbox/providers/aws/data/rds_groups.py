"""RDS: the groups that clusters stand on."""

from collections.abc import Iterator
from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import unpick
from sandbox.providers.aws.data.rds_parameters import parameter_problems
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import RDS

_SUBNETS_GONE = "DBSubnetGroupNotFoundFault"
_PARAMETERS_GONE = "DBParameterGroupNotFound"
# AWS takes this many parameters in a request.
_CHUNK = 20


class SubnetGroup(ResourceType):
    """The subnets that database instances may stand in."""

    token = "aws:rds/subnetGroup:SubnetGroup"
    properties = frozenset({"name", "description", "subnetIds"})
    computed = frozenset({"arn", "vpcId"})
    name_property, name_in_small_letters = "name", True
    sets = frozenset({"subnetIds"})
    tagging = RDS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("rds").create_db_subnet_group(**_subnets(inputs["name"], inputs), Tags=call.tag_list())
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("rds")
        answer = found(lambda: client.describe_db_subnet_groups(DBSubnetGroupName=resource_id), _SUBNETS_GONE)
        if answer is None or not answer["DBSubnetGroups"]:
            return None
        group = answer["DBSubnetGroups"][0]
        names = {"arn": "DBSubnetGroupArn", "description": "DBSubnetGroupDescription", "name": "DBSubnetGroupName"}
        return {
            **unpick(group, {**names, "vpcId": "VpcId"}),
            "subnetIds": [subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed & {"subnetIds", "description"}:
            call.client("rds").modify_db_subnet_group(**_subnets(resource_id, new))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("rds")
        found(lambda: client.delete_db_subnet_group(DBSubnetGroupName=resource_id), _SUBNETS_GONE)


class ClusterParameterGroup(ResourceType):
    """Settings of the database engine for a cluster."""

    token = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    properties = frozenset({"name", "description", "family"}) | below("parameters[]", "name", "value", "applyMethod")
    computed = frozenset({"arn"})
    name_property, name_in_small_letters = "name", True
    sets = frozenset({"parameters"})
    tagging = RDS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("rds").create_db_cluster_parameter_group(
            DBClusterParameterGroupName=inputs["name"],
            DBParameterGroupFamily=inputs["family"],
            Description=inputs["description"],
            Tags=call.tag_list(),
        )
        return str(inputs["name"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._set(call, resource_id, inputs.get("parameters") or [])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client, name = call.client("rds"), resource_id
        answer = found(
            lambda: client.describe_db_cluster_parameter_groups(DBClusterParameterGroupName=name), _PARAMETERS_GONE
        )
        if answer is None or not answer["DBClusterParameterGroups"]:
            return None
        names = {
            "arn": "DBClusterParameterGroupArn",
            "name": "DBClusterParameterGroupName",
            "family": "DBParameterGroupFamily",
            "description": "Description",
        }
        said = {"name": "ParameterName", "value": "ParameterValue", "applyMethod": "ApplyMethod"}
        pages = client.get_paginator("describe_db_cluster_parameters").paginate(
            DBClusterParameterGroupName=name, Source="user"
        )
        return {
            **unpick(answer["DBClusterParameterGroups"][0], names),
            "parameters": [unpick(entry, said) for page in pages for entry in page["Parameters"]],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """What the program no longer sets goes back to its default."""
        if "parameters" in changed:
            wanted = new.get("parameters") or []
            kept = {entry["name"] for entry in wanted}
            for chunk in _chunks([entry for entry in old.get("parameters") or [] if entry["name"] not in kept]):
                call.client("rds").reset_db_cluster_parameter_group(
                    DBClusterParameterGroupName=resource_id,
                    Parameters=[{key: entry[key] for key in ("ParameterName", "ApplyMethod")} for entry in chunk],
                )
            self._set(call, resource_id, wanted)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        delete = call.client("rds").delete_db_cluster_parameter_group
        found(lambda: delete(DBClusterParameterGroupName=resource_id), _PARAMETERS_GONE)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        parameters = inputs.get("parameters")
        return list(parameter_problems(parameters)) if isinstance(parameters, list) else []

    def _set(self, call: Call, name: str, parameters: list[dict[str, Any]]) -> None:
        for chunk in _chunks(parameters):
            call.client("rds").modify_db_cluster_parameter_group(DBClusterParameterGroupName=name, Parameters=chunk)


def _subnets(name: str, inputs: Inputs) -> dict[str, Any]:
    return {
        "DBSubnetGroupName": name,
        "DBSubnetGroupDescription": inputs["description"],
        "SubnetIds": inputs["subnetIds"],
    }


def _chunks(parameters: list[dict[str, Any]]) -> Iterator[list[dict[str, str]]]:
    entries = [
        {
            "ParameterName": entry["name"],
            "ParameterValue": str(entry["value"]),
            "ApplyMethod": entry.get("applyMethod") or "immediate",
        }
        for entry in parameters
    ]
    for start in range(0, len(entries), _CHUNK):
        yield entries[start : start + _CHUNK]
