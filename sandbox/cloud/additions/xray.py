"""X-Ray: where trace segments go, and the OTLP endpoint, which takes spans only where that is CloudWatch Logs."""

import json
from fnmatch import fnmatchcase
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_XRAY, _LOGS = "XRay", "CloudWatchLogs"
_GET, _UPDATE = "GetTraceSegmentDestination", "UpdateTraceSegmentDestination"
_SPANS = "/v1/traces"
_PRINCIPAL, _ACTION = "xray.amazonaws.com", "logs:PutLogEvents"
_NO_POLICY = (
    "XRay does not have permission to call PutLogEvents on the aws/spans Log Group. Please verify that your CloudWatch "
    "Logs Resource Policies are configured correctly"
)
_OFF = "The OTLP API is supported with CloudWatch Logs as a Trace Segment Destination."


class TransactionSearch(Addition):
    """CloudWatch Transaction Search is one switch for each account and region, off in a new account."""

    service = "xray"
    adds = (
        "GetTraceSegmentDestination, UpdateTraceSegmentDestination, which needs a resource policy of CloudWatch Logs, "
        "and the refusal of spans while Transaction Search is off"
    )
    proves = "spans are taken only where the account has switched Transaction Search on in that region"
    cannot = "what becomes of a span, how long the switch is pending, and what it costs"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._on: set[Scope] = set()

    def is_on(self, scope: Scope) -> bool:
        """Whether spans are taken there."""
        return scope in self._on

    @override
    def takes(self, call: AwsCall) -> bool:
        """The emulator has nothing of this service."""
        return call.service == self.service

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.path == _SPANS:
            # An empty message of protobuf is an answer without complaints.
            taken = Answer(200, b"", {"content-type": "application/x-protobuf"})
            return taken if self.is_on(call.scope) else json_error("InvalidRequestException", _OFF)
        if call.action == _UPDATE:
            return await self._update(call)
        if call.action == _GET:
            return self._told(call.scope)
        return json_error("InvalidRequestException", f"the sandbox has no {call.action} of {self.service}")

    async def _update(self, call: AwsCall) -> Answer:
        wanted = call.json().get("Destination")
        if wanted not in {_XRAY, _LOGS}:
            return json_error("InvalidRequestException", f"Destination is {_XRAY} or {_LOGS}, not {wanted}")
        if wanted == _LOGS and not await self._may_write(call.scope):
            return json_error("AccessDeniedException", _NO_POLICY, 403)
        (self._on.add if wanted == _LOGS else self._on.discard)(call.scope)
        return self._told(call.scope)

    def _told(self, scope: Scope) -> Answer:
        return json_answer({"Destination": _LOGS if self.is_on(scope) else _XRAY, "Status": "ACTIVE"})

    async def _may_write(self, scope: Scope) -> bool:
        answer = await self._emulator.ask_json(
            scope, service="logs", target="Logs_20140328.DescribeResourcePolicies", payload={}
        )
        group = f"arn:aws:logs:{scope.region}:{scope.account}:log-group:aws/spans:*"
        statements = [
            statement
            for policy in answer.json().get("resourcePolicies", ())
            for statement in _list(json.loads(policy["policyDocument"])["Statement"])
        ]
        return any(_allows(statement, group) for statement in statements)


def _allows(statement: dict[str, Any], group: str) -> bool:
    principal = statement.get("Principal")
    services = _list(principal.get("Service", ())) if isinstance(principal, dict) else _list(principal)
    return (
        statement.get("Effect") == "Allow"
        and bool({_PRINCIPAL, "*"} & {*services})
        and any(fnmatchcase(_ACTION, pattern) for pattern in _list(statement.get("Action", ())))
        and any(fnmatchcase(group, pattern) for pattern in _list(statement.get("Resource", "*")))
    )


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - policies write one thing without a list
    return [*value] if isinstance(value, list | tuple) else [value]
