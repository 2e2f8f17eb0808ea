"""Elastic Load Balancing: what takes requests in a region, and where it sends them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from operations.live.export import SECRET
from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, needed, spared

READS = (
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
)
_ELB, _GONE = "elbv2", "is not there"
_NO_CLIENTS = "clients that a failover sends here get no answer"
_UNHEALTHY = "no task counts as healthy, or one that does not serve does: clients get errors, or are sent elsewhere"
_SERVES = "it answers all the same; only how it answers differs"
# Input -> the attribute of a load balancer.
_ATTRIBUTES = {
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
# Input -> the attribute of a target group.
_OF_A_GROUP = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "slowStart": "slow_start.duration_seconds",
}
# Input of a health check -> what AWS calls it.
_HEALTH_CHECK = {
    "enabled": "HealthCheckEnabled",
    "healthyThreshold": "HealthyThresholdCount",
    "interval": "HealthCheckIntervalSeconds",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}
# Input of a condition -> field, and the member of AWS's answer that holds its values.
_CONDITIONS = {
    "hostHeader": ("host-header", "HostHeaderConfig"),
    "httpHeader": ("http-header", "HttpHeaderConfig"),
    "httpRequestMethod": ("http-request-method", "HttpRequestMethodConfig"),
    "pathPattern": ("path-pattern", "PathPatternConfig"),
    "sourceIp": ("source-ip", "SourceIpConfig"),
}


def _load_balancers(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["LoadBalancerArn"]: each for each in ask.all(_ELB, "describe_load_balancers", "LoadBalancers")}
    for each in declared:
        balancer = found.get(each.id)
        if balancer is None:
            yield needed(each, _GONE, _NO_CLIENTS)
            continue
        if seen := unlike(
            Facet("state", balancer["State"]["Code"], "active"),
            Facet("name in DNS", balancer["DNSName"], each.outputs.get("dnsName")),
            Facet("scheme", balancer["Scheme"], "internal" if each.inputs.get("internal") else "internet-facing"),
            Facet("subnets", [one["SubnetId"] for one in balancer["AvailabilityZones"]], each.inputs.get("subnets")),
            Facet("groups", balancer.get("SecurityGroups", []), each.inputs.get("securityGroups")),
        ):
            yield needed(each, seen, _NO_CLIENTS)
        has = _attributes(ask, "load_balancer", LoadBalancerArn=each.id)
        logs = each.inputs.get("accessLogs") or {}
        if seen := unlike(
            *(Facet(key, has.get(name), each.inputs.get(key)) for key, name in _ATTRIBUTES.items()),
            Facet("access logs", has.get("access_logs.s3.enabled"), logs.get("enabled")),
            Facet("bucket of access logs", has.get("access_logs.s3.bucket"), logs.get("bucket")),
        ):
            yield spared(each, seen, _SERVES)


def _attributes(ask: Ask, kind: str, **asked: str) -> dict[str, str]:
    answer = ask.one(_ELB, f"describe_{kind}_attributes", **asked)
    return {each["Key"]: each["Value"] for each in answer["Attributes"]}


def _listeners(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        balancer = each.inputs["loadBalancerArn"]
        listed = _listed(ask, "describe_listeners", "Listeners", "LoadBalancerNotFound", LoadBalancerArn=balancer)
        listener = next((one for one in listed if one["ListenerArn"] == each.id), None)
        if listener is None:
            yield needed(each, _GONE, _NO_CLIENTS)
            continue
        own = each.inputs.get("certificateArn")
        certificates = [one["CertificateArn"] for one in listener.get("Certificates", ())]
        if seen := unlike(
            Facet("port", listener.get("Port"), each.inputs.get("port")),
            Facet("protocol", listener.get("Protocol"), each.inputs.get("protocol")),
            Facet("certificate", certificates, [own] if own else None),
            Facet("TLS policy", listener.get("SslPolicy"), each.inputs.get("sslPolicy")),
            Facet(
                "default action", _found_actions(listener["DefaultActions"]), _actions(each.inputs["defaultActions"])
            ),
        ):
            yield needed(each, seen, _NO_CLIENTS)


def _rules(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        listener = each.inputs["listenerArn"]
        listed = _listed(ask, "describe_rules", "Rules", "ListenerNotFound", ListenerArn=listener)
        rule = next((one for one in listed if one["RuleArn"] == each.id), None)
        if rule is None:
            yield needed(each, _GONE, _NO_CLIENTS)
        elif seen := unlike(
            Facet("priority", rule["Priority"], each.inputs.get("priority")),
            Facet("action", _found_actions(rule["Actions"]), _actions(each.inputs["actions"])),
            *_conditions(rule["Conditions"], each.inputs["conditions"]),
        ):
            yield needed(each, seen, _NO_CLIENTS)


def _listed(ask: Ask, operation: str, key: str, gone: str, **asked: str) -> list[Any]:
    return unless_gone(lambda: ask.all(_ELB, operation, key, **asked), gone) or []


def _actions(actions: Sequence[Mapping[str, Any]]) -> list[str]:
    """`forward to ARN` or `fixed-response 403`, as declared."""
    return [
        _action(
            each["type"],
            [each["targetGroupArn"]]
            if each.get("targetGroupArn")
            else [one["arn"] for one in (each.get("forward") or {}).get("targetGroups", ())],
            (each.get("fixedResponse") or {}).get("statusCode"),
        )
        for each in actions
    ]


def _found_actions(actions: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        _action(
            each["Type"],
            [one["TargetGroupArn"] for one in (each.get("ForwardConfig") or {}).get("TargetGroups", ())]
            or [each.get("TargetGroupArn")],
            (each.get("FixedResponseConfig") or {}).get("StatusCode"),
        )
        for each in actions
    ]


def _action(kind: str, groups: Sequence[Any], code: object) -> str:
    return f"{kind} to {' and '.join(sorted(map(str, groups)))}" if kind == "forward" else f"{kind} {code or ''}"


def _conditions(found: Sequence[Mapping[str, Any]], declared: Sequence[Mapping[str, Any]]) -> Iterator[Facet]:
    """Conditions as `field name: values`. Of values that are secret only that there are some is compared."""
    wants = {
        _field(field, wanted[key].get("httpHeaderName")): wanted[key].get("values")
        for wanted in declared
        for key, (field, _) in _CONDITIONS.items()
        if wanted.get(key)
    }
    members = dict(_CONDITIONS.values())
    has = {}
    for each in found:
        config = each.get(members.get(each["Field"], ""), {})
        has[_field(each["Field"], config.get("HttpHeaderName"))] = each.get("Values") or config.get("Values", [])
    yield Facet("conditions", list(has), list(wants))
    for name, values in wants.items():
        secret = values == SECRET or SECRET in (values or ())
        lacks = secret and name in has and not has[name]
        yield Facet(name, has.get(name), ["values"] if lacks else None if secret or name not in has else values)


def _field(field: str, name: str | None) -> str:
    return f"{field} {name}" if name else field


def _target_groups(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["TargetGroupArn"]: each for each in ask.all(_ELB, "describe_target_groups", "TargetGroups")}
    for each in declared:
        group = found.get(each.id)
        if group is None:
            yield needed(each, _GONE, _NO_CLIENTS)
            continue
        if seen := unlike(
            Facet("port", group.get("Port"), each.inputs.get("port")),
            Facet("protocol", group.get("Protocol"), each.inputs.get("protocol")),
            Facet("network", group.get("VpcId"), each.inputs.get("vpcId")),
            Facet("kind of targets", group.get("TargetType"), each.inputs.get("targetType")),
        ):
            yield needed(each, seen, _NO_CLIENTS)
        check = each.inputs.get("healthCheck") or {}
        if seen := unlike(
            *(Facet(f"health check's {key}", group.get(name), check.get(key)) for key, name in _HEALTH_CHECK.items()),
            Facet("health check's codes", group.get("Matcher", {}).get("HttpCode"), check.get("matcher")),
        ):
            yield needed(each, seen, _UNHEALTHY)
        has = _attributes(ask, "target_group", TargetGroupArn=each.id)
        sticky = (each.inputs.get("stickiness") or {}).get("enabled")
        if seen := unlike(
            *(Facet(key, has.get(name), each.inputs.get(key)) for key, name in _OF_A_GROUP.items()),
            Facet("stickiness", has.get("stickiness.enabled"), sticky),
        ):
            yield spared(each, seen, _SERVES)


RULES = (
    Rule(type="aws:lb/listener:Listener", look=_listeners),
    Rule(type="aws:lb/listenerRule:ListenerRule", look=_rules),
    Rule(type="aws:lb/loadBalancer:LoadBalancer", look=_load_balancers),
    Rule(type="aws:lb/targetGroup:TargetGroup", look=_target_groups),
)
