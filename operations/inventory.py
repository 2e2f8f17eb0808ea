"""What a stack declares, read from a plan: `pulumi preview --json`, or an exported stack. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError
from operations.plan_errors import error_of

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


def read_plan(document: Mapping[str, Any], *, stack_region: str, origin: str) -> tuple[Declared, ...]:
    """List the resources that a plan leaves standing. Raises OperationError for what is no plan, or not all of one."""
    states = list(_states(document, origin))
    regions = {
        state["urn"]: str(state.get("inputs", {}).get("region", stack_region))
        for state in states
        if state["type"].startswith(_PROVIDER)
    }
    return tuple(
        Declared(
            type=state["type"],
            name=state["urn"].rpartition("::")[2],
            region=regions.get(_provider(state), stack_region),
            stack_region=stack_region,
            inputs=state.get("inputs") or {},
        )
        for state in states
        if state.get("custom") and not state.get("external") and not state["type"].startswith(("pulumi:", _PROVIDER))
    )


def _states(document: Mapping[str, Any], origin: str) -> Iterable[Mapping[str, Any]]:
    if "deployment" in document:
        yield from document["deployment"].get("resources") or ()
        return
    if "steps" not in document:
        msg = (
            f"{origin} is no plan: it has neither `steps` (pulumi preview --json) nor `deployment` (pulumi stack "
            "export); nothing was compared"
        )
        raise OperationError(msg)
    _refuse_in_part(document, origin)
    # A replacement may be several steps.
    standing: dict[str, Mapping[str, Any]] = {}
    for step in document["steps"]:
        if step.get("op") in _GONE:
            continue
        state = step.get("newState") or step.get("oldState")
        if state is None:
            msg = (
                f"{origin}: the step of {step.get('urn')} says neither its new nor its old state; write a full preview"
            )
            raise OperationError(msg)
        standing[state["urn"]] = state
    yield from standing.values()


def _refuse_in_part(document: Mapping[str, Any], origin: str) -> None:
    """Refuse a plan that failed, or that leaves out what does not change: its resources would cost nothing."""
    error = error_of(document)
    if error:
        msg = f"{origin}: the preview failed, so it does not say what there will be: {error}"
        raise OperationError(msg)
    same = (document.get("changeSummary") or {}).get("same", 0)
    missing = same - sum(step.get("op") == "same" for step in document["steps"])
    if missing > 0:
        msg = (
            f"{origin} leaves out {missing} resources that do not change, and their cost with them; write it with "
            "`pulumi preview --json --show-sames`"
        )
        raise OperationError(msg)


def _provider(state: Mapping[str, Any]) -> str:
    """The URN of the provider; an engine appends its id."""
    return "::".join(str(state.get("provider") or "").split("::")[:4])
