"""What the engine refuses or could not do. Each message says what was found, why, and what to do."""


class EngineError(Exception):
    """The operation cannot go on. `str()` is what a person reads."""


class UnsupportedError(EngineError):
    """The program uses a feature of Pulumi that this engine does not have; it is named, never guessed at."""


class ProtectedError(EngineError):
    """Something protected would be deleted or replaced."""


class LockedError(EngineError):
    """Another run holds the stack."""


class StateError(EngineError):
    """The stack's state cannot be read or does not fit the cloud; nothing was changed."""


class PluginError(EngineError):
    """A provider could not be started, or broke its protocol."""


def unsupported(what: str) -> str:
    """How a refusal of a feature reads."""
    return (
        f"the program uses {what}, which the sandbox engine does not support; leave it out, or run this program with "
        "the pulumi CLI"
    )
