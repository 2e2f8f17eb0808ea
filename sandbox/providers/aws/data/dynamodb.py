"""DynamoDB: tables and their replicas in other regions."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import DYNAMODB

_GONE = "ResourceNotFoundException"
_PLAIN = pascal_names("deletionProtectionEnabled", "tableClass", "billingMode")
_INDEX = ("name", "hashKey", "rangeKey", "projectionType", "nonKeyAttributes")
_KEY_SCHEMA = pascal_names("attributeName", "keyType")
_REPLICA = {"regionName": "RegionName", "kmsKeyArn": "KMSMasterKeyId"}
_EXPIRING = {"ENABLED", "ENABLING"}


class Table(ResourceType):
    """A table on demand, with its replicas: global tables of version 2019.11.21."""

    token = "aws:dynamodb/table:Table"
    properties = frozenset({"hashKey", "name", "rangeKey", "streamEnabled", "streamViewType", *_PLAIN}).union(
        below("attributes[]", "name", "type"),
        below("globalSecondaryIndexes[]", *_INDEX),
        below("globalSecondaryIndexes[].keySchemas[]", *_KEY_SCHEMA),
        below("globalTableWitness", "regionName"),
        below("pointInTimeRecovery", "enabled", "recoveryPeriodInDays"),
        below("replicas[]", *_REPLICA, "consistencyMode", "deletionProtectionEnabled", "pointInTimeRecovery"),
        below("replicas[]", "propagateTags", "arn"),
        below("serverSideEncryption", "enabled", "kmsKeyArn"),
        below("ttl", "enabled", "attributeName"),
    )
    computed = frozenset({"arn", "streamArn", "streamLabel"})
    filled_in = frozenset({"pointInTimeRecovery", "serverSideEncryption", "streamViewType", "ttl"})
    name_property = "name"
    sets = frozenset(
        {
            "attributes",
            "globalSecondaryIndexes",
            "globalSecondaryIndexes[].nonKeyAttributes",
            "replicas",
        }
    )
    # What is asked of streams and of replicas, which need one, decides which stream there is.
    unsettles = dict.fromkeys(("streamEnabled", "streamViewType", "replicas"), frozenset({"streamArn", "streamLabel"}))
    tagging = DYNAMODB

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("dynamodb").create_table(**_definition(inputs), Tags=call.tag_list())
        return str(inputs["name"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._wait_active(call, resource_id)
        self._set_more(call, inputs, frozenset(inputs))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = _describe(call, resource_id)
        if live is None:
            return None
        stream, keys = live.get("StreamSpecification") or {}, _keys_said(live["KeySchema"])
        return {
            "arn": live["TableArn"],
            "streamArn": live.get("LatestStreamArn", ""),
            "streamLabel": live.get("LatestStreamLabel", ""),
            "name": live["TableName"],
            **keys,
            "attributes": [
                {"name": entry["AttributeName"], "type": entry["AttributeType"]}
                for entry in live["AttributeDefinitions"]
            ],
            "billingMode": (live.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED"),
            "tableClass": (live.get("TableClassSummary") or {}).get("TableClass", "STANDARD"),
            "deletionProtectionEnabled": live.get("DeletionProtectionEnabled", False),
            "streamEnabled": bool(stream.get("StreamEnabled")),
            **unpick(stream, {"streamViewType": "StreamViewType"}),
            "serverSideEncryption": _encryption_said(live),
            "globalSecondaryIndexes": _indexes_said(live, state),
            # How long a recovery reaches back is said by no answer here.
            "pointInTimeRecovery": {
                **(state.get("pointInTimeRecovery") or {}),
                "enabled": _recovers(call, resource_id),
            },
            "ttl": _expiry(call, resource_id),
            "replicas": _replicas_said(call, live, state),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        modified = pick({key: new.get(key) for key in changed}, _PLAIN)
        if changed & {"streamEnabled", "streamViewType"} and not _same_stream(old, new):
            modified["StreamSpecification"] = _stream(new)
        if "serverSideEncryption" in changed:
            modified["SSESpecification"] = _encryption(new) or {"Enabled": False}
        if modified:
            call.client("dynamodb").update_table(TableName=resource_id, **modified)
            self._wait_active(call, resource_id)
        if "globalSecondaryIndexes" in changed:
            self._change_indexes(call, resource_id, new)
        self._set_more(call, new, changed)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        live = _describe(call, resource_id)
        if live is None:
            return
        client = call.client("dynamodb")
        if not live.get("DeletionProtectionEnabled"):
            for replica in _other_regions(call, live):
                self._change_replica(call, resource_id, {"Delete": {"RegionName": replica}})
        found(lambda: client.delete_table(TableName=resource_id), _GONE)
        call.wait_for(f"deletion of table {resource_id}", lambda: _describe(call, resource_id) is None)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        wrong = []
        if inputs["billingMode"] != "PAY_PER_REQUEST":
            wrong.append(("billingMode", "the sandbox knows only PAY_PER_REQUEST; use the real provider for another"))
        indexes = inputs.get("globalSecondaryIndexes") or []
        used = {key["AttributeName"] for source in (inputs, *indexes) for key in _keys(source)}
        declared = {entry["name"] for entry in inputs.get("attributes") or []}
        if used != declared:
            odd = ", ".join(sorted(used ^ declared))
            wrong.append(("attributes", f"each attribute must be a key, and each key an attribute; see to {odd}"))
        if inputs.get("streamEnabled") and not inputs.get("streamViewType"):
            wrong.append(("streamViewType", "a stream needs it"))
        if (inputs.get("ttl") or {}).get("enabled") and not inputs["ttl"].get("attributeName"):
            wrong.append(("ttl.attributeName", "an enabled ttl needs it"))
        return wrong

    def _wait_active(self, call: Call, name: str) -> None:
        call.wait_for(f"table {name} to be active", lambda: _is_active(_describe(call, name) or {}))

    def _set_more(self, call: Call, inputs: Inputs, changed: frozenset[str]) -> None:
        """What has requests of its own; each looks first, so that all may be repeated."""
        name = inputs["name"]
        if "pointInTimeRecovery" in changed:
            self._set_recovery(call, name, inputs.get("pointInTimeRecovery") or {})
        if "ttl" in changed:
            self._set_expiry(call, name, inputs.get("ttl") or {})
        if changed & {"replicas", "globalTableWitness"}:
            self._set_replicas(call, inputs)

    def _set_recovery(self, call: Call, name: str, wanted: Inputs, region: str | None = None) -> None:
        specification = {
            "PointInTimeRecoveryEnabled": bool(wanted.get("enabled")),
            **pick(wanted, pascal_names("recoveryPeriodInDays")),
        }
        call.client("dynamodb", region).update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification=specification
        )

    def _set_expiry(self, call: Call, name: str, wanted: Inputs) -> None:
        live, enabled = _expiry(call, name), bool(wanted.get("enabled"))
        # AWS refuses to set what is set.
        if enabled != live["enabled"]:
            attribute = wanted.get("attributeName") or live["attributeName"]
            call.client("dynamodb").update_time_to_live(
                TableName=name, TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute}
            )

    def _set_replicas(self, call: Call, inputs: Inputs) -> None:
        """One at a time, as AWS demands; strong consistency takes all of them in one request."""
        name = inputs["name"]
        wanted = {replica["regionName"]: replica for replica in inputs.get("replicas") or []}
        there = set(_other_regions(call, _describe(call, name) or {}))
        for region in sorted(there - set(wanted)):
            self._change_replica(call, name, {"Delete": {"RegionName": region}})
        if any(replica.get("consistencyMode") == "STRONG" for replica in wanted.values()) and not there:
            self._create_strong(call, inputs, wanted)
        else:
            for region in sorted(set(wanted) - there):
                self._change_replica(call, name, {"Create": pick(wanted[region], _REPLICA)})
        for region, replica in sorted(wanted.items()):
            self._set_recovery(call, name, {"enabled": replica.get("pointInTimeRecovery")}, region)
            client = call.client("dynamodb", region)
            client.update_table(
                TableName=name, DeletionProtectionEnabled=bool(replica.get("deletionProtectionEnabled"))
            )
            if replica.get("propagateTags") and call.tags:
                arn = client.describe_table(TableName=name)["Table"]["TableArn"]
                client.tag_resource(ResourceArn=arn, Tags=call.tag_list())

    def _create_strong(self, call: Call, inputs: Inputs, replicas: dict[str, Any]) -> None:
        witness = (inputs.get("globalTableWitness") or {}).get("regionName")
        call.client("dynamodb").update_table(
            TableName=inputs["name"],
            ReplicaUpdates=[{"Create": pick(replica, _REPLICA)} for _, replica in sorted(replicas.items())],
            MultiRegionConsistency="STRONG",
            **({"GlobalTableWitnessUpdates": [{"Create": {"RegionName": witness}}]} if witness else {}),
        )
        self._wait_active(call, inputs["name"])

    def _change_replica(self, call: Call, name: str, change: dict[str, Any]) -> None:
        call.client("dynamodb").update_table(TableName=name, ReplicaUpdates=[change])
        self._wait_active(call, name)

    def _change_indexes(self, call: Call, name: str, new: Inputs) -> None:
        """An index that differs is dropped and built again; the table's items stay."""
        before = {index["name"]: _index(index) for index in _indexes_said(_describe(call, name) or {}, {})}
        after = {index["name"]: _index(index) for index in new.get("globalSecondaryIndexes") or []}
        changes = [{"Delete": {"IndexName": key}} for key in sorted(before) if before[key] != after.get(key)]
        changes += [{"Create": after[key]} for key in sorted(after) if before.get(key) != after[key]]
        for change in changes:
            call.client("dynamodb").update_table(
                TableName=name, AttributeDefinitions=_attributes(new), GlobalSecondaryIndexUpdates=[change]
            )
            self._wait_active(call, name)


def _describe(call: Call, name: str, region: str | None = None) -> dict[str, Any] | None:
    client = call.client("dynamodb", region)
    answer = found(lambda: client.describe_table(TableName=name), _GONE)
    return answer["Table"] if answer else None


def _is_active(live: dict[str, Any]) -> bool:
    parts = [*live.get("GlobalSecondaryIndexes", []), *live.get("Replicas", [])]
    states = [part.get("IndexStatus") or part.get("ReplicaStatus") or "ACTIVE" for part in parts]
    return live.get("TableStatus") == "ACTIVE" and set(states) <= {"ACTIVE"}


def _other_regions(call: Call, live: dict[str, Any]) -> list[str]:
    return sorted(entry["RegionName"] for entry in live.get("Replicas", []) if entry["RegionName"] != call.region)


def _recovers(call: Call, name: str, region: str | None = None) -> bool:
    answer = call.client("dynamodb", region).describe_continuous_backups(TableName=name)
    recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def _expiry(call: Call, name: str) -> dict[str, Any]:
    live = call.client("dynamodb").describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return {"enabled": live["TimeToLiveStatus"] in _EXPIRING, "attributeName": live.get("AttributeName", "")}


def _definition(inputs: Inputs) -> dict[str, Any]:
    return {
        "TableName": inputs["name"],
        "AttributeDefinitions": _attributes(inputs),
        "KeySchema": _keys(inputs),
        **pick(inputs, _PLAIN),
        **given(
            StreamSpecification=_stream(inputs) if inputs.get("streamEnabled") else {},
            SSESpecification=_encryption(inputs),
            GlobalSecondaryIndexes=[_index(index) for index in inputs.get("globalSecondaryIndexes") or []],
        ),
    }


def _attributes(inputs: Inputs) -> list[dict[str, str]]:
    return [{"AttributeName": entry["name"], "AttributeType": entry["type"]} for entry in inputs["attributes"]]


def _keys(source: Inputs) -> list[dict[str, str]]:
    """A table's keys, or an index's, which has two ways of declaring them."""
    if source.get("keySchemas"):
        return [pick(key, _KEY_SCHEMA) for key in source["keySchemas"]]
    named = (("hashKey", "HASH"), ("rangeKey", "RANGE"))
    return [{"AttributeName": source[key], "KeyType": kind} for key, kind in named if source.get(key)]


def _keys_said(schema: list[dict[str, str]]) -> dict[str, str]:
    return {f"{entry['KeyType'].lower()}Key": entry["AttributeName"] for entry in schema}


def _index(index: Inputs) -> dict[str, Any]:
    projection = {"ProjectionType": index["projectionType"], **given(NonKeyAttributes=index.get("nonKeyAttributes"))}
    return {"IndexName": index["name"], "KeySchema": _keys(index), "Projection": projection}


def _indexes_said(live: dict[str, Any], state: Inputs) -> list[dict[str, Any]]:
    """The indexes, the keys of each in the way in which it is declared."""
    declared = {index["name"]: index for index in state.get("globalSecondaryIndexes") or []}
    return [
        {
            "name": index["IndexName"],
            **_index_keys_said(index["KeySchema"], declared.get(index["IndexName"], {})),
            **unpick(index["Projection"], pascal_names("projectionType", "nonKeyAttributes")),
        }
        for index in live.get("GlobalSecondaryIndexes", [])
    ]


def _index_keys_said(schema: list[dict[str, str]], declared: Inputs) -> dict[str, Any]:
    listed = {"keySchemas": [unpick(key, _KEY_SCHEMA) for key in schema]}
    if not declared:
        return {**listed, **_keys_said(schema)}
    return listed if "keySchemas" in declared else _keys_said(schema)


def _stream(inputs: Inputs) -> dict[str, Any]:
    if not inputs.get("streamEnabled"):
        return {"StreamEnabled": False}
    return {"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]}


def _same_stream(old: Inputs, new: Inputs) -> bool:
    """AWS refuses to switch on what is on."""
    return _stream({"streamViewType": "", **old}) == _stream(new)


def _encryption(inputs: Inputs) -> dict[str, Any]:
    encryption = inputs.get("serverSideEncryption") or {}
    if not encryption.get("enabled"):
        return {}
    return {"Enabled": True, "SSEType": "KMS", **pick(encryption, {"kmsKeyArn": "KMSMasterKeyId"})}


def _encryption_said(live: dict[str, Any]) -> dict[str, Any]:
    said = live.get("SSEDescription") or {}
    return {"enabled": said.get("Status") == "ENABLED", **unpick(said, {"kmsKeyArn": "KMSMasterKeyArn"})}


def _replicas_said(call: Call, live: dict[str, Any], state: Inputs) -> list[dict[str, Any]]:
    """The replicas with what their own regions say of them; the rest is as it was declared."""
    declared = {entry["regionName"]: entry for entry in state.get("replicas") or []}
    said = []
    for region in _other_regions(call, live):
        replica = _describe(call, live["TableName"], region)
        if replica is not None:
            known = {"regionName": region, **declared.get(region, {})}
            protected = bool(replica.get("DeletionProtectionEnabled"))
            recovers = _recovers(call, live["TableName"], region)
            flags = {"deletionProtectionEnabled": protected, "pointInTimeRecovery": recovers}
            said.append({**known, **flags, "arn": replica["TableArn"]})
    return said
