"""ElastiCache: the subnets and the settings that caches stand on."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import ELASTICACHE

_SUBNETS_GONE = "CacheSubnetGroupNotFoundFault"
_PARAMETERS_GONE = "CacheParameterGroupNotFound"


class SubnetGroup(ResourceType):
    """The subnets that cache nodes may stand in."""

    token = "aws:elasticache/subnetGroup:SubnetGroup"
    properties = frozenset({"name", "description", "subnetIds"})
    computed = frozenset({"arn", "vpcId"})
    name_property, name_in_small_letters = "name", True
    sets = frozenset({"subnetIds"})
    tagging = ELASTICACHE

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("elasticache").create_cache_subnet_group(**_subnets(inputs["name"], inputs), Tags=call.tag_list())
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("elasticache")
        answer = found(lambda: client.describe_cache_subnet_groups(CacheSubnetGroupName=resource_id), _SUBNETS_GONE)
        if answer is None or not answer["CacheSubnetGroups"]:
            return None
        group = answer["CacheSubnetGroups"][0]
        names = {"arn": "ARN", "description": "CacheSubnetGroupDescription", "name": "CacheSubnetGroupName"}
        return {
            **unpick(group, {**names, "vpcId": "VpcId"}),
            "subnetIds": [subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed & {"subnetIds", "description"}:
            call.client("elasticache").modify_cache_subnet_group(**_subnets(resource_id, new))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elasticache")
        found(lambda: client.delete_cache_subnet_group(CacheSubnetGroupName=resource_id), _SUBNETS_GONE)


class ParameterGroup(ResourceType):
    """Settings of the cache engine."""

    token = "aws:elasticache/parameterGroup:ParameterGroup"
    properties = frozenset({"name", "description", "family"}) | below("parameters[]", "name", "value")
    computed = frozenset({"arn"})
    name_property, name_in_small_letters = "name", True
    sets = frozenset({"parameters"})
    tagging = ELASTICACHE

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("elasticache").create_cache_parameter_group(
            CacheParameterGroupName=inputs["name"],
            CacheParameterGroupFamily=inputs["family"],
            Description=inputs["description"],
            Tags=call.tag_list(),
        )
        return str(inputs["name"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._set(call, resource_id, inputs.get("parameters") or [])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client, name = call.client("elasticache"), resource_id
        answer = found(lambda: client.describe_cache_parameter_groups(CacheParameterGroupName=name), _PARAMETERS_GONE)
        if answer is None or not answer["CacheParameterGroups"]:
            return None
        names = {
            "arn": "ARN",
            "name": "CacheParameterGroupName",
            "family": "CacheParameterGroupFamily",
            "description": "Description",
        }
        pages = client.get_paginator("describe_cache_parameters").paginate(CacheParameterGroupName=name, Source="user")
        return {
            **unpick(answer["CacheParameterGroups"][0], names),
            "parameters": [
                unpick(entry, {"name": "ParameterName", "value": "ParameterValue"})
                for page in pages
                for entry in page["Parameters"]
                # The emulated AWS answers with all of them, whatever source is asked for.
                if entry["Source"] == "user"
            ],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """What the program no longer sets goes back to its default."""
        if "parameters" in changed:
            wanted = new.get("parameters") or []
            gone = {entry["name"] for entry in old.get("parameters") or []} - {entry["name"] for entry in wanted}
            if gone:
                call.client("elasticache").reset_cache_parameter_group(
                    CacheParameterGroupName=resource_id,
                    ParameterNameValues=[{"ParameterName": name} for name in sorted(gone)],
                )
            self._set(call, resource_id, wanted)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elasticache")
        found(lambda: client.delete_cache_parameter_group(CacheParameterGroupName=resource_id), _PARAMETERS_GONE)

    def _set(self, call: Call, name: str, parameters: list[dict[str, Any]]) -> None:
        values = [{"ParameterName": entry["name"], "ParameterValue": str(entry["value"])} for entry in parameters]
        if values:
            call.client("elasticache").modify_cache_parameter_group(
                CacheParameterGroupName=name, ParameterNameValues=values
            )


def _subnets(name: str, inputs: Inputs) -> dict[str, Any]:
    return {
        "CacheSubnetGroupName": name,
        "CacheSubnetGroupDescription": inputs["description"],
        "SubnetIds": inputs["subnetIds"],
    }
