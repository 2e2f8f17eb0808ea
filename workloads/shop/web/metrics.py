"""What `web` publishes: the load that auto scaling follows, and heartbeats.

Route 53's own metrics on health checks exist in us-east-1 only, so an alarm on them is blind in the very event that it
is for. What Route 53 sees is therefore measured where it looks: each task counts the checks by Route 53 that it
answered well, and tells both regions. Silence in the other region means that Route 53 gets no good answer any more
either, or that this region cannot reach the outside.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from workloads.declaration import CHECKS_ANSWERED, CONCURRENT_REQUESTS
from workloads.shop.clients import AwsClient
from workloads.shop.periodic import Datum, Publisher, count
from workloads.shop.web.health import Checks
from workloads.shop.web.in_flight import InFlightMeter

# Three values in each of the minutes that a scaling alarm looks at.
_LOAD_SECONDS = 20
# One in each minute that the other region's alarm looks at.
_LIFE_SECONDS = 60


class Measures:
    """What one task measures, with the dimensions that alarms and dashboards ask for.

    Each task writes equally often, so that the average over all tasks is the average of a task.
    """

    def __init__(self, meter: InFlightMeter, checks: Checks, *, service: str, region: str) -> None:
        self._meter, self._checks, self._service, self._region = meter, checks, service, region

    def load(self) -> list[Datum]:
        """Requests held at once, on average since the last call."""
        dimensions = {"Service": self._service, "Region": self._region}
        return [count(CONCURRENT_REQUESTS, self._meter.take(), dimensions)]

    def life(self) -> Callable[[], list[Datum]]:
        """A reading of its own of the checks answered since it was last read."""
        take = self._checks.reader()
        return lambda: [count(CHECKS_ANSWERED, take(), {"Region": self._region})]


@contextmanager
def published(measures: Measures, here: AwsClient, there: AwsClient) -> Iterator[None]:
    """Publish within: everything here, heartbeats in the other region too."""
    publishers: list[AbstractContextManager[Publisher]] = [
        Publisher(here, measures.load, every_seconds=_LOAD_SECONDS),
        Publisher(here, measures.life(), every_seconds=_LIFE_SECONDS),
        Publisher(there, measures.life(), every_seconds=_LIFE_SECONDS),
    ]
    with ExitStack() as running:
        for publisher in publishers:
            running.enter_context(publisher)
        yield
