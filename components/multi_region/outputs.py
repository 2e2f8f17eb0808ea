"""What a stack tells people, the other stack and the operations tools. No secret is among it."""

from typing import TYPE_CHECKING, Any

import pulumi

from components.common import naming
from components.compute.images import tags_of
from components.compute.kubernetes.peer_issuer import ISSUER, KUBERNETES
from components.compute.kubernetes.region_kubernetes import RegionKubernetes
from components.multi_region.failover_control import DIMENSION, METRIC, NAMESPACE
from components.multi_region.preconditions import GENERATION, PROVISIONED_AS, REGION_ROLE, ROUTING_MODE
from components.multi_region.region import Region
from components.multi_region.shared import OUTPUT
from settings import StackSettings
from workloads.tables import TABLES

if TYPE_CHECKING:
    from components.multi_region.home import Home


def region_exports(settings: StackSettings, region: Region, account: pulumi.Output[str]) -> dict[str, Any]:
    """Everything that a failover or a status report looks at, so that nobody has to guess a name."""
    return {
        "account": account,
        "region": settings.region,
        "peer_region": settings.peer.region,
        "strategy": str(settings.strategy),
        REGION_ROLE: str(settings.region_role),
        PROVISIONED_AS: str(settings.provisioned_as),
        "writer": settings.writer,
        "full_size_region": settings.full_size_region,
        GENERATION: settings.edge.header_generation,
        "domain": settings.domain,
        "app": naming.app_host(settings.domain),
        "origin": naming.origin_host(settings.domain),
        "vpc_id": region.network.vpc_id,
        # By name, as targets say where they are.
        "zones": list(settings.network.zones),
        "load_balancer": {"arn": region.load_balancer.arn, "dns_name": region.load_balancer.dns_name},
        "target_groups": region.compute.target_group_arns,
        "cluster": region.compute.cluster_name,
        "services": region.compute.service_names,
        # Where a failover finds the scaling bounds of each workload, and what it sets in the regions on both sides.
        "scaling": region.compute.scaling,
        "repositories": region.compute.repository_urls,
        # What a failover must find in this region before it moves anything here.
        "images": {
            image: {"repository": naming.repository(image), "tag": tag} for image, tag in tags_of(settings).items()
        },
        "secrets": region.secret_arns,
        "certificate": region.certificate.arn,
        "queue": {"url": region.messaging.orders.url, "dead_letter_url": region.messaging.orders.dead_letter_url},
        "bus": region.messaging.bus.name,
        "event_queues": region.messaging.events.queue_urls,
        "alarm_topic": region.messaging.alarm_topic_arn,
        "tables": {schema.name: naming.table(schema.name) for schema in TABLES},
        "database": {
            "global_cluster": naming.GLOBAL_CLUSTER,
            "cluster": region.database.cluster_identifier,
            "cluster_arn": region.database.cluster_arn,
            "endpoint": region.database.endpoint,
            "reader_endpoint": region.database.reader_endpoint,
        },
        "cache": {"endpoint": region.cache.endpoint, "reader_endpoint": region.cache.reader_endpoint},
        "routing": {
            "origin": region.routing.origin,
            "endpoint_check": region.routing.endpoint_check_id,
            "serving_check": region.routing.serving_check_id,
            "failover_control_check": region.routing.failover_control.health_check_id,
            # Where and how the other region takes traffic away from this one.
            "failover_control": {
                "region": settings.peer.region,
                "alarm": region.routing.failover_control.alarm_name,
                "namespace": NAMESPACE,
                "metric": METRIC,
                "dimensions": {DIMENSION: settings.region},
            },
        },
        "log_bucket": region.log_bucket.name,
        "dashboard": region.observability.dashboard.name,
        "impaired_alarm": region.observability.peer.impaired_name,
        "assets_bucket": region.assets.name,
        **_kubernetes_exports(region.compute.kubernetes),
    }


def _kubernetes_exports(kubernetes: RegionKubernetes | None) -> dict[str, Any]:
    """The cluster, for whoever patches bounds in it, and its issuer for the other stack's roles."""
    if kubernetes is None:
        return {}
    cluster = kubernetes.cluster
    issuer = cluster.issuer_url.apply(lambda url: url.partition("://")[2])
    return {
        KUBERNETES: {"cluster": cluster.name, "arn": cluster.arn, "endpoint": cluster.endpoint, ISSUER: issuer},
    }


def home_exports(settings: StackSettings, home: "Home") -> dict[str, Any]:
    """What only the home stack has: the other stack reads it."""
    shared: dict[str, pulumi.Output[str]] = home.shared.exported()
    return {
        OUTPUT: shared,
        ROUTING_MODE: str(settings.targets.routing_mode),
        "zone_id": home.shared.zone_id,
        "name_servers": home.name_servers,
        "distribution": {"id": home.edge.distribution.id, "domain_name": home.edge.distribution.domain_name},
        "web_acl": home.edge.web_acl_arn,
        **({"region_switch_plan": home.region_switch.plan_arn} if home.region_switch else {}),
    }
