"""What becomes of a connection whose call is not answered."""

from enum import StrEnum


class Connection(StrEnum):
    """How a caller meets a region that is gone."""

    HANG = "hang"
    """Nothing comes, as when packets are lost, until the caller gives up or the fault is lifted."""
    REFUSE = "refuse"
    """It is reset at once, as when nobody listens."""
