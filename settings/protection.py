"""Whether anything that holds data may be deleted."""

from enum import StrEnum


class Protection(StrEnum):
    """The one word that stands between `destroy` and the data.

    `locked` is the state to live in. `lifted` drops Pulumi's protect, AWS's deletion protection, final
    snapshots and recovery windows at the next `up`, and exists to take an environment down.
    """

    LOCKED = "locked"
    LIFTED = "lifted"
