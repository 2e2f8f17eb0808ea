"""Moving clients: by a metric that health checks read, never by editing a record."""

from datetime import UTC, datetime
from typing import Any

from operations import dns
from operations.failover.ground import Ground, Result, StepError
from operations.failover_steps import Kind
from operations.live.take_over import TAKEN, is_thrown, newest

_GIVEN_BACK = 0.0
# The switch's alarm looks at whole minutes and keeps the larger value of each, so a 0 counts from the next minute on.
_LATCH_SECONDS = 150.0


def flip(ground: Ground) -> Result:
    """Send clients to the target: take traffic from the region that is left.

    The home region's record is PRIMARY, so a planned move home gives its traffic back and takes none: the other region
    keeps its place among those that serve. What stands in a region that is lost is another step's.
    """
    move = ground.move
    given_back = give_back(ground) if move.kind is Kind.PLANNED else {}
    if move.kind is Kind.PLANNED and move.target.settings.is_home:
        return given_back
    switch = move.source.values["routing"]["take_over"]
    _say(ground, ground.target("cloudwatch"), switch, TAKEN)
    return {**given_back, "taken from": move.source.region}


def give_back(ground: Ground) -> Result:
    """Nobody takes traffic from the target any more. Its switch stands in the region that is left."""
    switch, cloudwatch = ground.move.target.values["routing"]["take_over"], ground.source("cloudwatch")
    if not is_thrown(cloudwatch, switch, ground.clock.now()):
        return {}
    ground.until(
        lambda: _written_back(ground, cloudwatch, switch),
        f"{ground.move.target.region} shall be given its traffic back",
        within=_LATCH_SECONDS,
    )
    return {"given back to": ground.move.target.region}


def follow(ground: Ground) -> Result:
    """See that name servers answer with the target."""
    move = ground.move
    look = dns.resolver()
    name, there = move.target.values["origin"], move.target.values["routing"]["origin"]

    def moved() -> bool | None:
        answers = look(name)
        return True if answers and answers <= look(there) else None

    try:
        ground.until(moved, f"{name} shall be answered with {there}")
    except dns.LookupFailedError as error:
        return {"seen": False, "because": str(error)}
    return {"seen": True, "name": name}


def _written_back(ground: Ground, cloudwatch: Any, switch: dict[str, Any]) -> bool | None:  # noqa: ANN401
    _say(ground, cloudwatch, switch, _GIVEN_BACK)
    return True if newest(cloudwatch, switch, ground.clock.now()) == _GIVEN_BACK else None


def _say(ground: Ground, cloudwatch: Any, switch: dict[str, Any], value: float) -> None:  # noqa: ANN401
    if cloudwatch.meta.region_name != switch["region"]:
        msg = f"{ground.step}: the switch stands in {switch['region']}, not in {cloudwatch.meta.region_name}"
        raise StepError(msg)
    cloudwatch.put_metric_data(
        Namespace=switch["namespace"],
        MetricData=[
            {
                "MetricName": switch["metric"],
                "Dimensions": [{"Name": name, "Value": text} for name, text in switch["dimensions"].items()],
                "Value": value,
                "Timestamp": datetime.fromtimestamp(ground.clock.now(), UTC),
            }
        ],
    )
