"""Secrets Manager: secrets, replicated to other regions, and their values."""

from typing import Any

from typing_extensions import override

from sandbox.protocol.values import secret
from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import given, pascal_names, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below, function
from sandbox.providers.aws.tagging import SECRETS

_GONE = "ResourceNotFoundException"
_SECRET = pascal_names("description", "kmsKeyId")
_REPLICA = pascal_names("region", "kmsKeyId")
_PASSWORD = pascal_names(
    "passwordLength",
    "excludeCharacters",
    "excludeLowercase",
    "excludeNumbers",
    "excludePunctuation",
    "excludeUppercase",
    "includeSpace",
    "requireEachIncludedType",
)


class Secret(ResourceType):
    """A secret without its value. Its id is its ARN."""

    token = "aws:secretsmanager/secret:Secret"
    properties = frozenset({"name", "forceOverwriteReplicaSecret", "policy", "recoveryWindowInDays", *_SECRET}) | below(
        "replicas[]", *_REPLICA
    )
    computed = frozenset({"arn"})
    name_property, name_limit = "name", 512
    documents = frozenset({"policy"})
    sets = frozenset({"replicas"})
    tagging = SECRETS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("secretsmanager").create_secret(
            **pick(inputs, {"name": "Name", **_SECRET}),
            **_added(inputs, inputs.get("replicas") or []),
            Tags=call.tag_list(),
        )
        return str(answer["ARN"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if inputs.get("policy"):
            self._set_policy(call, resource_id, inputs)

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("secretsmanager")
        answer = found(lambda: client.describe_secret(SecretId=resource_id), _GONE)
        if answer is None or answer.get("DeletedDate"):
            return None
        return {
            "description": "",
            **unpick(answer, {"arn": "ARN", "name": "Name", **_SECRET}),
            "policy": client.get_resource_policy(SecretId=resource_id).get("ResourcePolicy"),
            "replicas": [unpick(status, _REPLICA) for status in answer.get("ReplicationStatus", [])],
            "tagsAll": tags_of(answer.get("Tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """A replica under another key is another replica."""
        client = call.client("secretsmanager")
        if changed & set(_SECRET):
            client.update_secret(SecretId=resource_id, **pick({"description": "", **new}, _SECRET))
        if "policy" in changed:
            self._set_policy(call, resource_id, new)
        if "replicas" in changed:
            before, after = old.get("replicas") or [], new.get("replicas") or []
            gone = sorted(replica["region"] for replica in before if not _is_among(replica, after))
            if gone:
                client.remove_regions_from_replication(SecretId=resource_id, RemoveReplicaRegions=gone)
            added = _added(new, [replica for replica in after if not _is_among(replica, before)])
            if added:
                client.replicate_secret_to_regions(SecretId=resource_id, **added)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """Replicas go first: AWS refuses to delete a primary that has any."""
        client = call.client("secretsmanager")
        answer = found(lambda: client.describe_secret(SecretId=resource_id), _GONE)
        if answer is None or answer.get("DeletedDate"):
            return
        replicas = [status["Region"] for status in answer.get("ReplicationStatus", [])]
        if replicas:
            client.remove_regions_from_replication(SecretId=resource_id, RemoveReplicaRegions=replicas)
        days = int(state["recoveryWindowInDays"])
        window: dict[str, Any] = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        found(lambda: client.delete_secret(SecretId=resource_id, **window), _GONE)

    def _set_policy(self, call: Call, secret_id: str, inputs: Inputs) -> None:
        client = call.client("secretsmanager")
        if inputs.get("policy"):
            client.put_resource_policy(SecretId=secret_id, ResourcePolicy=inputs["policy"])
        else:
            client.delete_resource_policy(SecretId=secret_id)


class SecretVersion(ResourceType):
    """A secret's value. The current version goes with its secret; it cannot be deleted alone."""

    token = "aws:secretsmanager/secretVersion:SecretVersion"
    properties = frozenset({"secretId", "secretString"})
    computed = frozenset({"arn", "versionId", "versionStages"})
    secrets = frozenset({"secretString"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("secretsmanager").put_secret_value(
            SecretId=inputs["secretId"], SecretString=inputs["secretString"]
        )
        return f"{inputs['secretId']}|{answer['VersionId']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        secret_id, _, version = resource_id.partition("|")
        client = call.client("secretsmanager")
        answer = found(
            lambda: client.get_secret_value(SecretId=secret_id, VersionId=version), _GONE, "InvalidRequestException"
        )
        if answer is None:
            return None
        names = {"arn": "ARN", **pascal_names("secretString", "versionId", "versionStages")}
        return {"secretId": secret_id, **unpick(answer, names)}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Reached only to complete what was interrupted."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """Nothing is done."""


@function("aws:secretsmanager/getRandomPassword:getRandomPassword", *_PASSWORD)
def get_random_password(call: Call, arguments: Inputs) -> Outputs:
    """A new password each time."""
    answer = call.client("secretsmanager").get_random_password(**pick(arguments, _PASSWORD))
    return {"id": call.region, "randomPassword": answer["RandomPassword"], **arguments}


@function("aws:secretsmanager/getSecretVersion:getSecretVersion", "secretId")
def get_secret_version(call: Call, arguments: Inputs) -> Outputs:
    """A secret's current value."""
    secret_id = str(arguments["secretId"])
    answer = call.client("secretsmanager").get_secret_value(SecretId=secret_id)
    names = {"arn": "ARN", **pascal_names("secretString", "versionId", "versionStages")}
    return {
        "id": f"{secret_id}|{answer['VersionId']}",
        "secretId": secret_id,
        "versionStage": "AWSCURRENT",
        **unpick(answer, names),
        "secretString": secret(answer["SecretString"]),
    }


def _is_among(replica: Inputs, others: list[Inputs]) -> bool:
    """Whether the same region has a replica under the same key; a key that is not named is whichever there is."""
    same_region = [other for other in others if other["region"] == replica["region"]]
    keys = {entry.get("kmsKeyId") for entry in (replica, *same_region)} - {None, ""}
    return bool(same_region) and len(keys) <= 1


def _added(inputs: Inputs, replicas: list[Inputs]) -> dict[str, Any]:
    regions = [pick(replica, _REPLICA) for replica in replicas]
    if not regions:
        return {}
    return {
        "AddReplicaRegions": regions,
        **given(ForceOverwriteReplicaSecret=inputs.get("forceOverwriteReplicaSecret")),
    }
