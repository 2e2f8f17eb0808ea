"""Load balancing: application load balancers."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.compute.elbv2 import one, retag, tag_arguments, tag_outputs, text
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_ATTRIBUTES = {
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
# An application load balancer always balances across zones; the API refuses the attribute.
_NOT_SENT = {"enableCrossZoneLoadBalancing"}
_GONE = "LoadBalancerNotFound"


class LoadBalancer(ResourceType):
    """An application load balancer."""

    token = "aws:lb/loadBalancer:LoadBalancer"
    properties = frozenset(
        {
            "name",
            "internal",
            "loadBalancerType",
            "securityGroups",
            "subnets",
            "ipAddressType",
            "accessLogs",
            "dnsRecordClientRoutingPolicy",
            *_ATTRIBUTES,
        }
    )
    computed = frozenset({"id", "arn", "arnSuffix", "dnsName", "zoneId", "vpcId"})
    name_property, name_limit = "name", 32
    sets = frozenset({"securityGroups", "subnets"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("elbv2").create_load_balancer(
            Name=inputs["name"],
            Subnets=inputs["subnets"],
            SecurityGroups=inputs.get("securityGroups") or [],
            Scheme="internal" if inputs.get("internal") else "internet-facing",
            Type=inputs.get("loadBalancerType") or "application",
            IpAddressType=inputs.get("ipAddressType") or "ipv4",
            **tag_arguments(call),
        )
        arn = str(answer["LoadBalancers"][0]["LoadBalancerArn"])
        self._set_attributes(call, arn, inputs, frozenset(inputs))
        return arn

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = one(call, "describe_load_balancers", "LoadBalancers", resource_id, "LoadBalancerArns", _GONE)
        if live is None:
            return None
        attributes = call.client("elbv2").describe_load_balancer_attributes(LoadBalancerArn=resource_id)["Attributes"]
        protected = {entry["Key"]: entry["Value"] for entry in attributes}.get("deletion_protection.enabled")
        return {
            "id": resource_id,
            "arn": resource_id,
            "arnSuffix": resource_id.partition(":loadbalancer/")[2],
            "dnsName": live["DNSName"],
            "zoneId": live["CanonicalHostedZoneId"],
            "vpcId": live["VpcId"],
            **({"enableDeletionProtection": protected == "true"} if protected else {}),
            **tag_outputs(call, resource_id),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("elbv2")
        if "securityGroups" in changed:
            client.set_security_groups(LoadBalancerArn=resource_id, SecurityGroups=new["securityGroups"])
        if "subnets" in changed:
            client.set_subnets(LoadBalancerArn=resource_id, Subnets=new["subnets"])
        self._set_attributes(call, resource_id, new, changed)
        if "tagsAll" in changed:
            retag(call, resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("elbv2")
        found(lambda: client.delete_load_balancer(LoadBalancerArn=resource_id), _GONE)

    def _set_attributes(self, call: Call, arn: str, inputs: Inputs, changed: frozenset[str]) -> None:
        attributes = [
            {"Key": key, "Value": text(inputs[name])}
            for name, key in _ATTRIBUTES.items()
            if name in changed and name not in _NOT_SENT and inputs.get(name) is not None
        ]
        if "accessLogs" in changed:
            attributes += _access_logs(inputs.get("accessLogs") or {})
        if attributes:
            call.client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)


def _access_logs(logs: dict[str, Any]) -> list[dict[str, str]]:
    entries = {
        "access_logs.s3.enabled": text(bool(logs.get("enabled"))),
        "access_logs.s3.bucket": logs.get("bucket"),
        "access_logs.s3.prefix": logs.get("prefix"),
    }
    return [{"Key": key, "Value": value} for key, value in entries.items() if value]
