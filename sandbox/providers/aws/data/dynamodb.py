"""DynamoDB: tables and their replicas in other regions."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "ResourceNotFoundException"
_ON_DEMAND = "PAY_PER_REQUEST"


class Table(ResourceType):
    """A table, with its replicas: global tables of version 2019.11.21."""

    token = "aws:dynamodb/table:Table"
    properties = frozenset(
        {
            "attributes",
            "billingMode",
            "deletionProtectionEnabled",
            "globalSecondaryIndexes",
            "globalTableWitness",
            "hashKey",
            "name",
            "pointInTimeRecovery",
            "rangeKey",
            "replicas",
            "serverSideEncryption",
            "streamEnabled",
            "streamViewType",
            "tableClass",
            "ttl",
        }
    )
    computed = frozenset({"id", "arn", "streamArn", "streamLabel"})
    name_property = "name"
    sets = frozenset({"attributes", "globalSecondaryIndexes", "replicas"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        name = inputs["name"]
        call.client("dynamodb").create_table(**_definition(inputs), Tags=call.tag_list())
        self._wait_active(call, name)
        self._set_recovery(call, name, inputs)
        self._set_expiry(call, name, inputs, {})
        self._set_replicas(call, inputs, {})
        return str(name)

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = _describe(call, resource_id)
        if live is None:
            return None
        client = call.client("dynamodb")
        tags = tags_of(client.list_tags_of_resource(ResourceArn=live["TableArn"]).get("Tags"))
        return {
            "id": resource_id,
            "arn": live["TableArn"],
            "streamArn": live.get("LatestStreamArn", ""),
            "streamLabel": live.get("LatestStreamLabel", ""),
            "deletionProtectionEnabled": live.get("DeletionProtectionEnabled", False),
            "billingMode": live.get("BillingModeSummary", {}).get("BillingMode", state.get("billingMode")),
            **_replicas_read(call, live, state),
            **({"tagsAll": tags} if tags else {}),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("dynamodb")
        modified = pick(
            {key: new.get(key) for key in changed},
            {
                "deletionProtectionEnabled": "DeletionProtectionEnabled",
                "tableClass": "TableClass",
                "billingMode": "BillingMode",
            },
        )
        if changed & {"streamEnabled", "streamViewType"}:
            modified["StreamSpecification"] = _stream(new)
        if modified:
            client.update_table(TableName=resource_id, **modified)
            self._wait_active(call, resource_id)
        if "globalSecondaryIndexes" in changed:
            self._change_indexes(call, resource_id, old, new)
        if "pointInTimeRecovery" in changed:
            self._set_recovery(call, resource_id, new)
        if "ttl" in changed:
            self._set_expiry(call, resource_id, new, old)
        if changed & {"replicas", "globalTableWitness"}:
            self._set_replicas(call, new, old)
        if "tagsAll" in changed:
            gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
            if gone:
                client.untag_resource(ResourceArn=old["arn"], TagKeys=gone)
            client.tag_resource(ResourceArn=old["arn"], Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        live = _describe(call, resource_id)
        if live is None:
            return
        client = call.client("dynamodb")
        if not live.get("DeletionProtectionEnabled"):
            for replica in live.get("Replicas", []):
                if replica["RegionName"] != call.region:
                    self._replica_update(call, resource_id, {"Delete": {"RegionName": replica["RegionName"]}})
        found(lambda: client.delete_table(TableName=resource_id), _GONE)
        call.wait_for(f"deletion of table {resource_id}", lambda: _describe(call, resource_id) is None)

    def _wait_active(self, call: Call, name: str) -> None:
        call.wait_for(f"table {name} to be active", lambda: _is_active(_describe(call, name) or {}))

    def _set_recovery(self, call: Call, name: str, inputs: Inputs, region: str | None = None) -> None:
        wanted = bool((inputs.get("pointInTimeRecovery") or {}).get("enabled"))
        call.client("dynamodb", region).update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": wanted}
        )

    def _set_expiry(self, call: Call, name: str, new: Inputs, old: Inputs) -> None:
        before, after = (side.get("ttl") or {} for side in (old, new))
        if not before.get("enabled") and not after.get("enabled"):
            return
        attribute = after.get("attributeName") or before.get("attributeName")
        call.client("dynamodb").update_time_to_live(
            TableName=name,
            TimeToLiveSpecification={"Enabled": bool(after.get("enabled")), "AttributeName": attribute},
        )

    def _set_replicas(self, call: Call, new: Inputs, old: Inputs) -> None:
        """One at a time, as AWS demands; strong consistency takes all of them in one request."""
        name = new["name"]
        before = {replica["regionName"]: replica for replica in old.get("replicas") or []}
        after = {replica["regionName"]: replica for replica in new.get("replicas") or []}
        if any(replica.get("consistencyMode") == "STRONG" for replica in after.values()) and not before:
            self._create_strong(call, new, after)
        else:
            for region in sorted(set(after) - set(before)):
                self._replica_update(call, name, {"Create": _replica(after[region])})
        for region in sorted(set(before) - set(after)):
            self._replica_update(call, name, {"Delete": {"RegionName": region}})
        for region, replica in sorted(after.items()):
            self._set_recovery(
                call, name, {"pointInTimeRecovery": {"enabled": replica.get("pointInTimeRecovery")}}, region
            )
            call.client("dynamodb", region).update_table(
                TableName=name, DeletionProtectionEnabled=bool(replica.get("deletionProtectionEnabled"))
            )
            if replica.get("propagateTags") and call.tags:
                arn = call.client("dynamodb", region).describe_table(TableName=name)["Table"]["TableArn"]
                call.client("dynamodb", region).tag_resource(ResourceArn=arn, Tags=call.tag_list())

    def _create_strong(self, call: Call, new: Inputs, replicas: dict[str, Any]) -> None:
        witness = (new.get("globalTableWitness") or {}).get("regionName")
        call.client("dynamodb").update_table(
            TableName=new["name"],
            ReplicaUpdates=[{"Create": _replica(replica)} for _, replica in sorted(replicas.items())],
            MultiRegionConsistency="STRONG",
            **({"GlobalTableWitnessUpdates": [{"Create": {"RegionName": witness}}]} if witness else {}),
        )
        self._wait_active(call, new["name"])

    def _replica_update(self, call: Call, name: str, change: dict[str, Any]) -> None:
        call.client("dynamodb").update_table(TableName=name, ReplicaUpdates=[change])
        self._wait_active(call, name)

    def _change_indexes(self, call: Call, name: str, old: Inputs, new: Inputs) -> None:
        before, after = (
            {index["name"]: index for index in side.get("globalSecondaryIndexes") or []} for side in (old, new)
        )
        gone = [key for key in before if before[key] != after.get(key)]
        made = [key for key in after if before.get(key) != after[key]]
        changes = [{"Delete": {"IndexName": key}} for key in sorted(gone)]
        changes += [{"Create": _index(after[key])} for key in sorted(made)]
        for change in changes:
            call.client("dynamodb").update_table(
                TableName=name, AttributeDefinitions=_attributes(new), GlobalSecondaryIndexUpdates=[change]
            )
            self._wait_active(call, name)


def _describe(call: Call, name: str) -> dict[str, Any] | None:
    client = call.client("dynamodb")
    answer = found(lambda: client.describe_table(TableName=name), _GONE)
    return answer["Table"] if answer else None


def _is_active(live: dict[str, Any]) -> bool:
    replicas = live.get("Replicas", [])
    return live.get("TableStatus") == "ACTIVE" and all(
        replica.get("ReplicaStatus", "ACTIVE") == "ACTIVE" for replica in replicas
    )


def _definition(inputs: Inputs) -> dict[str, Any]:
    encryption = inputs.get("serverSideEncryption") or {}
    return {
        "TableName": inputs["name"],
        "AttributeDefinitions": _attributes(inputs),
        "KeySchema": _keys(inputs),
        "BillingMode": inputs.get("billingMode") or _ON_DEMAND,
        "DeletionProtectionEnabled": bool(inputs.get("deletionProtectionEnabled")),
        **({"TableClass": inputs["tableClass"]} if inputs.get("tableClass") else {}),
        **({"StreamSpecification": _stream(inputs)} if inputs.get("streamEnabled") else {}),
        **(
            {
                "SSESpecification": {
                    "Enabled": True,
                    "SSEType": "KMS",
                    **pick(encryption, {"kmsKeyArn": "KMSMasterKeyId"}),
                }
            }
            if encryption.get("enabled")
            else {}
        ),
        **(
            {"GlobalSecondaryIndexes": [_index(index) for index in inputs["globalSecondaryIndexes"]]}
            if inputs.get("globalSecondaryIndexes")
            else {}
        ),
    }


def _attributes(inputs: Inputs) -> list[dict[str, str]]:
    return [{"AttributeName": entry["name"], "AttributeType": entry["type"]} for entry in inputs["attributes"]]


def _keys(source: Inputs) -> list[dict[str, str]]:
    if source.get("keySchemas"):
        return [{"AttributeName": key["attributeName"], "KeyType": key["keyType"]} for key in source["keySchemas"]]
    keys = [{"AttributeName": source["hashKey"], "KeyType": "HASH"}]
    return [*keys, {"AttributeName": source["rangeKey"], "KeyType": "RANGE"}] if source.get("rangeKey") else keys


def _index(index: Inputs) -> dict[str, Any]:
    projection: dict[str, Any] = {"ProjectionType": index["projectionType"]}
    if index.get("nonKeyAttributes"):
        projection["NonKeyAttributes"] = index["nonKeyAttributes"]
    return {"IndexName": index["name"], "KeySchema": _keys(index), "Projection": projection}


def _stream(inputs: Inputs) -> dict[str, Any]:
    if not inputs.get("streamEnabled"):
        return {"StreamEnabled": False}
    return {"StreamEnabled": True, "StreamViewType": inputs.get("streamViewType") or "NEW_AND_OLD_IMAGES"}


def _replica(replica: Inputs) -> dict[str, Any]:
    return pick(replica, {"regionName": "RegionName", "kmsKeyArn": "KMSMasterKeyId"})


def _replicas_read(call: Call, live: dict[str, Any], state: Inputs) -> Outputs:
    """The replicas as the program wrote them, with AWS's ARNs; one that is gone is left out."""
    regions = [entry["RegionName"] for entry in live.get("Replicas", []) if entry["RegionName"] != call.region]
    declared = {entry["regionName"]: entry for entry in state.get("replicas") or []}
    if not regions and not declared:
        return {}
    shown = []
    for region in [*[name for name in declared if name in regions], *sorted(set(regions) - set(declared))]:
        arn = live["TableArn"].replace(f":{call.region}:", f":{region}:")
        shown.append({**declared.get(region, {"regionName": region}), "arn": arn})
    return {"replicas": shown}
