"""The shapes of plans: what `pulumi preview --json` and `python -m sandbox preview --json` write. Pure.

Only what the gate reads is named, and that strictly: a step of another shape is one that nobody judged.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong

# urn:pulumi:STACK::PROJECT::TYPES::NAME; a name may hold colons itself, and nothing that moves a terminal's cursor.
Urn = Annotated[StrictStr, Field(pattern=r"^urn:pulumi:[^:]+::[^:]+::[^:]+(:[^:]+)*::[^\x00-\x1f\x7f-\x9f]+$")]
Keys = list[StrictStr] | None
Count = Annotated[StrictInt, Field(ge=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Whole(_Shape):
    """A document: a part of it that has no name here may say anything about the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class State(_Shape):
    """A resource before or after a step."""

    urn: Urn | Literal[""] = ""
    type: StrictStr = ""
    custom: StrictBool = False
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

    severity: Literal["", "debug", "info", "info#err", "warning", "error"] = ""
    message: StrictStr = ""


class PulumiPlan(_Whole):
    """What `pulumi preview --json` writes."""

    config: Any = None
    duration: Any = None
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


class SandboxPlan(_Whole):
    """What `python -m sandbox preview --json` writes."""

    outputs: Any = None
    policies: Any = None
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
