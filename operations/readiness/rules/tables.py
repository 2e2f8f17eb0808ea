"""DynamoDB: global tables. One stack declares a table; each region's replica is asked in that region."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, differing
from operations.readiness.rule import Problem, Rule, Target, needed, spared

READS = ("dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive")
_GONE = "ResourceNotFoundException"
# Of an index, a table, or a replica that takes reads and writes.
_WORKS = frozenset({"ACTIVE", "UPDATING"})
# Of the other region's replica, as this one says it: no reason to refuse the loss of that region.
_OTHER_WORKS = _WORKS | {"REGION_DISABLED"}
_MISSING = "what the workloads keep has no place in this region, and the journal of a failover may have none"
_ALONE = "it follows nobody: what the other region writes does not come here"
_RESTORED = "the table serves; it is missed when somebody has to restore"


def _concerns(resource: StateResource, target: Target) -> bool:
    replicas = resource.inputs.get("replicas") or ()
    return target.region in {resource.region, *(each.get("regionName") for each in replicas)}


def _tables(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = unless_gone(partial(ask.one, "dynamodb", "describe_table", TableName=each.id), _GONE)
        if answer is None:
            yield needed(each, f"has no replica in {ask.region}", _MISSING)
            continue
        found = answer["Table"]
        if found["TableStatus"] not in _WORKS:
            yield needed(each, f"is {found['TableStatus']}", _MISSING)
        yield from _replicates(ask, each, found)
        yield from _shaped(each, found)
        yield from _guarded(ask, each, found)


def _own(ask: Ask, each: StateResource) -> Mapping[str, Any]:
    """What is declared of the replica here; of the table itself nothing, because it is declared beside it."""
    replicas: Sequence[Mapping[str, Any]] = each.inputs.get("replicas") or ()
    return next((one for one in replicas if one.get("regionName") == ask.region), {})


def _replicates(ask: Ask, each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    others = {one["RegionName"]: one.get("ReplicaStatus", "ACTIVE") for one in found.get("Replicas", ())}
    if not each.inputs.get("replicas"):
        return
    if ask.peer_region not in others:
        yield needed(each, f"has no replica in {ask.peer_region}, as the one in {ask.region} says", _ALONE)
    elif others[ask.peer_region] not in _OTHER_WORKS:
        yield needed(each, f"its replica in {ask.peer_region} is {others[ask.peer_region]}", _ALONE)
    if _own(ask, each).get("consistencyMode") == "STRONG" and found.get("MultiRegionConsistency") != "STRONG":
        mode = found.get("MultiRegionConsistency", "EVENTUAL")
        yield needed(each, f"consistency is {mode}, declared is STRONG", "what was written last would be lost")


def _shaped(each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    wanted = each.inputs
    keys = {one["KeyType"]: one["AttributeName"] for one in found["KeySchema"]}
    yield from differing(
        needed,
        each,
        "the workloads would be refused every read and write",
        Facet("partition key", keys.get("HASH"), wanted.get("hashKey")),
        Facet("sort key", keys.get("RANGE"), wanted.get("rangeKey")),
    )
    yield from differing(
        needed,
        each,
        "the load of the region that serves would be throttled",
        Facet(
            "billing mode",
            (found.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED"),
            wanted.get("billingMode"),
        ),
    )
    indexes = {one["IndexName"]: one for one in found.get("GlobalSecondaryIndexes", ())}
    for declared in wanted.get("globalSecondaryIndexes") or ():
        index = indexes.get(declared["name"])
        status = index.get("IndexStatus", "ACTIVE") if index else "not there"
        if status not in _WORKS:
            yield needed(each, f"its index {declared['name']} is {status}", "the workloads ask by it, and are refused")
    stream = found.get("StreamSpecification") or {}
    yield from differing(
        needed,
        each,
        f"replication reads the stream: {_ALONE}",
        Facet("stream", stream.get("StreamEnabled", False), wanted.get("streamEnabled")),
        Facet("stream's view", stream.get("StreamViewType"), wanted.get("streamViewType")),
    )


def _guarded(ask: Ask, each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    wanted, own = each.inputs, _own(ask, each)
    key = own.get("kmsKeyArn") or (wanted.get("serverSideEncryption") or {}).get("kmsKeyArn")
    sealed = found.get("SSEDescription") or {}
    yield from differing(
        needed,
        each,
        "the workloads' roles may use the declared key and no other",
        # A table takes keys of its own region alone, so that the rest of the ARN says nothing.
        Facet("key", _key_id(sealed.get("KMSMasterKeyArn")), _key_id(key) if key else None),
    )
    if sealed.get("Status", "ENABLED") not in {"ENABLED", "UPDATING"}:
        yield needed(each, f"its encryption is {sealed['Status']}", "DynamoDB archives a table whose key is away")
    backups = ask.one("dynamodb", "describe_continuous_backups", TableName=each.id)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription") or {}
    at_home = wanted.get("pointInTimeRecovery") or {}
    is_wanted = own.get("pointInTimeRecovery") if own else at_home.get("enabled")
    yield from differing(
        spared,
        each,
        _RESTORED,
        Facet("recovery to a point in time", recovery.get("PointInTimeRecoveryStatus") == "ENABLED", is_wanted),
    )
    if not own and "RecoveryPeriodInDays" in recovery:
        days = Facet("days of recovery", recovery["RecoveryPeriodInDays"], at_home.get("recoveryPeriodInDays"))
        yield from differing(spared, each, _RESTORED, days)
    yield from differing(
        spared,
        each,
        "the table serves; nothing keeps a wrong call from deleting it",
        Facet(
            "deletion protection",
            found.get("DeletionProtectionEnabled", False),
            (own or wanted).get("deletionProtectionEnabled"),
        ),
    )
    yield from _expires(ask, each)


def _key_id(arn: str | None) -> str:
    return str(arn or "none").rpartition("/")[2]


def _expires(ask: Ask, each: StateResource) -> Iterator[Problem]:
    wanted = each.inputs.get("ttl") or {}
    if not wanted.get("enabled"):
        return
    found = ask.one("dynamodb", "describe_time_to_live", TableName=each.id)["TimeToLiveDescription"]
    yield from differing(
        spared,
        each,
        "the table serves; what should expire stays, and is paid for",
        Facet("expiry", found.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}, True),  # noqa: FBT003
        Facet("expires by", found.get("AttributeName"), wanted.get("attributeName")),
    )


RULES = (Rule(type="aws:dynamodb/table:Table", look=_tables, concerns=_concerns),)
