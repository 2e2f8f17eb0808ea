"""Load balancers: access logs are switched on only where a test object can be written to the bucket."""

from urllib.parse import quote

from typing_extensions import override

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.guards import Guard
from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.documented import Document
from sandbox.cloud.iam.evaluate import Policies, Request, evaluate
from sandbox.cloud.iam.form_check import Place, form_of
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import service
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, refusal

_WRITER, _ACTION = "logdelivery.elasticloadbalancing.amazonaws.com", "s3:PutObject"
_STATUS = 400


class AccessLogGuard(Guard):
    """Decides the bucket's policy for the object that Elastic Load Balancing writes first."""

    calls = frozenset({("elasticloadbalancing", "ModifyLoadBalancerAttributes")})

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    @override
    async def refusal(self, call: AwsCall) -> Answer | None:
        form = call.form()
        given = {
            value: form.get(f"{name.removesuffix('.Key')}.Value", "")
            for name, value in form.items()
            if name.startswith("Attributes.member.") and name.endswith(".Key")
        }
        bucket = given.get("access_logs.s3.bucket", "")
        if given.get("access_logs.s3.enabled") != "true" or not bucket:
            return None
        folder = "/".join(filter(None, [bucket, given.get("access_logs.s3.prefix", ""), "AWSLogs", call.account]))
        if await self._may_write(call, bucket, f"arn:aws:s3:::{folder}/ELBAccessLogTestFile"):
            return None
        message = f"Access Denied for bucket: {bucket}. Please check S3bucket permission"
        return refusal(call, "InvalidConfigurationRequest", message, _STATUS)

    async def _may_write(self, call: AwsCall, bucket: str, written: str) -> bool:
        answer = await self._emulator.ask_rest(
            call.scope, service="s3", method="GET", path=f"/{quote(bucket)}", query={"policy": ""}
        )
        if not answer.is_success:
            return False
        place = Place(call.account, call.region)
        form = form_of(Document.BUCKET, _WRITER, _ACTION, place)
        sends = place.sent(form) if form else {}
        request = Request(service(_WRITER, call.account), _ACTION, written, Context(sends, complete=True))
        policy = Policy.read(f"the policy of {bucket}", answer.body.decode())
        return evaluate(request, Policies(resource=policy)).is_allowed
