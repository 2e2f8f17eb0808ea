"""Rule az-ecs-service-spread."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import number, objects, present, text, text_if_known
from framework.region_role import REGION_ROLE, SERVING, region_role_of
from framework.rule import Severity, StackRule, WhenUnknown, setting
from multi_az.zones import NETWORKED, READS, short_of_zones

_SERVICE, _TARGET = "aws:ecs/service:Service", "aws:appautoscaling/target:Target"
_BY_ZONE = "attribute:ecs.availability-zone"


def check(service: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Where tasks may run, how they are spread, and that there are enough to spread."""
    if present(service.props, "networkConfiguration"):
        yield from short_of_zones(stack, service, "networkConfiguration.subnets", settings.count("minAzs"))
    daemon = text(service.props, "schedulingStrategy", "REPLICA") == "DAEMON"
    if not daemon and text(service.props, "availabilityZoneRebalancing") != "ENABLED":
        yield "does not move its tasks back when a zone has recovered (availabilityZoneRebalancing)"
    yield from _placement(service)
    if daemon or region_role_of(stack, settings) != SERVING:
        return
    least, targets = settings.count("minTasks"), _targets(service, stack)
    if not _is_off(targets) and _tasks(service, targets) < least:
        yield f"may run on fewer than {least} tasks (desiredCount, or minCapacity of its scaling target)"


def _placement(service: Node) -> Iterator[str]:
    if any("availability-zone" in text(each, "expression") for each in objects(service.props, "placementConstraints")):
        yield "is tied to a zone (placementConstraints)"
    strategies = list(objects(service.props, "orderedPlacementStrategies"))
    on_instances = strategies or text(service.props, "launchType") == "EC2"
    first = strategies[0] if strategies else None
    by_zone = first is not None and text(first, "type") == "spread" and text(first, "field") == _BY_ZONE
    if on_instances and not by_zone:
        yield "does not spread its tasks over zones before anything else (orderedPlacementStrategies)"


def _targets(service: Node, stack: Stack) -> list[Node]:
    return list(stack.perhaps_referring(service, "resourceId", _TARGET)) or [
        target for target in stack.of(_TARGET) if _names(target, service)
    ]


def _is_off(targets: list[Node]) -> bool:
    """Nothing may run at all, as before the first image: then nothing stands in too few zones."""
    return bool(targets) and all(
        present(target.props, "maxCapacity") and number(target.props, "maxCapacity") == 0 for target in targets
    )


def _tasks(service: Node, targets: list[Node]) -> float:
    if targets:
        return max(number(target.props, "minCapacity") for target in targets)
    return number(service.props, "desiredCount")


def _names(target: Node, service: Node) -> bool:
    found, name = text_if_known(target.props, "resourceId"), text_if_known(service.props, "name")
    return bool(found and name and found.startswith("service/") and found.endswith(f"/{name}"))


RULE = StackRule(
    id="az-ecs-service-spread",
    title="A service runs in three Availability Zones, with a task for each.",
    breaks="When a zone fails, a service in too few zones has nothing left, or waits for tasks when everybody does.",
    instead="give networkConfiguration.subnets of three zones, set availabilityZoneRebalancing to ENABLED, on "
    "instances spread by attribute:ecs.availability-zone first, and keep desiredCount or minCapacity at three or "
    "more. A service whose scaling target allows none at all is off, and is not judged by it.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "REL11-BP05", "Trusted Advisor ECS Multi-AZ placement"),
    reads={
        _SERVICE: (
            "networkConfiguration.subnets",
            "availabilityZoneRebalancing",
            "schedulingStrategy",
            "placementConstraints.expression",
            "orderedPlacementStrategies.field",
            "orderedPlacementStrategies.type",
            "launchType",
            "desiredCount",
            "name",
        ),
        _TARGET: ("resourceId", "minCapacity", "maxCapacity"),
        **READS,
    },
    subjects=(_SERVICE,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={
        **NETWORKED,
        **REGION_ROLE,
        "minTasks": setting("integer", 3, "Fewest tasks of a service in a region that serves.", minimum=1),
    },
    left_out={
        _SERVICE: {
            "networkConfiguration": "tasks stand where their instances do; on Fargate, ECS refuses the service (ECS "
            "API, CreateService).",
            "orderedPlacementStrategies": "tasks are spread over zones by default (ECS API, CreateService).",
            "placementConstraints.expression": "every instance will do (ECS API, PlacementConstraint).",
            "launchType": "tasks are spread over zones by default (ECS API, CreateService).",
        },
        _TARGET: {
            "resourceId": "nothing is scaled without a name (Application Auto Scaling API, RegisterScalableTarget)."
        },
    },
    otherwise={_TARGET: {"resourceId": "what scales something else does not scale this service."}},
    check=check,
)
