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


def providers_of(settings: StackSettings, region: pulumi.Input[str]) -> Providers:
    """Declare them. Every resource carries who owns it as tags.

    `region` is this stack's own, perhaps known only later: nothing is done through a provider before that.
    """
    tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), "managed-by": "pulumi"}
    peer = pulumi.Output.from_input(region).apply(lambda _: settings.peer.region)
    return Providers(
        region=aws.Provider(f"aws-{settings.region}", region=region, default_tags={"tags": tags}),
        peer=aws.Provider(
            f"aws-{settings.peer.region}",
            region=peer,
            default_tags={"tags": tags},
            # Both would ask the peer region something at every run, and it may be dark.
            skip_credentials_validation=True,
            skip_requesting_account_id=True,
        ),
        vpc=awsx.Provider("awsx"),
    )
