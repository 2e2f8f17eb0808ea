"""Secrets Manager: secrets, replicated to other regions, and their values."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, function

_GONE = "ResourceNotFoundException"
_DEFAULT_WINDOW_DAYS = 30


class Secret(ResourceType):
    """A secret without its value."""

    token = "aws:secretsmanager/secret:Secret"
    properties = frozenset(
        {"name", "description", "kmsKeyId", "replicas", "recoveryWindowInDays", "forceOverwriteReplicaSecret", "policy"}
    )
    computed = frozenset({"id", "arn"})
    name_property, name_limit = "name", 512
    documents = frozenset({"policy"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        given = pick(inputs, {"name": "Name", "description": "Description", "kmsKeyId": "KmsKeyId"})
        replicas = [
            pick(replica, {"region": "Region", "kmsKeyId": "KmsKeyId"}) for replica in inputs.get("replicas") or []
        ]
        if replicas:
            given["AddReplicaRegions"] = replicas
            given["ForceOverwriteReplicaSecret"] = bool(inputs.get("forceOverwriteReplicaSecret"))
        return str(call.client("secretsmanager").create_secret(**given, Tags=call.tag_list())["ARN"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("secretsmanager")
        answer = found(lambda: client.describe_secret(SecretId=resource_id), _GONE)
        if answer is None or answer.get("DeletedDate"):
            return None
        tags = tags_of(answer.get("Tags"))
        outputs: Outputs = {"id": resource_id, "arn": answer["ARN"], "name": answer["Name"]}
        live = {status["Region"] for status in answer.get("ReplicationStatus", [])}
        known: list[dict[str, Any]] = list(state.get("replicas") or [])
        if {replica["region"] for replica in known} != live:
            outputs["replicas"] = [{"region": region} for region in sorted(live)]
        return {**outputs, **({"tagsAll": tags} if tags else {})}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("secretsmanager")
        if changed & {"description", "kmsKeyId"}:
            client.update_secret(
                SecretId=resource_id, **pick(new, {"description": "Description", "kmsKeyId": "KmsKeyId"})
            )
        if "replicas" in changed:
            before = {replica["region"] for replica in old.get("replicas") or []}
            after = {replica["region"]: replica for replica in new.get("replicas") or []}
            if before - set(after):
                client.remove_regions_from_replication(
                    SecretId=resource_id, RemoveReplicaRegions=sorted(before - set(after))
                )
            added = [
                pick(after[region], {"region": "Region", "kmsKeyId": "KmsKeyId"})
                for region in sorted(set(after) - before)
            ]
            if added:
                client.replicate_secret_to_regions(SecretId=resource_id, AddReplicaRegions=added)
        if "tagsAll" in changed:
            client.tag_resource(SecretId=resource_id, Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType. Replicas go first: AWS refuses to delete a primary that has any."""
        client = call.client("secretsmanager")
        replicas = [replica["region"] for replica in state.get("replicas") or []]
        if replicas:
            found(
                lambda: client.remove_regions_from_replication(SecretId=resource_id, RemoveReplicaRegions=replicas),
                _GONE,
            )
        window = state.get("recoveryWindowInDays")
        days = _DEFAULT_WINDOW_DAYS if window is None else int(window)
        given: dict[str, Any] = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        found(lambda: client.delete_secret(SecretId=resource_id, **given), _GONE)


class SecretVersion(ResourceType):
    """A secret's value."""

    token = "aws:secretsmanager/secretVersion:SecretVersion"
    properties = frozenset({"secretId", "secretString"})
    computed = frozenset({"id", "arn", "versionId", "versionStages"})
    secrets = frozenset({"secretString"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("secretsmanager").put_secret_value(
            SecretId=inputs["secretId"], SecretString=inputs["secretString"]
        )
        return f"{inputs['secretId']}|{answer['VersionId']}"

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        secret_id, _, version = resource_id.partition("|")
        client = call.client("secretsmanager")
        answer = found(
            lambda: client.get_secret_value(SecretId=secret_id, VersionId=version), _GONE, "InvalidRequestException"
        )
        if answer is None:
            return None
        return {
            "id": resource_id,
            "arn": answer["ARN"],
            "versionId": version,
            "versionStages": answer.get("VersionStages", []),
            "secretString": answer["SecretString"],
        }

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType. The current version goes with its secret; it cannot be deleted alone."""
        del call, resource_id, state


@function("aws:secretsmanager/getRandomPassword:getRandomPassword")
def get_random_password(call: Call, arguments: Inputs) -> Outputs:
    """A new password each time."""
    given = pick(
        arguments,
        {
            "passwordLength": "PasswordLength",
            "excludePunctuation": "ExcludePunctuation",
            "excludeCharacters": "ExcludeCharacters",
            "requireEachIncludedType": "RequireEachIncludedType",
        },
    )
    answer = call.client("secretsmanager").get_random_password(**given)
    return {"id": call.region, "randomPassword": answer["RandomPassword"]}
