"""KMS: the keys by which the stores of a region are read."""

from collections.abc import Iterator, Sequence
from functools import partial

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.policies import compared_policy
from operations.readiness.rule import Problem, Rule, needed, spared, stack_of

READS = ("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases")
_GONE = "NotFoundException"
_MEANS = "nothing that is sealed with it can be read or written here: database, tables, cache, queues, secrets, logs"
_ROTATES = "the key works on; only new material is not made each year"
_BY_ARN = "whatever uses the key names it by its ARN, and people by the alias"


def _keys(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = unless_gone(partial(ask.one, "kms", "describe_key", KeyId=each.id), _GONE)
        if answer is None:
            lost = "what was sealed with it is lost: restore the stores from the other region's under another key"
            yield needed(each, "is not there", _MEANS, lost)
            continue
        key = answer["KeyMetadata"]
        if key["KeyState"] != "Enabled":
            yield needed(each, f"is {key['KeyState']}", _MEANS, _mended(ask, each, key["KeyState"]))
        if seen := unlike(
            Facet("use", key["KeyUsage"], each.inputs.get("keyUsage")),
            Facet("kind", key.get("KeySpec"), each.inputs.get("customerMasterKeySpec")),
            Facet("multi-Region", key.get("MultiRegion", False), _is_multi_region(each)),
        ):
            yield needed(each, seen, _MEANS)
        policy = ask.one("kms", "get_key_policy", KeyId=each.id, PolicyName="default")["Policy"]
        yield from compared_policy(each, policy, _MEANS, needed)
        if each.inputs.get("enableKeyRotation") and key["KeyState"] == "Enabled":
            rotation = ask.one("kms", "get_key_rotation_status", KeyId=each.id)
            if not rotation["KeyRotationEnabled"]:
                yield spared(each, "does not rotate", _ROTATES)


def _is_multi_region(key: StateResource) -> bool:
    return bool(key.inputs.get("multiRegion")) or "primaryKeyArn" in key.inputs


def _mended(ask: Ask, key: StateResource, state: str) -> str:
    """What AWS wants first. `up` enables a key, and refuses one that is to be deleted."""
    where = f"--region {ask.region} --key-id {key.id}"
    enabled = f"aws kms enable-key {where}"
    if state == "PendingDeletion":
        return f"aws kms cancel-key-deletion {where} && {enabled}"
    return enabled if state == "Disabled" else f"wait; then pulumi up --refresh --stack {stack_of(key)}"


def _aliases(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["AliasName"]: each.get("TargetKeyId") for each in ask.all("kms", "list_aliases", "Aliases")}
    for each in declared:
        target = str(each.inputs["targetKeyId"]).rpartition("/")[2]
        if each.id not in found:
            yield spared(each, "is not there", _BY_ARN)
        elif seen := unlike(Facet("key", found[each.id], target)):
            yield spared(each, seen, _BY_ARN)


RULES = (
    Rule(type="aws:kms/alias:Alias", look=_aliases),
    Rule(type="aws:kms/key:Key", look=_keys),
    Rule(type="aws:kms/replicaKey:ReplicaKey", look=_keys),
)
