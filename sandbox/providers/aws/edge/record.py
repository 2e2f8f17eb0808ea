"""Route 53: record sets."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_NO_ZONE = "NoSuchHostedZone"


class Record(ResourceType):
    """One record set. Its id is `ZONE_NAME_TYPE[_SETID]`, as the real provider writes it."""

    token = "aws:route53/record:Record"
    properties = frozenset(
        {
            "aliases",
            "allowOverwrite",
            "failoverRoutingPolicies",
            "healthCheckId",
            "latencyRoutingPolicies",
            "name",
            "records",
            "setIdentifier",
            "ttl",
            "type",
            "zoneId",
        }
    )
    computed = frozenset({"id", "fqdn"})
    name_property = ""
    is_global = True
    tagged = False
    sets = frozenset({"records"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType: CREATE refuses a name that is taken, unless the program allows overwriting."""
        action = "UPSERT" if inputs.get("allowOverwrite") else "CREATE"
        self._change(call, inputs["zoneId"], action, _record_set(inputs))
        parts = [inputs["zoneId"], inputs["name"].rstrip("."), inputs["type"], inputs.get("setIdentifier")]
        return "_".join(part for part in parts if part)

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = self._find(call, state)
        if live is None:
            return None
        outputs: Outputs = {"id": resource_id, "fqdn": state["name"].rstrip(".")}
        if "ttl" in state:
            outputs["ttl"] = live.get("TTL")
        if state.get("aliases") and live.get("AliasTarget"):
            target = live["AliasTarget"]
            outputs["aliases"] = [
                {
                    **state["aliases"][0],
                    "name": _same_name(state["aliases"][0]["name"], target["DNSName"]),
                    "zoneId": target["HostedZoneId"],
                    "evaluateTargetHealth": target["EvaluateTargetHealth"],
                }
            ]
        return outputs

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType: the same set is overwritten; a changed identity is exchanged in one batch."""
        changes = [("UPSERT", _record_set(new))]
        if changed & {"type", "setIdentifier", "failoverRoutingPolicies", "latencyRoutingPolicies"}:
            changes = [("DELETE", _record_set(old)), ("CREATE", _record_set(new))]
        self._changes(call, new["zoneId"], changes)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        live = self._find(call, state)
        if live is not None:
            self._change(call, state["zoneId"], "DELETE", live)

    def _find(self, call: Call, state: Inputs) -> dict[str, Any] | None:
        client = call.client("route53")
        wanted = f"{state['name'].rstrip('.')}."
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
                name = record["Name"].replace("\\052", "*")
                same_set = record.get("SetIdentifier") == (state.get("setIdentifier") or None)
                if name == wanted and record["Type"] == state["type"] and same_set:
                    return dict(record)
        return None

    def _change(self, call: Call, zone_id: str, action: str, record_set: dict[str, Any]) -> None:
        self._changes(call, zone_id, [(action, record_set)])

    def _changes(self, call: Call, zone_id: str, changes: list[tuple[str, dict[str, Any]]]) -> None:
        batch = [{"Action": action, "ResourceRecordSet": record_set} for action, record_set in changes]
        call.client("route53").change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": batch})


def _record_set(inputs: Inputs) -> dict[str, Any]:
    record: dict[str, Any] = {"Name": inputs["name"], "Type": inputs["type"]}
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


def _same_name(declared: str, live: str) -> str:
    """The program's spelling while it means the same: Route 53 answers in small letters and with a dot."""
    return declared if declared.rstrip(".").lower() == live.rstrip(".").lower() else live.rstrip(".")
