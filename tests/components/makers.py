"""What services make on their own, next to what they were asked for. Reviewed 2026-12-01, each with its source.

A name with a star is made with an ending that nobody knows before.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sandbox.recording import Recording, Resource
from tests.components.aws_names import EVERYWHERE, Name, names, region_of

_GROUP, _REPOSITORY = "cloudwatch/logGroup:LogGroup", "ecr/repository:Repository"
_TABLE, _SECRET, _ROLE = "dynamodb/table:Table", "secretsmanager/secret:Secret", "iam/role:Role"
_RULE, _ENTRY = "cloudwatch/eventRule:EventRule", "eks/accessEntry:AccessEntry"
_SECURITY_GROUP, _RECORD = "ec2/securityGroup:SecurityGroup", "route53/record:Record"

Makes = Callable[[Resource, tuple[Recording, ...]], Iterable[Name]]


@dataclass(frozen=True, kw_only=True)
class Maker:
    """A type, what one of it makes, and which page says so."""

    type: str
    makes: Makes
    source: str


def _replicated(resource: Resource, runs: tuple[Recording, ...]) -> Iterator[Name]:
    pushed = {name.name[0] for run in runs for name, _ in names(run) if name.kind == _REPOSITORY}
    for rule in resource.plain["replicationConfiguration"]["rules"]:
        starts = tuple(each["filter"] for each in rule.get("repositoryFilters") or [{"filter": ""}])
        for destination in rule["destinations"]:
            yield from (Name(_REPOSITORY, destination["region"], (each,)) for each in pushed if each.startswith(starts))


def _control_plane(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    cluster = resource.plain
    if cluster.get("enabledClusterLogTypes"):
        yield Name(_GROUP, region_of(resource), (f"/aws/eks/{cluster['name']}/cluster",))
    yield Name(_SECURITY_GROUP, region_of(resource), ("*", f"eks-cluster-sg-{cluster['name']}-*"))


def _pods_role(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    profile = resource.plain
    yield Name(_ENTRY, region_of(resource), (profile["clusterName"], profile["podExecutionRoleArn"]))


def _database_logs(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    cluster = resource.plain
    for kind in cluster.get("enabledCloudwatchLogsExports") or ():
        yield Name(_GROUP, region_of(resource), (f"/aws/rds/cluster/{cluster['clusterIdentifier']}/{kind}",))
    if cluster.get("manageMasterUserPassword"):
        yield Name(_SECRET, region_of(resource), ("rds!cluster-*",))


def _instance_logs(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    if resource.plain.get("monitoringInterval"):
        yield Name(_GROUP, region_of(resource), ("RDSOSMetrics",))


def _insights(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    if any(each["value"] != "disabled" for each in resource.plain.get("settings") or ()):
        yield Name(_GROUP, region_of(resource), (f"/aws/ecs/containerinsights/{resource.plain['name']}/performance",))


def _container_logs(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    for container in json.loads(resource.plain["containerDefinitions"]):
        options = (container.get("logConfiguration") or {}).get("options", {})
        if options.get("awslogs-create-group") == "true":
            yield Name(_GROUP, region_of(resource), (options["awslogs-group"],))


def _probe(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    yield Name(_GROUP, region_of(resource), (f"/aws/lambda/cwsyn-{resource.plain['name']}-*",))


def _copies(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    for replica in resource.plain.get("replicas") or ():
        kind = resource.type.removeprefix("aws:")
        yield Name(kind, replica.get("regionName") or replica["region"], (resource.plain["name"],))


def _flow_logs(resource: Resource, runs: tuple[Recording, ...]) -> Iterator[Name]:
    sources = resource.sources.get("logDestination", ())
    yield from (name for run in runs for name, each in names(run) if name.kind == _GROUP and each.urn in sources)


def _archived(resource: Resource, runs: tuple[Recording, ...]) -> Iterator[Name]:
    sources = resource.sources.get("eventSourceArn", ())
    buses = [each.plain["name"] for run in runs for _, each in names(run) if each.urn in sources]
    yield from (Name(_RULE, region_of(resource), (bus, f"Events-Archive-{resource.plain['name']}")) for bus in buses)


def _apex(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    yield from (Name(_RECORD, EVERYWHERE, ("*", resource.plain["name"], kind, "")) for kind in ("NS", "SOA"))


def _default_group(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    yield Name(_SECURITY_GROUP, region_of(resource), ("*", "default"))


def _targets_alarms(resource: Resource, _: tuple[Recording, ...]) -> Iterator[Name]:
    if resource.plain.get("policyType") == "TargetTrackingScaling":
        yield Name("alarm", region_of(resource), ("TargetTracking-*",))


def _linked_role(_: Resource, _runs: tuple[Recording, ...]) -> Iterator[Name]:
    yield Name(_ROLE, EVERYWHERE, ("AWSServiceRoleFor*",))


_AURORA, _CLOUDWATCH, _EKS = "Aurora user guide", "CloudWatch user guide", "EKS user guide"
_USES_LINKED_ROLES = (
    *("ecs/cluster:Cluster", "eks/cluster:Cluster", "eks/fargateProfile:FargateProfile", "rds/cluster:Cluster"),
    *("elasticache/replicationGroup:ReplicationGroup", "lb/loadBalancer:LoadBalancer", "dynamodb/table:Table"),
    *("appautoscaling/target:Target", "ecr/replicationConfiguration:ReplicationConfiguration"),
    *("wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",),
)

MAKERS: tuple[Maker, ...] = (
    Maker(
        type="ecr/replicationConfiguration:ReplicationConfiguration",
        makes=_replicated,
        source="ECR user guide, private image replication: a repository that is missing in the destination is created",
    ),
    Maker(type="eks/cluster:Cluster", makes=_control_plane, source=f"{_EKS}, control plane logs, security groups"),
    Maker(
        type="eks/fargateProfile:FargateProfile",
        makes=_pods_role,
        source=f"{_EKS}, create access entries: EKS creates one for the role of a Fargate profile",
    ),
    Maker(type="rds/cluster:Cluster", makes=_database_logs, source=f"{_AURORA}, publish logs to CloudWatch"),
    Maker(
        type="rds/clusterInstance:ClusterInstance",
        makes=_instance_logs,
        source=f"{_AURORA}, Enhanced Monitoring: its metrics are in the log group RDSOSMetrics",
    ),
    Maker(
        type="ecs/cluster:Cluster",
        makes=_insights,
        source=f"{_CLOUDWATCH}, Container Insights",
    ),
    Maker(type="ecs/taskDefinition:TaskDefinition", makes=_container_logs, source="ECS guide, awslogs-create-group"),
    Maker(
        type="synthetics/canary:Canary",
        makes=_probe,
        source=f"{_CLOUDWATCH}, delete a canary",
    ),
    Maker(type=_TABLE, makes=_copies, source="DynamoDB developer guide, global tables: a replica has the table's name"),
    Maker(type=_SECRET, makes=_copies, source="Secrets Manager user guide, replicate secrets: a replica has its name"),
    Maker(type="ec2/flowLog:FlowLog", makes=_flow_logs, source="VPC user guide, publish flow logs to CloudWatch Logs"),
    Maker(
        type="cloudwatch/eventArchive:EventArchive",
        makes=_archived,
        source="EventBridge user guide, archiving events: a managed rule on the bus",
    ),
    Maker(type="route53/zone:Zone", makes=_apex, source="Route 53 guide, NS and SOA records"),
    Maker(type="ec2/vpc:Vpc", makes=_default_group, source="VPC user guide, default security groups"),
    Maker(
        type="appautoscaling/policy:Policy",
        makes=_targets_alarms,
        source="Application Auto Scaling user guide, target tracking: it creates and manages the alarms",
    ),
    *(
        Maker(type=each, makes=_linked_role, source="IAM user guide, services that work with service-linked roles")
        for each in _USES_LINKED_ROLES
    ),
)
# Services of which every type was looked at, and makes nothing that anybody could declare.
MAKE_NOTHING: Mapping[str, str] = {
    "acm": "certificates are validated by records that the account's owner makes",
    "arcregionswitch": "a plan runs what there is",
    "cloudfront": "a distribution has a name of its own, and no two are alike",
    "iam": "roles of services are made by those services",
    "kms": "a replica has its primary's id and no name",
    "s3": "a bucket's settings are its own",
    "sns": "a topic makes nothing",
    "sqs": "a queue makes nothing",
    "vpc": "rules of a group",
}


def made(runs: tuple[Recording, ...]) -> Iterator[tuple[Name, Resource, Recording]]:
    """Everything that services make beside what runs of several stacks declare, with what makes it."""
    for run in runs:
        for resource in run.resources:
            for maker in MAKERS:
                if resource.type == f"aws:{maker.type}":
                    yield from ((name, resource, run) for name in maker.makes(resource, runs))
