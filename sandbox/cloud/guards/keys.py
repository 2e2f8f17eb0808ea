"""KMS keys: a call that names one is refused where the service may not take it.

The key's policy decides, and where the service asks in its caller's name, the caller's own policies with it.
"""

from collections.abc import Mapping
from functools import partial

from typing_extensions import override

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.guards import Guard
from sandbox.cloud.iam.decisions import Record
from sandbox.cloud.iam.door import Door
from sandbox.cloud.iam.evaluate import Decision, Policies, Request
from sandbox.cloud.iam.key_check import Key, Unmet, unmet
from sandbox.cloud.iam.principal import PrincipalKind
from sandbox.cloud.iam.service_needs import KEY_USES, KeyUse, Refusal
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.request_values import values_at
from sandbox.cloud.response import Answer, refusal

_REFUSING = [(use, use.refusal) for use in KEY_USES if use.refusal is not None]
_STATUS = 400


class KeyGuard(Guard):
    """Asks for the key's policy and its caller's, decides, and tells the log of decisions."""

    calls = frozenset(use.call[:2] for use, _ in _REFUSING)

    def __init__(self, emulator: Emulator, iam: Door) -> None:
        self._emulator, self._iam = emulator, iam

    @override
    async def refusal(self, call: AwsCall) -> Answer | None:
        for use, words in _REFUSING:
            if use.call[:2] != (call.service, call.action):
                continue
            for named in values_at(call, use.call[2]):
                answer = await self._refused(call, use, words, str(named))
                if answer is not None:
                    return answer
        return None

    async def _refused(self, call: AwsCall, use: KeyUse, words: Refusal, named: str) -> Answer | None:
        told = {name: str(next(iter(values_at(call, where)), "")) for name, (_, where) in use.names.items()}
        key = await self._key(call.scope, named, told)
        if key is None:
            return None
        principal = self._iam.identities.principal(call)
        own = Policies(await self._iam.store.identity(principal), boundary=await self._iam.store.boundary(principal))
        needs = [need for need in use.needs if not need.is_later]
        if principal.kind is PrincipalKind.ROOT:
            found = unmet(needs, key, principal)
        else:
            found = unmet(needs, key, principal, own, partial(self._note, call))
        return None if found is None else _answer(call, words, key, found)

    def _note(self, call: AwsCall, request: Request, policies: Policies, decision: Decision) -> None:
        self._iam.decisions.add(Record(request, policies, decision, f"{call.service} {call.action}"))

    async def _key(self, scope: Scope, named: str, told: Mapping[str, str]) -> Key | None:
        """The key with its policy; None for one that AWS keeps itself, and for one that the emulator does not know."""
        region = named.split(":")[3] if named.startswith("arn:") else scope.region
        there = Scope(scope.account, region)
        described = await self._emulator.ask_json(
            there, service="kms", target="TrentService.DescribeKey", payload={"KeyId": named}
        )
        if not described.is_success or described.json()["KeyMetadata"].get("KeyManager") == "AWS":
            return None
        arn = str(described.json()["KeyMetadata"]["Arn"])
        policy = await self._iam.store.resource("kms", arn)
        return Key(arn, policy, told) if policy else None


def _answer(call: AwsCall, words: Refusal, key: Key, found: Unmet) -> Answer:
    told = {**key.told, "caller": found.who, "action": found.action}
    return refusal(call, words.code, Key(key.arn, key.policy, told).filled(words.message), _STATUS)
