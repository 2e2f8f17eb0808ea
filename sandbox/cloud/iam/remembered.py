"""What the same policies allowed before: it need not be decided again, and was recorded."""

from dataclasses import dataclass, field

from sandbox.cloud.iam.context import Context, Values
from sandbox.cloud.iam.evaluate import Decision, Policies, Request

# Who asks, for which action, of which resource.
Question = tuple[str, str, str]


@dataclass(frozen=True)
class _Allowed:
    """`keys` are the condition keys that a statement about the action asks for, `given` what they were."""

    policies: Policies
    keys: tuple[str, ...]
    given: set[tuple[Values | None, ...]] = field(default_factory=set)


class Remembered:
    """Questions that were allowed, with the policies that allowed them: by other ones, nothing is known.

    Policies are compared, not their age. The store hands out the same objects until somebody writes, so that costs
    next to nothing, and a policy that has changed is another one.
    """

    def __init__(self) -> None:
        self._allowed: dict[Question, _Allowed] = {}

    def keys(self, question: Question, policies: Policies) -> tuple[str, ...] | None:
        """The condition keys on which the answer hangs; None where these policies were never asked."""
        found = self._allowed.get(question)
        return found.keys if found is not None and found.policies == policies else None

    def is_allowed(self, question: Question, context: Context) -> bool:
        """Whether it was allowed with the same values of those keys. Asked after `keys`."""
        found = self._allowed[question]
        return _looked_up(found.keys, context) in found.given

    def keep(self, question: Question, request: Request, policies: Policies, decision: Decision) -> None:
        """Remember what was allowed."""
        found = self._allowed.get(question)
        if found is None or found.policies != policies:
            found = self._allowed[question] = _Allowed(policies, tuple(sorted(decision.keys)))
        found.given.add(_looked_up(found.keys, request.context))


def _looked_up(keys: tuple[str, ...], context: Context) -> tuple[Values | None, ...]:
    return tuple(map(context.look, keys))
