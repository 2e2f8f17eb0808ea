"""Secrets Manager: replicas from the moment a secret is made, and their end."""

from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_ACTIONS = frozenset(
    {"CreateSecret", "DeleteSecret", "DescribeSecret", "RemoveRegionsFromReplication", "ReplicateSecretToRegions"}
)
_DEFAULT_KEY = "alias/aws/secretsmanager"
# Nobody looks into a region of this name.
_NOWHERE = "nowhere-1"


class SecretReplicas(Addition):
    """The emulator replicates, and keeps values alike; it lacks both ends of it."""

    service = "secretsmanager"
    adds = (
        "Replicas of a secret from its creation on (AddReplicaRegions), RemoveRegionsFromReplication, and the refusal "
        "to delete a secret that has replicas"
    )
    proves = "the secret is readable in the other region, under the ARN that follows from the primary's"
    cannot = "how long a replica lags behind; StopReplicationToReplica, which makes a replica a secret of its own"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in _ACTIONS

    @override
    async def answer(self, call: AwsCall) -> Answer:
        request = call.json()
        if call.action == "CreateSecret":
            return await self._create(call.scope, request)
        if call.action == "RemoveRegionsFromReplication":
            return await self._remove(call.scope, str(request["SecretId"]), request["RemoveReplicaRegions"])
        if call.action == "DeleteSecret":
            known = (await self._ask(call.scope, "DescribeSecret", SecretId=request.get("SecretId"))).json()
            if known.get("ReplicationStatus"):
                regions = ", ".join(status["Region"] for status in known["ReplicationStatus"])
                return json_error(
                    "InvalidRequestException",
                    f"You can't delete secret {known['Name']} that still has replica regions [{regions}]",
                )
        return _shown(await self._emulator.answer(call), call.region)

    async def _create(self, scope: Scope, request: dict[str, Any]) -> Answer:
        regions = request.pop("AddReplicaRegions", None)
        overwrite = bool(request.pop("ForceOverwriteReplicaSecret", False))
        created = await self._ask(scope, "CreateSecret", **request)
        if not regions or not created.is_success:
            return created
        replicated = await self._ask(
            scope,
            "ReplicateSecretToRegions",
            SecretId=request["Name"],
            AddReplicaRegions=regions,
            ForceOverwriteReplicaSecret=overwrite,
        )
        if not replicated.is_success:
            # All or nothing: AWS would say Failed in the status, and here nobody would look.
            await self._ask(scope, "DeleteSecret", SecretId=request["Name"], ForceDeleteWithoutRecovery=True)
            return replicated
        return _shown(json_answer({**created.json(), **replicated.json()}), scope.region)

    async def _remove(self, scope: Scope, secret_id: str, regions: list[str]) -> Answer:
        """Replicas go when their primary goes: hand them to one that nobody sees, and delete that."""
        described = await self._ask(scope, "DescribeSecret", SecretId=secret_id)
        if not described.is_success:
            return described
        name = described.json()["Name"]
        known = {status["Region"] for status in described.json().get("ReplicationStatus") or []}
        handed = [{"Region": region} for region in regions if region in known]
        if handed:
            nowhere = Scope(scope.account, _NOWHERE)
            await self._ask(nowhere, "CreateSecret", Name=name)
            await self._ask(
                nowhere,
                "ReplicateSecretToRegions",
                SecretId=name,
                AddReplicaRegions=handed,
                ForceOverwriteReplicaSecret=True,
            )
            await self._ask(nowhere, "DeleteSecret", SecretId=name, ForceDeleteWithoutRecovery=True)
        left = (await self._ask(scope, "DescribeSecret", SecretId=secret_id)).json()
        status = {"ReplicationStatus": left.get("ReplicationStatus") or []}
        return _shown(json_answer({"ARN": left["ARN"], **status}), scope.region)

    async def _ask(self, scope: Scope, operation: str, **payload: Any) -> Answer:  # noqa: ANN401 - JSON's own
        return await self._emulator.ask_json(
            scope, service=self.service, target=f"secretsmanager.{operation}", payload=payload
        )


def _shown(answer: Answer, region: str) -> Answer:
    """The answer with the status of replicas as AWS writes it."""
    document = answer.json()
    replicas = document.get("ReplicationStatus")
    if not answer.is_success or not replicas:
        return answer
    status = [
        {"Region": entry["Region"], "KmsKeyId": entry.get("KmsKeyId") or _DEFAULT_KEY, "Status": entry["Status"]}
        for entry in replicas
    ]
    primary = {"PrimaryRegion": region} if "CreatedDate" in document else {}
    return json_answer({**document, **primary, "ReplicationStatus": status}, answer.status)
