"""Parameters of a database that only a start reads. That RDS reads them then, only AWS shows."""

from typing import Any

import pytest

from sandbox.protocol.values import UNKNOWN
from sandbox.providers.aws.data.rds_groups import ClusterParameterGroup


def _problems(**parameter: object) -> list[tuple[str, str]]:
    return list(ClusterParameterGroup().problems({"parameters": [parameter]}, {}))


@pytest.mark.parametrize("method", [None, "immediate"])
def test_a_parameter_that_needs_a_start_is_not_set_at_once(method: str | None) -> None:
    ((place, reason),) = _problems(name="rds.logical_replication", value="1", applyMethod=method)
    assert place == "parameters[0].applyMethod"
    assert reason.startswith("cannot use immediate apply method for static parameter rds.logical_replication")


@pytest.mark.parametrize(
    "parameter",
    [
        {"name": "rds.logical_replication", "value": "1", "applyMethod": "pending-reboot"},
        {"name": "rds.force_ssl", "value": "1"},
        {"name": "log_min_duration_statement", "value": "1000", "applyMethod": "immediate"},
        {"name": UNKNOWN, "value": "1"},
    ],
    ids=["with the next start", "dynamic in Aurora", "dynamic", "not known yet"],
)
def test_what_rds_takes_is_taken(parameter: dict[str, Any]) -> None:
    assert _problems(**parameter) == []
