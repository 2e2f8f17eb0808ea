"""One region stack: read the settings, build the region, say what was built."""

import pulumi
import pulumi_aws as aws

from components.compute.compute import DECLARED
from components.compute.images import missing_images
from components.compute.kubernetes.peer_issuer import peer_issuer
from components.edge.access_logs import AccessLogs, AccessLogsArgs
from components.edge.app_alias import AppRecord, AppRecordArgs
from components.multi_region.origin_alias import OriginEntry, OriginEntryArgs
from components.multi_region.outputs import home_exports, region_exports
from components.multi_region.preconditions import refuse_another_writer, region_once_in_order
from components.multi_region.providers import providers_of
from components.multi_region.region import Region, RegionArgs
from components.multi_region.shared import shared_from
from components.network.zones import with_named_zones
from settings.load import settings_from_pulumi
from settings.ordering import needs_the_other_stack

settings = settings_from_pulumi(DECLARED)
other = pulumi.StackReference(settings.peer.stack) if needs_the_other_stack(settings) else None
providers = providers_of(settings, region_once_in_order(settings, other))
refuse_another_writer(settings, providers.region)
settings = with_named_zones(settings, providers.region)
in_region = pulumi.ResourceOptions(providers=[providers.region, providers.vpc])
account = aws.get_caller_identity_output(opts=pulumi.InvokeOptions(provider=providers.region)).account_id
missing = missing_images(settings, account, providers.region)

home = None
if settings.is_home:
    # It loads the SDK's edge and firewall, half a second that the other stack would wait for and not use.
    from components.multi_region.home import Home, HomeArgs

    home = Home("home", HomeArgs(settings=settings, account=account, peer_provider=providers.peer), opts=in_region)
region = Region(
    "region",
    RegionArgs(
        settings=settings,
        account=account,
        shared=home.shared if home else shared_from(other),
        master_password=home.master_password if home else None,
        origin_secret=home.origin_secret if home else None,
        peer_provider=providers.peer,
        peer_issuer=peer_issuer(None if settings.is_home else other),
        missing_images=missing,
    ),
    opts=in_region,
)
for key, value in region_exports(settings, region, account).items():
    pulumi.export(key, value)

if home:
    # A name is answered only where it leads to one.
    behind_region = pulumi.ResourceOptions(providers=[providers.region], depends_on=[region])
    OriginEntry(
        "routing_mode",
        OriginEntryArgs(
            domain=settings.domain, zone_id=home.shared.zone_id, routing_mode=settings.targets.routing_mode
        ),
        opts=behind_region,
    )
    AppRecord(
        "app",
        AppRecordArgs(
            domain=settings.domain,
            zone_id=home.shared.zone_id,
            target=home.edge.distribution.domain_name,
            target_zone_id=home.edge.distribution.zone_id,
        ),
        opts=behind_region,
    )
    AccessLogs(
        "edge-logs",
        AccessLogsArgs(distribution_arn=home.edge.distribution.arn, bucket=region.log_bucket.name),
        opts=pulumi.ResourceOptions(providers=[providers.region]),
    )
    for key, value in home_exports(settings, home).items():
        pulumi.export(key, value)
