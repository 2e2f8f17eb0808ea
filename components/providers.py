"""The providers of a stack: one per region, named after it, so that no resource lands in a region by accident."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from settings import StackSettings


@dataclass(frozen=True, kw_only=True)
class Providers:
    """`region` is this stack's, `peer` the other's; `vpc` builds the network in this stack's region."""

    region: aws.Provider
    peer: aws.Provider
    vpc: awsx.Provider


def providers_of(settings: StackSettings) -> Providers:
    """Declare them. Every resource carries who owns it as tags."""
    tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), "managed-by": "pulumi"}
    region, peer = (
        aws.Provider(f"aws-{name}", region=name, default_tags={"tags": tags})
        for name in (settings.region, settings.peer.region)
    )
    return Providers(region=region, peer=peer, vpc=awsx.Provider("awsx"))
