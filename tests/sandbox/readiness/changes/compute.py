"""ECS: where workloads run, from what, and how many."""

from operations.live.stack_state import StateResource
from sandbox.cloud.additions.application_autoscaling import ApplicationAutoScaling, Key
from tests.sandbox.readiness.change import Table
from tests.sandbox.readiness.hands import Hand, Inside, Record, by, changed, gone, set_to, without

_NO_TASKS = "no task starts"
_SUSPENDED = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")


def _service(resource: StateResource) -> str:
    cluster = str(resource.inputs["cluster"]).rpartition("/")[2]
    return f"{cluster}/{resource.inputs['name']}"


def _definition(resource: StateResource) -> str:
    return str(resource.outputs["arn"]).rpartition("/")[2]


def _scaling(inside: Inside, resource: StateResource, kind: str) -> tuple[dict[Key, Record], Key]:
    """The region's targets or policies, and the key of this one."""
    regions = inside.addition(ApplicationAutoScaling)._regions
    (region,) = [each for scope, each in regions.items() if scope.region == resource.region]
    kept = region.targets if kind == "targets" else region.policies
    (key,) = [
        key
        for key, record in kept.items()
        if record["ResourceId"] == resource.inputs["resourceId"]
        and (kind == "targets" or record["PolicyName"] == resource.inputs["name"])
    ]
    return kept, key


def _unscaled(kind: str) -> Hand:
    def hand(inside: Inside, resource: StateResource) -> None:
        kept, key = _scaling(inside, resource, kind)
        del kept[key]

    return hand


def _held(inside: Inside, resource: StateResource) -> None:
    targets, key = _scaling(inside, resource, "targets")
    targets[key] = targets[key] | {"MinCapacity": 7, "MaxCapacity": 7}


def _suspended(inside: Inside, resource: StateResource) -> None:
    targets, key = _scaling(inside, resource, "targets")
    targets[key] = targets[key] | {"SuspendedState": dict.fromkeys(_SUSPENDED, True)}


def _one_zone(record: Record, _: StateResource) -> None:
    del record["networkConfiguration"]["awsvpcConfiguration"]["subnets"][1:]


def _other_groups(record: Record, _: StateResource) -> None:
    record["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"] = ["sg-0123456789abcdef0"]


TABLES = (
    Table("aws:ecs/cluster:Cluster")
    .stops("removed", gone("ecs", "_clusters", by("name")), _NO_TASKS)
    .stops("inactive", set_to("ecs", "_clusters", by("name"), status="INACTIVE"), "as AWS shows it once deleted"),
    Table("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").stops(
        "removed", without("ecs", "_clusters", "capacityProviders", by("clusterName")), "no task has where to run"
    ),
    Table("aws:ecs/service:Service")
    .stops("removed", gone("ecs", "_services", _service), _NO_TASKS)
    .stops("inactive", set_to("ecs", "_services", _service, status="INACTIVE"), "as AWS shows it once deleted")
    .stops("draining", set_to("ecs", "_services", _service, status="DRAINING"), "its tasks go, and none comes")
    .stops(
        "detached from the load balancer",
        without("ecs", "_services", "loadBalancers", _service),
        "its tasks are no targets",
        only=("web",),
    )
    .stops(
        "zones removed",
        changed("ecs", "_services", _one_zone, _service),
        "all tasks in one zone",
    )
    .stops(
        "groups replaced",
        changed("ecs", "_services", _other_groups, _service),
        "its tasks reach nothing",
    )
    .lives(
        "scaled to zero",
        set_to("ecs", "_services", _service, desiredCount=0, runningCount=0),
        "a failover sets its bounds, and they raise it",
        only=("web",),
    ),
    Table("aws:ecs/taskDefinition:TaskDefinition")
    .stops("deleted", gone("ecs", "_task_defs", _definition), "no task starts from it")
    .lives(
        "deregistered", set_to("ecs", "_task_defs", _definition, status="INACTIVE"), "services that have it scale on"
    ),
    Table("aws:appautoscaling/target:Target")
    .stops("removed", _unscaled("targets"), "nothing raises the count")
    .stops("suspended", _suspended, "nothing raises the count")
    .lives("held at zero", _held, "a failover sets its bounds"),
    Table("aws:appautoscaling/policy:Policy").stops("removed", _unscaled("policies"), "nothing follows the load"),
)
