"""What a state says about a region, as far as a picture shows it. Pure.

Only what is in the state is drawn: a type that is not there is not in the picture.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.engine.errors import EngineError
from sandbox.engine.urn import Urn

# The logical name of a region's bucket of static files.
_ASSETS = "assets"
_HELD = "autoscaling.keda.sh/paused-replicas"
_ALARMS = ("metricAlarm:MetricAlarm", "compositeAlarm:CompositeAlarm")
Resource = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Workload:
    """How much of a workload may run. At most zero is not there to serve, and still declared."""

    name: str
    runtime: str
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Zone:
    """One availability zone of the region's subnets."""

    name: str
    nat: bool
    database_instances: int


@dataclass(frozen=True, kw_only=True)
class RegionView:
    """A region stack. Counts are of what its state holds; `routing_mode` and what follows are the home stack's."""

    stack: str
    region: str
    region_role: str
    strategy: str
    writes: bool
    domain: str
    zones: tuple[Zone, ...]
    workloads: tuple[Workload, ...]
    subscribers: int
    cache: str
    database_capacity: str
    alarms: int
    dashboard: str
    routing_mode: str
    tables: tuple[str, ...]
    has_assets: bool
    has_distribution: bool
    has_web_acl: bool

    @property
    def is_home(self) -> bool:
        """Whether the stack owns what exists once."""
        return bool(self.routing_mode)


def region_view(stack: str, deployment: Mapping[str, Any]) -> RegionView:
    """Read a state. Raises EngineError for one that is not a region stack's."""
    try:
        return _region_view(stack, deployment)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        msg = f"the state of {stack} cannot be drawn: a resource of it is not as providers write it ({error})"
        raise EngineError(msg) from error


def _region_view(stack: str, deployment: Mapping[str, Any]) -> RegionView:
    resources = [each for each in deployment.get("resources") or () if not each.get("delete")]
    found = _Found(resources)
    outputs = found.outputs
    try:
        region, region_role, strategy, writer = (
            str(outputs[key]) for key in ("region", "region_role", "strategy", "writer")
        )
    except KeyError as missing:
        msg = (
            f"the state of {stack} has no output {missing}, so it cannot be drawn: it is not a region stack's, or its "
            f"last `up` was of an older program. Run `up {stack}` first"
        )
        raise EngineError(msg) from None
    return RegionView(
        stack=stack,
        region=region,
        region_role=region_role,
        strategy=strategy,
        writes=writer == region,
        domain=str(outputs["domain"]),
        zones=_zones(found),
        workloads=_workloads(found),
        subscribers=len(found.of("aws:sns/topicSubscription:TopicSubscription")),
        cache=_cache(found),
        database_capacity=_capacity(found),
        alarms=len(
            [
                *found.of("aws:cloudwatch/metricAlarm:MetricAlarm"),
                *found.of("aws:cloudwatch/compositeAlarm:CompositeAlarm"),
            ]
        ),
        dashboard=", ".join(str(each["id"]) for each in found.of("aws:cloudwatch/dashboard:Dashboard")),
        routing_mode=str(outputs.get("routing_mode", "")),
        tables=tuple(
            sorted(str(each["outputs"]["name"]).rpartition("-")[2] for each in found.of("aws:dynamodb/table:Table"))
        ),
        has_assets=any(Urn.parse(each["urn"]).name == _ASSETS for each in found.of("aws:s3/bucket:Bucket")),
        has_distribution=bool(found.of("aws:cloudfront/distribution:Distribution")),
        has_web_acl=bool(found.of("aws:wafv2/webAcl:WebAcl")),
    )


class _Found:
    """The resources of a state, by type."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_type: dict[str, list[Resource]] = {}
        for resource in resources:
            self._by_type.setdefault(str(resource["type"]), []).append(resource)

    def of(self, kind: str) -> list[Resource]:
        """All of one type."""
        return self._by_type.get(kind, [])

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The stack's."""
        stacks = self.of("pulumi:pulumi:Stack")
        return stacks[0].get("outputs") or {} if stacks else {}


def _zones(found: _Found) -> tuple[Zone, ...]:
    subnets = {str(each["id"]): str(each["outputs"]["availabilityZone"]) for each in found.of("aws:ec2/subnet:Subnet")}
    gateways = {subnets.get(str(each["outputs"]["subnetId"])) for each in found.of("aws:ec2/natGateway:NatGateway")}
    placed = [each["outputs"].get("availabilityZone") for each in found.of("aws:rds/clusterInstance:ClusterInstance")]
    return tuple(
        Zone(name=zone, nat=zone in gateways, database_instances=placed.count(zone))
        for zone in sorted(set(subnets.values()))
    )


def _workloads(found: _Found) -> tuple[Workload, ...]:
    on_ecs = (
        Workload(
            name=str(each["outputs"]["resourceId"]).rpartition("/")[2],
            runtime=str(each["outputs"]["serviceNamespace"]),
            least=int(each["outputs"]["minCapacity"]),
            most=int(each["outputs"]["maxCapacity"]),
        )
        for each in found.of("aws:appautoscaling/target:Target")
    )
    on_eks = (_scaled(each["outputs"]) for each in found.of("kubernetes:keda.sh/v1alpha1:ScaledObject"))
    return tuple(sorted((*on_ecs, *on_eks), key=lambda workload: workload.name))


def _scaled(outputs: Mapping[str, Any]) -> Workload:
    """KEDA has no upper bound of zero: a count that is held there is said by an annotation."""
    metadata, spec = outputs["metadata"], outputs["spec"]
    held = _HELD in (metadata.get("annotations") or {})
    return Workload(
        name=str(metadata["name"]),
        runtime="eks",
        least=0 if held else int(spec["minReplicaCount"]),
        most=0 if held else int(spec["maxReplicaCount"]),
    )


def _cache(found: _Found) -> str:
    for each in found.of("aws:elasticache/replicationGroup:ReplicationGroup"):
        nodes, kind = int(each["outputs"]["numCacheClusters"]), each["outputs"]["nodeType"]
        return f"{nodes} node{'s' if nodes > 1 else ''} {kind}"
    return ""


def _capacity(found: _Found) -> str:
    for each in found.of("aws:rds/cluster:Cluster"):
        scaling = each["outputs"].get("serverlessv2ScalingConfiguration") or {}
        if scaling:
            return f"{scaling['minCapacity']:g} to {scaling['maxCapacity']:g} ACU"
    return ""


def stack_of(deployment: Mapping[str, Any]) -> str:
    """The stack that a state is of. Raises EngineError for one without resources."""
    for each in deployment.get("resources") or ():
        return Urn.parse(each["urn"]).stack
    msg = "the state holds no resources, so there is nothing to draw"
    raise EngineError(msg)
