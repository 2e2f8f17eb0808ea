"""Where tasks of a service run."""

import pytest

from multi_az.ecs_service_spread import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, TWO, subnets

_FIRST = {"type": "spread", "field": "attribute:ecs.availability-zone"}


def _service(
    *zones: object, least: object = None, most: object = None, region_role: str = "", **changes: object
) -> list[Declared]:
    found = subnets(*(zones or THREE))
    props = {
        "name": "web",
        "networkConfiguration": {"subnets": UNKNOWN},
        "availabilityZoneRebalancing": "ENABLED",
        "desiredCount": 3,
        **changes,
    }
    service = Declared("aws:ecs/service:Service", "web", props, refs={"networkConfiguration": found})
    made = [stack_root(**({"region_role": region_role} if region_role else {})), *found, service]
    if least is not None:
        made.append(
            Declared(
                "aws:appautoscaling/target:Target",
                "scaling",
                {"resourceId": "service/standby/web", "minCapacity": least, "maxCapacity": most},
                refs={"resourceId": [service]},
            )
        )
    return made


CASES = (
    passes("three zones, rebalanced, three tasks", _service()),
    passes("scaling decides how few", _service(desiredCount=0, least=3)),
    passes("no tasks in a region that stands by", _service(desiredCount=0, least=0, region_role="pilot")),
    passes("a service that is off, as before its first image", _service(desiredCount=0, least=0, most=0)),
    fails("scaling that may leave none", _service(desiredCount=0, least=0, most=60), "fewer than 3 tasks"),
    unknown("a bound that is not known", _service(least=0, most=UNKNOWN), "maxCapacity is not known yet"),
    passes("on instances, by zone first", _service(launchType="EC2", orderedPlacementStrategies=[_FIRST])),
    passes("a daemon has a task on each instance", _service(schedulingStrategy="DAEMON", desiredCount=None)),
    fails("subnets of two zones", _service(*TWO), "2 of at least 3"),
    fails("no rebalancing", _service(availabilityZoneRebalancing="DISABLED"), "availabilityZoneRebalancing"),
    fails("too few tasks", _service(desiredCount=2), "fewer than 3 tasks"),
    fails("scaling that may leave too few", _service(least=1), "fewer than 3 tasks"),
    fails(
        "memory before zones",
        _service(orderedPlacementStrategies=[{"type": "binpack", "field": "memory"}, _FIRST]),
        "over zones",
    ),
    fails(
        "tied to a zone",
        _service(
            placementConstraints=[{"type": "memberOf", "expression": "attribute:ecs.availability-zone == us-east-1a"}]
        ),
        "tied to a zone",
    ),
    absent(
        "rebalancing that nobody asked for", _service(availabilityZoneRebalancing=None), "availabilityZoneRebalancing"
    ),
    absent("no count at all", _service(desiredCount=None), "fewer than 3 tasks"),
    unknown("a count that is not known", _service(desiredCount=UNKNOWN), "desiredCount is not known yet"),
    unknown("a zone that is not known", _service(UNKNOWN, *THREE[:2]), "availabilityZone is not known yet"),
    passes(
        "a service on instances without a network of its own",
        _service(networkConfiguration=None, launchType="EC2", orderedPlacementStrategies=[_FIRST]),
    ),
    passes(
        "a scaling target by its name",
        [
            *_service(desiredCount=0),
            Declared("aws:appautoscaling/target:Target", "t", {"resourceId": "service/standby/web", "minCapacity": 3}),
        ],
    ),
    fails(
        "a scaling target of another service",
        [
            *_service(desiredCount=1),
            Declared(
                "aws:appautoscaling/target:Target", "t", {"resourceId": "service/standby/other", "minCapacity": 3}
            ),
        ],
        "fewer than 3 tasks",
    ),
    fails(
        "a table that has the service's name",
        [
            *_service(desiredCount=1),
            Declared("aws:appautoscaling/target:Target", "t", {"resourceId": "table/web", "minCapacity": 3}),
        ],
        "fewer than 3 tasks",
    ),
    fails("on instances without a strategy", _service(launchType="EC2"), "over zones"),
    fails(
        "spread over instances",
        _service(orderedPlacementStrategies=[{"type": "spread", "field": "instanceId"}]),
        "over",
    ),
    fails("packed by zone", _service(orderedPlacementStrategies=[{**_FIRST, "type": "binpack"}]), "over zones"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
