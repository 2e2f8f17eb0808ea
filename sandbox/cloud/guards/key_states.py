"""KMS keys in use: what is encrypted is not read and not written while its key is disabled, or waits to be deleted."""

from collections.abc import Mapping

from typing_extensions import override

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.guards import Guard
from sandbox.cloud.iam.keys_used import USES, KeysUsed
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, refusal

_STATUS = 400
# How KMS itself puts it.
_SAID = {"Disabled": "is disabled.", "PendingDeletion": "is pending deletion."}
# SQS's and SNS's models have a code for each; Secrets Manager and DynamoDB say what they could not do.
_CODES: Mapping[str, Mapping[str, str]] = {
    "sqs": {"Disabled": "KMS.DisabledException", "PendingDeletion": "KMS.InvalidStateException"},
    "sns": {"Disabled": "KMSDisabled", "PendingDeletion": "KMSInvalidState"},
}
_ON_READING, _ON_WRITING = "DecryptionFailure", "EncryptionFailure"


class KeyStateGuard(Guard):
    """Looks at the key behind a queue, a topic, a secret or a table, whoever calls."""

    calls = frozenset(USES)

    def __init__(self, emulator: Emulator, keys: KeysUsed) -> None:
        self._emulator, self._keys = emulator, keys

    @override
    async def refusal(self, call: AwsCall) -> Answer | None:
        key = await self._keys.behind(call)
        if not key:
            return None
        answer = await self._emulator.ask_json(
            call.scope, service="kms", target="TrentService.DescribeKey", payload={"KeyId": key}
        )
        state = str(answer.json().get("KeyMetadata", {}).get("KeyState", ""))
        return _refused(call, state, f"{key} {_SAID[state]}") if state in _SAID else None


def _refused(call: AwsCall, state: str, said: str) -> Answer:
    if call.service == "dynamodb":
        return refusal(call, "AccessDeniedException", f"KMS key access denied error: {said}", _STATUS)
    if call.service == "secretsmanager":
        return refusal(call, _ON_READING if call.action.startswith("Get") else _ON_WRITING, said, _STATUS)
    return refusal(call, _CODES[call.service][state], said, _STATUS)
