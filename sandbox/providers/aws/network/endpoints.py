"""aws:ec2/vpcEndpoint:VpcEndpoint: private ways to AWS services, and the prefix lists of gateway endpoints."""

from typing import Any

from typing_extensions import override

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.network.tags import tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, function
from sandbox.providers.aws.tagging import EC2

_LISTS = pascal_names("routeTableIds", "subnetIds", "securityGroupIds")
_GIVEN = {**pascal_names("vpcId", "serviceName", "vpcEndpointType", "privateDnsEnabled"), "policy": "PolicyDocument"}
_GONE = "InvalidVpcEndpointId.NotFound"


class VpcEndpoint(ResourceType):
    """A gateway or interface endpoint."""

    token = "aws:ec2/vpcEndpoint:VpcEndpoint"
    properties = frozenset({*_GIVEN, *_LISTS})
    computed = frozenset({"arn", "prefixListId", "state", "dnsEntries", "ownerId"})
    filled_in = frozenset({"policy", "privateDnsEnabled", *_LISTS})
    documents = frozenset({"policy"})
    sets = frozenset(_LISTS)
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_vpc_endpoint(
            **pick(inputs, {**_GIVEN, **_LISTS}), TagSpecifications=tag_specification(call, "vpc-endpoint")
        )
        return str(answer["VpcEndpoint"]["VpcEndpointId"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_vpc_endpoints(VpcEndpointIds=[resource_id]), _GONE)
        endpoint = next(iter(answer["VpcEndpoints"]), None) if answer else None
        if endpoint is None or endpoint["State"].lower() in {"deleted", "deleting"}:
            return None
        gateway = endpoint["VpcEndpointType"] == "Gateway"
        groups = [group["GroupId"] for group in endpoint.get("Groups", [])]
        return {
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:vpc-endpoint/{resource_id}",
            "ownerId": call.account,
            "state": endpoint["State"],
            "prefixListId": _prefix_list_id(call, str(endpoint["ServiceName"])) if gateway else "",
            "dnsEntries": [
                {"dnsName": entry["DnsName"], "hostedZoneId": entry.get("HostedZoneId", "")}
                for entry in endpoint.get("DnsEntries", [])
            ],
            **unpick(endpoint, {**_GIVEN, **pascal_names("routeTableIds", "subnetIds")}),
            **({"securityGroupIds": groups} if groups else {}),
            **tag_outputs(endpoint.get("Tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        modified: dict[str, Any] = {}
        for key, name in _LISTS.items():
            before, after = set(old.get(key) or []), set(new.get(key) or [])
            if key in changed and after - before:
                modified[f"Add{name}"] = sorted(after - before)
            if key in changed and before - after:
                modified[f"Remove{name}"] = sorted(before - after)
        if "policy" in changed:
            modified |= {"PolicyDocument": new["policy"]} if new.get("policy") else {"ResetPolicy": True}
        if "privateDnsEnabled" in changed:
            modified["PrivateDnsEnabled"] = bool(new.get("privateDnsEnabled"))
        if modified:
            call.client("ec2").modify_vpc_endpoint(VpcEndpointId=resource_id, **modified)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        answer = found(lambda: client.delete_vpc_endpoints(VpcEndpointIds=[resource_id]), _GONE)
        # This API answers 200 and says what failed in the body.
        for failure in (answer or {}).get("Unsuccessful", []):
            if failure["Error"].get("Code") != _GONE:
                msg = f"{failure['Error'].get('Code')}: {failure['Error'].get('Message')} (DeleteVpcEndpoints)"
                raise ProviderError(msg)

    @override
    def replaces(self, path: str, old: Inputs, new: Inputs) -> bool | None:
        return new.get("vpcEndpointType") != "Interface" if path == "privateDnsEnabled" else None


@function("aws:ec2/getPrefixList:getPrefixList", "name")
def get_prefix_list(call: Call, arguments: Inputs) -> Outputs:
    """The prefix list of a gateway endpoint's service, by name."""
    name = str(arguments.get("name", ""))
    answer = call.client("ec2").describe_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [name]}])
    if len(answer["PrefixLists"]) != 1:
        msg = f"{len(answer['PrefixLists'])} prefix lists are called {name!r} in {call.region}; expected one"
        raise ProviderError(msg)
    entry = answer["PrefixLists"][0]
    return {"id": entry["PrefixListId"], "name": name, "cidrBlocks": entry.get("Cidrs", [])}


@function("aws:ec2/getManagedPrefixList:getManagedPrefixList", "name")
def get_managed_prefix_list(call: Call, arguments: Inputs) -> Outputs:
    """A prefix list that AWS or the account keeps, by name."""
    name = str(arguments.get("name", ""))
    filters = [{"Name": "prefix-list-name", "Values": [name]}]
    lists = call.client("ec2").describe_managed_prefix_lists(Filters=filters)["PrefixLists"]
    if len(lists) != 1:
        msg = f"{len(lists)} managed prefix lists are called {name!r} in {call.region}; expected one"
        raise ProviderError(msg)
    names = {"id": "PrefixListId", "arn": "PrefixListArn", "addressFamily": "AddressFamily", "ownerId": "OwnerId"}
    return {"name": name, **unpick(lists[0], {**names, "maxEntries": "MaxEntries", "version": "Version"})}


def _prefix_list_id(call: Call, service: str) -> str:
    answer = call.client("ec2").describe_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [service]}])
    return str(next((entry["PrefixListId"] for entry in answer["PrefixLists"]), ""))
