"""Rule az-ecs-service-spread."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.posture import POSTURE, SERVING, posture_of
from framework.reading import entries, get, number, present, texts
from framework.rule import Severity, StackRule, WhenUnknown, setting
from multi_az.zones import NETWORKED, READS, short_of_zones

_SERVICE, _TARGET = "aws:ecs/service:Service", "aws:appautoscaling/target:Target"
_BY_ZONE = "attribute:ecs.availability-zone"


def check(service: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Where tasks may run, how they are spread, and that there are enough to spread."""
    if present(service.props, "networkConfiguration"):
        yield from short_of_zones(stack, service, "networkConfiguration.subnets", settings.count("minAzs"))
    daemon = get(service.props, "schedulingStrategy", "REPLICA") == "DAEMON"
    if not daemon and get(service.props, "availabilityZoneRebalancing") != "ENABLED":
        yield "does not move its tasks back when a zone has recovered (availabilityZoneRebalancing)"
    yield from _placement(service)
    least, targets = settings.count("minTasks"), _targets(service, stack)
    judged = not daemon and posture_of(stack, settings) == SERVING and not _is_off(targets)
    if judged and _tasks(service, targets) < least:
        yield f"may run on fewer than {least} tasks (desiredCount, or minCapacity of its scaling target)"


def _placement(service: Node) -> Iterator[str]:
    if any(
        "availability-zone" in get(each, "expression", "") for each in entries(service.props, "placementConstraints")
    ):
        yield "is tied to a zone (placementConstraints)"
    strategies = list(entries(service.props, "orderedPlacementStrategies"))
    on_instances = strategies or get(service.props, "launchType") == "EC2"
    first = strategies[0] if strategies else None
    by_zone = first is not None and get(first, "type") == "spread" and get(first, "field") == _BY_ZONE
    if on_instances and not by_zone:
        yield "does not spread its tasks over zones before anything else (orderedPlacementStrategies)"


def _targets(service: Node, stack: Stack) -> list[Node]:
    return list(stack.referring(service, "resourceId", _TARGET)) or [
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
    found, names = texts(target.props, "resourceId"), texts(service.props, "name")
    return bool(found and names and found[0].startswith("service/") and found[0].endswith(f"/{names[0]}"))


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
        **POSTURE,
        "minTasks": setting("integer", 3, "Fewest tasks of a service in a region that serves.", minimum=1),
    },
    check=check,
)
