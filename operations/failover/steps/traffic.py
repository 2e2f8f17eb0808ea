"""Moving clients: by a metric that health checks read, never by editing a record."""

from datetime import UTC, datetime
from typing import Any

from operations.failover.step_context import Result, StepContext, StepError
from operations.live import dns
from operations.live.failover_control import ENGAGED, is_engaged, newest
from operations.recovery.failover_steps import Kind

_GIVEN_BACK = 0.0
# The switch's alarm looks at whole minutes and keeps the larger value of each, so a 0 counts from the next minute on.
_LATCH_SECONDS = 150.0


def engage(context: StepContext) -> Result:
    """Send clients to the target: take traffic from the source region.

    The home region's record is PRIMARY, so a planned move home gives its traffic back and takes none: the other region
    keeps its place among those that serve. What stands in a region that is lost is another step's.
    """
    move = context.move
    given_back = release(context) if move.kind is Kind.PLANNED else {}
    if move.kind is Kind.PLANNED and move.target.settings.is_home:
        return given_back
    switch = move.source.values["routing"]["failover_control"]
    _say(context, context.target("cloudwatch"), switch, ENGAGED)
    return {**given_back, "taken from": move.source.region}


def release(context: StepContext) -> Result:
    """Nobody takes traffic from the target any more. Its switch stands in the source region."""
    switch, cloudwatch = context.move.target.values["routing"]["failover_control"], context.source("cloudwatch")
    if not is_engaged(cloudwatch, switch, context.clock.now()):
        return {}
    context.until(
        lambda: _written_back(context, cloudwatch, switch),
        f"{context.move.target.region} shall be given its traffic back",
        within=_LATCH_SECONDS,
    )
    return {"given back to": context.move.target.region}


def follow(context: StepContext) -> Result:
    """See that name servers answer with the target."""
    move = context.move
    look = dns.resolver()
    name, there = move.target.values["origin"], move.target.values["routing"]["origin"]

    def moved() -> bool | None:
        answers = look(name)
        return True if answers and answers <= look(there) else None

    try:
        context.until(moved, f"{name} shall be answered with {there}")
    except dns.LookupFailedError as error:
        return {"seen": False, "because": str(error)}
    return {"seen": True, "name": name}


def _written_back(context: StepContext, cloudwatch: Any, switch: dict[str, Any]) -> bool | None:  # noqa: ANN401
    _say(context, cloudwatch, switch, _GIVEN_BACK)
    return True if newest(cloudwatch, switch, context.clock.now()) == _GIVEN_BACK else None


def _say(context: StepContext, cloudwatch: Any, switch: dict[str, Any], value: float) -> None:  # noqa: ANN401
    if cloudwatch.meta.region_name != switch["region"]:
        msg = f"{context.step}: the switch stands in {switch['region']}, not in {cloudwatch.meta.region_name}"
        raise StepError(msg)
    cloudwatch.put_metric_data(
        Namespace=switch["namespace"],
        MetricData=[
            {
                "MetricName": switch["metric"],
                "Dimensions": [{"Name": name, "Value": text} for name, text in switch["dimensions"].items()],
                "Value": value,
                "Timestamp": datetime.fromtimestamp(context.clock.now(), UTC),
            }
        ],
    )
