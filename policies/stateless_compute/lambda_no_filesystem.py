"""Rule sc-lambda-no-filesystem."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import number, present
from framework.rule import ResourceRule, Severity, setting

FUNCTION = "aws:lambda/function:Function"
_DEFAULT_MIB = 512


def check(resource: Resource, settings: Settings) -> Iterator[str]:
    """Scratch in /tmp belongs to one execution environment, and is bounded."""
    if present(resource.props, "fileSystemConfig"):
        yield "mounts a file system (fileSystemConfig)"
    most = settings.count("maxEphemeralMib")
    if number(resource.props, "ephemeralStorage.size", _DEFAULT_MIB) > most:
        yield f"asks for more than {most} MiB of scratch (ephemeralStorage)"


RULE = ResourceRule(
    id="sc-lambda-no-filesystem",
    title="A function mounts no file system, and its scratch is bounded.",
    breaks="What a function keeps on a file system is not there when it runs in the other region.",
    instead="keep data in a table or a bucket, drop fileSystemConfig, and leave ephemeralStorage at its default.",
    severity=Severity.MEDIUM,
    references=("REL05-BP06",),
    reads={FUNCTION: ("fileSystemConfig", "ephemeralStorage.size")},
    settings={"maxEphemeralMib": setting("integer", _DEFAULT_MIB, "Most scratch of a function.", minimum=512)},
    left_out={
        FUNCTION: {
            "fileSystemConfig": "a function mounts what is configured, and nothing else (Lambda API, CreateFunction).",
            "ephemeralStorage.size": "512 MiB by default (Lambda API, EphemeralStorage).",
        }
    },
    check=check,
)
