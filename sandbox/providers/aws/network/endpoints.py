"""aws:ec2/vpcEndpoint:VpcEndpoint: private ways to AWS services, and the prefix lists of gateway endpoints."""

import json
from typing import Any

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.network.tags import retag, tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, function

_LISTS = {"routeTableIds": "RouteTableIds", "subnetIds": "SubnetIds", "securityGroupIds": "SecurityGroupIds"}


class VpcEndpoint(ResourceType):
    """A gateway or interface endpoint."""

    token = "aws:ec2/vpcEndpoint:VpcEndpoint"
    properties = frozenset(
        {"vpcId", "serviceName", "vpcEndpointType", "privateDnsEnabled", "policy", "autoAccept", *_LISTS}
    )
    computed = frozenset({"id", "arn", "prefixListId", "state", "dnsEntries", "ownerId", "cidrBlocks"})
    documents = frozenset({"policy"})
    sets = frozenset(_LISTS)

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        given = pick(
            inputs,
            {
                "vpcId": "VpcId",
                "serviceName": "ServiceName",
                "vpcEndpointType": "VpcEndpointType",
                "privateDnsEnabled": "PrivateDnsEnabled",
                "policy": "PolicyDocument",
                **_LISTS,
            },
        )
        answer = call.client("ec2").create_vpc_endpoint(
            **given, TagSpecifications=tag_specification(call, "vpc-endpoint")
        )
        return str(answer["VpcEndpoint"]["VpcEndpointId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("ec2")
        answer = found(
            lambda: client.describe_vpc_endpoints(VpcEndpointIds=[resource_id]), "InvalidVpcEndpointId.NotFound"
        )
        endpoint = next(iter(answer["VpcEndpoints"]), None) if answer else None
        if endpoint is None or endpoint["State"].lower() in {"deleted", "deleting"}:
            return None
        gateway = endpoint.get("VpcEndpointType") == "Gateway"
        outputs: Outputs = {
            "id": resource_id,
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:vpc-endpoint/{resource_id}",
            "ownerId": call.account,
            "state": endpoint["State"],
            "prefixListId": _prefix_list_id(call, str(endpoint["ServiceName"])) if gateway else "",
            "dnsEntries": [
                {"dnsName": entry["DnsName"], "hostedZoneId": entry.get("HostedZoneId", "")}
                for entry in endpoint.get("DnsEntries", [])
            ],
            **tag_outputs(endpoint.get("Tags")),
        }
        live = {"routeTableIds": endpoint.get("RouteTableIds", []), "subnetIds": endpoint.get("SubnetIds", [])}
        outputs |= {key: _like(state.get(key), values) for key, values in live.items() if state.get(key)}
        return outputs

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        given: dict[str, Any] = {}
        for key, aws_name in {**_LISTS, "securityGroupIds": "SecurityGroupIds"}.items():
            before, after = set(old.get(key) or []), set(new.get(key) or [])
            if key in changed and after - before:
                given[f"Add{aws_name}"] = sorted(after - before)
            if key in changed and before - after:
                given[f"Remove{aws_name}"] = sorted(before - after)
        if "policy" in changed:
            given |= {"PolicyDocument": new["policy"]} if new.get("policy") else {"ResetPolicy": True}
        if "privateDnsEnabled" in changed:
            given["PrivateDnsEnabled"] = bool(new.get("privateDnsEnabled"))
        if given:
            call.client("ec2").modify_vpc_endpoint(VpcEndpointId=resource_id, **given)
        if "tagsAll" in changed:
            retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        call.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[resource_id])

    def problems(self, inputs: Inputs) -> list[tuple[str, str]]:
        """A policy must be JSON."""
        try:
            json.loads(inputs.get("policy") or "{}")
        except ValueError as error:
            return [("policy", f"is not JSON: {error}")]
        return []


@function("aws:ec2/getPrefixList:getPrefixList")
def get_prefix_list(call: Call, arguments: Inputs) -> Outputs:
    """The prefix list of a gateway endpoint's service, by name."""
    name = str(arguments.get("name", ""))
    answer = call.client("ec2").describe_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [name]}])
    if len(answer["PrefixLists"]) != 1:
        msg = f"{len(answer['PrefixLists'])} prefix lists are called {name!r} in {call.region}; expected one"
        raise ProviderError(msg)
    entry = answer["PrefixLists"][0]
    return {"id": entry["PrefixListId"], "name": name, "cidrBlocks": entry.get("Cidrs", [])}


def _prefix_list_id(call: Call, service: str) -> str:
    answer = call.client("ec2").describe_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [service]}])
    return str(next((entry["PrefixListId"] for entry in answer["PrefixLists"]), ""))


def _like(known: Any, live: list[str]) -> Any:  # noqa: ANN401 - a list of ids, or nothing
    """The live list in the order in which it is known, where it holds the same."""
    return known if isinstance(known, list) and set(known) == set(live) else live
