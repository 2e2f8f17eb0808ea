"""Steps of a plan, read alike from `pulumi preview --json` and `python -m sandbox preview --json`. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError
from operations.plan_errors import error_of

_REPLACING = frozenset({"replace", "create-replacement", "delete-replaced", "discard-replaced"})
_KNOWN = frozenset({"same", "create", "update", "delete", "read", "refresh", "discard", "import", *_REPLACING})
# How a value that a preview does not know yet is written: by Pulumi, and by the sandbox engine.
_UNKNOWN = frozenset({"04da6b54-80e4-46f7-96ec-b56ff0331ba9", "output<string>", "[unknown]"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One resource's step. `changed` are paths of properties; `unknown` those whose new value is not known yet."""

    operation: str
    urn: str
    type: str
    changed: tuple[str, ...] = ()
    because_of: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The logical name."""
        return self.urn.rpartition("::")[2]

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
    """List the steps of a plan, one for each resource. Raises OperationError for what is no plan, or has failed."""
    error = error_of(document)
    if error:
        msg = f"{origin}: the plan itself failed, so there is nothing to judge: {error}"
        raise OperationError(msg)
    if "changes" in document:
        steps = [_of_sandbox(change) for change in document["changes"]]
    elif "steps" in document:
        steps = [_of_pulumi(step) for step in document["steps"]]
    else:
        msg = (
            f"{origin} is no plan: it has neither `steps` (pulumi preview --json) nor `changes` (python -m sandbox "
            "preview --json)"
        )
        raise OperationError(msg)
    strange = sorted({step.operation for step in steps} - _KNOWN)
    if strange:
        msg = f"{origin}: {', '.join(strange)} is no operation that this gate knows; nothing was judged"
        raise OperationError(msg)
    return tuple(_once(steps))


def _of_sandbox(change: Mapping[str, Any]) -> Step:
    differences = change.get("diff") or {}
    return Step(
        operation=str(change["op"]),
        urn=str(change["urn"]),
        type=str(change["type"]),
        changed=tuple(sorted(differences)),
        because_of=tuple(change.get("replaceReasons") or ()),
        unknown=frozenset(path for path, each in differences.items() if _is_unknown(each.get("new"))),
    )


def _of_pulumi(step: Mapping[str, Any]) -> Step:
    new, old = step.get("newState") or {}, step.get("oldState") or {}
    detailed = step.get("detailedDiff") or {}
    changed = tuple(sorted(detailed or step.get("diffReasons") or ()))
    inputs = new.get("inputs") or {}
    return Step(
        operation=str(step["op"]),
        urn=str(step["urn"]),
        type=str(new.get("type") or old.get("type") or str(step["urn"]).split("::")[2].rpartition("$")[2]),
        changed=changed,
        because_of=tuple(step.get("replaceReasons") or ()),
        unknown=frozenset(path for path in changed if _is_unknown(inputs.get(_first(path)))),
    )


def _once(steps: Iterable[Step]) -> Iterable[Step]:
    """A replacement is several steps in Pulumi's plans; the one that says why stands for all of them."""
    best: dict[str, Step] = {}
    for step in steps:
        known = best.get(step.urn)
        if known is None or len(step.because_of) + len(step.changed) > len(known.because_of) + len(known.changed):
            best[step.urn] = step if known is None or step.ends_the_resource else known
    return best.values()


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
