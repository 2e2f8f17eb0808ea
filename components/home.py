"""What exists once for both regions. Only the home stack declares it, and it never needs the other stack."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.data_key import DataKey, DataKeyArgs
from components.database_secret import DatabaseSecret, DatabaseSecretArgs
from components.global_database import GlobalDatabase, GlobalDatabaseArgs
from components.hosted_zone import HostedZone, HostedZoneArgs
from components.shared import Shared
from components.tables import Tables, TablesArgs
from settings import StackSettings


@dataclass(frozen=True, kw_only=True)
class HomeArgs:
    """`peer_provider` is the other region's: the replica key stands there."""

    settings: StackSettings
    account: pulumi.Input[str]
    peer_provider: pulumi.ProviderResource


class Home(pulumi.ComponentResource):
    """Zone, keys, master secret, global database and global tables."""

    shared: Shared
    master_password: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]]
    table_names: pulumi.Output[dict[str, str]]

    def __init__(self, name: str, args: HomeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:home:Home", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        settings, locked = args.settings, args.settings.is_locked
        zone = HostedZone("zone", HostedZoneArgs(domain=settings.domain, locked=locked), opts=child)
        key = DataKey(
            "data-key",
            DataKeyArgs(account=args.account, peer_provider=args.peer_provider, locked=locked),
            opts=child,
        )
        secret = DatabaseSecret(
            "database-secret",
            DatabaseSecretArgs(
                key_arn=key.arn, peer_region=settings.peer.region, peer_key_arn=key.replica_arn, locked=locked
            ),
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
        self.shared = Shared(
            zone_id=zone.zone_id,
            data_key_arn=key.arn,
            database_secret_arn=secret.arn,
            global_cluster_id=database.id,
        )
        self.master_password, self.name_servers = secret.password, zone.name_servers
        self.table_names = tables.names
        self.register_outputs(
            {"zone_id": zone.zone_id, "name_servers": self.name_servers, "table_names": self.table_names}
        )
