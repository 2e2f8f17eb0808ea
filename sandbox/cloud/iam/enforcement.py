"""The door: each call of somebody with a role is decided before anything answers it.

An administrator, which is whoever holds a key that nobody issued here, may do everything that resources' own policies
do not decide; those are decided where AWS decides them, whoever calls (see `sandbox.cloud.acceptance`).
"""

from collections.abc import Mapping

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.decisions import Decisions, Record
from sandbox.cloud.iam.evaluate import Decision, Kind, Policies, Request, Result, evaluate
from sandbox.cloud.iam.identities import Identities
from sandbox.cloud.iam.keys_used import KeysUsed
from sandbox.cloud.iam.leading_keys import LEADING_KEYS, LeadingKeys
from sandbox.cloud.iam.patterns import OPEN, unescaped
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import Principal
from sandbox.cloud.iam.remembered import Remembered
from sandbox.cloud.iam.rights import Need, UnmappedError, needs_of
from sandbox.cloud.iam.service_roles import ServiceRoles
from sandbox.cloud.iam.store import PolicyStore
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, refusal

_FORBIDDEN = 403
_CODES: Mapping[str, tuple[str, int]] = {
    "ec2": ("UnauthorizedOperation", 403),
    "sns": ("AuthorizationError", 403),
    "s3": ("AccessDenied", 403),
    "sts": ("AccessDenied", 403),
    "iam": ("AccessDenied", 403),
    "rds": ("AccessDenied", 403),
    "elasticache": ("AccessDenied", 403),
    "elasticloadbalancing": ("AccessDenied", 403),
    "cloudfront": ("AccessDenied", 403),
    "route53": ("AccessDenied", 403),
    "monitoring": ("AccessDenied", 403),
}
_DEFAULT_CODE = ("AccessDeniedException", 400)
# What AWS supplies with every request, as far as the sandbox knows it. It speaks HTTP where AWS has TLS.
_ALWAYS = {"aws:securetransport": "true", "aws:viaawsservice": "false", "aws:principalisawsservice": "false"}
_TAG_KEYS = "kms:TagResource"
_UNREAD = Policy.unread("the policy of the key")
# Asking who one is takes no right; acting as a role is decided by the role, where sessions are opened.
_FREE = frozenset({"GetCallerIdentity", "AssumeRole"})


class Enforcement:
    """Decides calls, and remembers what it decided."""

    def __init__(
        self, identities: Identities, store: PolicyStore, keys: KeysUsed, leading: LeadingKeys, decisions: Decisions
    ) -> None:
        self._identities, self._store, self._keys = identities, store, keys
        self._leading, self._decisions = leading, decisions
        self._remembered, self._service_roles = Remembered(), ServiceRoles()

    async def refuse(self, call: AwsCall) -> Answer | None:
        """AWS's refusal of a call; None where it goes through."""
        issued = self._identities.of(call.access_key)
        if issued is None or call.action in _FREE:
            return None
        if self._identities.has_expired(issued):
            return _refused(call, "ExpiredTokenException", "The security token included in the request is expired")
        principal = issued.principal
        try:
            needs = [*needs_of(call), *await self._keys.needs(call), *self._service_roles.needs(call)]
        except UnmappedError as error:
            self._decisions.add(_unmapped(call, principal, str(error)))
            return _refused(call, "AccessDeniedException", f"{error}; name it in sandbox/cloud/iam/actions.py")
        for need in needs:
            answer = await self._decide(call, principal, need)
            if answer is not None:
                return answer
        return None

    def note(self, call: AwsCall) -> None:
        """Forget what a call may have changed."""
        self._store.note(call)
        self._keys.note(call)
        self._service_roles.note(call)

    async def _decide(self, call: AwsCall, principal: Principal, need: Need) -> Answer | None:
        # Keys and secrets are decided by their own policies, by whichever of their names they are called.
        arn = await self._keys.arn_of(Scope(call.account, need.region or call.region), need.resource)
        policies = await self._policies(principal, need.action, arn)
        question = (principal.arn, need.action, arn)
        keys = self._remembered.keys(question, policies)
        if keys == ():
            return None
        context = await self._context(call, principal, need, is_about_items=keys is None or LEADING_KEYS in keys)
        if keys is not None and self._remembered.is_allowed(question, context):
            return None
        request = Request(principal, need.action, arn, context)
        decision = evaluate(request, policies)
        self._decisions.add(Record(request, policies, decision, f"{call.service} {call.action}"))
        if decision.result is Result.ALLOWED:
            self._remembered.keep(question, request, policies, decision)
            return None
        code, status = _CODES.get(call.service, _DEFAULT_CODE)
        message = (
            f"User: {principal.arn} is not authorized to perform: {need.action} on resource: {unescaped(arn)} "
            f"{decision.reason}"
        )
        return refusal(call, code, message, status)

    async def _policies(self, principal: Principal, action: str, arn: str) -> Policies:
        """Every document that has a say."""
        service = action.partition(":")[0]
        identity, boundary = await self._store.identity(principal), await self._store.boundary(principal)
        if service != "kms" or ":key/" not in arn:
            return Policies(identity, await self._store.resource(service, arn), boundary=boundary)
        if OPEN in arn:
            # A key that is being made has no policy yet; one that nobody can name has one that nobody has read.
            return (
                Policies(identity, boundary=boundary) if action == _TAG_KEYS else Policies(identity, _UNREAD, Kind.KEY)
            )
        of_key = await self._store.resource(service, arn)
        if of_key is None:
            return Policies(identity, boundary=boundary)
        return Policies(identity, of_key, Kind.KEY, boundary, grants=await self._store.grants(arn))

    async def _context(self, call: AwsCall, principal: Principal, need: Need, *, is_about_items: bool) -> Context:
        """What AWS says beside the question. The items of a table are looked at only where a policy asks for them."""
        values = {**_ALWAYS, **principal.keys, "aws:requestedregion": need.region or call.region, **need.values}
        if is_about_items:
            values |= await self._leading.values(call, need)
        return Context(values, absent=need.is_absent)


def _unmapped(call: AwsCall, principal: Principal, reason: str) -> Record:
    """A question that nobody could put, for whoever reads the log."""
    request = Request(principal, f"{call.service}:{call.action}", OPEN, Context())
    return Record(request, Policies(), Decision(Result.UNKNOWN, reason), f"{call.service} {call.action}")


def _refused(call: AwsCall, code: str, message: str) -> Answer:
    return refusal(call, code, message, _FORBIDDEN)
