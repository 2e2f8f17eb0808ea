"""What a service or a controller asks AWS for without a call of ours: decided as a call is, and written down.

Tasks are started, pods are bound to target groups and messages are delivered inside AWS. Nobody sends a request for
it to the gateway, and IAM decides it all the same: a role that is taken on, by its trust policy and then by what it
allows, and a service in its own name by the policy of what it reaches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.decisions import Decisions, Record
from sandbox.cloud.iam.evaluate import Decision, Kind, Policies, Request, evaluate
from sandbox.cloud.iam.principal import Principal, role_session
from sandbox.cloud.iam.store import PolicyStore


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One right that is needed. `sends` are the condition keys that come with it; AWS supplies no others."""

    action: str
    resource: str
    sends: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Who takes a role on, by which action, and the condition keys that come with it."""

    who: Principal
    role: str
    session: str
    action: str = "sts:AssumeRole"
    sends: Mapping[str, str] = field(default_factory=dict)


class Errands:
    """Decides them, each by the policies that there are now."""

    def __init__(self, store: PolicyStore, decisions: Decisions) -> None:
        self._store, self._decisions = store, decisions

    @property
    def age(self) -> int:
        """Another number as soon as a policy may have changed: what was decided before may be otherwise now."""
        return self._store.age

    async def with_role(self, errand: str, taking: Taking, asks: Sequence[Ask]) -> str:
        """Take a role on and ask. Answers the first refusal in AWS's words, or nothing."""
        refused = await self._taken(errand, taking)
        if refused:
            return refused
        principal = role_session(taking.role, taking.session)
        own, boundary = await self._store.identity(principal), await self._store.boundary(principal)
        for ask in asks:
            service, values = ask.action.partition(":")[0], {"aws:principalarn": taking.role, **ask.sends}
            policies = Policies(own, await self._store.resource(service, ask.resource), boundary=boundary)
            request = Request(principal, ask.action, ask.resource, Context(values, complete=True))
            decision = self.decide(errand, request, policies)
            if not decision.is_allowed:
                return _said(request, decision)
        return ""

    def decide(self, errand: str, request: Request, policies: Policies) -> Decision:
        """One question, with the policies that decide it."""
        decision = evaluate(request, policies)
        self._decisions.add(Record(request, policies, decision, errand))
        return decision

    async def _taken(self, errand: str, taking: Taking) -> str:
        trust = await self._store.trust(taking.role)
        request = Request(taking.who, taking.action, taking.role, Context(taking.sends, complete=True))
        decision = self.decide(errand, request, Policies((), trust, Kind.TRUST))
        return "" if decision.is_allowed else _said(request, decision)


def _said(request: Request, decision: Decision) -> str:
    return (
        f"User: {request.principal.arn} is not authorized to perform: {request.action} on resource: "
        f"{request.resource} {decision.reason}"
    )
