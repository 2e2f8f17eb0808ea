"""Which control planes an operation needs, beyond the resource's own also those behind it. Pure.

The source is AWS's paper on fault isolation boundaries: IAM, Route 53 and CloudFront have one control plane for every
region, in us-east-1, and so have the settings of buckets. What gets a DNS name when it is made needs Route 53 for it.
Plans of Region switch are made there, too: botocore's endpoint rules send what makes them to one region.
"""

from dataclasses import dataclass

from sandbox.providers.aws.resource_type import Inputs

GLOBAL_REGION = "us-east-1"
_GLOBAL = {
    "arc-region-switch": "Region switch",
    "cloudfront": "CloudFront",
    "iam": "IAM",
    "route53": "Route 53",
}
# The module of a token, or module and type where a module has several services -> the service.
_SERVICES = {
    "appautoscaling": "application-autoscaling",
    "arcregionswitch": "arc-region-switch",
    "cloudwatch/eventArchive": "events",
    "cloudwatch/eventBus": "events",
    "cloudwatch/eventRule": "events",
    "cloudwatch/eventTarget": "events",
    "cloudwatch/logDelivery": "logs",
    "cloudwatch/logDeliveryDestination": "logs",
    "cloudwatch/logDeliverySource": "logs",
    "cloudwatch/logGroup": "logs",
    "index": "sts",
    "index/getAvailabilityZones": "ec2",
    "lb": "elbv2",
    "vpc": "ec2",
}
_NAMED_WHEN_MADE = frozenset(
    {
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
    }
)
# Type -> the input that says how many named parts it has.
_NAMED_PARTS = {"aws:elasticache/replicationGroup:ReplicationGroup": "numCacheClusters"}


@dataclass(frozen=True)
class ControlPlane:
    """One service where it is controlled. `need` is what is wanted of it, for messages."""

    service: str
    region: str
    need: str


def needed_to_look(token: str, region: str) -> tuple[ControlPlane, ...]:
    """What a look at a resource needs, and a function of its module."""
    service = service_of(token)
    if service in _GLOBAL:
        return (ControlPlane(service, GLOBAL_REGION, f"{_GLOBAL[service]}, whose one control plane stands"),)
    return (ControlPlane(service, region, service),)


def needed_to_make(token: str, region: str) -> tuple[ControlPlane, ...]:
    """What a creation needs."""
    return (*needed_to_write(token, region), *([_NAMES] if token in _NAMED_WHEN_MADE else []))


def needed_to_change(token: str, region: str, old: Inputs, new: Inputs) -> tuple[ControlPlane, ...]:
    """What an update needs; more parts with names are a creation of those."""
    parts = _NAMED_PARTS.get(token, "")
    before, after = old.get(parts), new.get(parts)
    grows = isinstance(before, int | float) and isinstance(after, int | float) and after > before
    return (*needed_to_write(token, region), *([_NAMES] if grows else []))


def needed_to_write(token: str, region: str) -> tuple[ControlPlane, ...]:
    """What any change needs, and a deletion."""
    return (*needed_to_look(token, region), *([_BUCKETS] if service_of(token) == "s3" else []))


def service_of(token: str) -> str:
    """The service behind a resource type or a function, as clients call it."""
    path = token.split(":")[1]
    module = path.partition("/")[0]
    return _SERVICES.get(path) or _SERVICES.get(module, module)


_NAMES = ControlPlane("route53", GLOBAL_REGION, "a DNS name from Route 53, whose one control plane stands")
_BUCKETS = ControlPlane("s3", GLOBAL_REGION, "the settings of buckets, which S3 keeps for all regions")
