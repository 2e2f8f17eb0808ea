"""Route 53: record sets."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import unpick
from sandbox.providers.aws.edge.spelling import domain
from sandbox.providers.aws.facts import rules_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below

_NO_ZONE = "NoSuchHostedZone"
_IDENTITY = {"type", "setIdentifier", "failoverRoutingPolicies", "latencyRoutingPolicies"}


class Record(ResourceType):
    """One record set. Its id is `ZONE_NAME_TYPE[_SETID]`, as the real provider writes it."""

    token = "aws:route53/record:Record"
    properties = frozenset(
        {"allowOverwrite", "healthCheckId", "name", "records", "setIdentifier", "ttl", "type", "zoneId"}
    ).union(
        below("aliases[]", "name", "zoneId", "evaluateTargetHealth"),
        below("failoverRoutingPolicies[]", "type"),
        below("latencyRoutingPolicies[]", "region"),
    )
    computed = frozenset({"fqdn"})
    is_global = True
    sets = frozenset({"records"})
    spellings: ClassVar = {"name": domain, "aliases[].name": domain}

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        """CREATE refuses a name that is taken, unless the program allows overwriting."""
        action = "UPSERT" if inputs.get("allowOverwrite") else "CREATE"
        self._change(call, inputs["zoneId"], (action, _record_set(inputs)))
        return _id(inputs)

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        key = state if "zoneId" in state else _imported(resource_id)
        live = self._find(call, key)
        if live is None:
            return None
        alias = live.get("AliasTarget")
        return {
            "id": _id(key),
            "fqdn": domain(key["name"]),
            "zoneId": key["zoneId"],
            "name": domain(live["Name"]),
            "ttl": live.get("TTL"),
            "records": [entry["Value"] for entry in live.get("ResourceRecords", [])],
            "aliases": [_alias_said(alias)] if alias else [],
            "healthCheckId": live.get("HealthCheckId"),
            "failoverRoutingPolicies": [{"type": live["Failover"]}] if live.get("Failover") else [],
            "latencyRoutingPolicies": [{"region": live["Region"]}] if live.get("Region") else [],
            **unpick(live, {"type": "Type", "setIdentifier": "SetIdentifier"}),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """The same set is overwritten; a changed identity is exchanged in one batch."""
        live = self._find(call, old) if changed & _IDENTITY else None
        if live is not None:
            self._change(call, new["zoneId"], ("DELETE", live), ("CREATE", _record_set(new)))
        else:
            self._change(call, new["zoneId"], ("UPSERT", _record_set(new)))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        live = self._find(call, state)
        if live is not None:
            self._change(call, state["zoneId"], ("DELETE", live))

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        return [("ttl", "records need it")] if inputs.get("records") and "ttl" not in inputs else []

    def _find(self, call: Call, state: Inputs) -> dict[str, Any] | None:
        client, wanted = call.client("route53"), domain(state["name"])
        pages = found(
            lambda: list(
                client.get_paginator("list_resource_record_sets").paginate(
                    HostedZoneId=state["zoneId"], StartRecordName=wanted, StartRecordType=state["type"]
                )
            ),
            _NO_ZONE,
        )
        for page in pages or []:
            for record in page["ResourceRecordSets"]:
                same_set = record.get("SetIdentifier") == (state.get("setIdentifier") or None)
                if domain(record["Name"]) == wanted and record["Type"] == state["type"] and same_set:
                    return dict(record)
        return None

    def _change(self, call: Call, zone_id: str, *changes: tuple[str, dict[str, Any]]) -> None:
        batch = [{"Action": action, "ResourceRecordSet": record_set} for action, record_set in changes]
        call.client("route53").change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": batch})


def _id(inputs: Inputs) -> str:
    parts = (inputs["zoneId"], domain(inputs["name"]), inputs["type"], inputs.get("setIdentifier"))
    return "_".join(part for part in parts if part)


def _imported(resource_id: str) -> dict[str, str]:
    """What an id names; underscores are allowed in the name too, so the type is looked for from behind."""
    types = set(rules_of(Record.token)["enums"]["type"])
    zone_id, *parts = resource_id.split("_")
    place = max((index for index, part in enumerate(parts) if part in types), default=len(parts) - 1)
    key = {"zoneId": zone_id, "name": "_".join(parts[:place]), "type": parts[place]}
    return {**key, "setIdentifier": "_".join(parts[place + 1 :])}


def _record_set(inputs: Inputs) -> dict[str, Any]:
    record: dict[str, Any] = {"Name": domain(inputs["name"]), "Type": inputs["type"]}
    alias = next(iter(inputs.get("aliases") or []), None)
    if alias:
        record["AliasTarget"] = {
            "DNSName": alias["name"],
            "HostedZoneId": alias["zoneId"],
            "EvaluateTargetHealth": bool(alias["evaluateTargetHealth"]),
        }
    else:
        record["TTL"] = int(inputs["ttl"])
        record["ResourceRecords"] = [{"Value": value} for value in inputs["records"]]
    if inputs.get("setIdentifier"):
        record["SetIdentifier"] = inputs["setIdentifier"]
    if inputs.get("healthCheckId"):
        record["HealthCheckId"] = inputs["healthCheckId"]
    for policy in inputs.get("failoverRoutingPolicies") or []:
        record["Failover"] = policy["type"]
    for policy in inputs.get("latencyRoutingPolicies") or []:
        record["Region"] = policy["region"]
    return record


def _alias_said(target: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": domain(target["DNSName"]),
        "zoneId": target["HostedZoneId"],
        "evaluateTargetHealth": target["EvaluateTargetHealth"],
    }
