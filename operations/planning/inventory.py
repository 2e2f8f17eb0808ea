"""What a stack declares, read from a plan: `pulumi preview --json`, or an exported stack. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong
from operations.planning.plan_errors import error_of

_GONE = frozenset({"delete", "delete-replaced", "discard-replaced", "discard"})
_PROVIDER = "pulumi:providers:"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One resource of a plan. `stack_region` is where its stack is, `region` where the resource itself is."""

    type: str
    name: str
    region: str
    stack_region: str
    inputs: Mapping[str, Any]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _State(_Shape):
    urn: StrictStr
    type: StrictStr
    custom: bool = False
    external: bool = False
    provider: StrictStr | None = None
    inputs: dict[str, Any] | None = None

    @property
    def provider_urn(self) -> str:
        """An engine appends the provider's id."""
        return "::".join((self.provider or "").split("::")[:4])


class _Step(_Shape):
    op: StrictStr = ""
    urn: StrictStr = ""
    old: Annotated[_State | None, Field(alias="oldState")] = None
    new: Annotated[_State | None, Field(alias="newState")] = None


class _Preview(_Shape):
    steps: list[_Step]
    summary: Annotated[dict[str, StrictInt] | None, Field(alias="changeSummary")] = None


class _Deployment(_Shape):
    resources: list[_State] | None = None


class _Export(_Shape):
    deployment: _Deployment


def read_plan(document: Mapping[str, Any], *, stack_region: str, origin: str) -> tuple[Declared, ...]:
    """List the resources that a plan leaves standing. Raises OperationError for what is no plan, or not all of one."""
    try:
        states = list(_states(document, origin))
    except ValidationError as error:
        msg = f"{origin} is no plan: {first_wrong(error)}; nothing was compared"
        raise OperationError(msg) from None
    regions = {
        state.urn: str((state.inputs or {}).get("region", stack_region))
        for state in states
        if state.type.startswith(_PROVIDER)
    }
    return tuple(
        Declared(
            type=state.type,
            name=state.urn.rpartition("::")[2],
            region=regions.get(state.provider_urn, stack_region),
            stack_region=stack_region,
            inputs=state.inputs or {},
        )
        for state in states
        if state.custom and not state.external and not state.type.startswith(("pulumi:", _PROVIDER))
    )


def _states(document: Mapping[str, Any], origin: str) -> Iterable[_State]:
    if "deployment" in document:
        yield from _Export.model_validate(document).deployment.resources or ()
        return
    if "steps" not in document:
        msg = (
            f"{origin} is no plan: it has neither `steps` (pulumi preview --json) nor `deployment` (pulumi stack "
            "export); nothing was compared"
        )
        raise OperationError(msg)
    error = error_of(document)
    if error:
        msg = f"{origin}: the preview failed, so it does not say what there will be: {error}"
        raise OperationError(msg)
    plan = _Preview.model_validate(document)
    _refuse_in_part(plan, origin)
    # A replacement may be several steps.
    standing: dict[str, _State] = {}
    for step in plan.steps:
        if step.op in _GONE:
            continue
        state = step.new or step.old
        if state is None:
            msg = f"{origin}: the step of {step.urn} says neither its new nor its old state; write a full preview"
            raise OperationError(msg)
        standing[state.urn] = state
    yield from standing.values()


def _refuse_in_part(plan: _Preview, origin: str) -> None:
    """Refuse a plan that leaves out what does not change: its resources would cost nothing."""
    same = (plan.summary or {}).get("same", 0)
    missing = same - sum(step.op == "same" for step in plan.steps)
    if missing > 0:
        msg = (
            f"{origin} leaves out {missing} resources that do not change, and their cost with them; write it with "
            "`pulumi preview --json --show-sames`"
        )
        raise OperationError(msg)
