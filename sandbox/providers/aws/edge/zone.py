"""Route 53: hosted zones."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "NoSuchHostedZone"
_FORCED = {"NS", "SOA"}


def zone_tags(call: Call, kind: str, resource_id: str, old: Inputs) -> None:
    """Make the tags of a zone or a health check the ones that the call carries."""
    gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
    changes = {"AddTags": call.tag_list(), "RemoveTagKeys": gone}
    changes = {key: value for key, value in changes.items() if value}
    if changes:
        call.client("route53").change_tags_for_resource(ResourceType=kind, ResourceId=resource_id, **changes)


def tag_outputs(call: Call, kind: str, resource_id: str) -> Outputs:
    """What Route 53 says of tags, as outputs."""
    answer = call.client("route53").list_tags_for_resource(ResourceType=kind, ResourceId=resource_id)
    tags = tags_of(answer["ResourceTagSet"].get("Tags"))
    return {"tagsAll": tags} if tags else {}


class Zone(ResourceType):
    """A public hosted zone."""

    token = "aws:route53/zone:Zone"
    properties = frozenset({"name", "comment", "enableAcceleratedRecovery", "forceDestroy"})
    computed = frozenset({"id", "arn", "zoneId", "nameServers", "primaryNameServer"})
    name_property = "name"
    is_global = True

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("route53").create_hosted_zone(
            Name=inputs["name"],
            CallerReference=f"{call.name}-{call.clock()}",
            HostedZoneConfig={"Comment": inputs.get("comment") or "", "PrivateZone": False},
        )
        zone_id = _bare(answer["HostedZone"]["Id"])
        zone_tags(call, "hostedzone", zone_id, {})
        if inputs.get("enableAcceleratedRecovery"):
            self._set_recovery(call, zone_id, enabled=True)
        return zone_id

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("route53")
        answer = found(lambda: client.get_hosted_zone(Id=resource_id), _GONE)
        if answer is None:
            return None
        servers = sorted(answer.get("DelegationSet", {}).get("NameServers", []))
        recovery = answer["HostedZone"].get("Features", {}).get("AcceleratedRecoveryStatus")
        return {
            "id": resource_id,
            "zoneId": resource_id,
            "arn": f"arn:aws:route53:::hostedzone/{resource_id}",
            "nameServers": servers,
            "primaryNameServer": servers[0] if servers else "",
            **({"enableAcceleratedRecovery": recovery == "ENABLED"} if recovery else {}),
            **tag_outputs(call, "hostedzone", resource_id),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "comment" in changed:
            call.client("route53").update_hosted_zone_comment(Id=resource_id, Comment=new.get("comment") or "")
        if "enableAcceleratedRecovery" in changed:
            self._set_recovery(call, resource_id, enabled=bool(new.get("enableAcceleratedRecovery")))
        if "tagsAll" in changed:
            zone_tags(call, "hostedzone", resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("route53")
        if found(lambda: client.get_hosted_zone(Id=resource_id), _GONE) is None:
            return
        if state.get("enableAcceleratedRecovery"):
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
            lambda: (
                client.get_hosted_zone(Id=zone_id)["HostedZone"].get("Features", {}).get("AcceleratedRecoveryStatus")
                == wanted
            ),
        )

    def _empty(self, client: Any, zone_id: str) -> None:  # noqa: ANN401 - a boto3 client
        for page in client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id):
            for record in page["ResourceRecordSets"]:
                if record["Type"] not in _FORCED:
                    client.change_resource_record_sets(
                        HostedZoneId=zone_id,
                        ChangeBatch={"Changes": [{"Action": "DELETE", "ResourceRecordSet": record}]},
                    )


def _bare(zone_id: str) -> str:
    return zone_id.rpartition("/")[2]
