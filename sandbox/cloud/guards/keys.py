"""KMS keys: a call that names one is refused where the key's policy does not let the service take it."""

from collections.abc import Mapping

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.key_check import Key, Unmet, unmet
from sandbox.cloud.iam.principal import root
from sandbox.cloud.iam.service_needs import KEY_USES, KeyUse, Refusal
from sandbox.cloud.iam.store import PolicyStore
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.request_values import values_at
from sandbox.cloud.response import Answer, refusal

_REFUSING = [(use, use.refusal) for use in KEY_USES if use.refusal is not None]
_STATUS = 400


class KeyGuard:
    """Asks for the key's policy and decides it; what the caller's own policies say is not asked here."""

    calls = frozenset(use.call[:2] for use, _ in _REFUSING)

    def __init__(self, emulator: Emulator, store: PolicyStore) -> None:
        self._emulator, self._store = emulator, store

    async def refusal(self, call: AwsCall) -> Answer | None:
        """See Guard."""
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
        found = unmet([need for need in use.needs if not need.is_later], key, root(call.account))
        return None if found is None else _answer(call, words, key, found)

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
        policy = await self._store.resource("kms", arn)
        return Key(arn, policy, told) if policy else None


def _answer(call: AwsCall, words: Refusal, key: Key, found: Unmet) -> Answer:
    told = {**key.told, "caller": found.who, "action": found.action}
    return refusal(call, words.code, Key(key.arn, key.policy, told).filled(words.message), _STATUS)
