"""KMS: keys, their replicas in other regions, aliases."""

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "NotFoundException"
_DEFAULT_WINDOW_DAYS = 30


class _AnyKey(ResourceType):
    """What a key and a replica share."""

    documents = frozenset({"policy"})

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType. A key that waits to be deleted counts as gone, as for the real provider."""
        client = call.client("kms")
        answer = found(lambda: client.describe_key(KeyId=resource_id), _GONE)
        if answer is None or answer["KeyMetadata"]["KeyState"] in {"PendingDeletion", "PendingReplicaDeletion"}:
            return None
        key = answer["KeyMetadata"]
        tags = tags_of(client.list_resource_tags(KeyId=resource_id).get("Tags"), "TagKey", "TagValue")
        return {
            "id": resource_id,
            "keyId": key["KeyId"],
            "arn": key["Arn"],
            "description": key.get("Description", ""),
            "keySpec": key.get("KeySpec", "SYMMETRIC_DEFAULT"),
            **({"tagsAll": tags} if tags else {}),
            **self._more(call, resource_id),
        }

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType. KMS deletes nothing at once: it schedules."""
        client = call.client("kms")
        days = int(state.get("deletionWindowInDays") or _DEFAULT_WINDOW_DAYS)
        found(
            lambda: client.schedule_key_deletion(KeyId=resource_id, PendingWindowInDays=days),
            _GONE,
            "KMSInvalidStateException",
        )

    def _more(self, call: Call, key_id: str) -> Outputs:
        del call, key_id
        return {}

    def _update_shared(self, call: Call, key_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client = call.client("kms")
        if "description" in changed:
            client.update_key_description(KeyId=key_id, Description=new.get("description", ""))
        if "policy" in changed:
            client.put_key_policy(KeyId=key_id, PolicyName="default", Policy=new["policy"])
        if "tagsAll" in changed:
            gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
            if gone:
                client.untag_resource(KeyId=key_id, TagKeys=gone)
            client.tag_resource(KeyId=key_id, Tags=call.tag_list("TagKey", "TagValue"))


class Key(_AnyKey):
    """A key, of one region or the first of several."""

    token = "aws:kms/key:Key"
    properties = frozenset(
        {
            "description",
            "policy",
            "multiRegion",
            "enableKeyRotation",
            "deletionWindowInDays",
            "isEnabled",
            "keyUsage",
            "customerMasterKeySpec",
            "bypassPolicyLockoutSafetyCheck",
            "rotationPeriodInDays",
        }
    )
    computed = frozenset({"id", "keyId", "arn", "keySpec"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("kms")
        given = pick(inputs, {"description": "Description", "policy": "Policy", "multiRegion": "MultiRegion"})
        answer = client.create_key(**given, Tags=call.tag_list("TagKey", "TagValue"))
        key_id = str(answer["KeyMetadata"]["KeyId"])
        if inputs.get("enableKeyRotation"):
            client.enable_key_rotation(KeyId=key_id)
        return key_id

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._update_shared(call, resource_id, old, new, changed)
        if "enableKeyRotation" in changed:
            client = call.client("kms")
            work = client.enable_key_rotation if new.get("enableKeyRotation") else client.disable_key_rotation
            work(KeyId=resource_id)

    def _more(self, call: Call, key_id: str) -> Outputs:
        answer = call.client("kms").get_key_rotation_status(KeyId=key_id)
        return {"enableKeyRotation": answer["KeyRotationEnabled"]}


class ReplicaKey(_AnyKey):
    """A multi-Region key's copy in the region of its provider."""

    token = "aws:kms/replicaKey:ReplicaKey"
    properties = frozenset(
        {"primaryKeyArn", "description", "policy", "deletionWindowInDays", "enabled", "bypassPolicyLockoutSafetyCheck"}
    )
    computed = frozenset({"id", "keyId", "arn", "keySpec", "keyRotationEnabled", "keyUsage"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType. The call goes to the primary's region and names the replica's."""
        primary_region = inputs["primaryKeyArn"].split(":")[3]
        given = pick(inputs, {"description": "Description", "policy": "Policy"})
        answer = call.client("kms", primary_region).replicate_key(
            KeyId=inputs["primaryKeyArn"],
            ReplicaRegion=call.region,
            **given,
            Tags=call.tag_list("TagKey", "TagValue"),
        )
        return str(answer["ReplicaKeyMetadata"]["KeyId"])

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._update_shared(call, resource_id, old, new, changed)


class Alias(ResourceType):
    """A name for a key."""

    token = "aws:kms/alias:Alias"
    properties = frozenset({"name", "targetKeyId"})
    computed = frozenset({"id", "arn", "targetKeyArn"})
    name_property, name_limit = "name", 256
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("kms").create_alias(AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        pages = call.client("kms").get_paginator("list_aliases").paginate()
        aliases = [alias for page in pages for alias in page["Aliases"] if alias["AliasName"] == resource_id]
        if not aliases:
            return None
        key_id = aliases[0].get("TargetKeyId", "")
        return {
            "id": resource_id,
            "name": resource_id,
            "arn": f"arn:aws:kms:{call.region}:{call.account}:{resource_id}",
            # AWS answers with an id whether an id or an ARN was given.
            "targetKeyId": state["targetKeyId"] if str(state.get("targetKeyId", "")).endswith(key_id) else key_id,
            "targetKeyArn": f"arn:aws:kms:{call.region}:{call.account}:key/{key_id}",
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        call.client("kms").update_alias(AliasName=resource_id, TargetKeyId=new["targetKeyId"])

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("kms")
        found(lambda: client.delete_alias(AliasName=resource_id), _GONE)
