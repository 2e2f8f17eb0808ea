"""What a region may need more of than its account is allowed: each quota, what the pair needs, what others have.

Codes and defaults: AWS General Reference, endpoints and quotas of each service, read in 2026-11. What the pair itself
has is not counted among what others have, so that the same account is judged alike before and after the first `up`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from operations.preflight.place import Place, tags_of
from settings import Capacity, NatLayout, RegionRole
from settings.endpoints import GATEWAY_SERVICES, interface_services
from settings.strategy import CAPACITY_PROFILES

_NAME = "standby"
# Rules that a prefix list counts for in a group; EC2 says it of each list, and may say more one day.
# Source: VPC user guide, AWS-managed prefix lists, weight.
_WEIGHTS = {"com.amazonaws.global.cloudfront.origin-facing": 55, "com.amazonaws.{}.route53-healthchecks": 25}
_GROUPS, _GROUP_OF_A_CLUSTER = 6, 1
_TABLES, _KEYS, _SECRETS, _BUCKETS, _CERTIFICATES, _CHECKS = 4, 3, 2, 2, 1, 6
_PROFILES = 2
Count = Callable[[Place], float]


@dataclass(frozen=True, kw_only=True)
class Quota:
    """`need` is what the pair needs where this region serves; `used` is what others have. `once`: for all regions."""

    service: str
    code: str
    name: str
    default: float
    need: Count
    used: Count | None = None
    once: bool = False


def _pages(client: Any, operation: str, key: str) -> Iterable[Any]:  # noqa: ANN401 - a boto3 client
    for page in client.get_paginator(operation).paginate():
        yield from page[key]


def _others(place: Place, service: str, operation: str, key: str, tags: str = "Tags") -> float:
    """Those that carry no tags of the pair's."""
    found = _pages(place.client(service), operation, key)
    return sum(1 for each in found if not place.owns(tags_of(each.get(tags))))


def _unnamed(place: Place, service: str, operation: str, key: str, field: str) -> float:
    """Those that are not called as the pair's are."""
    found = _pages(place.client(service), operation, key)
    names = (str(each[field] if field else each) for each in found)
    return sum(1 for name in names if name != _NAME and not name.startswith(f"{_NAME}-"))


def _nat_gateways(_: Place) -> float:
    return {NatLayout.ONE_PER_ZONE: 3, NatLayout.SINGLE: 1, NatLayout.NONE: 0}[
        CAPACITY_PROFILES[RegionRole.SERVING].nat
    ]


def _fullest_zone(place: Place) -> float:
    """NAT gateways of others in the zone that has most."""
    client = place.client("ec2")
    zones = {each["SubnetId"]: each["AvailabilityZone"] for each in _pages(client, "describe_subnets", "Subnets")}
    counts: dict[str, int] = {}
    for each in _pages(client, "describe_nat_gateways", "NatGateways"):
        if each["State"] != "deleted" and not place.owns(tags_of(each.get("Tags"))):
            zone = zones.get(each["SubnetId"], "")
            counts[zone] = counts.get(zone, 0) + 1
    return max(counts.values(), default=0)


def _addresses(place: Place) -> float:
    """Those of others. The call has no pages."""
    return sum(
        1 for each in place.client("ec2").describe_addresses()["Addresses"] if not place.owns(tags_of(each.get("Tags")))
    )


def _rules(place: Place) -> float:
    """Of the fullest group: a prefix list counts for as many rules as it may have entries."""
    names = [name.format(place.region) for name in _WEIGHTS]
    found = place.client("ec2").describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": names}])
    return max(*_WEIGHTS.values(), *(float(each["MaxEntries"]) for each in found["PrefixLists"]))


def _clusters(place: Place) -> float:
    return 1 if place.kubernetes else 0


def _roles(place: Place) -> float:
    found = _pages(place.world("iam"), "list_roles", "Roles")
    return sum(1 for each in found if not str(each["RoleName"]).startswith(f"{_NAME}-"))


def _distributions(place: Place) -> float:
    """Of others: ours has the public name."""
    mine = f"app.{place.settings.domain}"
    listed = [
        each
        for page in place.world("cloudfront").get_paginator("list_distributions").paginate()
        for each in page["DistributionList"].get("Items", ())
    ]
    return sum(1 for each in listed if mine not in each.get("Aliases", {}).get("Items", ()))


def _zones(place: Place) -> float:
    found = _pages(place.world("route53"), "list_hosted_zones", "HostedZones")
    return sum(1 for each in found if str(each["Name"]).rstrip(".") != place.settings.domain)


def _checks(place: Place) -> float:
    """All there are: a check has no name, and the pair's are few."""
    return sum(1 for _ in _pages(place.world("route53"), "list_health_checks", "HealthChecks"))


def _gateway_endpoints(place: Place) -> float:
    found = _pages(place.client("ec2"), "describe_vpc_endpoints", "VpcEndpoints")
    return sum(
        1 for each in found if each["VpcEndpointType"] == "Gateway" and not place.owns(tags_of(each.get("Tags")))
    )


QUOTAS: tuple[Quota, ...] = (
    Quota(
        service="fargate",
        code="L-3032A538",
        name="Fargate On-Demand vCPU",
        default=6,
        need=lambda place: place.vcpu[0],
    ),
    Quota(
        service="ec2",
        code="L-0263D0A3",
        name="Elastic IP addresses",
        default=5,
        need=_nat_gateways,
        used=_addresses,
    ),
    Quota(
        service="vpc",
        code="L-F678F1CE",
        name="VPCs",
        default=5,
        need=lambda _: 1,
        used=lambda place: _others(place, "ec2", "describe_vpcs", "Vpcs"),
    ),
    Quota(
        service="vpc",
        code="L-A4707A72",
        name="internet gateways",
        default=5,
        need=lambda _: 1,
        used=lambda place: _others(place, "ec2", "describe_internet_gateways", "InternetGateways"),
    ),
    Quota(
        service="vpc",
        code="L-FE5A380F",
        name="NAT gateways of a zone",
        default=5,
        need=lambda place: min(1, _nat_gateways(place)),
        used=_fullest_zone,
    ),
    Quota(
        service="vpc",
        code="L-29B6F2EB",
        name="interface endpoints of a VPC",
        default=50,
        need=lambda place: len(interface_services(kubernetes=place.kubernetes, traces=True)),
    ),
    Quota(
        service="vpc",
        code="L-1B52E74A",
        name="gateway endpoints",
        default=20,
        need=lambda _: len(GATEWAY_SERVICES),
        used=_gateway_endpoints,
    ),
    Quota(
        service="vpc",
        code="L-0EA8095F",
        name="rules of a security group",
        default=60,
        need=_rules,
    ),
    Quota(
        service="vpc",
        code="L-E79EC296",
        name="security groups",
        default=2500,
        need=lambda place: _GROUPS + (_GROUP_OF_A_CLUSTER if place.kubernetes else 0),
        used=lambda place: _others(place, "ec2", "describe_security_groups", "SecurityGroups"),
    ),
    Quota(
        service="elasticloadbalancing",
        code="L-53DA6B97",
        name="Application Load Balancers",
        default=50,
        need=lambda _: 1,
        used=lambda place: _unnamed(place, "elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
    ),
    Quota(
        service="elasticloadbalancing",
        code="L-B22855CB",
        name="target groups",
        default=3000,
        need=lambda place: len(place.settings.workloads),
        used=lambda place: _unnamed(place, "elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
    ),
    Quota(
        service="elasticloadbalancing",
        code="L-7E6692B2",
        name="targets of a load balancer",
        default=1000,
        need=lambda place: max(each.max_tasks for each in place.settings.workloads.values()),
    ),
    Quota(
        service="ecs",
        code="L-21C621EB",
        name="ECS clusters",
        default=10_000,
        need=lambda _: 1,
        used=lambda place: sum(
            1
            for arn in _pages(place.client("ecs"), "list_clusters", "clusterArns")
            if not str(arn).endswith(f"/{_NAME}")
        ),
    ),
    Quota(
        service="ecs",
        code="L-9EF96962",
        name="services of an ECS cluster",
        default=5000,
        need=lambda place: len(place.on_tasks),
    ),
    Quota(
        service="eks",
        code="L-1194D53C",
        name="EKS clusters",
        default=100,
        need=_clusters,
        used=lambda place: _unnamed(place, "eks", "list_clusters", "clusters", "") if place.kubernetes else 0,
    ),
    Quota(
        service="eks",
        code="L-33415657",
        name="Fargate profiles of an EKS cluster",
        default=10,
        need=lambda place: _PROFILES if place.kubernetes else 0,
    ),
    Quota(
        service="rds",
        code="L-952B80B8",
        name="Aurora clusters",
        default=40,
        need=lambda _: 1,
        used=lambda place: _unnamed(place, "rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    ),
    Quota(
        service="rds",
        code="L-7B6409FD",
        name="database instances",
        default=40,
        need=lambda place: place.settings.database.instance_count(Capacity.FULL),
        used=lambda place: _unnamed(place, "rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    ),
    Quota(
        service="elasticache",
        code="L-DFE45DF3",
        name="cache nodes",
        default=300,
        need=lambda place: place.settings.cache.node_count(Capacity.FULL),
        used=lambda place: _unnamed(place, "elasticache", "describe_cache_clusters", "CacheClusters", "CacheClusterId"),
    ),
    Quota(
        service="dynamodb",
        code="L-F98FE922",
        name="DynamoDB tables",
        default=2500,
        need=lambda _: _TABLES,
        used=lambda place: _unnamed(place, "dynamodb", "list_tables", "TableNames", ""),
    ),
    Quota(
        service="kms",
        code="L-C2F1777E",
        name="KMS keys",
        default=100_000,
        need=lambda _: _KEYS,
        used=lambda place: sum(1 for _ in _pages(place.client("kms"), "list_keys", "Keys")),
    ),
    Quota(
        service="secretsmanager",
        code="L-2F66C23C",
        name="secrets",
        default=500_000,
        need=lambda _: _SECRETS,
        used=lambda place: sum(1 for _ in _pages(place.client("secretsmanager"), "list_secrets", "SecretList")),
    ),
    Quota(
        service="acm",
        code="L-F141DD1D",
        name="certificates",
        default=2500,
        need=lambda _: _CERTIFICATES,
        used=lambda place: sum(1 for _ in _pages(place.client("acm"), "list_certificates", "CertificateSummaryList")),
    ),
    Quota(
        service="cloudfront",
        code="L-24B04930",
        name="CloudFront distributions",
        default=500,
        need=lambda _: 1,
        used=_distributions,
        once=True,
    ),
    Quota(
        service="route53",
        code="L-4EA4796A",
        name="hosted zones",
        default=500,
        need=lambda _: 1,
        used=_zones,
        once=True,
    ),
    Quota(
        service="route53",
        code="L-ACB674F3",
        name="Route 53 health checks",
        default=200,
        need=lambda _: _CHECKS,
        used=_checks,
        once=True,
    ),
    Quota(
        service="iam",
        code="L-FE177D64",
        name="IAM roles",
        default=1000,
        need=lambda place: 20 if place.kubernetes else 12,
        used=_roles,
        once=True,
    ),
    Quota(
        service="s3",
        code="L-DC2B2D3D",
        name="S3 buckets",
        default=10_000,
        need=lambda _: 2 * _BUCKETS,
        used=lambda place: sum(
            1
            for each in place.world("s3").list_buckets()["Buckets"]
            if not str(each["Name"]).startswith(f"{_NAME}-{place.account}-")
        ),
        once=True,
    ),
)
