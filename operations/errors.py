"""The one kind of failure that a person can act on."""


class OperationError(Exception):
    """What was found, why it is refused, and what to do."""
