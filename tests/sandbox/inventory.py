"""Everything that the platform can have made in an AWS, listed from outside with boto3.

What is not in `LISTINGS` is not seen. Keys that only wait for their deletion count as gone, as they do for AWS.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.demo.proofs import Clients

REGIONS = ("us-east-1", "us-west-2")
Item = Any


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One call that lists one kind of thing. `operation` is boto3's; `name` reads an entry's identity."""

    service: str
    operation: str
    key: str
    name: str | Callable[[Item], str]
    arguments: Mapping[str, Any] | None = None
    keeps: Callable[[Item], bool] = lambda _: True
    regional: bool = True
    # From what stands under `key` to the entries.
    reach: Callable[[Any], Iterable[Item]] = lambda found: found or ()

    def names(self, clients: Clients, region: str) -> Iterable[str]:
        """Identities of what is there."""
        answer = getattr(clients.of(self.service, region), self.operation)(**(self.arguments or {}))
        for item in self.reach(answer.get(self.key)):
            if self.keeps(item):
                yield str(self.name(item) if callable(self.name) else item[self.name])


def _items(found: Any) -> Iterable[Item]:  # noqa: ANN401 - a part of a boto3 answer
    """How CloudFront writes a list."""
    return (found or {}).get("Items") or ()


def _id(item: Item) -> str:
    """The id of a thing, or of the policy that an entry wraps."""
    wrapped = item.get("CachePolicy") or item.get("ResponseHeadersPolicy") or item
    return str(wrapped["Id"])


def _itself(item: Item) -> str:
    return str(item)


def _of(service: str, **calls: tuple[str, str | Callable[[Item], str]]) -> list[Listing]:
    return [
        Listing(service=service, operation=operation, key=key, name=name) for operation, (key, name) in calls.items()
    ]


LISTINGS: tuple[Listing, ...] = (
    *_of(
        "ec2",
        describe_subnets=("Subnets", "SubnetId"),
        describe_vpcs=("Vpcs", "VpcId"),
        describe_route_tables=("RouteTables", "RouteTableId"),
        describe_internet_gateways=("InternetGateways", "InternetGatewayId"),
        describe_addresses=("Addresses", "AllocationId"),
        describe_security_groups=("SecurityGroups", "GroupId"),
        describe_flow_logs=("FlowLogs", "FlowLogId"),
    ),
    Listing(
        service="ec2",
        operation="describe_nat_gateways",
        key="NatGateways",
        name="NatGatewayId",
        keeps=lambda item: item["State"] not in {"deleted", "deleting"},
    ),
    Listing(
        service="ec2",
        operation="describe_vpc_endpoints",
        key="VpcEndpoints",
        name="VpcEndpointId",
        keeps=lambda item: item["State"] != "deleted",
    ),
    *_of(
        "rds",
        describe_global_clusters=("GlobalClusters", "GlobalClusterIdentifier"),
        describe_db_clusters=("DBClusters", "DBClusterArn"),
        describe_db_instances=("DBInstances", "DBInstanceArn"),
        describe_db_subnet_groups=("DBSubnetGroups", "DBSubnetGroupName"),
        describe_db_cluster_parameter_groups=("DBClusterParameterGroups", "DBClusterParameterGroupName"),
    ),
    *_of("dynamodb", list_tables=("TableNames", _itself)),
    *_of(
        "elasticache",
        describe_replication_groups=("ReplicationGroups", "ReplicationGroupId"),
        describe_users=("Users", "UserId"),
        describe_user_groups=("UserGroups", "UserGroupId"),
        describe_cache_parameter_groups=("CacheParameterGroups", "CacheParameterGroupName"),
        describe_cache_subnet_groups=("CacheSubnetGroups", "CacheSubnetGroupName"),
    ),
    *_of("sqs", list_queues=("QueueUrls", _itself)),
    *_of("sns", list_topics=("Topics", "TopicArn"), list_subscriptions=("Subscriptions", "SubscriptionArn")),
    *_of("events", list_event_buses=("EventBuses", "Arn"), list_archives=("Archives", "ArchiveName")),
    *_of(
        "elbv2",
        describe_load_balancers=("LoadBalancers", "LoadBalancerArn"),
        describe_target_groups=("TargetGroups", "TargetGroupArn"),
    ),
    *_of("ecs", list_clusters=("clusterArns", _itself)),
    Listing(
        service="ecs",
        operation="list_task_definitions",
        key="taskDefinitionArns",
        name=_itself,
        arguments={"status": "ACTIVE"},
    ),
    Listing(
        service="application-autoscaling",
        operation="describe_scalable_targets",
        key="ScalableTargets",
        name="ResourceId",
        arguments={"ServiceNamespace": "ecs"},
    ),
    Listing(
        service="application-autoscaling",
        operation="describe_scaling_policies",
        key="ScalingPolicies",
        name="PolicyARN",
        arguments={"ServiceNamespace": "ecs"},
    ),
    *_of("eks", list_clusters=("clusters", _itself)),
    *_of("ecr", describe_repositories=("repositories", "repositoryArn")),
    *_of("kms", list_aliases=("Aliases", "AliasName")),
    *_of("secretsmanager", list_secrets=("SecretList", "ARN")),
    *_of(
        "cloudwatch", describe_alarms=("MetricAlarms", "AlarmArn"), list_dashboards=("DashboardEntries", "DashboardArn")
    ),
    Listing(
        service="cloudwatch",
        operation="describe_alarms",
        key="CompositeAlarms",
        name="AlarmArn",
        arguments={"AlarmTypes": ["CompositeAlarm"]},
    ),
    *_of("logs", describe_log_groups=("logGroups", "logGroupName")),
    *_of("acm", list_certificates=("CertificateSummaryList", "CertificateArn")),
    Listing(
        service="cloudfront",
        operation="list_distributions",
        key="DistributionList",
        name="Id",
        reach=_items,
        regional=False,
    ),
    *(
        Listing(
            service="cloudfront",
            operation=operation,
            key=key,
            name=_id,
            arguments=arguments,
            reach=_items,
            regional=False,
        )
        for operation, key, arguments in (
            ("list_cache_policies", "CachePolicyList", {"Type": "custom"}),
            ("list_response_headers_policies", "ResponseHeadersPolicyList", {"Type": "custom"}),
            ("list_origin_access_controls", "OriginAccessControlList", {}),
        )
    ),
    *(
        Listing(
            service="wafv2",
            operation=operation,
            key=key,
            name="ARN",
            arguments={"Scope": "CLOUDFRONT"},
            regional=False,
        )
        for operation, key in (("list_web_acls", "WebACLs"), ("list_ip_sets", "IPSets"))
    ),
    *_of(
        "logs",
        describe_delivery_sources=("deliverySources", "arn"),
        describe_delivery_destinations=("deliveryDestinations", "arn"),
        describe_deliveries=("deliveries", "arn"),
    ),
    Listing(service="s3", operation="list_buckets", key="Buckets", name="Name", regional=False),
    Listing(service="iam", operation="list_roles", key="Roles", name="Arn", regional=False),
    Listing(
        service="iam",
        operation="list_open_id_connect_providers",
        key="OpenIDConnectProviderList",
        name="Arn",
        regional=False,
    ),
    Listing(service="iam", operation="list_policies", key="Policies", name="Arn", regional=False),
    Listing(service="route53", operation="list_hosted_zones", key="HostedZones", name="Id", regional=False),
    Listing(service="route53", operation="list_health_checks", key="HealthChecks", name="Id", regional=False),
)


def inventory(clients: Clients) -> set[str]:
    """Everything there is, each as `service operation region identity`."""
    found = set()
    for listing in LISTINGS:
        for region in REGIONS if listing.regional else REGIONS[:1]:
            shown = region if listing.regional else "global"
            found |= {
                f"{listing.service} {listing.operation} {shown} {name}" for name in listing.names(clients, region)
            }
    return found | _usable_keys(clients)


def _usable_keys(clients: Clients) -> set[str]:
    found = set()
    for region in REGIONS:
        kms = clients.of("kms", region)
        for entry in kms.list_keys()["Keys"]:
            key = kms.describe_key(KeyId=entry["KeyId"])["KeyMetadata"]
            if key["KeyState"] not in {"PendingDeletion", "PendingReplicaDeletion"}:
                found.add(f"kms list_keys {region} {key['Arn']}")
    return found
