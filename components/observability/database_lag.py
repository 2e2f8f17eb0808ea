"""How old the database's copy here is, under whichever dimensions Aurora publishes it. Pure.

AWS's pages do not agree: the Aurora guide lists `DBClusterIdentifier` and `SourceRegion`, AWS's own labs read these
metrics by `SourceRegion`, and Neptune, which has the same ones, by both together. An alarm on dimensions that nobody
publishes never rings, and nothing says so.
"""

from collections.abc import Mapping
from typing import TypeVar

import pulumi

from components.observability.alarm import Measure

# Of what customers have written, and of everything that is copied.
LAG, REPLICATION_LAG = "AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag"
_CLUSTER, _SOURCE = "DBClusterIdentifier", "SourceRegion"
# The measure of this cluster alone goes first: that of a source region is about every copy here that comes from there.
_CLUSTER_ALONE, _BOTH, _SOURCE_ALONE = "cluster", "cluster_source", "source"


_Name = TypeVar("_Name", str, pulumi.Input[str])


def dimension_sets(cluster: _Name, source_region: str) -> dict[str, dict[str, _Name]]:
    """Under what the lag of a copy may be published, by a key of each."""
    return {
        _CLUSTER_ALONE: {_CLUSTER: cluster},
        _BOTH: {_CLUSTER: cluster, _SOURCE: source_region},
        _SOURCE_ALONE: {_SOURCE: source_region},
    }


def age_over(ids: Mapping[str, str]) -> str:
    """The expression over the measures of all sets, each by its id: milliseconds, and -1 where nobody publishes any.

    Without MAX, which CloudWatch advises against in alarms.
    """
    cluster, both, source = (f"FILL({ids[key]},-1)" for key in (_CLUSTER_ALONE, _BOTH, _SOURCE_ALONE))
    return f"IF({cluster} >= 0, {cluster}, IF({both} >= 0, {both}, {source}))"


def ages(metric: str, cluster: pulumi.Input[str], source_region: str) -> Mapping[str, Measure]:
    """What AGE reads."""
    return {
        key: Measure(namespace="AWS/RDS", name=metric, dimensions=dimensions)
        for key, dimensions in dimension_sets(cluster, source_region).items()
    }


# Over the measures of `ages`.
AGE = age_over({key: key for key in (_CLUSTER_ALONE, _BOTH, _SOURCE_ALONE)})
