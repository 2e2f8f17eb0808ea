"""Route 53: hosted zones."""

import uuid
from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.edge.spelling import domain
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import ROUTE53_ZONE

_GONE = "NoSuchHostedZone"
_FORCED = {"NS", "SOA"}


class Zone(ResourceType):
    """A public hosted zone."""

    token = "aws:route53/zone:Zone"
    properties = frozenset({"name", "comment", "enableAcceleratedRecovery", "forceDestroy"})
    computed = frozenset({"arn", "zoneId", "nameServers", "primaryNameServer"})
    filled_in = frozenset({"enableAcceleratedRecovery"})
    name_property = "name"
    is_global = True
    spellings: ClassVar = {"name": domain}
    tagging = ROUTE53_ZONE
    tagged_at_once = False

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("route53").create_hosted_zone(
            Name=inputs["name"],
            CallerReference=f"{call.name}-{uuid.uuid4().hex}",
            HostedZoneConfig={"Comment": inputs["comment"], "PrivateZone": False},
        )
        return str(answer["HostedZone"]["Id"]).rpartition("/")[2]

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if inputs.get("enableAcceleratedRecovery"):
            self._set_recovery(call, resource_id, enabled=True)

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("route53")
        answer = found(lambda: client.get_hosted_zone(Id=resource_id), _GONE)
        if answer is None:
            return None
        servers, zone = sorted(answer["DelegationSet"]["NameServers"]), answer["HostedZone"]
        return {
            "zoneId": resource_id,
            "arn": f"arn:aws:route53:::hostedzone/{resource_id}",
            "nameServers": servers,
            "primaryNameServer": servers[0],
            "name": zone["Name"].rstrip("."),
            "comment": zone["Config"].get("Comment", ""),
            "enableAcceleratedRecovery": _recovery(zone) in {"ENABLED", "ENABLING"},
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if "comment" in changed:
            call.client("route53").update_hosted_zone_comment(Id=resource_id, Comment=new["comment"])
        wanted = bool(new.get("enableAcceleratedRecovery"))
        if "enableAcceleratedRecovery" in changed and wanted != old.get("enableAcceleratedRecovery"):
            self._set_recovery(call, resource_id, enabled=wanted)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("route53")
        answer = found(lambda: client.get_hosted_zone(Id=resource_id), _GONE)
        if answer is None:
            return
        if _recovery(answer["HostedZone"]) in {"ENABLED", "ENABLING"}:
            self._set_recovery(call, resource_id, enabled=False)
        if state.get("forceDestroy"):
            self._empty(client, resource_id)
        found(lambda: client.delete_hosted_zone(Id=resource_id), _GONE)

    def _set_recovery(self, call: Call, zone_id: str, *, enabled: bool) -> None:
        client = call.client("route53")
        client.update_hosted_zone_features(HostedZoneId=zone_id, EnableAcceleratedRecovery=enabled)
        wanted = "ENABLED" if enabled else "DISABLED"
        call.wait_for(
            f"accelerated recovery of zone {zone_id} to be {wanted.lower()}",
            lambda: _recovery(client.get_hosted_zone(Id=zone_id)["HostedZone"]) == wanted,
        )

    def _empty(self, client: Any, zone_id: str) -> None:  # noqa: ANN401 - a boto3 client
        for page in client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id):
            for record in page["ResourceRecordSets"]:
                if record["Type"] not in _FORCED:
                    client.change_resource_record_sets(
                        HostedZoneId=zone_id,
                        ChangeBatch={"Changes": [{"Action": "DELETE", "ResourceRecordSet": record}]},
                    )


def _recovery(zone: dict[str, Any]) -> str:
    return str(zone.get("Features", {}).get("AcceleratedRecoveryStatus", "DISABLED"))
