"""What the runs of a stack did: a state alone does not say what it has forgotten. Pure."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong

# A replacement is counted once; a deletion leaves nothing.
_STANDING = ("same", "create", "update", "replace", "import")
_DEFAULT_PROVIDER = "default"


class Run(BaseModel):
    """One run. `changes` are resources by operation."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str
    result: str
    ended: Annotated[str, Field(alias="endTime")]
    changes: Annotated[dict[str, int] | None, Field(alias="resourceChanges")] = None

    def count(self, *operations: str) -> int:
        """How many resources it did one of these to."""
        return sum((self.changes or {}).get(each, 0) for each in operations)


_RUNS_OF_A_STACK = TypeAdapter(tuple[Run, ...])


def runs_in(history: object, stack: str) -> tuple[Run, ...]:
    """The runs that `pulumi stack history --json` lists, the newest first. Raises OperationError for anything else."""
    try:
        return _RUNS_OF_A_STACK.validate_python(history)
    except ValidationError as error:
        msg = f"the history of {stack} is none: {first_wrong(error)}"
        raise OperationError(msg) from error


def forgotten(resources: Sequence[Mapping[str, Any]], runs: Sequence[Run]) -> str:
    """What the last `up` that succeeded left and the state no longer holds; nothing where it holds all.

    A refresh takes what it finds gone out of the state, and the next `up` makes it again, unless that one is refused.
    """
    last = next((index for index, each in enumerate(runs) if (each.kind, each.result) == ("update", "succeeded")), None)
    if last is None:
        return ""
    refreshes = [each for each in runs[:last] if each.kind == "refresh"]
    gone = max(
        runs[last].count(*_STANDING) - sum(1 for each in resources if _is_counted(each)),
        sum(each.count("delete") for each in refreshes),
    )
    what = "1 resource" if gone == 1 else f"{gone} resources"
    return f"lacks {what} that the last up left ({runs[last].ended})" if gone > 0 else ""


def _is_counted(resource: Mapping[str, Any]) -> bool:
    """Whether engines count it: not what others made, and not a provider that the engine made for itself."""
    name = resource["urn"].rpartition("::")[2]
    default = resource["type"].startswith("pulumi:providers:") and name.startswith(_DEFAULT_PROVIDER)
    return not default and not resource.get("external")
