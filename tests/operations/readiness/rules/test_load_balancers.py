"""Load balancers: what no longer takes requests, or sends them elsewhere."""

from typing import Any

import pytest

from operations.live.export import SECRET
from tests.operations.readiness.rules.stage import changed, resource, said, seen, told

_LB, _LISTENER, _RULE, _TG, _CERTIFICATE = "arn:lb", "arn:listener", "arn:rule", "arn:targets", "arn:certificate"
_FIXED = {"type": "fixed-response", "fixedResponse": {"statusCode": "403", "contentType": "text/plain"}}
DECLARED = [
    resource(
        "aws:lb/loadBalancer:LoadBalancer",
        id=_LB,
        internal=False,
        subnets=["subnet-1", "subnet-2"],
        securityGroups=["sg-1"],
        idleTimeout=60,
        enableDeletionProtection=True,
        accessLogs={"enabled": True, "bucket": "logs"},
        outputs={"dnsName": "standby-1.us-west-2.elb.amazonaws.com"},
    ),
    resource(
        "aws:lb/listener:Listener",
        id=_LISTENER,
        loadBalancerArn=_LB,
        port=443,
        protocol="HTTPS",
        certificateArn=_CERTIFICATE,
        sslPolicy="TLS13",
        defaultActions=[_FIXED],
    ),
    resource(
        "aws:lb/listenerRule:ListenerRule",
        id=_RULE,
        listenerArn=_LISTENER,
        priority=100,
        actions=[{"type": "forward", "targetGroupArn": _TG}],
        conditions=[
            {"pathPattern": {"values": ["/*"]}},
            {"httpHeader": {"httpHeaderName": "x-origin", "values": SECRET}},
        ],
    ),
    resource(
        "aws:lb/targetGroup:TargetGroup",
        id=_TG,
        port=8080,
        protocol="HTTP",
        vpcId="vpc-1",
        targetType="ip",
        deregistrationDelay=30,
        stickiness={"enabled": False, "type": "lb_cookie"},
        healthCheck={
            "enabled": True,
            "path": "/health/ready",
            "interval": 10,
            "matcher": "200",
            "port": "traffic-port",
        },
    ),
]


def _attributes(**attributes: str) -> dict[str, Any]:
    return {"Attributes": [{"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()]}


HEALTHY: dict[str, Any] = {
    "describe_load_balancers": {
        "LoadBalancers": [
            {
                "LoadBalancerArn": _LB,
                "DNSName": "standby-1.us-west-2.elb.amazonaws.com",
                "State": {"Code": "active"},
                "Scheme": "internet-facing",
                "AvailabilityZones": [{"SubnetId": "subnet-2"}, {"SubnetId": "subnet-1"}],
                "SecurityGroups": ["sg-1"],
            }
        ]
    },
    "describe_load_balancer_attributes": _attributes(
        idle_timeout__timeout_seconds="60",
        deletion_protection__enabled="true",
        access_logs__s3__enabled="true",
        access_logs__s3__bucket="logs",
    ),
    "describe_listeners": {
        "Listeners": [
            {
                "ListenerArn": _LISTENER,
                "Port": 443,
                "Protocol": "HTTPS",
                "Certificates": [{"CertificateArn": _CERTIFICATE}],
                "SslPolicy": "TLS13",
                "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "403"}}],
            }
        ]
    },
    "describe_rules": {
        "Rules": [
            {"RuleArn": "arn:default", "Priority": "default", "Conditions": [], "Actions": []},
            {
                "RuleArn": _RULE,
                "Priority": "100",
                "Actions": [
                    {
                        "Type": "forward",
                        "TargetGroupArn": _TG,
                        # AWS says it twice.
                        "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": _TG, "Weight": 1}]},
                    }
                ],
                "Conditions": [
                    {"Field": "path-pattern", "Values": ["/*"], "PathPatternConfig": {"Values": ["/*"]}},
                    {
                        "Field": "http-header",
                        "HttpHeaderConfig": {"HttpHeaderName": "x-origin", "Values": ["a-secret"]},
                    },
                ],
            },
        ]
    },
    "describe_target_groups": {
        "TargetGroups": [
            {
                "TargetGroupArn": _TG,
                "Port": 8080,
                "Protocol": "HTTP",
                "VpcId": "vpc-1",
                "TargetType": "ip",
                "HealthCheckEnabled": True,
                "HealthCheckPath": "/health/ready",
                "HealthCheckIntervalSeconds": 10,
                "HealthCheckPort": "traffic-port",
                "Matcher": {"HttpCode": "200"},
            }
        ]
    },
    "describe_target_group_attributes": _attributes(
        deregistration_delay__timeout_seconds="30", stickiness__enabled="false"
    ),
}
_LBS, _LISTENERS = ("describe_load_balancers", "LoadBalancers"), ("describe_listeners", "Listeners")
_RULES, _GROUPS = ("describe_rules", "Rules"), ("describe_target_groups", "TargetGroups")
_FORWARD = f"forward to {_TG}"
CASES: dict[str, tuple[tuple[Any, ...], str, str, bool]] = {
    "no load balancer": ((*_LBS, []), "LoadBalancer", "is not there", True),
    "failed": ((*_LBS, 0, "State", "Code", "failed"), "LoadBalancer", "state is failed, declared is active", True),
    "one zone": (
        (*_LBS, 0, "AvailabilityZones", [{"SubnetId": "subnet-1"}]),
        "LoadBalancer",
        "subnets is subnet-1, declared is subnet-1, subnet-2",
        True,
    ),
    "other groups": ((*_LBS, 0, "SecurityGroups", []), "LoadBalancer", "groups is none, declared is sg-1", True),
    "made anew": (
        (*_LBS, 0, "DNSName", "standby-2.us-west-2.elb.amazonaws.com"),
        "LoadBalancer",
        "name in DNS is standby-2.us-west-2.elb.amazonaws.com, declared is standby-1.us-west-2.elb.amazonaws.com",
        True,
    ),
    "other timeout": (
        ("describe_load_balancer_attributes", "Attributes", 0, "Value", "5"),
        "LoadBalancer",
        "idleTimeout is 5, declared is 60",
        False,
    ),
    "no access logs": (
        ("describe_load_balancer_attributes", "Attributes", 2, "Value", "false"),
        "LoadBalancer",
        "access logs is false, declared is true",
        False,
    ),
    "no listener": ((*_LISTENERS, []), "Listener", "is not there", True),
    "no listeners' load balancer": (
        ("describe_listeners", said("LoadBalancerNotFound")),
        "Listener",
        "is not there",
        True,
    ),
    "other certificate": (
        (*_LISTENERS, 0, "Certificates", 0, "CertificateArn", "arn:other"),
        "Listener",
        "certificate is arn:other, declared is arn:certificate",
        True,
    ),
    "other port": ((*_LISTENERS, 0, "Port", 8443), "Listener", "port is 8443, declared is 443", True),
    "other default": (
        (*_LISTENERS, 0, "DefaultActions", [{"Type": "forward", "TargetGroupArn": _TG}]),
        "Listener",
        f"default action is {_FORWARD}, declared is fixed-response 403",
        True,
    ),
    "no rule": ((*_RULES, 1, ...), "ListenerRule", "is not there", True),
    "no rules' listener": (("describe_rules", said("ListenerNotFound")), "ListenerRule", "is not there", True),
    "other target": (
        (*_RULES, 1, "Actions", [{"Type": "forward", "TargetGroupArn": "arn:other"}]),
        "ListenerRule",
        f"action is forward to arn:other, declared is {_FORWARD}",
        True,
    ),
    "two targets": (
        (*_RULES, 1, "Actions", 0, "ForwardConfig", "TargetGroups", [{"TargetGroupArn": _TG}, {"TargetGroupArn": "b"}]),
        "ListenerRule",
        f"action is {_FORWARD} and b, declared is {_FORWARD}",
        True,
    ),
    "other path": (
        (*_RULES, 1, "Conditions", 0, "Values", ["/a"]),
        "ListenerRule",
        "path-pattern is /a, declared is /*",
        True,
    ),
    "other header": (
        (*_RULES, 1, "Conditions", 1, "HttpHeaderConfig", "HttpHeaderName", "x-other"),
        "ListenerRule",
        "conditions is http-header x-other, path-pattern, declared is http-header x-origin, path-pattern",
        True,
    ),
    "other priority": ((*_RULES, 1, "Priority", "7"), "ListenerRule", "priority is 7, declared is 100", True),
    "no targets": ((*_GROUPS, []), "TargetGroup", "is not there", True),
    "targets' port": ((*_GROUPS, 0, "Port", 80), "TargetGroup", "port is 80, declared is 8080", True),
    "no health check": (
        (*_GROUPS, 0, "HealthCheckEnabled", False),
        "TargetGroup",
        "health check's enabled is false, declared is true",
        True,
    ),
    "other health check": (
        (*_GROUPS, 0, "HealthCheckPath", "/"),
        "TargetGroup",
        "health check's path is /, declared is /health/ready",
        True,
    ),
    "other codes": (
        (*_GROUPS, 0, "Matcher", "HttpCode", "500"),
        "TargetGroup",
        "health check's codes is 500, declared is 200",
        True,
    ),
    "sticky": (
        ("describe_target_group_attributes", "Attributes", 1, "Value", "true"),
        "TargetGroup",
        "stickiness is true, declared is false",
        False,
    ),
}


def test_a_load_balancer_as_declared_has_nothing_to_tell() -> None:
    assert told(DECLARED, HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_done_by_hand_is_named(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, kind, says, stops = case
    found = seen(DECLARED, changed(HEALTHY, *change))
    (problem,) = found.problems
    assert (problem.resource.type.rpartition(":")[2], problem.seen, problem.stops) == (kind, says, stops)
    assert found.unseen == ()


def test_who_may_not_look_has_not_seen_that_it_is_gone() -> None:
    found = seen(DECLARED, changed(HEALTHY, "describe_rules", said("AccessDenied")))
    (unseen,) = found.unseen
    assert (unseen.resource.id, unseen.stops) == (_RULE, True)
    assert found.problems == ()
