"""Everything that a region needs to take over, looked at side by side. Nothing here changes anything."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from operations.errors import OperationError
from operations.live.clients import AWS_ERRORS, Clients, reason
from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.rule import NothingToSee, Problem, Rule, Target, needed, spared
from operations.readiness.rules import RULES

Rules = Mapping[str, Rule | NothingToSee]
_WIDTH = 16
_PROVIDER = "pulumi:providers:"


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
        return not any(each.stops for each in (*self.problems, *self.unseen))


def unruled(resources: Sequence[StateResource], rules: Rules = RULES) -> list[str]:
    """Types that no rule knows. Components and providers are nothing in AWS."""
    return sorted({each.type for each in resources if _is_real(each)} - rules.keys())


def look(target: Target, resources: Sequence[StateResource], clients: Clients, rules: Rules = RULES) -> Readiness:
    """Look at all that a failover needs of both stacks. Raises OperationError for a type that no rule knows."""
    if strangers := unruled(resources, rules):
        msg = (
            f"readiness has no rule for {', '.join(strangers)}: whether a failover needs it, nobody has said. Write "
            "one in operations/readiness/rules/"
        )
        raise OperationError(msg)
    groups: dict[str, list[StateResource]] = {}
    for each in resources:
        if _is_real(each):
            groups.setdefault(each.type, []).append(each)
    work = [
        (rule, asked)
        for kind, group in sorted(groups.items())
        if isinstance(rule := rules[kind], Rule) and (asked := [each for each in group if rule.concerns(each, target)])
    ]
    ask = Ask(clients, target.region, target.peer_region)
    with ThreadPoolExecutor(_WIDTH) as pool:
        answers = list(pool.map(lambda each: _looked(ask, *each), work))
    return Readiness(
        region=target.region,
        looked=sum(len(group) for _, group in work),
        problems=tuple(each for found, _ in answers for each in found),
        unseen=tuple(each for _, unseen in answers for each in unseen),
    )


def _is_real(resource: StateResource) -> bool:
    return resource.custom and not resource.type.startswith(_PROVIDER)


def _looked(ask: Ask, rule: Rule, group: Sequence[StateResource]) -> tuple[list[Problem], list[Problem]]:
    try:
        return list(rule.look(ask, group)), []
    except AWS_ERRORS as error:
        why = reason(error)
    except OperationError as error:
        why = str(error)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        why = f"what came is not what was expected ({type(error).__name__}: {error})"
    return [], [_unseen(rule, each, why) for each in group]


def _unseen(rule: Rule, resource: StateResource, why: str) -> Problem:
    told, do = (
        f"could not be looked at: {why}",
        "Give this identity the rights of docs/readiness-role.json, or look again later",
    )
    if rule.in_one_place:
        return spared(
            resource, told, "its control plane answers in us-east-1 alone, and what it holds goes on serving", do
        )
    return needed(resource, told, "whether it stands is not known", do)
