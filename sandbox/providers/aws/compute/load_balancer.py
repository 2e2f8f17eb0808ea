"""Load balancing: application load balancers."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.compute.elbv2 import attributes, attributes_said, one, tag_arguments
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import LOAD_BALANCING

_ATTRIBUTES = {
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
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
_ACCESS_LOGS = {
    "enabled": "access_logs.s3.enabled",
    "bucket": "access_logs.s3.bucket",
    "prefix": "access_logs.s3.prefix",
}
_GONE = "LoadBalancerNotFound"


class LoadBalancer(ResourceType):
    """An application load balancer."""

    token = "aws:lb/loadBalancer:LoadBalancer"
    properties = frozenset(
        {"name", "internal", "loadBalancerType", "securityGroups", "subnets", "ipAddressType", *_ATTRIBUTES}
    ) | below("accessLogs", *_ACCESS_LOGS)
    computed = frozenset({"arn", "arnSuffix", "dnsName", "zoneId", "vpcId"})
    filled_in = frozenset({"internal", "ipAddressType", "securityGroups", "subnets"})
    name_property, name_limit = "name", 32
    sets = frozenset({"securityGroups", "subnets"})
    tagging = LOAD_BALANCING

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("elbv2").create_load_balancer(
            Name=inputs["name"],
            Subnets=inputs["subnets"],
            SecurityGroups=inputs.get("securityGroups") or [],
            Scheme="internal" if inputs.get("internal") else "internet-facing",
            Type=inputs["loadBalancerType"],
            IpAddressType=inputs.get("ipAddressType") or "ipv4",
            **tag_arguments(call),
        )
        return str(answer["LoadBalancers"][0]["LoadBalancerArn"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._set_attributes(call, resource_id, inputs, frozenset(inputs))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = one(call, "describe_load_balancers", "LoadBalancers", resource_id, "LoadBalancerArns", _GONE)
        if live is None:
            return None
        said = call.client("elbv2").describe_load_balancer_attributes(LoadBalancerArn=resource_id)["Attributes"]
        return {
            "arn": resource_id,
            "arnSuffix": resource_id.partition(":loadbalancer/")[2],
            "dnsName": live["DNSName"],
            "zoneId": live["CanonicalHostedZoneId"],
            "vpcId": live["VpcId"],
            "name": live["LoadBalancerName"],
            "internal": live["Scheme"] == "internal",
            "loadBalancerType": live["Type"],
            "ipAddressType": live["IpAddressType"],
            "securityGroups": live.get("SecurityGroups", []),
            "subnets": [zone["SubnetId"] for zone in live["AvailabilityZones"]],
            "accessLogs": attributes_said(said, _ACCESS_LOGS),
            **attributes_said(said, _ATTRIBUTES),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client = call.client("elbv2")
        if "securityGroups" in changed:
            client.set_security_groups(LoadBalancerArn=resource_id, SecurityGroups=new["securityGroups"])
        if "subnets" in changed:
            client.set_subnets(LoadBalancerArn=resource_id, Subnets=new["subnets"])
        if "ipAddressType" in changed:
            client.set_ip_address_type(LoadBalancerArn=resource_id, IpAddressType=new["ipAddressType"])
        self._set_attributes(call, resource_id, new, changed)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elbv2")
        found(lambda: client.delete_load_balancer(LoadBalancerArn=resource_id), _GONE)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        if inputs.get("loadBalancerType") != "application":
            return [("loadBalancerType", "the sandbox knows only 'application'; use the real provider for another")]
        return []

    def _set_attributes(self, call: Call, arn: str, inputs: Inputs, changed: frozenset[str]) -> None:
        entries = attributes({key: inputs.get(key) for key in changed}, _ATTRIBUTES)
        if "accessLogs" in changed:
            entries += attributes({"enabled": False, **_logs(inputs)}, _ACCESS_LOGS)
        if entries:
            call.client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=entries)


def _logs(inputs: Inputs) -> dict[str, Any]:
    return inputs.get("accessLogs") or {}
