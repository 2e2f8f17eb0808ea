"""Everything that a region needs to take over, looked at side by side. Nothing here changes anything."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock

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
)
from operations.readiness.rules import RULES

Rules = Mapping[str, Rule | NothingToSee]
# Below the deadline of a gate, so that what did not answer is named.
WITHIN_SECONDS = 12.0
_WIDTH = 16
# So many rules without an answer, and none with one, are a region that is gone: the rest is not waited for.
_SILENT = 4
_NO_ANSWER = (NotConnectedError, HTTPClientError)
_Found = tuple[list[Problem], list[Problem]]
# Stacks, their references and their providers: nothing of them is in AWS.
_OF_PULUMI = "pulumi:"


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What was looked at, and what is not as declared. `unseen` is what could not be looked at, with the reason.

    `left_alone` is how many were not asked about, because that would ask another region than the one that takes over.
    """

    region: str
    looked: int
    problems: tuple[Problem, ...]
    unseen: tuple[Problem, ...]
    left_alone: int = 0

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
    elsewhere: bool = True,
    within: float = WITHIN_SECONDS,
    shared: Answers | None = None,
) -> Readiness:
    """Look at all that a failover needs of both stacks. Raises OperationError for a type that no rule knows.

    Without `elsewhere` nothing outside the region is asked, as in a disaster: control planes that stand in one region
    alone may be lost with it, and what they hold serves on. `shared` is for looks at both regions side by side.
    """
    _refuse_strangers(resources, rules)
    work = _work(target, resources, rules)
    ours = [each for each in work if elsewhere or _stands_here(each[0], target)]
    silence = _Silence()
    ask = Ask(clients, target.region, target.peer_region, resources, elsewhere=elsewhere, shared=shared)
    # Not as a context: that would wait for looks that are too late.
    pool = ThreadPoolExecutor(_WIDTH, thread_name_prefix="readiness")
    waiting = [(rule, group, pool.submit(_looked, ask, silence, rule, group)) for rule, group in ours]
    wait([future for _, _, future in waiting], timeout=within)
    pool.shutdown(wait=False, cancel_futures=True)
    answers = [
        future.result()
        if future.done() and not future.cancelled()
        else ([], [_unseen(rule, each, f"no answer within {within:g} seconds") for each in group])
        for rule, group, future in waiting
    ]
    return Readiness(
        region=target.region,
        looked=sum(len(group) for _, group in ours),
        problems=tuple(each for found, _ in answers for each in found),
        unseen=tuple(each for _, unseen in answers for each in unseen),
        left_alone=sum(len(group) for _, group in work) - sum(len(group) for _, group in ours),
    )


def _refuse_strangers(resources: Sequence[StateResource], rules: Rules) -> None:
    if strangers := unruled(resources, rules):
        msg = (
            f"readiness has no rule for {', '.join(strangers)}: whether a failover needs it, nobody has said. Write "
            "one in operations/readiness/rules/"
        )
        raise OperationError(msg)


def _work(
    target: Target, resources: Sequence[StateResource], rules: Rules
) -> list[tuple[Rule, Sequence[StateResource]]]:
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


class _Silence:
    """Whether the region has answered anybody yet."""

    def __init__(self) -> None:
        self._lock, self._heard, self._unheard = Lock(), False, 0

    def note(self, *, heard: bool) -> None:
        with self._lock:
            self._heard |= heard
            self._unheard += not heard

    @property
    def is_sure(self) -> bool:
        with self._lock:
            return not self._heard and self._unheard >= _SILENT


def _looked(ask: Ask, silence: _Silence, rule: Rule, group: Sequence[StateResource]) -> _Found:
    if silence.is_sure and not rule.in_one_place:
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
        if not rule.in_one_place:
            silence.note(heard=True)
        return found, []
    if not rule.in_one_place:
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
