"""One region stack: read the settings, build the region, say what was built."""

import pulumi
import pulumi_aws as aws

from components.compute import DECLARED
from components.entry import OriginEntry, OriginEntryArgs
from components.exports import home_exports, region_exports
from components.home import Home, HomeArgs
from components.kubernetes.peer_issuer import peer_issuer
from components.preconditions import refuse_another_writer, region_once_in_order
from components.providers import providers_of
from components.region import Region, RegionArgs
from components.shared import shared_from
from settings.load import settings_from_pulumi
from settings.ordering import needs_the_other_stack

settings = settings_from_pulumi(DECLARED)
other = pulumi.StackReference(settings.peer.stack) if needs_the_other_stack(settings) else None
providers = providers_of(settings, region_once_in_order(settings, other))
refuse_another_writer(settings, providers.region)
in_region = pulumi.ResourceOptions(providers=[providers.region, providers.vpc])
account = aws.get_caller_identity_output(opts=pulumi.InvokeOptions(provider=providers.region)).account_id

home = (
    Home("home", HomeArgs(settings=settings, account=account, peer_provider=providers.peer), opts=in_region)
    if settings.is_home
    else None
)
region = Region(
    "region",
    RegionArgs(
        settings=settings,
        account=account,
        shared=home.shared if home else shared_from(other),
        master_password=home.master_password if home else None,
        peer_provider=providers.peer,
        peer_issuer=peer_issuer(None if settings.is_home else other),
    ),
    opts=in_region,
)
for key, value in region_exports(settings, region).items():
    pulumi.export(key, value)

if home:
    OriginEntry(
        "entry",
        OriginEntryArgs(domain=settings.domain, zone_id=home.shared.zone_id, entry=settings.promise.entry),
        # A name is answered only where it leads to one.
        opts=pulumi.ResourceOptions(providers=[providers.region], depends_on=[region]),
    )
    for key, value in home_exports(settings, home).items():
        pulumi.export(key, value)
