"""How the DynamoDB global tables replicate and how far back they restore."""

from enum import StrEnum

from pydantic import Field

from settings.model import SettingsModel
from settings.regions import RegionName


class Consistency(StrEnum):
    """Replication between the regions; fixed when the tables are created."""

    EVENTUAL = "eventual"
    STRONG = "strong"


class TablesSettings(SettingsModel):
    """Applies to the four tables (operations, orders, products, sessions) alike."""

    consistency: Consistency = Field(default=Consistency.EVENTUAL, description="eventual or strong.")
    witness: RegionName | None = Field(
        default=None, description="Third region that keeps a strongly consistent table's log; only with strong."
    )
    recovery_days: int = Field(default=35, ge=1, le=35, description="Days of point-in-time recovery.")
