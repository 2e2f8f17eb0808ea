"""Rule az-endpoint-spread."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import text
from framework.rule import Severity, StackRule, WhenUnknown
from multi_az.zones import NETWORKED, READS, short_of_zones

_ENDPOINT, _PROXY = "aws:ec2/vpcEndpoint:VpcEndpoint", "aws:rds/proxy:Proxy"


def check(resource: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Gateway endpoints are routes, and stand nowhere."""
    if resource.resource_type == _PROXY:
        yield from short_of_zones(stack, resource, "vpcSubnetIds", settings.count("minAzs"))
    elif text(resource.props, "vpcEndpointType", "Gateway") == "Interface":
        yield from short_of_zones(stack, resource, "subnetIds", settings.count("minAzs"))


RULE = StackRule(
    id="az-endpoint-spread",
    title="An interface endpoint or a database proxy stands in every Availability Zone that is used.",
    breaks="Compute in a zone without one reaches it through another zone, and loses it when that one fails.",
    instead="name a subnet of each of three zones in subnetIds of the endpoint, or vpcSubnetIds of the proxy.",
    severity=Severity.MEDIUM,
    references=("REL10-BP01", "Prowler vpc_endpoint_multi_az_enabled"),
    mandatory=False,
    reads={_ENDPOINT: ("vpcEndpointType", "subnetIds"), _PROXY: ("vpcSubnetIds",), **READS},
    subjects=(_ENDPOINT, _PROXY),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings=NETWORKED,
    left_out={_ENDPOINT: {"vpcEndpointType": "Gateway by default, which stands nowhere (EC2 API, CreateVpcEndpoint)."}},
    check=check,
)
