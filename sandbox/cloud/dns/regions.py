"""Which region is near. Pure.

Route 53 measures latency and does not publish it; the distance between the regions stands in. Between two regions that
a platform chooses from, the nearer one is the quicker one.
"""

from math import asin, cos, radians, sin, sqrt

# Latitude and longitude of the metropolis that AWS names each region after.
_PLACES = {
    "af-south-1": (-33.9, 18.4),
    "ap-east-1": (22.3, 114.2),
    "ap-northeast-1": (35.7, 139.7),
    "ap-northeast-2": (37.6, 127.0),
    "ap-northeast-3": (34.7, 135.5),
    "ap-south-1": (19.1, 72.9),
    "ap-south-2": (17.4, 78.5),
    "ap-southeast-1": (1.4, 103.8),
    "ap-southeast-2": (-33.9, 151.2),
    "ap-southeast-3": (-6.2, 106.8),
    "ap-southeast-4": (-37.8, 145.0),
    "ca-central-1": (45.5, -73.6),
    "ca-west-1": (51.0, -114.1),
    "eu-central-1": (50.1, 8.7),
    "eu-central-2": (47.4, 8.5),
    "eu-north-1": (59.3, 18.1),
    "eu-south-1": (45.5, 9.2),
    "eu-south-2": (41.6, -0.9),
    "eu-west-1": (53.3, -6.3),
    "eu-west-2": (51.5, -0.1),
    "eu-west-3": (48.9, 2.4),
    "il-central-1": (32.1, 34.8),
    "me-central-1": (24.5, 54.4),
    "me-south-1": (26.2, 50.6),
    "sa-east-1": (-23.6, -46.6),
    "us-east-1": (39.0, -77.5),
    "us-east-2": (40.0, -83.0),
    "us-west-1": (37.4, -121.9),
    "us-west-2": (45.8, -119.7),
}
_EARTH_RADIUS_KM = 6371


def distance_km(one: str, other: str) -> float:
    """Kilometres between two regions. Raises ValueError that names a region without a place."""
    for region in (one, other):
        if region not in _PLACES:
            msg = f"no place is known for the region {region!r}; known are {', '.join(_PLACES)}"
            raise ValueError(msg)
    (north_1, east_1), (north_2, east_2) = (tuple(map(radians, _PLACES[region])) for region in (one, other))
    chord = sin((north_2 - north_1) / 2) ** 2 + cos(north_1) * cos(north_2) * sin((east_2 - east_1) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(chord))
