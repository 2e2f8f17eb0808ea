"""Every change that is done, each to one resource, and what is then asked of readiness."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from operations.live.clients import Clients
from operations.live.stack_state import StateResource
from operations.readiness.look import look
from operations.readiness.rule import NothingToSee, Target
from operations.readiness.rules import RULES
from sandbox.cloud.gateway import Gateway
from tests.sandbox.readiness.change import Around, Change, Failover
from tests.sandbox.readiness.changes import CHANGES
from tests.sandbox.readiness.hands import BOTH_REGIONS, Inside

# The machine may be busy: how long a look takes is asked elsewhere.
_WITHIN_SECONDS = 300.0
# What is of its stack's own cluster, and what stands in one place for both regions.
_OF_A_STACK = "kubernetes:"
_FOR_BOTH = ("aws:route53/", "aws:cloudfront/", "aws:wafv2/", "aws:rds/globalCluster:")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What readiness says of a resource."""

    urn: str
    seen: str
    stops: bool


@dataclass(frozen=True, kw_only=True)
class Case:
    """A change, the resource that it is done to, and what a failover makes of it."""

    change: Change
    resource: StateResource
    then: Failover

    @property
    def name(self) -> str:
        """As tests show it."""
        return f"{self.change.name}: {self.resource.name}"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A work: change one resource by hand, and ask readiness. Nothing is changed where no resource is given."""

    target: Target
    declared: tuple[StateResource, ...]
    # The types whose rules are asked.
    asked: frozenset[str] = frozenset(RULES)
    type: str = ""
    how: str = ""
    resource: StateResource | None = None

    def __call__(self, gateway: Gateway, clients: Clients) -> tuple[Told, ...]:
        """See Work."""
        if self.resource is not None:
            (change,) = [each for each in CHANGES[self.type] if each.how == self.how]
            change.hand(Inside(gateway, self.target), self.resource)
        rules = {
            kind: rule if kind in self.asked else NothingToSee(type=kind, because="it is not asked")
            for kind, rule in RULES.items()
        }
        found = look(self.target, self.declared, clients, rules, within=_WITHIN_SECONDS)
        return tuple(
            Told(urn=each.resource.urn, seen=each.seen, stops=each.stops) for each in (*found.problems, *found.unseen)
        )


def work_of(case: Case, target: Target, declared: tuple[StateResource, ...], *, whole: bool = False) -> Looked:
    """The case, asked of the rule of its type alone, or of all."""
    asked = frozenset(RULES) if whole else frozenset({case.change.type})
    return Looked(
        target=target,
        declared=declared,
        asked=asked,
        type=case.change.type,
        how=case.change.how,
        resource=case.resource,
    )


def in_target(resource: StateResource, target: Target) -> bool:
    """Whether a failover into the region may need it, by where it stands."""
    if resource.type.startswith(_OF_A_STACK):
        return resource.urn.split(":")[2] == target.stack
    if resource.type in BOTH_REGIONS or resource.type.startswith(_FOR_BOTH):
        return True
    return resource.region == target.region


def cases(
    target: Target, resources: Sequence[StateResource], changes: Mapping[str, Sequence[Change]] = CHANGES
) -> Iterator[Case]:
    """Every change of every resource that the region may need."""
    around = Around(target=target, types=frozenset(each.type for each in resources))
    for resource in resources:
        if not in_target(resource, target):
            continue
        for change in changes.get(resource.type, ()):
            then = change.expected(resource, around)
            if then is not None:
                yield Case(change=change, resource=resource, then=then)


def wrong(case: Case, told: Sequence[Told], *, alone: bool = True) -> str:
    """What is wrong with what readiness says of a case; nothing where it is right.

    Where it was asked of its own rule `alone`, nothing else may be named: others of its type are as they were.
    """
    mine = [each for each in told if each.urn == case.resource.urn]
    others = sorted({_name(each) for each in told if each.urn != case.resource.urn} - set(case.change.with_it))
    if not mine:
        return f"{case.name}: not named" + (f"; named instead: {', '.join(others)}" if others else "")
    said = "; ".join(each.seen for each in mine)
    expected = case.then is Failover.STOPS
    if any(each.stops for each in mine) != expected:
        stops = "stops" if any(each.stops for each in mine) else "is spared"
        return f"{case.name}: {stops}, expected {case.then.value} ({case.change.because}): {said}"
    if alone:
        return f"{case.name}: names {', '.join(others)} too" if others else ""
    stopped = any(each.stops for each in told)
    return f"{case.name}: a failover is {'stopped' if stopped else 'let through'}" if stopped != expected else ""


def _name(told: Told) -> str:
    return told.urn.rpartition("::")[2]
