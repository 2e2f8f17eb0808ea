"""The matrix: which cases are asked, and what came of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from operations.live.stack_state import StateResource
from operations.readiness.rule import Target
from tests.sandbox.readiness.cases import Case, Looked, Told, cases, work_of, wrong
from tests.sandbox.readiness.healthy import TARGETS, resources_of
from tests.sandbox.readiness.pairs import Staged, staged

_HOME, _PEER = TARGETS
# Asked of all rules at once: one that stops, and one that does not.
_WHOLE = (
    ("aws:rds/cluster:Cluster", "detached"),
    ("aws:ecs/service:Service", "removed"),
    ("aws:cloudwatch/dashboard:Dashboard", "removed"),
    ("aws:s3/bucketVersioning:BucketVersioning", "suspended"),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A case and what was said. `whole` where all rules were asked."""

    case: Case
    runtime: str
    told: tuple[Told, ...]
    failed: str
    seconds: float
    whole: bool = False

    @property
    def wrong(self) -> str:
        """What is wrong with it; nothing where it is right."""
        if self.failed:
            return f"{self.case.name}: {self.failed}"
        said = wrong(self.case, self.told, alone=not self.whole)
        return said and f"{self.runtime}: {said}"


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """All of it. `unchanged` is what was said before anything was changed, by runtime and region."""

    outcomes: tuple[Outcome, ...]
    unchanged: dict[str, tuple[Told, ...]]


def walk(directory: Path, *, every: bool) -> Matrix:
    """Bring pairs up, and do each change to a copy: to `every` resource, or to one of each kind of outcome."""
    outcomes: list[Outcome] = []
    unchanged: dict[str, tuple[Told, ...]] = {}
    with staged(directory) as place:
        for runtime in ("ecs", "eks"):
            if runtime == "eks":
                place.move_to_kubernetes()
            resources = resources_of(place.pair)
            for target in TARGETS:
                (answer,) = place.stage.ask([Looked(target=target, declared=resources)])
                unchanged[f"{runtime} {target.region}"] = _told(answer.found, answer.failed)
            done = {(each.case.change.type, each.case.resource.urn) for each in outcomes}
            asked = [each for each in _chosen(resources, every=every) if _is_new(each[1], done)]
            outcomes += _carried_out(place, asked, resources, runtime)
    return Matrix(outcomes=tuple(outcomes), unchanged=unchanged)


def _is_new(case: Case, done: set[tuple[str, str]]) -> bool:
    return (case.change.type, case.resource.urn) not in done


def _told(found: tuple[Told, ...] | None, failed: str) -> tuple[Told, ...]:
    return (Told(urn="", seen=failed, stops=True),) if failed else found or ()


def _chosen(resources: Sequence[StateResource], *, every: bool) -> Iterator[tuple[Target, Case]]:
    """Cases of the region that stands by, and of the other one what only that has."""
    west = list(cases(_PEER, resources))
    known = {each.change.type for each in west}
    east = [each for each in cases(_HOME, resources) if each.change.type not in known]
    seen: set[tuple[str, str, str]] = set()
    for target, case in (*((_PEER, each) for each in west), *((_HOME, each) for each in east)):
        kind = (case.change.type, case.change.how, case.then.value)
        if every or kind not in seen:
            seen.add(kind)
            yield target, case


def _carried_out(
    place: Staged, asked: Sequence[tuple[Target, Case]], resources: tuple[StateResource, ...], runtime: str
) -> Iterator[Outcome]:
    whole = [each for each in asked if (each[1].change.type, each[1].change.how) in _WHOLE][: len(_WHOLE)]
    todo = [(*each, False) for each in asked] + [(*each, True) for each in whole]
    answers = place.stage.ask([work_of(case, target, resources, whole=all_) for target, case, all_ in todo])
    for (_, case, all_), answer in zip(todo, answers, strict=True):
        yield Outcome(
            case=case,
            runtime=runtime,
            told=answer.found or (),
            failed=answer.failed,
            seconds=answer.seconds,
            whole=all_,
        )
