"""Policies are read once, and again after somebody wrote what they may hang on.

The emulator is a stand-in that counts: what it answers is IAM's, as far as the store looks at it.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.principal import role_session
from sandbox.cloud.iam.store import PolicyStore
from sandbox.cloud.request import AwsCall, Scope, read_call

_ACCOUNT = "000000000000"
_MINE, _OTHER = (f"arn:aws:iam::{_ACCOUNT}:role/{name}" for name in ("mine", "other"))


class Iam:
    """Knows one inline policy of every role: `action` is what all of them allow."""

    def __init__(self) -> None:
        self.action, self.asked = "sqs:SendMessage", list[str]()
        self.meanwhile: Callable[[], object] = lambda: None

    async def ask_query(self, _scope: Scope, *, service: str, parameters: Mapping[str, str]) -> ET.Element:
        assert service == "iam"
        operation = parameters["Action"]
        self.asked.append(f"{operation} {parameters['RoleName']}")
        statement = {"Effect": "Allow", "Action": self.action, "Resource": "*"}
        told = {
            "ListRolePolicies": "<PolicyNames><member>p</member></PolicyNames>",
            "GetRolePolicy": f"<PolicyDocument>{quote(json.dumps({'Statement': [statement]}))}</PolicyDocument>",
        }
        self.meanwhile()
        return ET.fromstring(f"<r><{operation}Result>{told.get(operation, '')}</{operation}Result></r>")  # noqa: S314


def written(**parameters: str) -> AwsCall:
    """A call of IAM by somebody."""
    signature = f"AWS4-HMAC-SHA256 Credential={_ACCOUNT}/20260101/us-east-1/iam/aws4_request"
    headers = {"authorization": signature, "content-type": "application/x-www-form-urlencoded"}
    return read_call("POST", "/", "", headers, urlencode(parameters).encode())


@pytest.fixture
def iam() -> Iam:
    return Iam()


@pytest.fixture
def store(iam: Iam) -> PolicyStore:
    return PolicyStore(cast("Emulator", iam))


def allowed(store: PolicyStore, role: str) -> str:
    """The action that a role allows, as the store has it."""
    ((policy,),) = [asyncio.run(store.identity(role_session(role, "s")))]
    return policy.statements[0].actions[0]


def test_a_role_is_read_once(iam: Iam, store: PolicyStore) -> None:
    assert [allowed(store, _MINE) for _ in range(2)] == ["sqs:SendMessage"] * 2
    assert iam.asked.count("GetRolePolicy mine") == 1


@pytest.mark.parametrize(
    "call",
    [
        written(Action="PutRolePolicy", RoleName="mine"),
        written(Action="DetachRolePolicy", RoleName="mine"),
        written(Action="CreatePolicyVersion", PolicyArn="arn:aws:iam::aws:policy/any"),
        written(Action="SetDefaultPolicyVersion", PolicyArn="arn:aws:iam::aws:policy/any"),
    ],
    ids=lambda call: call.action,
)
def test_a_write_that_may_change_a_role_is_seen_by_the_next_call(iam: Iam, store: PolicyStore, call: AwsCall) -> None:
    allowed(store, _MINE)
    iam.action = "sqs:ReceiveMessage"
    store.note(call)
    assert allowed(store, _MINE) == "sqs:ReceiveMessage"


@pytest.mark.parametrize(
    "call",
    [written(Action="PutRolePolicy", RoleName="other"), written(Action="GetRole", RoleName="mine")],
    ids=lambda call: call.action,
)
def test_a_write_to_another_role_and_a_look_leave_it_as_it_was(iam: Iam, store: PolicyStore, call: AwsCall) -> None:
    allowed(store, _MINE)
    store.note(call)
    allowed(store, _MINE)
    assert iam.asked.count("GetRolePolicy mine") == 1


def test_what_was_read_while_somebody_wrote_is_read_again(iam: Iam, store: PolicyStore) -> None:
    iam.meanwhile = lambda: store.note(written(Action="PutRolePolicy", RoleName="mine"))
    allowed(store, _MINE)
    iam.meanwhile, iam.action = (lambda: None), "sqs:ReceiveMessage"
    assert allowed(store, _MINE) == "sqs:ReceiveMessage"


def test_what_is_no_role_has_no_trust_policy_and_is_not_asked_for(iam: Iam, store: PolicyStore) -> None:
    assert asyncio.run(store.trust("mine")) is None
    assert iam.asked == []
