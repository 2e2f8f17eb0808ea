"""KMS: keys, their replicas in other regions, aliases."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import KMS

_GONE = "NotFoundException"
_BYPASS = {"bypassPolicyLockoutSafetyCheck": "BypassPolicyLockoutSafetyCheck"}
_TEXTS = pascal_names("description", "policy")
_CREATE = {"customerMasterKeySpec": "KeySpec", **pascal_names("keyUsage", "multiRegion"), **_TEXTS, **_BYPASS}
_SAID = {"arn": "Arn", **pascal_names("keyId", "keySpec", "keyUsage", "multiRegion")}
_DELETED = {"PendingDeletion", "PendingReplicaDeletion"}


class _AnyKey(ResourceType):
    """What a key and a replica share."""

    documents = frozenset({"policy"})
    filled_in = frozenset({"policy"})
    tagging = KMS
    # Which input says whether the key can be used.
    enabled_property = ""

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """A key that waits to be deleted counts as gone, as for the real provider."""
        client = call.client("kms")
        answer = found(lambda: client.describe_key(KeyId=resource_id), _GONE)
        if answer is None or answer["KeyMetadata"]["KeyState"] in _DELETED:
            return None
        key, rotation = answer["KeyMetadata"], client.get_key_rotation_status(KeyId=resource_id)
        return {
            **unpick(key, {**_SAID, "customerMasterKeySpec": "KeySpec"}),
            "description": key.get("Description", ""),
            self.enabled_property: key["Enabled"],
            "policy": client.get_key_policy(KeyId=resource_id, PolicyName="default")["Policy"],
            "enableKeyRotation": rotation["KeyRotationEnabled"],
            "keyRotationEnabled": rotation["KeyRotationEnabled"],
            **unpick(rotation, pascal_names("rotationPeriodInDays")),
            "primaryKeyArn": key.get("MultiRegionConfiguration", {}).get("PrimaryKey", {}).get("Arn"),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """A disabled key takes no change, so it is enabled first and disabled last."""
        client, wanted = call.client("kms"), new.get(self.enabled_property, True)
        if wanted and not old[self.enabled_property]:
            client.enable_key(KeyId=resource_id)
        if "description" in changed:
            client.update_key_description(KeyId=resource_id, Description=new.get("description", ""))
        if "policy" in changed and new.get("policy"):
            more = pick(new, _BYPASS)
            client.put_key_policy(KeyId=resource_id, PolicyName="default", Policy=new["policy"], **more)
        if changed & {"enableKeyRotation", "rotationPeriodInDays"}:
            self.set_rotation(call, resource_id, new)
        if old[self.enabled_property] and not wanted:
            client.disable_key(KeyId=resource_id)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """KMS deletes nothing at once: it schedules."""
        client, window = call.client("kms"), pick(state, {"deletionWindowInDays": "PendingWindowInDays"})
        schedule = client.schedule_key_deletion
        found(lambda: schedule(KeyId=resource_id, **window), _GONE, "KMSInvalidStateException")

    def set_rotation(self, call: Call, key_id: str, inputs: Inputs) -> None:
        """Switch rotation on, with its period, or off."""
        client = call.client("kms")
        if inputs.get("enableKeyRotation"):
            client.enable_key_rotation(KeyId=key_id, **pick(inputs, pascal_names("rotationPeriodInDays")))
        else:
            client.disable_key_rotation(KeyId=key_id)


class Key(_AnyKey):
    """A key, of one region or the first of several."""

    token = "aws:kms/key:Key"
    properties = frozenset({*_CREATE, "deletionWindowInDays", "enableKeyRotation", "isEnabled", "rotationPeriodInDays"})
    computed = frozenset({"arn", "keyId"})
    filled_in = frozenset({"description", "multiRegion", "policy", "rotationPeriodInDays"})
    enabled_property = "isEnabled"

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        tags = call.tag_list("TagKey", "TagValue")
        return str(call.client("kms").create_key(**pick(inputs, _CREATE), Tags=tags)["KeyMetadata"]["KeyId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if inputs.get("enableKeyRotation"):
            self.set_rotation(call, resource_id, inputs)
        if not inputs["isEnabled"]:
            call.client("kms").disable_key(KeyId=resource_id)


class ReplicaKey(_AnyKey):
    """A multi-Region key's copy in the region of its provider."""

    token = "aws:kms/replicaKey:ReplicaKey"
    properties = frozenset({"primaryKeyArn", "deletionWindowInDays", "enabled", *_TEXTS, *_BYPASS})
    computed = frozenset({"arn", "keyId", "keySpec", "keyRotationEnabled", "keyUsage"})
    enabled_property = "enabled"

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        """The call goes to the primary's region and names the replica's."""
        primary_region = inputs["primaryKeyArn"].split(":")[3]
        answer = call.client("kms", primary_region).replicate_key(
            KeyId=inputs["primaryKeyArn"],
            ReplicaRegion=call.region,
            **pick(inputs, {**_TEXTS, **_BYPASS}),
            Tags=call.tag_list("TagKey", "TagValue"),
        )
        return str(answer["ReplicaKeyMetadata"]["KeyId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if not inputs["enabled"]:
            call.client("kms").disable_key(KeyId=resource_id)


def _key_id(key: str) -> str:
    """A key by its id, whether its id or its ARN is given."""
    return key.rpartition("/")[2]


class Alias(ResourceType):
    """A name for a key. Its id is the name."""

    token = "aws:kms/alias:Alias"
    properties = frozenset({"name", "targetKeyId"})
    computed = frozenset({"arn", "targetKeyArn"})
    name_property, name_limit, name_prefix = "name", 256, "alias/"
    spellings: ClassVar = {"targetKeyId": _key_id}
    unsettles: ClassVar = {"targetKeyId": frozenset({"targetKeyArn"})}

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("kms").create_alias(AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = self._find(call, resource_id)
        if live is None:
            return None
        key_id = live.get("TargetKeyId", "")
        return {
            "name": resource_id,
            "arn": live["AliasArn"],
            "targetKeyId": key_id,
            "targetKeyArn": f"arn:aws:kms:{call.region}:{call.account}:key/{key_id}",
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        call.client("kms").update_alias(AliasName=resource_id, TargetKeyId=new["targetKeyId"])

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("kms")
        found(lambda: client.delete_alias(AliasName=resource_id), _GONE)

    def _find(self, call: Call, name: str) -> dict[str, Any] | None:
        for page in call.client("kms").get_paginator("list_aliases").paginate():
            for alias in page["Aliases"]:
                if alias["AliasName"] == name:
                    return dict(alias)
        return None
