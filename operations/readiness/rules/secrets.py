"""Secrets Manager: a secret is declared in one region and replicated to the other, where it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, differing
from operations.readiness.rule import Problem, Rule, Target, everywhere, needed, spared

READS = ("secretsmanager:DescribeSecret",)
_GONE = "ResourceNotFoundException"
_CURRENT = "AWSCURRENT"
_REGION = 3
_MEANS = "who needs it in this region cannot have it while the other one is away"


def _concerns(resource: StateResource, target: Target) -> bool:
    replicas = resource.inputs.get("replicas") or ()
    return target.region in {resource.region, *(each.get("region") for each in replicas)}


def _described(ask: Ask, arn: str) -> dict[str, Any] | None:
    """A replica has the ARN of its primary, in its own region."""
    parts = arn.split(":")
    parts[_REGION] = ask.region
    here = ":".join(parts)
    return unless_gone(lambda: ask.one("secretsmanager", "describe_secret", SecretId=here), _GONE)


def _secrets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = _described(ask, each.id)
        if found is None:
            yield needed(each, f"is not there in {ask.region}", _MEANS)
            continue
        if found.get("DeletedDate"):
            restore = f"aws secretsmanager restore-secret --region {ask.region} --secret-id {each.inputs['name']}"
            yield needed(each, f"is to be deleted in {ask.region}", _MEANS, restore)
        yield from _sealed(ask, each, found)
        yield from _replicated(ask, each, found)


def _sealed(ask: Ask, each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    replicas: Sequence[Mapping[str, Any]] = each.inputs.get("replicas") or ()
    own = next((one for one in replicas if one.get("region") == ask.region), each.inputs)
    yield from differing(
        needed,
        each,
        "who may read it may use the declared key and no other",
        Facet("key", found.get("KmsKeyId"), own.get("kmsKeyId")),
    )


def _replicated(ask: Ask, each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    alone = "its value is here; a new one would not come to both regions"
    if each.region != ask.region:
        if found.get("PrimaryRegion") != each.region:
            yield spared(each, f"is no replica of the one in {each.region}", alone)
        return
    states = {one["Region"]: one for one in found.get("ReplicationStatus", ())}
    for replica in each.inputs.get("replicas") or ():
        state = states.get(replica["region"], {"Status": "not there"})
        if state["Status"] != "InSync":
            why = f" ({state['StatusMessage']})" if state.get("StatusMessage") else ""
            yield spared(each, f"its replica in {replica['region']} is {state['Status']}{why}", alone)


def _versions(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = _described(ask, each.inputs["secretId"])
        stages = (found or {}).get("VersionIdsToStages") or {}
        current = [version for version, names in stages.items() if _CURRENT in names]
        if not current:
            yield needed(each, f"the secret has no current version in {ask.region}", _MEANS)
        elif (known := each.id.rpartition("|")[2]) not in current:
            yield spared(
                each,
                f"the current version is {current[0]}, declared is {known}",
                "somebody wrote another value: workloads log in by IAM, and load balancers go on with what they have",
            )


RULES = (
    Rule(type="aws:secretsmanager/secret:Secret", look=_secrets, concerns=_concerns),
    Rule(type="aws:secretsmanager/secretVersion:SecretVersion", look=_versions, concerns=everywhere),
)
