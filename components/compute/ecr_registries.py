"""The registries of both regions, and how each sends the other what is pushed to it.

One stack owns them, because replication makes a repository that is missing in the destination: where each stack had
its own, the first image pushed to one region would make what the other region's stack is about to create.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.compute.ecr_registry import Registry, RegistryArgs


@dataclass(frozen=True, kw_only=True)
class RegistriesArgs:
    """`repositories` are the images' names; both regions have all of them."""

    repositories: tuple[str, ...]
    region: str
    peer_region: str
    peer_provider: pulumi.ProviderResource
    account: pulumi.Input[str]
    locked: bool


class Registries(pulumi.ComponentResource):
    """Either region may be the one that is pushed to; what is there already is not sent again."""

    def __init__(self, name: str, args: RegistriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:registry:Registries", name, None, opts)
        declared = RegistryArgs(repositories=args.repositories, locked=args.locked)
        region = _once_below_compute()
        here = Registry(
            "registry",
            declared,
            opts=pulumi.ResourceOptions(parent=self, aliases=[pulumi.Alias(parent=region)]),
        )
        there = Registry(
            "peer-registry",
            declared,
            opts=pulumi.ResourceOptions(parent=self, providers=[args.peer_provider]),
        )
        # An image that is pushed between the rule and the repositories would make them.
        after = [*here.repositories, *there.repositories]
        aws.ecr.ReplicationConfiguration(
            "registry-replication",
            replication_configuration=_to(args.peer_region, args.account),
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=after,
                aliases=[pulumi.Alias(parent=_urn("registry", "standby:registry:Registry", region))],
            ),
        )
        aws.ecr.ReplicationConfiguration(
            "peer-registry-replication",
            replication_configuration=_to(args.region, args.account),
            opts=pulumi.ResourceOptions(parent=self, provider=args.peer_provider, depends_on=after),
        )
        self.register_outputs({})


def repository_urls(account: pulumi.Input[str], region: str, images: Sequence[str]) -> dict[str, pulumi.Output[str]]:
    """Where a region's images are pulled from, by image. Known before the repositories are there."""
    host = pulumi.Output.from_input(account).apply(lambda known: naming.registry_host(known, region))
    return {image: pulumi.Output.concat(host, "/", naming.repository(image)) for image in images}


def _to(region: str, account: pulumi.Input[str]) -> aws.ecr.ReplicationConfigurationReplicationConfigurationArgsDict:
    return {
        "rules": [
            {
                "destinations": [{"region": region, "registry_id": account}],
                "repository_filters": [{"filter": f"{naming.PREFIX}/", "filter_type": "PREFIX_MATCH"}],
            }
        ]
    }


def _once_below_compute() -> pulumi.Output[str]:
    """URN of the component below which a region's repositories stood while each stack had its own."""
    return _urn("compute", "standby:compute:Compute", _urn("region", "standby:region:Region", None))


def _urn(name: str, kind: str, parent: pulumi.Output[str] | None) -> pulumi.Output[str]:
    return pulumi.create_urn(name, kind, parent=parent)
