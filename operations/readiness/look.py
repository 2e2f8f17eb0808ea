"""Everything that a region needs to take over, looked at side by side. Nothing here changes anything."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from botocore.exceptions import ConnectionError as NotConnectedError
from botocore.exceptions import HTTPClientError

from operations.errors import OperationError
from operations.live.clients import AWS_ERRORS, Clients, reason
from operations.live.stack_state import StateResource
from operations.readiness.asking import Answers, Ask
from operations.readiness.rule import (
    GLOBAL_CONTROL_PLANES,
    NothingToSee,
    Problem,
    Rule,
    Target,
    needed,
    spared,
    stack_of,
)
from operations.readiness.rules import RULES

Rules = Mapping[str, Rule | NothingToSee]
# Below the deadline of a gate, so that what did not answer is named.
WITHIN_SECONDS = 12.0
_WIDTH = 16
# So many rules without an answer, and none with one, are a region that is gone: the rest is not waited for.
_SILENT = 4
_NO_ANSWER = (NotConnectedError, HTTPClientError)
# In a disaster, a control plane elsewhere that has not said a word by then is not waited for.
_FIRST_WORD_SECONDS = 1.0
_Found = tuple[list[Problem], list[Problem]]
_Work = Sequence[tuple[Rule, Sequence[StateResource]]]
# Stacks, their references and their providers: nothing of them is in AWS.
_OF_PULUMI = "pulumi:"


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What was looked at, and what is not as declared. `unseen` is what could not be looked at, with the reason."""

    region: str
    looked: int
    problems: tuple[Problem, ...]
    unseen: tuple[Problem, ...]

    @property
    def is_ready(self) -> bool:
        """Whether a failover finds all that it cannot live without. Could not look is not ready."""
        return not self.stopping

    @property
    def stopping(self) -> tuple[Problem, ...]:
        """What a failover cannot live without, or what may be so for all that anybody could see."""
        return tuple(each for each in (*self.problems, *self.unseen) if each.stops)


def unruled(resources: Sequence[StateResource], rules: Rules = RULES) -> list[str]:
    """Types that no rule knows. Components and providers are nothing in AWS."""
    return sorted({each.type for each in resources if _is_real(each)} - rules.keys())


def look(
    target: Target,
    resources: Sequence[StateResource],
    clients: Clients,
    rules: Rules = RULES,
    *,
    hasty: Clients | None = None,
    within: float = WITHIN_SECONDS,
    shared: Answers | None = None,
) -> Readiness:
    """Look at all that a failover needs of both stacks. Raises OperationError for a type that no rule knows.

    With `hasty`, as in a disaster, those clients ask what stands outside the region: control planes of one region alone
    may be lost with it, and what they hold serves on. `shared` is for looks at both regions side by side.
    """
    _refuse_strangers(resources, rules)
    work = _work(target, resources, rules)
    ours = [each for each in work if hasty is None or _stands_here(each[0], target)]
    others = [each for each in work if hasty is not None and not _stands_here(each[0], target)]

    def asking(made: Clients) -> Ask:
        return Ask(made, target.region, target.peer_region, resources, elsewhere=hasty is None, shared=shared)

    looks = [_Looks(asking(clients), ours), *([_Looks(asking(hasty), others)] if hasty and others else [])]
    looks[0].wait(within)
    for each in looks[1:]:
        each.wait(_FIRST_WORD_SECONDS)
        if each.heard:
            each.wait(within)
    found = [one for each in looks for one in each.found()]
    return Readiness(
        region=target.region,
        looked=sum(len(group) for _, group in work),
        problems=(*_forgotten(resources), *(each for problems, _ in found for each in problems)),
        unseen=(*_unknown_pasts(resources), *(each for _, unseen in found for each in unseen)),
    )


def _forgotten(resources: Sequence[StateResource]) -> Iterator[Problem]:
    """What a state has forgotten stands in no list of what to look at, so neither region is known to have it."""
    for each in resources:
        if each.forgotten:
            stack = stack_of(each)
            means = "a refresh found it gone, or a run ended half-way, and nobody looks at it any more"
            do = f"pulumi preview --stack {stack} says which; pulumi up --stack {stack} makes it again"
            yield needed(each, each.forgotten, means, do)


def _unknown_pasts(resources: Sequence[StateResource]) -> Iterator[Problem]:
    """Stacks whose history nobody could read: what their states hold is looked at, what they lack is not known."""
    for each in resources:
        if each.history_unread:
            means = "whether its state has forgotten something is not known; all that it holds is looked at"
            yield spared(each, each.history_unread, means, f"pulumi stack history --stack {stack_of(each)} says why")


def _refuse_strangers(resources: Sequence[StateResource], rules: Rules) -> None:
    if strangers := unruled(resources, rules):
        msg = (
            f"readiness has no rule for {', '.join(strangers)}: whether a failover needs it, nobody has said. Write "
            "one in operations/readiness/rules/"
        )
        raise OperationError(msg)


def _work(target: Target, resources: Sequence[StateResource], rules: Rules) -> _Work:
    groups: dict[str, list[StateResource]] = {}
    for each in resources:
        if _is_real(each):
            groups.setdefault(each.type, []).append(each)
    return [
        (rule, asked)
        for kind, group in sorted(groups.items())
        if isinstance(rule := rules[kind], Rule) and (asked := [each for each in group if rule.concerns(each, target)])
    ]


def _is_real(resource: StateResource) -> bool:
    return resource.custom and not resource.type.startswith(_OF_PULUMI)


def _stands_here(rule: Rule, target: Target) -> bool:
    return not rule.in_one_place or target.region == GLOBAL_CONTROL_PLANES


class _Looks:
    """Looks that go on side by side, for as long as somebody waits for them."""

    def __init__(self, ask: Ask, work: _Work) -> None:
        # The region that is looked at, and what stands in one place wherever that is: either may be silent alone.
        self._silences, self._began, self._within = {False: _Silence(), True: _Silence()}, monotonic(), 0.0
        # Not as a context: that would wait for looks that are too late.
        self._pool = ThreadPoolExecutor(_WIDTH, thread_name_prefix="readiness")
        self._waiting = [
            (rule, group, self._pool.submit(_looked, ask, self._silences[rule.in_one_place], rule, group))
            for rule, group in work
        ]

    @property
    def heard(self) -> bool:
        """Whether anybody has answered yet."""
        return any(each.heard for each in self._silences.values())

    def wait(self, within: float) -> None:
        """Until they are done, or so many seconds after they began."""
        self._within = within
        left = max(0.0, self._began + within - monotonic())
        wait([future for _, _, future in self._waiting], timeout=left)

    def found(self) -> list[_Found]:
        """What they have come to; the rest is given up."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        late = f"no answer within {self._within:g} seconds"
        return [
            future.result()
            if future.done() and not future.cancelled()
            else ([], [_unseen(rule, each, late) for each in group])
            for rule, group, future in self._waiting
        ]


class _Silence:
    """Whether a place has answered anybody yet."""

    def __init__(self) -> None:
        self._lock, self._heard, self._unheard = Lock(), False, 0

    def note(self, *, heard: bool) -> None:
        with self._lock:
            self._heard |= heard
            self._unheard += not heard

    @property
    def heard(self) -> bool:
        with self._lock:
            return self._heard

    @property
    def is_sure(self) -> bool:
        with self._lock:
            return not self._heard and self._unheard >= _SILENT


def _looked(ask: Ask, silence: _Silence, rule: Rule, group: Sequence[StateResource]) -> _Found:
    if silence.is_sure:
        return [], [_unseen(rule, each, "the region answers nobody") for each in group]
    try:
        found = list(rule.look(ask, group))
    except AWS_ERRORS as error:
        why, heard = reason(error), not isinstance(error, _NO_ANSWER)
    except OperationError as error:
        why, heard = str(error), True
    except OSError as error:
        # Of a cluster's API, which is asked without boto3.
        why, heard = f"no answer ({type(error).__name__})", False
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        why, heard = f"what came is not what was expected ({type(error).__name__}: {error})", True
    else:
        silence.note(heard=True)
        return found, []
    silence.note(heard=heard)
    return [], [_unseen(rule, each, why) for each in group]


def _unseen(rule: Rule, resource: StateResource, why: str) -> Problem:
    told, do = (
        f"could not be looked at: {why}",
        "Give this identity the rights of docs/readiness-role.json, or look again later",
    )
    if rule.in_one_place:
        return spared(
            resource,
            told,
            f"its control plane answers in {GLOBAL_CONTROL_PLANES} alone, and what it holds serves on",
            do,
        )
    return needed(resource, told, "whether it stands is not known", do)
