"""One region, put together. What runs in it follows from its shape; which region it is makes no difference."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.compute.compute import Compute, ComputeArgs
from components.compute.load_balancer import LoadBalancer, LoadBalancerArgs
from components.compute.load_balancer_certificate import Certificate, CertificateArgs
from components.compute.platform import Platform
from components.data.aurora import Database, DatabaseArgs
from components.data.cache import Cache, CacheArgs
from components.data.kms_region_key import RegionKey, RegionKeyArgs
from components.edge import origin_header
from components.edge.asset_replication import AssetReplication, AssetReplicationArgs
from components.edge.assets_bucket import AssetsBucket, AssetsBucketArgs, assets_bucket
from components.edge.origin_secret import replica_of
from components.messaging.messaging import Messaging, MessagingArgs
from components.multi_region.region_records import RegionRouting, RegionRoutingArgs
from components.multi_region.shared import Shared
from components.network.security_groups import Firewall, FirewallArgs
from components.network.vpc import Network, NetworkArgs
from components.network.vpc_endpoints import Endpoints, EndpointsArgs
from components.observability.access_log_bucket import LogBucket, LogBucketArgs
from components.observability.observability import Observability, ObservabilityArgs
from settings import StackSettings
from workloads.declaration import WEB, WORKLOADS


@dataclass(frozen=True, kw_only=True)
class RegionArgs:
    """`master_password` and `origin_secret` only in the stack that draws them; None elsewhere.

    `peer_issuer` is the other cluster's, where that stack says it; nothing elsewhere.
    `missing_images` are those that nobody has pushed to this region's registry yet.
    """

    settings: StackSettings
    account: pulumi.Input[str]
    shared: Shared
    master_password: pulumi.Input[str] | None
    origin_secret: pulumi.Output[str] | None
    peer_provider: pulumi.ProviderResource
    peer_issuer: pulumi.Input[str]
    missing_images: frozenset[str]


class Region(pulumi.ComponentResource):
    """Every pillar of one region."""

    network: Network
    database: Database
    cache: Cache
    messaging: Messaging
    load_balancer: LoadBalancer
    compute: Compute
    routing: RegionRouting
    log_bucket: LogBucket
    observability: Observability
    assets: AssetsBucket
    certificate: Certificate
    secret_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: RegionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:region:Region", name, None, opts)
        self._args, self._settings = args, args.settings
        self._child = pulumi.ResourceOptions(parent=self)
        self._data_key_arn = args.shared.data_key_arn.apply(
            lambda arn: naming.arn_in_region(arn, self._settings.region)
        )
        shared = {"database": args.shared.database_secret_arn, "origin": args.shared.origin_secret_arn}
        self.secret_arns = {
            name: arn.apply(lambda arn: naming.arn_in_region(arn, self._settings.region))
            for name, arn in shared.items()
        }
        self._key = RegionKey(
            "region-key",
            RegionKeyArgs(account=args.account, region=self._settings.region, locked=self._settings.is_locked),
            opts=self._child,
        )
        self._place()
        self._keep()
        self._serve()
        self._watch()
        self._publish()
        self.register_outputs({"vpc_id": self.network.vpc_id, "load_balancer": self.load_balancer.dns_name})

    def _place(self) -> None:
        settings, args = self._settings, self._args
        self.network = Network(
            "network",
            NetworkArgs(
                spec=settings.network,
                nat=settings.shape.nat,
                region=settings.region,
                account=args.account,
                key_arn=self._key.arn,
            ),
            opts=self._child,
        )
        ports = tuple(sorted({workload.entry.port for workload in WORKLOADS.values() if workload.entry}))
        self._security_groups = Firewall(
            "firewall",
            FirewallArgs(vpc_id=self.network.vpc_id, region=settings.region, container_ports=ports),
            opts=self._child,
        )
        Endpoints(
            "endpoints",
            EndpointsArgs(
                region=settings.region,
                vpc_id=self.network.vpc_id,
                subnet_ids=self.network.private_subnet_ids,
                route_table_ids=self.network.route_table_ids,
                security_group_id=self._security_groups.endpoints_id,
                kubernetes=bool(settings.on_kubernetes),
                traces=settings.traces_by_endpoint,
            ),
            opts=self._child,
        )

    def _keep(self) -> None:
        settings, args = self._settings, self._args
        self.database = Database(
            "database",
            DatabaseArgs(
                spec=settings.database,
                capacity=settings.shape.database,
                region=settings.region,
                zones=settings.network.zones,
                subnet_ids=self.network.isolated_subnet_ids,
                security_group_id=self._security_groups.database_id,
                key_arn=self._data_key_arn,
                global_cluster_id=args.shared.global_cluster_id,
                master_password=args.master_password,
                source_region=settings.home,
                write_forwarding=settings.targets.write_forwarding,
                locked=settings.is_locked,
            ),
            opts=self._child,
        )
        self.cache = Cache(
            "cache",
            CacheArgs(
                spec=settings.cache,
                capacity=settings.shape.cache,
                subnet_ids=self.network.isolated_subnet_ids,
                security_group_id=self._security_groups.cache_id,
                key_arn=self._data_key_arn,
                locked=settings.is_locked,
            ),
            opts=self._child,
        )
        self.messaging = Messaging(
            "messaging",
            MessagingArgs(
                spec=settings.messaging,
                account=args.account,
                key_arn=self._key.arn,
                runbooks_url=settings.observability.runbooks_url,
                locked=settings.is_locked,
            ),
            opts=self._child,
        )

    def _serve(self) -> None:
        settings, args = self._settings, self._args
        self.log_bucket = LogBucket(
            "access-logs",
            LogBucketArgs(
                region=settings.region,
                takes_edge=settings.is_home,
                account=args.account,
                locked=settings.is_locked,
            ),
            opts=self._child,
        )
        self.certificate = Certificate(
            "certificate",
            CertificateArgs(
                domain=settings.domain, zone_id=args.shared.zone_id, owns_validation_record=settings.is_home
            ),
            opts=self._child,
        )
        self.load_balancer = LoadBalancer(
            "load-balancer",
            LoadBalancerArgs(
                subnet_ids=self.network.public_subnet_ids,
                security_group_ids=self._security_groups.load_balancer_ids,
                certificate_arn=self.certificate.arn,
                log_bucket=self.log_bucket.name,
                locked=settings.is_locked,
            ),
            opts=self._child,
        )
        self.compute = Compute(
            "compute",
            ComputeArgs(
                specs=settings.workloads,
                kubernetes=settings.kubernetes,
                peer_issuer=args.peer_issuer,
                shape=settings.shape,
                sides=settings.sides,
                platform=self._platform(),
                vpc_id=self.network.vpc_id,
                vpc_cidr=str(settings.network.cidr),
                subnet_ids=self.network.private_subnet_ids,
                security_group_id=self._security_groups.tasks_id,
                endpoints_group_id=self._security_groups.endpoints_id,
                load_balancer=self.load_balancer,
                queue_name=self.messaging.orders.queue_name,
                header_values=self._header_values(),
                missing=args.missing_images,
                locked=settings.is_locked,
            ),
            opts=self._child,
        )
        self.routing = RegionRouting(
            "routing",
            RegionRoutingArgs(
                spec=settings.routing,
                region=settings.region,
                peer_region=settings.peer.region,
                peer_provider=args.peer_provider,
                is_home=settings.is_home,
                domain=settings.domain,
                zone_id=args.shared.zone_id,
                health_path=WEB.entry.health_path if WEB.entry else "/",
                load_balancer_dns_name=self.load_balancer.dns_name,
                load_balancer_zone_id=self.load_balancer.zone_id,
            ),
            opts=self._child,
        )

    def _watch(self) -> None:
        self.observability = Observability(
            "observability",
            ObservabilityArgs(
                settings=self._settings,
                account=self._args.account,
                cluster_identifier=self.database.cluster_identifier,
                load_balancer=self.load_balancer.arn_suffix,
                target_group=self.compute.target_group_suffixes[WEB.name],
                alarm_names=self.messaging.alarm_names,
                on_call=self.messaging.on_call,
            ),
            opts=self._child,
        )

    def _publish(self) -> None:
        settings, account = self._settings, self._args.account
        self.assets = AssetsBucket(
            "assets",
            AssetsBucketArgs(
                region=settings.region,
                account=account,
                distribution_arn=self._args.shared.distribution_arn,
                locked=settings.is_locked,
            ),
            opts=self._child,
        )
        if not settings.is_home:
            here, there = self.assets.name, assets_bucket(account, settings.peer.region)
            self._replicate("assets-out", settings.region, here, there, self._child)
            from_peer = pulumi.ResourceOptions(
                parent=self, providers=[self._args.peer_provider], depends_on=[self.assets]
            )
            self._replicate("assets-in", settings.peer.region, there, here, from_peer)

    def _replicate(
        self,
        name: str,
        source_region: str,
        source: pulumi.Output[str],
        destination: pulumi.Output[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        AssetReplication(
            name,
            AssetReplicationArgs(source_region=source_region, source=source, destination=destination),
            opts=opts,
        )

    def _header_values(self) -> pulumi.Output[list[str]]:
        secret = self._args.origin_secret
        if secret is None:
            secret = replica_of(self._args.shared.origin_secret_arn, self._settings.region, self)
        generation = self._settings.edge.header_generation
        return secret.apply(lambda text: origin_header.accepted(text, generation))

    def _platform(self) -> Platform:
        queue, bus = self.messaging.orders, self.messaging.bus
        return Platform(
            region=self._settings.region,
            peer_region=self._settings.peer.region,
            account=self._args.account,
            data_key_arn=self._data_key_arn,
            region_key_arn=self._key.arn,
            queue_url=queue.url,
            queue_arn=queue.arn,
            bus_name=bus.name,
            bus_arn=bus.arn,
            cache_name=self.cache.name,
            cache_arn=self.cache.arn,
            cache_user_arn=self.cache.user_arn,
            cache_endpoint=self.cache.endpoint,
            database_name=self._settings.database.name,
            database_endpoint=self.database.endpoint,
            database_resource_id=self.database.resource_id,
            trace_share=self._settings.observability.trace_share,
        )
