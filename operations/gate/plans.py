"""Steps of a plan, read alike from `pulumi preview --json` and `python -m sandbox preview --json`. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError
from operations.gate.counted import refuse_uncounted
from operations.gate.documents import PulumiPlan, PulumiStep, SandboxChange, SandboxPlan, plan_of
from operations.planning.plan_errors import error_of

# The engine's own names (pkg/resource/deploy/step.go in pulumi/pulumi). A read or an import that replaces ends the
# resource that was there, as any replacement does.
_REPLACING = frozenset(
    {
        "replace",
        "create-replacement",
        "delete-replaced",
        "discard-replaced",
        "import-replacement",
        "read-replacement",
        "remove-pending-replace",
    }
)
# Of several steps of one resource the first of these says what happens to it; what ends it comes before all of them.
_ORDER = ("import", "create", "update", "discard", "read", "refresh", "same")
_KNOWN = frozenset({"delete", *_ORDER, *_REPLACING})
# How a value that a preview does not know yet is written: by Pulumi, and by the sandbox engine.
_UNKNOWN = frozenset({"04da6b54-80e4-46f7-96ec-b56ff0331ba9", "output<string>", "[unknown]"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One resource's step. `changed` are paths of properties; `unknown` those whose new value is not known yet.

    `was` is the type of what is there, where an alias makes that another one; `of_provider` are those types that
    a provider has made, which no component's is.
    """

    operation: str
    urn: str
    type: str
    was: str = ""
    changed: tuple[str, ...] = ()
    because_of: tuple[str, ...] = ()
    of_provider: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The logical name."""
        return self.urn.split("::", 3)[3]

    @property
    def stack(self) -> str:
        """The stack that it is in."""
        return self.urn.split("::")[0].rpartition(":")[2]

    @property
    def ends_the_resource(self) -> str:
        """`replace` or `delete` where the resource that is there goes; else nothing."""
        if self.operation in _REPLACING:
            return "replace"
        return "delete" if self.operation == "delete" else ""


def read_steps(document: Mapping[str, Any], *, origin: str) -> tuple[Step, ...]:
    """List what a plan does to each resource. Raises OperationError for no plan, a failed one, and one in part."""
    # One that failed early has no steps: why it failed is what somebody wants to know.
    error = error_of(document)
    if error:
        msg = f"{origin}: the plan itself failed, so there is nothing to judge: {error}"
        raise OperationError(msg)
    plan = plan_of(document, origin)
    if isinstance(plan, PulumiPlan) and plan.corrupt:
        msg = f"{origin}: the engine says that its state may be corrupt (maybeCorrupt); nothing was judged"
        raise OperationError(msg)
    steps, counts = _read(plan)
    strange = sorted(({step.operation for step in steps} | (counts or {}).keys()) - _KNOWN)
    if strange:
        msg = f"{origin}: {', '.join(strange)} is no operation that this gate knows; nothing was judged"
        raise OperationError(msg)
    _refuse_other_types(steps, origin)
    _refuse_contradictions(plan, origin)
    refuse_uncounted(counts, [(step.operation, step.urn) for step in steps], _REPLACING, origin=origin)
    return tuple(_once(steps))


def _read(plan: PulumiPlan | SandboxPlan) -> tuple[list[Step], Mapping[str, int] | None]:
    if isinstance(plan, PulumiPlan):
        return [_of_pulumi(step) for step in plan.steps], plan.summary
    return [_of_sandbox(change) for change in plan.changes], plan.counts


def _of_sandbox(change: SandboxChange) -> Step:
    differences = change.differences or {}
    return Step(
        operation=change.op,
        urn=change.urn,
        type=change.type,
        was=_type_in(change.alias_of) if change.alias_of else "",
        changed=tuple(sorted(differences)),
        because_of=tuple(change.because_of or ()),
        unknown=frozenset(path for path, each in differences.items() if _is_unknown(each.new)),
    )


def _of_pulumi(step: PulumiStep) -> Step:
    changed = tuple(sorted(step.detailed or step.changed or ()))
    inputs = (step.new.inputs if step.new else None) or {}
    states = [state for state in (step.new, step.old) if state]
    types = [state.type for state in states if state.type] or [_type_in(step.urn)]
    types += [_type_in(step.old.urn)] if step.old and step.old.urn else []
    return Step(
        operation=step.op,
        urn=step.urn,
        type=types[0],
        was=types[-1] if types[-1] != types[0] else "",
        changed=changed,
        because_of=tuple(step.because_of or ()),
        of_provider=frozenset(state.type or _type_in(step.urn) for state in states if state.custom),
        unknown=frozenset(path for path in changed if _is_unknown(inputs.get(_first(path)))),
    )


def _type_in(urn: str) -> str:
    """Type that a URN names, which says the types of all parents first."""
    return urn.split("::", 3)[2].rpartition("$")[2]


def _refuse_other_types(steps: Iterable[Step], origin: str) -> None:
    for step in steps:
        if step.type != _type_in(step.urn):
            msg = (
                f"{origin}: {step.urn} is called a {step.type}, and an engine writes one type in both; nothing was "
                "judged"
            )
            raise OperationError(msg)


def _refuse_contradictions(plan: PulumiPlan | SandboxPlan, origin: str) -> None:
    """Refuse what is called harmless and says that it replaces."""
    for step in plan.steps if isinstance(plan, PulumiPlan) else plan.changes:
        differences = (step.detailed if isinstance(step, PulumiStep) else step.differences) or {}
        replaces = step.because_of or any(each.kind.endswith("-replace") for each in differences.values())
        if replaces and step.op in _ORDER and step.op != "refresh":
            msg = (
                f"{origin}: {step.urn} has the operation {step.op} and says that a property replaces it, and an engine "
                "writes one of the two; nothing was judged"
            )
            raise OperationError(msg)


def _once(steps: Iterable[Step]) -> Iterable[Step]:
    """One step for each resource: a replacement is several in Pulumi's plans, and with `--refresh` each has its own."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.urn, []).append(step)
    return [each[0] if len(each) == 1 else _together(each) for each in found.values()]


def _together(steps: list[Step]) -> Step:
    """What happens to one resource, and all that is said about why. What ends it counts, however little it says."""
    first = min(steps, key=_rank)
    # What a refresh found has happened already, and is no reason for what is going to.
    telling = [step for step in steps if step.operation != "refresh"] or steps
    return Step(
        operation=first.operation,
        urn=first.urn,
        type=first.type,
        was=next((step.was for step in steps if step.was), ""),
        changed=_in_order(step.changed for step in telling),
        because_of=_in_order(step.because_of for step in telling),
        of_provider=frozenset().union(*(step.of_provider for step in steps)),
        unknown=frozenset().union(*(step.unknown for step in telling)),
    )


def _rank(step: Step) -> int:
    if step.ends_the_resource:
        # The engine's word for the whole replacement before its parts, and a replacement before a bare deletion.
        return ("replace", "delete").index(step.operation) * 2 if step.operation in {"replace", "delete"} else 1
    return 3 + _ORDER.index(step.operation)


def _in_order(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for part in parts for path in part))


def _first(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _is_unknown(value: Any) -> bool:  # noqa: ANN401 - a property's value
    if isinstance(value, str):
        return value in _UNKNOWN
    if isinstance(value, dict):
        return any(_is_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(_is_unknown(item) for item in value)
    return False
