"""The decision on one request. Pure.

The rules, from the IAM user guide's "policy evaluation logic" and KMS's "key policies":

- A `Deny` that applies refuses, wherever it stands.
- Within an account a policy of the resource that names the caller is enough, and so is a policy of the caller.
- Between accounts both are needed.
- A key policy and a trust policy are different: nothing is allowed that they do not allow. Where they name only the
  account, the caller's own policies have to allow it too.
- A boundary and a session policy allow nothing and limit what the caller's policies allow.
- A service by its own principal, and somebody with a token, have no policies: the resource's decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.patterns import unescaped
from sandbox.cloud.iam.policy import Policy, Statement, StatementRef
from sandbox.cloud.iam.principal import Match, Principal, PrincipalKind


class Result(StrEnum):
    """What was decided."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What the policy of a resource is."""

    RESOURCE = "resource"
    KEY = "key"
    TRUST = "trust"


@dataclass(frozen=True)
class Request:
    """Who wants to do what with which resource. `resource` may be open; see patterns."""

    principal: Principal
    action: str
    resource: str
    context: Context
    # Whose the resource is; empty for the caller's own account, as with S3, whose ARNs name none.
    resource_account: str = ""

    @property
    def is_foreign(self) -> bool:
        """Whether it is another account's, for callers that have policies in their own."""
        if self.principal.kind in {PrincipalKind.SERVICE, PrincipalKind.FEDERATED}:
            return False
        account = self.resource_account or self.resource.split(":", 5)[4:5][0] if ":" in self.resource else ""
        return account not in {"", "*", "aws", self.principal.account}


@dataclass(frozen=True)
class Policies:
    """Every document that has a say. `boundary` and `session` are None where there is none."""

    identity: Sequence[Policy] = ()
    resource: Policy | None = None
    kind: Kind = Kind.RESOURCE
    boundary: Policy | None = None
    session: Sequence[Policy] | None = None
    # Grants of a KMS key, written as statements of a policy of the key.
    grants: Policy | None = None

    def without(self, ref: StatementRef) -> "Policies":
        """The same without one statement."""
        return Policies(
            identity=[_less(each, ref) for each in self.identity],
            resource=_less(self.resource, ref) if self.resource else None,
            kind=self.kind,
            boundary=_less(self.boundary, ref) if self.boundary else None,
            session=[_less(each, ref) for each in self.session] if self.session is not None else None,
            grants=self.grants,
        )

    def all(self) -> list[Policy]:
        """Each of them."""
        found = [*self.identity, *(self.session or ()), self.resource, self.boundary, self.grants]
        return [each for each in found if each is not None]


@dataclass(frozen=True)
class Decision:
    """`granted_by` are all statements that allow, `keys` the condition keys that any statement asked for."""

    result: Result
    reason: str
    granted_by: tuple[StatementRef, ...] = ()
    denied_by: StatementRef | None = None
    keys: frozenset[str] = frozenset()

    @property
    def is_allowed(self) -> bool:
        """Whether the request goes through."""
        return self.result is Result.ALLOWED


@dataclass(frozen=True)
class _Verdict:
    """What one side says: statements that allow, and those of which nobody knows."""

    sure: tuple[StatementRef, ...] = ()
    unsure: tuple[Statement, ...] = ()


def evaluate(request: Request, policies: Policies) -> Decision:
    """Decide."""
    keys = frozenset[str]().union(*(each.keys for policy in policies.all() for each in policy.about(request.action)))
    denials = [_deny(request, policy) for policy in policies.all()]
    for denial in denials:
        if denial.sure:
            return Decision(Result.DENIED, f"with an explicit deny in {denial.sure[0]}", (), denial.sure[0], keys)
    decision = _allowed(request, policies)
    doubts = [each for denial in denials for each in denial.unsure]
    if decision.result is Result.ALLOWED and doubts:
        decision = _unknown(request, doubts)
    return Decision(decision.result, decision.reason, decision.granted_by, None, keys)


def _allowed(request: Request, policies: Policies) -> Decision:
    """What is allowed where nothing denies."""
    direct = _allow(request, policies.resource, Match.DIRECT)
    grants = _allow(request, policies.grants, Match.DIRECT)
    own = _own(request, policies)
    if policies.kind is not Kind.RESOURCE:
        passed_on = _allow(request, policies.resource, Match.ACCOUNT)
        delegated = _both(passed_on, own)
        return _decided(request, policies, [direct, grants, delegated], asked=(passed_on, own))
    if request.is_foreign:
        through = _either(direct, _allow(request, policies.resource, Match.ACCOUNT))
        return _decided(request, policies, [_both(through, own)], asked=(through, own))
    if policies.boundary is not None or policies.session is not None:
        direct = _both(direct, _limits(request, policies))
    return _decided(request, policies, [direct, own], asked=(direct, own))


def _decided(
    request: Request, policies: Policies, ways: Sequence[_Verdict], *, asked: tuple[_Verdict, _Verdict]
) -> Decision:
    granted = tuple(ref for way in ways for ref in way.sure)
    if granted:
        return Decision(Result.ALLOWED, "", granted)
    doubts = [each for way in ways for each in way.unsure]
    return _unknown(request, doubts) if doubts else Decision(Result.DENIED, _missing(request, policies, asked))


def _own(request: Request, policies: Policies) -> _Verdict:
    """What the caller's own policies allow, within their limits."""
    if request.principal.kind is PrincipalKind.ROOT:
        return _Verdict(sure=(StatementRef(f"the account {request.principal.account}", 0),))
    found = _Verdict()
    for policy in policies.identity:
        found = _either(found, _allow(request, policy, Match.DIRECT))
    return _both(found, _limits(request, policies)) if policies.boundary or policies.session is not None else found


def _limits(request: Request, policies: Policies) -> _Verdict:
    limit = _Verdict(sure=(StatementRef("no limit", 0),))
    if policies.boundary is not None:
        limit = _both(limit, _allow(request, policies.boundary, Match.DIRECT))
    if policies.session is not None:
        session = _Verdict()
        for policy in policies.session:
            session = _either(session, _allow(request, policy, Match.DIRECT))
        limit = _both(limit, session)
    return _Verdict(limit.sure[1:] or limit.sure, limit.unsure)


def _either(one: _Verdict, other: _Verdict) -> _Verdict:
    return _Verdict((*one.sure, *other.sure), (*one.unsure, *other.unsure))


def _both(one: _Verdict, other: _Verdict) -> _Verdict:
    """Sure where both are; in doubt where each is at least in doubt."""
    if one.sure and other.sure:
        return _Verdict((*one.sure, *other.sure))
    if (one.sure or one.unsure) and (other.sure or other.unsure):
        return _Verdict(unsure=(*one.unsure, *other.unsure))
    return _Verdict()


def _allow(request: Request, policy: Policy | None, match: Match) -> _Verdict:
    """Statements of a policy that allow, and name the caller in one way."""
    return _applying(
        request,
        (
            each
            for each in (policy.about(request.action) if policy else ())
            if each.allows and each.names_principal(request.principal) is match
        ),
    )


def _deny(request: Request, policy: Policy) -> _Verdict:
    return _applying(
        request,
        (
            each
            for each in policy.about(request.action)
            if not each.allows and each.names_principal(request.principal) is not Match.NOT
        ),
    )


def _applying(request: Request, statements: Iterable[Statement]) -> _Verdict:
    sure: list[StatementRef] = []
    unsure: list[Statement] = []
    for each in statements:
        applies = each.applies(request.resource, request.context)
        if applies is None:
            unsure.append(each)
        elif applies:
            sure.append(each.ref)
    return _Verdict(tuple(sure), tuple(unsure))


def _unknown(request: Request, doubts: Sequence[Statement]) -> Decision:
    """Name what is missing, so that it can be supplied."""
    keys = sorted({key for each in doubts for key in each.keys if request.context.look(key) is None})
    where = ", ".join(sorted({str(each.ref) for each in doubts}))
    unread = sorted({each.ref.policy for each in doubts if not each.is_read})
    missing = (
        f"what {', '.join(unread)} says"
        if unread
        else f"the condition key {', '.join(keys)}"
        if keys
        else f"the open part of {unescaped(request.resource)}"
    )
    return Decision(Result.UNKNOWN, f"because the sandbox does not know {missing}, on which {where} depends")


def _missing(request: Request, policies: Policies, asked: tuple[_Verdict, _Verdict]) -> str:
    """Why nothing allows it, as AWS puts it."""
    of_resource, own = asked
    has_own = request.principal.kind in {PrincipalKind.ROLE, PrincipalKind.USER}
    is_closed = policies.kind is not Kind.RESOURCE or (request.is_foreign and bool(own.sure))
    limited = _identity_allows(request, policies)
    if not has_own or (is_closed and not of_resource.sure):
        which = "resource-based policy"
    elif policies.session is not None and limited:
        which = "session policy"
    elif policies.boundary is not None and limited:
        which = "permissions boundary"
    else:
        which = "identity-based policy"
    return f"because no {which} allows the {request.action} action"


def _identity_allows(request: Request, policies: Policies) -> bool:
    return any(_allow(request, policy, Match.DIRECT).sure for policy in policies.identity)


def _less(policy: Policy, ref: StatementRef) -> Policy:
    return policy.without(ref.index) if policy.name == ref.policy else policy
