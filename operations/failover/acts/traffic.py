"""Moving clients: by a metric that health checks read, never by editing a record."""

from datetime import UTC, datetime
from typing import Any

from operations.failover import dns
from operations.failover.ground import Ground, Result, StepError
from operations.failover_steps import Kind
from operations.live.clients import AWS_ERRORS, reason
from operations.live.metrics import datapoints

_TAKEN, _GIVEN_BACK = 1.0, 0.0
_MINUTES = 10
# The switch's alarm looks at whole minutes and keeps the larger value of each, so a 0 counts from the next minute on.
_LATCH_SECONDS = 150.0


def flip(ground: Ground) -> Result:
    """Send clients to the target: take traffic from the region that is left, and give the target back its own.

    The home region's record is PRIMARY, so clients return to it by giving back alone: the other region keeps its place
    among those that serve. A switch in a region that is lost cannot be written; what that means is in the result.
    """
    move, said = ground.move, {}
    given_back = _give_back(ground)
    if not (move.kind is Kind.PLANNED and move.target.settings.is_home):
        switch = move.source.values["routing"]["take_over"]
        _say(ground, ground.target("cloudwatch"), switch, _TAKEN)
        said[f"taken from {move.source.region}"] = switch["region"]
    return {**said, **given_back}


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


def _give_back(ground: Ground) -> Result:
    """Nobody takes traffic from the target any more. Its switch stands in the region that is left."""
    move = ground.move
    switch = move.target.values["routing"]["take_over"]
    try:
        cloudwatch = _brief(ground)
        if not _is_taken(ground, cloudwatch, switch):
            return {}
        ground.until(
            lambda: _written_back(ground, cloudwatch, switch),
            f"{move.target.region} shall be given its traffic back",
            within=_LATCH_SECONDS,
        )
    except AWS_ERRORS as error:
        if move.kind is Kind.PLANNED:
            raise
        return {"not_given_back": f"the switch in {switch['region']} could not be written: {reason(error)}"}
    return {f"given back to {move.target.region}": switch["region"]}


def _brief(ground: Ground) -> Any:  # noqa: ANN401 - a boto3 client
    return ground.source("cloudwatch")


def _is_taken(ground: Ground, cloudwatch: Any, switch: dict[str, Any]) -> bool:  # noqa: ANN401
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[switch["alarm"]])["MetricAlarms"]
    newest = _newest(ground, cloudwatch, switch)
    return bool(alarm["StateValue"] == "ALARM") if newest is None else newest >= _TAKEN


def _written_back(ground: Ground, cloudwatch: Any, switch: dict[str, Any]) -> bool | None:  # noqa: ANN401
    _say(ground, cloudwatch, switch, _GIVEN_BACK)
    return True if _newest(ground, cloudwatch, switch) == _GIVEN_BACK else None


def _newest(ground: Ground, cloudwatch: Any, switch: dict[str, Any]) -> float | None:  # noqa: ANN401
    """The largest value of the newest minute that has one, this one included."""
    points = datapoints(
        cloudwatch,
        switch["namespace"],
        switch["metric"],
        switch["dimensions"],
        now=ground.clock.now() + 60,
        minutes=_MINUTES,
    )
    return points[max(points)] if points else None


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
