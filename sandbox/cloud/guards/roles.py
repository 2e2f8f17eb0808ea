"""Roles that a call hands to a service: refused at once where the service tries them on and may not have them."""

from dataclasses import dataclass

from typing_extensions import override

from sandbox.cloud.guards import Guard
from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.documented import Document
from sandbox.cloud.iam.evaluate import Kind, Policies, Request, evaluate
from sandbox.cloud.iam.form_check import Place, form_of
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import service
from sandbox.cloud.iam.store import PolicyStore
from sandbox.cloud.request import AwsCall
from sandbox.cloud.request_values import values_at
from sandbox.cloud.response import Answer, refusal

_ASSUME = "sts:AssumeRole"
_STATUS = 400


@dataclass(frozen=True)
class _Handed:
    """Where in a call the role is, who takes it on, and what AWS says where it may not."""

    parameter: str
    service: str
    code: str
    message: str


_HANDED = {
    ("eks", "CreateCluster"): _Handed(
        "roleArn",
        "eks.amazonaws.com",
        "InvalidParameterException",
        "Role could not be assumed because the trusted entity is not correct",
    ),
    ("eks", "CreateFargateProfile"): _Handed(
        "podExecutionRoleArn",
        "eks-fargate-pods.amazonaws.com",
        "InvalidParameterException",
        "Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal",
    ),
}


class RoleGuard(Guard):
    """Decides the role's trust policy for the service, with what the service is documented to send."""

    calls = frozenset(_HANDED)

    def __init__(self, store: PolicyStore) -> None:
        self._store = store

    @override
    async def refusal(self, call: AwsCall) -> Answer | None:
        handed = _HANDED[call.service, call.action]
        for arn in values_at(call, handed.parameter):
            # A role that the emulator does not know has no trust policy: whoever answers says that it is not there.
            trust = await self._store.trust(str(arn))
            if trust is not None and not _may(call, handed, str(arn), trust):
                return refusal(call, handed.code, handed.message, _STATUS)
        return None


def _may(call: AwsCall, handed: _Handed, arn: str, trust: Policy) -> bool:
    # A path such as /clusters/NAME/fargate-profiles names the cluster.
    parts = call.path.strip("/").split("/")
    place = Place(call.account, call.region, parts[1] if len(parts) > 1 else "*")
    form = form_of(Document.TRUST, handed.service, _ASSUME, place)
    sends = place.sent(form) if form else {}
    request = Request(service(handed.service, call.account), _ASSUME, arn, Context(sends, complete=True))
    return evaluate(request, Policies(resource=trust, kind=Kind.TRUST)).is_allowed
