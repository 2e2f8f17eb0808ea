"""EC2: VPC endpoints, by which tasks reach AWS's services without the internet."""

from collections.abc import Iterator, Sequence
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.comparing import Facet, unlike
from operations.readiness.policies import compared_policy
from operations.readiness.rule import Problem, Rule, needed

READS = ("ec2:DescribeVpcEndpoints",)


def _endpoints(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["VpcEndpointId"]: each for each in ask.all("ec2", "describe_vpc_endpoints", "VpcEndpoints")}
    for each in declared:
        endpoint, wants = found.get(each.id), each.inputs
        service = wants["serviceName"].rpartition(f"{ask.region}.")[2]
        means = f"tasks do not reach {service} from where there is no NAT gateway, and from all subnets while it fails"
        if endpoint is None:
            yield needed(each, "is not there", means)
            continue
        if seen := unlike(
            # AWS writes it with a small or a capital letter, by the age of the endpoint.
            Facet("state", endpoint["State"].lower(), "available"),
            Facet("network", endpoint["VpcId"], wants["vpcId"]),
            Facet("service", endpoint["ServiceName"], wants["serviceName"]),
            Facet("private names", endpoint.get("PrivateDnsEnabled", False), wants.get("privateDnsEnabled")),
            Facet("subnets", endpoint.get("SubnetIds", []), wants.get("subnetIds")),
            Facet("groups", _groups(endpoint), wants.get("securityGroupIds")),
            *_tables(endpoint, wants),
        ):
            yield needed(each, seen, means)
        if wants.get("policy"):
            yield from compared_policy(each, endpoint["PolicyDocument"], means, needed)


def _groups(endpoint: dict[str, Any]) -> list[str]:
    return [each["GroupId"] for each in endpoint.get("Groups", ())]


def _tables(endpoint: dict[str, Any], wants: Any) -> list[Facet]:  # noqa: ANN401 - JSON
    """Route tables that lack it. One that has it and need not does no harm."""
    lacking = sorted(set(wants.get("routeTableIds") or ()) - set(endpoint.get("RouteTableIds", ())))
    return [Facet("route tables without it", lacking, [])] if lacking else []


RULES = (Rule(type="aws:ec2/vpcEndpoint:VpcEndpoint", look=_endpoints),)
