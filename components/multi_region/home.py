"""What exists once for both regions. Only the home stack declares it, and it never needs the other stack."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.compute.ecr_registries import Registries, RegistriesArgs
from components.compute.images import images_of
from components.data.aurora_global import GlobalDatabase, GlobalDatabaseArgs
from components.data.database_secret import DatabaseSecret
from components.data.dynamodb_tables import Tables, TablesArgs
from components.data.generated_secret import SecretKeys
from components.data.kms_data_key import DataKey, DataKeyArgs
from components.edge.edge import Edge, EdgeArgs
from components.edge.origin_secret import OriginSecret
from components.multi_region.hosted_zone import HostedZone, HostedZoneArgs
from components.multi_region.region_switch.region_switch import RegionSwitch, RegionSwitchArgs
from components.multi_region.shared import Shared
from settings import StackSettings
from workloads.declaration import WORKLOADS


@dataclass(frozen=True, kw_only=True)
class HomeArgs:
    """`peer_provider` is the other region's: the replica key and its repositories stand there."""

    settings: StackSettings
    account: pulumi.Input[str]
    peer_provider: pulumi.ProviderResource


class Home(pulumi.ComponentResource):
    """Zone, registries, keys, secrets, global database, global tables, the edge, and a failover by AWS if asked for."""

    shared: Shared
    edge: Edge
    region_switch: RegionSwitch | None
    master_password: pulumi.Output[str]
    origin_secret: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]]
    table_names: pulumi.Output[dict[str, str]]

    def __init__(self, name: str, args: HomeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:home:Home", name, None, opts)
        self._args, self._child = args, pulumi.ResourceOptions(parent=self)
        zone = HostedZone(
            "zone",
            HostedZoneArgs(domain=args.settings.domain, locked=args.settings.is_locked),
            opts=self._child,
        )
        self._keep(zone)
        Registries(
            "registries",
            RegistriesArgs(
                repositories=images_of(args.settings),
                region=args.settings.region,
                peer_region=args.settings.peer.region,
                peer_provider=args.peer_provider,
                account=args.account,
                locked=args.settings.is_locked,
            ),
            opts=self._child,
        )
        self.region_switch = (
            RegionSwitch(
                "region-switch", RegionSwitchArgs(settings=args.settings, account=args.account), opts=self._child
            )
            if args.settings.region_switch.managed
            else None
        )
        self.register_outputs(
            {"zone_id": zone.zone_id, "name_servers": self.name_servers, "table_names": self.table_names}
        )

    def _keep(self, zone: HostedZone) -> None:
        args, settings, child = self._args, self._args.settings, self._child
        locked = settings.is_locked
        key = DataKey(
            "data-key",
            DataKeyArgs(account=args.account, peer_provider=args.peer_provider, locked=locked),
            opts=child,
        )
        keys = SecretKeys(
            key_arn=key.arn, peer_region=settings.peer.region, peer_key_arn=key.replica_arn, locked=locked
        )
        secret = DatabaseSecret(
            "database-secret",
            keys,
            opts=child,
        )
        database = GlobalDatabase(
            "global-database",
            GlobalDatabaseArgs(engine_version=settings.database.engine_version, locked=locked),
            opts=child,
        )
        tables = Tables(
            "tables",
            TablesArgs(
                spec=settings.tables,
                key_arn=key.arn,
                peer_region=settings.peer.region,
                peer_key_arn=key.replica_arn,
                locked=locked,
            ),
            opts=child,
        )
        origin = OriginSecret(
            "origin-secret",
            keys,
            opts=child,
        )
        self.edge = self._edge(zone.zone_id, origin.value)
        self.shared = Shared(
            zone_id=zone.zone_id,
            data_key_arn=key.arn,
            database_secret_arn=secret.arn,
            global_cluster_id=database.id,
            origin_secret_arn=origin.arn,
            distribution_arn=self.edge.distribution.arn,
        )
        self.master_password, self.origin_secret = secret.password, origin.value
        self.name_servers, self.table_names = zone.name_servers, tables.names

    def _edge(self, zone_id: pulumi.Output[str], origin_secret: pulumi.Output[str]) -> Edge:
        settings = self._args.settings
        entries = [workload.entry for workload in WORKLOADS.values() if workload.entry]
        return Edge(
            "edge",
            EdgeArgs(
                spec=settings.edge,
                domain=settings.domain,
                regions=(settings.region, settings.peer.region),
                account=self._args.account,
                zone_id=zone_id,
                origin_secret=origin_secret,
                cacheable_paths=tuple(path for entry in entries for path in entry.cacheable_paths),
                costly_posts=tuple(path for entry in entries for path in entry.costly_posts),
            ),
            opts=self._child,
        )
