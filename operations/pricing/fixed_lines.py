"""What runs all month whatever the traffic: one rule per resource type. Pure."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from operations.errors import OperationError
from operations.planning.inventory import Declared
from operations.pricing.free_types import BY_USE, FREE, is_free_object
from operations.pricing.lines import Quantity
from operations.pricing.quantities import cpu_units, mebibytes
from settings.ends import Standing, standing_of
from settings.fargate import size_for

_MIB_PER_GB = 1024
_CPU_UNITS_PER_VCPU = 1024


@dataclass(frozen=True)
class Region:
    """The resources of one stack, for rules that need to look at more than one of them."""

    resources: Sequence[Declared]
    hours: int
    on: date

    def of(self, kind: str, region: str) -> list[Declared]:
        """Resources of a type in a region."""
        return [one for one in self.resources if one.type == kind and one.region == region]

    def zones(self, region: str) -> int:
        """Zones that the region's subnets are in: what a subnet list not known yet will have."""
        return len({one.inputs.get("availabilityZone") for one in self.of("aws:ec2/subnet:Subnet", region)})


Rule = Callable[[Declared, Region], Iterable[Quantity]]


def fixed_quantities(resources: Sequence[Declared], *, hours: int, on: date) -> tuple[Quantity, ...]:
    """What the resources cost by being there on a day. Raises OperationError that names every type without a price."""
    priced = {one.type for one in resources if not is_free_object(one.type)}
    unknown = sorted(priced - RULES.keys() - FREE.keys() - BY_USE.keys())
    if unknown:
        msg = (
            f"no price for {', '.join(unknown)}: an estimate without them would be too low, so there is none. Add "
            "a rule to operations/pricing/fixed_lines.py, or to free_types.py beside it with the reason why it costs "
            "nothing"
        )
        raise OperationError(msg)
    place = Region(resources, hours, on)
    return tuple(line for one in resources if one.type in RULES for line in _lines(one, place))


def _lines(one: Declared, place: Region) -> list[Quantity]:
    try:
        return list(RULES[one.type](one, place))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # Of a plan that no engine wrote: what a provider checks has the properties that its rule reads.
        msg = f"the plan's {one.name} is no {one.type} that has a price: its inputs lack {error}, or say it otherwise"
        raise OperationError(msg) from error


def _line(one: Declared, pillar: str, price: str, amount: float, *, pair: bool = False, once: bool = False) -> Quantity:
    elsewhere = one.region != one.stack_region and not once
    return Quantity(
        pillar=pillar,
        item=one.name,
        price=price,
        region=one.region,
        amount=amount,
        pair=pair or elsewhere,
        once=once,
    )


def _balancer(one: Declared, place: Region) -> Iterable[Quantity]:
    yield _line(one, "entry", "elb.alb_hour", place.hours)
    if not one.inputs.get("internal"):
        yield _line(one, "entry", "vpc.public_ipv4_hour", _subnets(one, "subnets", place) * place.hours)


def _subnets(one: Declared, key: str, place: Region) -> int:
    listed = one.inputs.get(key)
    return len(listed) if isinstance(listed, list) else place.zones(one.region)


def _endpoint(one: Declared, place: Region) -> Iterable[Quantity]:
    if one.inputs.get("vpcEndpointType") == "Interface":
        hours = _subnets(one, "subnetIds", place) * place.hours
        yield _line(one, "network", "vpc.interface_endpoint_hour", hours)


def _instance(one: Declared, place: Region) -> Iterable[Quantity]:
    kind = str(one.inputs.get("instanceClass"))
    if kind != "db.serverless":
        yield _line(one, "database", f"aurora_pg.{kind.replace('.', '_')}_hour", place.hours)
        return
    (cluster,) = place.of("aws:rds/cluster:Cluster", one.region)
    units = float(cluster.inputs["serverlessv2ScalingConfiguration"]["minCapacity"])
    yield _line(one, "database", "aurora_pg.acu_hour_standard", units * place.hours)


def _cache(one: Declared, place: Region) -> Iterable[Quantity]:
    node = str(one.inputs["nodeType"]).replace(".", "_")
    price = f"elasticache.{one.inputs.get('engine', 'redis')}_{node}_hour"
    yield _line(one, "cache", price, int(one.inputs["numCacheClusters"]) * place.hours)


def _tasks(one: Declared, place: Region) -> Iterable[Quantity]:
    """Tasks at the lower bound: counts belong to auto scaling, and its bound is what runs without traffic."""
    if one.inputs.get("serviceNamespace") != "ecs":
        msg = f"{one.name} scales {one.inputs.get('serviceNamespace')}, for which there is no price; add a rule"
        raise OperationError(msg)
    vcpu, memory_gb = task_size(one, place)
    tasks = int(one.inputs["minCapacity"])
    yield _line(one, "compute", "fargate.linux_x86_vcpu_hour", tasks * vcpu * place.hours)
    yield _line(one, "compute", "fargate.linux_x86_gb_hour", tasks * memory_gb * place.hours)


def task_size(target: Declared, place: Region) -> tuple[float, float]:
    """Virtual CPUs and gigabytes of one task of the service that the target scales. Raises OperationError."""
    service = str(target.inputs["resourceId"]).rpartition("/")[2]
    for one in place.of("aws:ecs/taskDefinition:TaskDefinition", target.region):
        if str(one.inputs.get("family")).endswith(f"-{service}"):
            return int(one.inputs["cpu"]) / _CPU_UNITS_PER_VCPU, int(one.inputs["memory"]) / _MIB_PER_GB
    msg = f"{target.name} scales the service {service}, and no task definition's family ends with -{service}"
    raise OperationError(msg)


def _pods(one: Declared, place: Region) -> Iterable[Quantity]:
    """Pods at the lower bound of what scales them; where nothing does, as many as are declared."""
    spec = one.inputs["spec"]
    scaler = _scaler(one, place)
    count = _lower_bound(scaler) if scaler else int(spec.get("replicas", 1))
    yield from _pod_lines(one, place, count, pod_size(one))


def pod_size(one: Declared) -> tuple[int, int]:
    """CPU units and MiB of the size of Fargate that a Deployment's pods get."""
    requests = [each["resources"]["requests"] for each in one.inputs["spec"]["template"]["spec"]["containers"]]
    return size_for(
        sum(cpu_units(each["cpu"]) for each in requests), sum(mebibytes(each["memory"]) for each in requests)
    )


def _scaler(one: Declared, place: Region) -> Declared | None:
    name, namespace = one.inputs["metadata"]["name"], one.inputs["metadata"].get("namespace")
    for scaled in place.of("kubernetes:keda.sh/v1alpha1:ScaledObject", one.region):
        target = scaled.inputs["spec"]["scaleTargetRef"]["name"]
        if (target, scaled.inputs["metadata"].get("namespace")) == (name, namespace):
            return scaled
    return None


def _lower_bound(scaled: Declared) -> int:
    held = (scaled.inputs["metadata"].get("annotations") or {}).get("autoscaling.keda.sh/paused-replicas")
    return int(held if held is not None else scaled.inputs["spec"].get("minReplicaCount", 0))


def _cluster(one: Declared, place: Region) -> Iterable[Quantity]:
    """The control plane: six times as much once standard support of its version has ended and it may stay.

    EKS moves on one that may not. A version that nobody has looked up is priced as a supported one, and told of as
    unknown beside the estimate.
    """
    # Left out it is EXTENDED.
    stays = (one.inputs.get("upgradePolicy") or {}).get("supportType", "EXTENDED") == "EXTENDED"
    standing = standing_of("kubernetes", str(one.inputs.get("version")), place.on, pays=stays)
    dear = stays and standing in {Standing.EXTENDED, Standing.ENDED}
    yield _line(one, "compute", "eks.cluster_hour_extended" if dear else "eks.cluster_hour_standard", place.hours)


def _addon(one: Declared, place: Region) -> Iterable[Quantity]:
    """Pods that EKS starts for an add-on: as many and as large as its settings say."""
    settings: dict[str, Any] = json.loads(one.inputs.get("configurationValues") or "{}")
    if settings.get("computeType") != "Fargate":
        msg = f"{one.name} runs the add-on {one.inputs['addonName']} where there is no price for it; add a rule"
        raise OperationError(msg)
    requests = settings["resources"]["requests"]
    size = size_for(cpu_units(requests["cpu"]), mebibytes(requests["memory"]))
    yield from _pod_lines(one, place, int(settings["replicaCount"]), size)


def _pod_lines(one: Declared, place: Region, count: int, size: tuple[int, int]) -> Iterable[Quantity]:
    units, memory_mib = size
    vcpu, memory_gb = units / _CPU_UNITS_PER_VCPU, memory_mib / _MIB_PER_GB
    yield _line(one, "compute", "fargate.linux_x86_vcpu_hour", count * vcpu * place.hours)
    yield _line(one, "compute", "fargate.linux_x86_gb_hour", count * memory_gb * place.hours)


def _alarm(one: Declared, _: Region) -> Iterable[Quantity]:
    metrics = sum("metric" in query for query in one.inputs.get("metricQueries") or ()) or 1
    yield _line(one, "observability", "cloudwatch.alarm_month", metrics)


def _canary(one: Declared, place: Region) -> Iterable[Quantity]:
    """Runs, by its schedule. What its Lambda function and its bucket cost is below a twentieth of it."""
    every = re.fullmatch(r"rate\((\d+) minutes?\)", str(one.inputs["schedule"]["expression"]))
    if every is None:
        msg = f"{one.name} runs at {one.inputs['schedule']['expression']}; only rate(N minutes) is priced"
        raise OperationError(msg)
    runs = place.hours * 60 / int(every[1])
    yield _line(one, "observability", "cloudwatch.synthetics_run", runs)


def _check(one: Declared, _: Region) -> Iterable[Quantity]:
    """Endpoint checks have options; checks that combine others, or follow an alarm, have none."""
    yield _line(one, "routing", "route53.health_check_aws_month", 1, pair=True)
    if one.inputs.get("type") in {"HTTP", "HTTPS", "TCP", "HTTP_STR_MATCH", "HTTPS_STR_MATCH"}:
        fast = int(one.inputs.get("requestInterval", 30)) < 30  # noqa: PLR2004 - AWS's ordinary interval
        options = [str(one.inputs["type"]).startswith("HTTPS"), fast, bool(one.inputs.get("measureLatency"))]
        yield _line(one, "routing", "route53.health_check_option_aws_month", sum(options), pair=True)


def _secret(one: Declared, _: Region) -> Iterable[Quantity]:
    replicas = one.inputs.get("replicas") or ()
    yield _line(one, "keys", "secretsmanager.secret_month", 1, once=bool(replicas))
    for replica in replicas:
        yield Quantity(
            pillar="keys",
            item=f"{one.name} (replica)",
            price="secretsmanager.secret_month",
            region=str(replica["region"]),
            amount=1,
            pair=True,
        )


def _web_acl(one: Declared, _: Region) -> Iterable[Quantity]:
    """The web ACL, and each of its rules: a reference to a group of AWS's is one of them."""
    yield _line(one, "edge", "waf.web_acl_month", 1, once=True)
    yield _line(one, "edge", "waf.rule_month", len(one.inputs.get("rules") or ()), once=True)


def _key(one: Declared, _: Region) -> Iterable[Quantity]:
    yield _line(one, "keys", "kms.key_month", 1, once=bool(one.inputs.get("multiRegion")))


def _hourly(pillar: str, price: str) -> Rule:
    return lambda one, place: [_line(one, pillar, price, place.hours)]


def _monthly(pillar: str, price: str, *, pair: bool = False, once: bool = False) -> Rule:
    return lambda one, _: [_line(one, pillar, price, 1, pair=pair, once=once)]


RULES: Mapping[str, Rule] = {
    "aws:appautoscaling/target:Target": _tasks,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _alarm,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _monthly("observability", "cloudwatch.composite_alarm_month"),
    "aws:cloudwatch/dashboard:Dashboard": _monthly("observability", "cloudwatch.dashboard_month"),
    "aws:arcregionswitch/plan:Plan": _monthly("recovery", "arc.region_switch_plan_month", pair=True),
    "aws:ec2/eip:Eip": _hourly("network", "vpc.public_ipv4_hour"),
    "aws:ec2/natGateway:NatGateway": _hourly("network", "vpc.nat_gateway_hour"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:eks/addon:Addon": _addon,
    "aws:eks/cluster:Cluster": _cluster,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:kms/key:Key": _key,
    "aws:kms/replicaKey:ReplicaKey": _monthly("keys", "kms.key_month", pair=True),
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:rds/clusterInstance:ClusterInstance": _instance,
    "aws:route53/healthCheck:HealthCheck": _check,
    "aws:route53/zone:Zone": _monthly("routing", "route53.hosted_zone_month", once=True),
    "aws:secretsmanager/secret:Secret": _secret,
    "aws:synthetics/canary:Canary": _canary,
    "aws:wafv2/webAcl:WebAcl": _web_acl,
    "kubernetes:apps/v1:Deployment": _pods,
}
