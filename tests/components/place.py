"""Two regions to build components in, without the rest of the program."""

from collections.abc import Callable
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from sandbox.recording import Recording, deploy

REGION, PEER_REGION = "us-east-1", "us-west-2"


@dataclass(frozen=True)
class Place:
    """`opts` put a component into the region; `peer` is the other region's provider."""

    opts: pulumi.ResourceOptions
    peer: aws.Provider


def build(component: Callable[[Place], object]) -> Recording:
    """Build one component and record everything below it."""

    def program() -> None:
        region, peer = (aws.Provider(f"aws-{name}", region=name) for name in (REGION, PEER_REGION))
        component(Place(pulumi.ResourceOptions(providers=[region, awsx.Provider("awsx")]), peer))

    return deploy(program)
