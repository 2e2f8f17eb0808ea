"""Acting as a role: decided by its trust policy, and answered with a session."""

from collections.abc import Mapping

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.decisions import Decisions, Record
from sandbox.cloud.iam.evaluate import Kind, Policies, Request, Result, evaluate
from sandbox.cloud.iam.identities import Credentials, Identities
from sandbox.cloud.iam.principal import Principal, PrincipalKind
from sandbox.cloud.iam.store import PolicyStore

_HOUR = 3600.0
# STS API reference, AssumeRole: DurationSeconds, and the hour that is left where a role acts as another.
_SHORTEST, _LONGEST = 900.0, 43200.0
_CHAIN = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
_BEYOND_ROLE = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."


class NotTrustedError(Exception):
    """The role's trust policy does not let the caller act as it, or there is no such role."""


class DurationError(ValueError):
    """A session would be shorter or longer than it may be, in STS's words."""


class Roles:
    """Opens sessions."""

    def __init__(self, identities: Identities, store: PolicyStore, decisions: Decisions) -> None:
        self._identities, self._store, self._decisions = identities, store, decisions

    async def assume(
        self,
        who: Principal,
        role_arn: str,
        session: str,
        *,
        action: str = "sts:AssumeRole",
        values: Mapping[str, str] | None = None,
        seconds: float = _HOUR,
    ) -> Credentials:
        """Open a session of a role for somebody. `values` are the condition keys that come with the request."""
        trust = await self._store.trust(role_arn)
        request = Request(who, action, role_arn, Context(values or {}, complete=True))
        policies = Policies(await self._store.identity(who), trust, Kind.TRUST)
        decision = evaluate(request, policies)
        self._decisions.add(Record(request, policies, decision, action.replace(":", " ")))
        if decision.result is not Result.ALLOWED:
            # STS says the same of a role that is not there, so that nobody learns which ones are.
            msg = f"User: {who.arn} is not authorized to perform: {action} on resource: {role_arn}"
            raise NotTrustedError(msg if trust is None else f"{msg} {decision.reason}")
        await self._check(who, role_arn, seconds)
        return self._identities.issue(role_arn, session, seconds)

    async def _check(self, who: Principal, role_arn: str, seconds: float) -> None:
        for limit, is_wrong in (
            (f"greater than or equal to {_SHORTEST:g}", seconds < _SHORTEST),
            (f"less than or equal to {_LONGEST:g}", seconds > _LONGEST),
        ):
            if is_wrong:
                msg = (
                    f"1 validation error detected: Value '{seconds:g}' at 'durationSeconds' failed to satisfy "
                    f"constraint: Member must have value {limit}"
                )
                raise DurationError(msg)
        if who.kind is PrincipalKind.ROLE and seconds > _HOUR:
            raise DurationError(_CHAIN)
        if seconds > await self._store.longest_session(role_arn):
            raise DurationError(_BEYOND_ROLE)
