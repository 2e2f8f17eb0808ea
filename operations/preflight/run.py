"""Every check of both regions side by side, by a bounded number of hands, within a time."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from operations.live.clients import AWS_ERRORS, reason
from operations.preflight.checking import Check, Line, State
from operations.preflight.place import Place

_HANDS = 16
# What a region is called to by, before anything else is asked of it.
PROBE = "region"


def run(places: Sequence[Place], checks: Iterable[Check], *, seconds: float) -> list[Line]:
    """A line or more for each check and region, in their order. A region that does not answer is asked nothing more."""
    known = list(checks)
    pool = ThreadPoolExecutor(_HANDS)
    try:
        silent = dict(zip((place.region for place in places), pool.map(_silence, places), strict=True))
        asked = [
            (check, place, None if silent[place.region] else pool.submit(check.lines, place))
            for place in places
            for check in known
            if not check.once or place.settings.is_home
        ]
        wait([each for *_, each in asked if each is not None], timeout=seconds)
        return [
            *(line for place in places for line in _probe(place, silent[place.region], asked)),
            *(line for check, place, each in asked for line in _result(check, place, each, silent, seconds)),
        ]
    finally:
        # Calls that are under way end by their own timeouts; nobody waits for them.
        pool.shutdown(wait=False, cancel_futures=True)


def _silence(place: Place) -> str:
    """Why the region does not answer, or nothing: who refuses is there."""
    try:
        place.client("sts").get_caller_identity()
    except AWS_ERRORS as error:
        return "" if getattr(error, "response", None) else reason(error)
    return ""


def _probe(place: Place, silence: str, asked: Sequence[tuple[Check, Place, object]]) -> list[Line]:
    if not silence:
        return []
    count = sum(1 for _, each, _ in asked if each is place)
    found = f"{place.region} does not answer ({silence}): {count} checks could not look"
    do = "Look again when it answers; a failover away from it does not need it"
    return [Line(check=PROBE, region=place.region, state=State.UNKNOWN, found=found, do=do)]


def _result(
    check: Check, place: Place, each: "Future[list[Line]] | None", silent: dict[str, str], seconds: float
) -> list[Line]:
    if each is None:
        return [check.unknown(place, silent[place.region])]
    if not each.done():
        return [check.unknown(place, f"no answer within {seconds:g} seconds")]
    return each.result()
