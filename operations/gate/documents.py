"""The shapes of plans: what `pulumi preview --json` and `python -m sandbox preview --json` write. Pure.

Only what the gate reads is named, and that strictly: a step of another shape is one that nobody judged.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from operations.errors import OperationError
from operations.invalid import first_wrong

# urn:pulumi:STACK::PROJECT::TYPES::NAME; a name may hold colons itself.
Urn = Annotated[StrictStr, Field(pattern=r"^urn:pulumi:[^:]+::[^:]+::[^:]+(:[^:]+)*::.+$")]
Keys = list[StrictStr] | None
Count = Annotated[StrictInt, Field(ge=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class State(_Shape):
    """A resource before or after a step."""

    type: StrictStr = ""
    inputs: dict[str, Any] | None = None


class Difference(_Shape):
    """One property of a change. `kind` ends in `-replace` where it replaces the resource."""

    kind: StrictStr = ""
    new: Any = None


class PulumiStep(_Shape):
    """One of `steps`; a resource may have several."""

    op: StrictStr
    urn: Urn
    old: Annotated[State | None, Field(alias="oldState")] = None
    new: Annotated[State | None, Field(alias="newState")] = None
    detailed: Annotated[dict[str, Difference] | None, Field(alias="detailedDiff")] = None
    changed: Annotated[Keys, Field(alias="diffReasons")] = None
    because_of: Annotated[Keys, Field(alias="replaceReasons")] = None


class Diagnostic(_Shape):
    """What the engine or a provider said."""

    severity: StrictStr = ""
    message: StrictStr = ""


class PulumiPlan(_Shape):
    """What `pulumi preview --json` writes."""

    steps: list[PulumiStep]
    summary: Annotated[dict[str, Count] | None, Field(alias="changeSummary")] = None
    diagnostics: list[Diagnostic] | None = None
    corrupt: Annotated[bool, Field(alias="maybeCorrupt")] = False


class SandboxChange(_Shape):
    """One of `changes`."""

    op: StrictStr
    urn: Urn
    type: StrictStr
    differences: Annotated[dict[str, Difference] | None, Field(alias="diff")] = None
    because_of: Annotated[Keys, Field(alias="replaceReasons")] = None
    alias_of: Annotated[Urn | Literal[""], Field(alias="aliasOf")] = ""


class SandboxPlan(_Shape):
    """What `python -m sandbox preview --json` writes."""

    changes: list[SandboxChange]
    counts: dict[str, Count] | None = None
    error: StrictStr | None = None


def plan_of(document: Mapping[str, Any], origin: str) -> PulumiPlan | SandboxPlan:
    """Read a plan of either engine. Raises OperationError for any other shape."""
    shapes = [shape for key, shape in (("steps", PulumiPlan), ("changes", SandboxPlan)) if key in document]
    if len(shapes) != 1:
        has = "both" if shapes else "neither"
        msg = (
            f"{origin} is no plan: it has {has} `steps` (pulumi preview --json) {'and' if shapes else 'nor'} `changes` "
            "(python -m sandbox preview --json); nothing was judged"
        )
        raise OperationError(msg)
    try:
        return shapes[0].model_validate(document)
    except ValidationError as error:
        msg = f"{origin} is no plan that this gate knows: {first_wrong(error)}; nothing was judged"
        raise OperationError(msg) from None
