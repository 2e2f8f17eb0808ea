"""Secrets Manager: secrets that are really in their replicas' regions."""

from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer, json_error

_SPREAD = frozenset(
    {
        "CreateSecret",
        "DeleteSecret",
        "DescribeSecret",
        "PutSecretValue",
        "RemoveRegionsFromReplication",
        "ReplicateSecretToRegions",
        "UpdateSecret",
    }
)
_VALUE = ("SecretString", "SecretBinary", "ClientRequestToken")


class SecretReplicas:
    """A replica is a secret of the same name and ARN suffix in its region; values follow the primary."""

    service = "secretsmanager"
    adds = "Replicas of secrets (AddReplicaRegions, ReplicateSecretToRegions, RemoveRegionsFromReplication)"
    proves = "the secret is readable in the other region, under the ARN that follows from the primary's"
    cannot = "how long a replica lags behind"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        # (account, primary's region, secret's name) -> replica's region -> its key
        self._replicas: dict[tuple[str, str, str], dict[str, str]] = {}

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.service == self.service and call.action in _SPREAD

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        request = call.json()
        name = request.get("Name") or _name(str(request.get("SecretId", "")))
        if call.action == "CreateSecret":
            return await self._create(call, request, name)
        if call.action == "ReplicateSecretToRegions":
            value = await self._ask(call, "GetSecretValue", {"SecretId": name}, call.region)
            if not value.is_success and "ResourceNotFound" in value.body.decode():
                # A secret without a value yet has a place, and nothing to copy.
                value = json_answer({})
            content = _content(value.json())
            await self._replicate(call, name, request["AddReplicaRegions"], content)
            return await self._described(call, name)
        if call.action == "RemoveRegionsFromReplication":
            await self._forget(call, name, request["RemoveReplicaRegions"])
            return await self._described(call, name)
        if call.action == "DescribeSecret":
            return await self._described(call, str(request["SecretId"]))
        if call.action == "DeleteSecret" and self._of(call, name):
            regions = ", ".join(self._of(call, name))
            return json_error(
                "InvalidRequestException",
                f"You can't delete secret {name} that still has replica regions: {regions}. Remove them first.",
            )
        return await self._write(call, request, name)

    async def _create(self, call: AwsCall, request: dict[str, Any], name: str) -> Answer:
        regions = request.pop("AddReplicaRegions", None) or []
        created = await self._ask(call, "CreateSecret", request, call.region)
        if not created.is_success or not regions:
            return created
        content = _content(request)
        await self._replicate(call, name, regions, content)
        return json_answer({**created.json(), "ReplicationStatus": self._status(call, name)})

    async def _write(self, call: AwsCall, request: dict[str, Any], name: str) -> Answer:
        answer = await self._emulator.answer(call)
        if answer.is_success and any(key in request for key in _VALUE[:2]):
            for region in self._of(call, name):
                await self._ask(call, "PutSecretValue", {**_only(request, _VALUE), "SecretId": name}, region)
        return answer

    async def _replicate(
        self, call: AwsCall, name: str, regions: list[dict[str, Any]], content: dict[str, Any]
    ) -> None:
        replicas = self._replicas.setdefault((call.account, call.region, name), {})
        for entry in regions:
            key = {"KmsKeyId": entry["KmsKeyId"]} if entry.get("KmsKeyId") else {}
            await self._ask(call, "CreateSecret", {"Name": name, **key, **content}, entry["Region"])
            replicas[entry["Region"]] = entry.get("KmsKeyId", "alias/aws/secretsmanager")

    async def _forget(self, call: AwsCall, name: str, regions: list[str]) -> None:
        replicas = self._of(call, name)
        for region in regions:
            if replicas.pop(region, None) is not None:
                request = {"SecretId": name, "ForceDeleteWithoutRecovery": True}
                await self._ask(call, "DeleteSecret", request, region)

    async def _described(self, call: AwsCall, secret_id: str) -> Answer:
        answer = await self._ask(call, "DescribeSecret", {"SecretId": secret_id}, call.region)
        if not answer.is_success:
            return answer
        document = answer.json()
        name = document["Name"]
        primary = next(
            (key[1] for key, regions in self._replicas.items() if key[2] == name and call.region in regions), ""
        )
        shown = {"PrimaryRegion": primary or call.region} if primary or self._of(call, name) else {}
        return json_answer({**document, **shown, "ReplicationStatus": self._status(call, name)})

    def _of(self, call: AwsCall, name: str) -> dict[str, str]:
        return self._replicas.get((call.account, call.region, _name(name)), {})

    def _status(self, call: AwsCall, name: str) -> list[dict[str, str]]:
        return [{"Region": region, "KmsKeyId": key, "Status": "InSync"} for region, key in self._of(call, name).items()]

    async def _ask(self, call: AwsCall, operation: str, payload: dict[str, Any], region: str) -> Answer:
        return await self._emulator.ask_json(
            call, service=self.service, target=f"secretsmanager.{operation}", payload=payload, region=region
        )


def _name(secret_id: str) -> str:
    """The name behind a name or an ARN, whose last six characters are random."""
    if not secret_id.startswith("arn:"):
        return secret_id
    return secret_id.split(":", 6)[6][:-7]


def _only(document: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: document[key] for key in keys if key in document}


def _content(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key in {"SecretString", "SecretBinary"}}
