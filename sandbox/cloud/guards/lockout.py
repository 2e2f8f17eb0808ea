"""KMS: a key policy after which nobody could change the key policy is refused."""

from collections.abc import Mapping

from typing_extensions import override

from sandbox.cloud.guards import Guard
from sandbox.cloud.iam.policy import Policy, Statement
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, refusal

_CHANGE = "kms:PutKeyPolicy"
_MESSAGE = "The new key policy will not allow you to update the key policy in the future."
_STATUS = 400


class LockoutGuard(Guard):
    """KMS asks it of the caller; here it is asked of anybody whom the policy names, so that less is refused."""

    calls = frozenset({("kms", "CreateKey"), ("kms", "PutKeyPolicy"), ("kms", "ReplicateKey")})

    @override
    async def refusal(self, call: AwsCall) -> Answer | None:
        request = call.json()
        given = request.get("Policy")
        if not given or request.get("BypassPolicyLockoutSafetyCheck"):
            return None
        try:
            policy = Policy.read("the new policy", str(given))
        except ValueError:
            # What is no document the emulator refuses.
            return None
        if any(each.allows and _names_people(each) for each in policy.about(_CHANGE)):
            return None
        return refusal(call, "MalformedPolicyDocumentException", _MESSAGE, _STATUS)


def _names_people(statement: Statement) -> bool:
    named = statement.principal
    return named == "*" or (isinstance(named, Mapping) and "AWS" in named) or statement.not_principal
