"""How fast Route 53 notices that a region is gone."""

from typing import Literal

from pydantic import Field

from settings.model import SettingsModel


class RoutingSettings(SettingsModel):
    """Health checks on each region's entry. Detection takes about interval times threshold."""

    # Route 53 offers these two; a change makes a new health check.
    check_interval_seconds: Literal[10, 30] = Field(default=10, description="Seconds between probes: 10 or 30.")
    failure_threshold: int = Field(default=3, ge=1, le=10, description="Failed probes in a row before unhealthy.")
