"""Acting as a role: decided by its trust policy, and answered with a session."""

from collections.abc import Mapping

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.decisions import Decisions, Record
from sandbox.cloud.iam.evaluate import Kind, Policies, Request, Result, evaluate
from sandbox.cloud.iam.identities import Credentials, Identities
from sandbox.cloud.iam.principal import Principal
from sandbox.cloud.iam.store import PolicyStore

_HOUR = 3600.0


class NotTrustedError(Exception):
    """The role's trust policy does not let the caller act as it, or there is no such role."""


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
        return self._identities.issue(role_arn, session, seconds)
