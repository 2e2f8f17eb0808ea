"""A key policy has to leave somebody who may change it. Who that is of the account, only AWS asks."""

import asyncio
import json
from typing import Any

import pytest

from sandbox.cloud.guards.lockout import LockoutGuard
from sandbox.cloud.request import AwsCall

_ROOT = {"AWS": "arn:aws:iam::000000000000:root"}
_SERVICE = {"Service": "logs.us-east-1.amazonaws.com"}


def _refusal(*statements: dict[str, Any], **more: Any) -> str:  # noqa: ANN401 - of the call
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **s} for s in statements]}
    call = AwsCall(
        method="POST",
        path="/",
        query="",
        headers={"content-type": "application/x-amz-json-1.1"},
        body=json.dumps({"Policy": json.dumps(document), **more}).encode(),
        service="kms",
        region="us-east-1",
        account="000000000000",
        action="CreateKey",
    )
    answer = asyncio.run(LockoutGuard().refusal(call))
    return "" if answer is None else str(answer.json()["__type"])


@pytest.mark.parametrize("action", ["kms:*", "kms:PutKeyPolicy", "kms:Put*", "*"])
def test_who_may_change_the_policy_may_keep_the_key(action: str) -> None:
    assert _refusal({"Principal": _ROOT, "Action": action}) == ""


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": _ROOT, "Action": ["kms:Decrypt", "kms:GetKeyPolicy"]},
        {"Principal": _SERVICE, "Action": "kms:*"},
        {"Principal": _ROOT, "Action": "kms:*", "Effect": "Deny"},
    ],
    ids=["nobody may", "a service may", "everybody is refused"],
)
def test_a_policy_that_nobody_could_change_is_refused(statement: dict[str, Any]) -> None:
    assert "MalformedPolicyDocumentException" in _refusal(statement)
    assert _refusal(statement, BypassPolicyLockoutSafetyCheck=True) == ""
