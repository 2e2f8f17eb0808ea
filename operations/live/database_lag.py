"""How old the database's copy in a region is, as CloudWatch there knows it."""

from typing import Any

from operations.live.metrics import Metric, datapoints

METRIC = "AuroraGlobalDBRPOLag"


def dimension_sets(cluster: str, source_region: str) -> tuple[dict[str, str], ...]:
    """Under what Aurora may publish the lag, as AWS's pages disagree; in the order of the program's own alarms."""
    return (
        {"DBClusterIdentifier": cluster},
        {"DBClusterIdentifier": cluster, "SourceRegion": source_region},
        {"SourceRegion": source_region},
    )


def database_lag(
    cloudwatch: Any,  # noqa: ANN401 - a boto3 client
    cluster: str,
    source_region: str,
    *,
    now: float,
    minutes: int,
) -> dict[float, float]:
    """Milliseconds by the second at which a minute begins; empty where nobody published any. Raises what AWS raises."""
    for dimensions in dimension_sets(cluster, source_region):
        found = datapoints(cloudwatch, Metric("AWS/RDS", METRIC, dimensions), now=now, minutes=minutes)
        if found:
            return found
    return {}
