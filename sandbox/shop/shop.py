"""Both regions' containers, turn by turn."""

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.shop.place import Place
from sandbox.shop.web import Web
from sandbox.shop.worker import Worker


class Shop:
    """A region that is dark does nothing, and asks nothing."""

    def __init__(self, places: dict[str, Place], workers: dict[str, Worker]) -> None:
        self._places, self._workers = places, workers

    def turn(self) -> dict[str, str]:
        """One turn of each region. What kept a region from its turn, by region."""
        failed: dict[str, str] = {}
        for region, place in self._places.items():
            try:
                self._turn_of(region, place)
            except (BotoCoreError, ClientError) as error:
                # As a container does, it tries again; the region may have gone dark in between.
                failed[region] = str(error)
        return failed

    def _turn_of(self, region: str, place: Place) -> None:
        dark = place.dark()
        if region in dark:
            return
        around = place.look()
        if around.running.get("web") and around.serves:
            place.publish("web", "HealthChecksAnswered", 1, "Count", (region, *({place.peer} - dark)))
            Web(place).visit()
        if around.running.get("worker"):
            self._workers[region].turn(writes=around.writes, peer_is_dark=place.peer in dark)
