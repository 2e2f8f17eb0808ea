"""Tags that come with what is made: AWS asks for the right to tag beside the right to make. From the API references.

The created thing has no ARN yet, where AWS draws its id; what is drawn is open. Sources: "tag resources during
creation" of the EC2, ECS, Elastic Load Balancing, RDS and ElastiCache guides; for the others, the entry of the API's
`Tags` parameter, which names the right.
"""

from collections.abc import Iterator, Mapping

from sandbox.cloud.iam.parameters import Parameters
from sandbox.cloud.iam.patterns import OPEN
from sandbox.cloud.iam.reference import ResourceType, template
from sandbox.cloud.iam.resources import arns_of, filled
from sandbox.cloud.request import Scope

# Service -> the right to tag, where it is not `TagResource`.
_RIGHTS: Mapping[str, str] = {
    "acm": "AddTagsToCertificate",
    "ec2": "CreateTags",
    "elasticache": "AddTagsToResource",
    "elasticloadbalancing": "AddTags",
    "rds": "AddTagsToResource",
    "sqs": "TagQueue",
}
# Service -> operation -> type of what it makes.
_MADE: Mapping[str, Mapping[str, str]] = {
    "acm": {"RequestCertificate": "certificate"},
    "application-autoscaling": {"RegisterScalableTarget": "scalabletarget"},
    "arc-region-switch": {"CreatePlan": "plan"},
    "cloudfront": {"CreateDistributionWithTags": "distribution"},
    "cloudwatch": {"PutMetricAlarm": "alarm", "PutCompositeAlarm": "alarm"},
    "dynamodb": {"CreateTable": "table"},
    "ecr": {"CreateRepository": "repository"},
    "ecs": {
        "CreateCluster": "cluster",
        "CreateService": "service",
        "RegisterTaskDefinition": "task-definition",
        "RunTask": "task",
    },
    "eks": {
        "CreateAccessEntry": "access-entry",
        "CreateAddon": "addon",
        "CreateCluster": "cluster",
        "CreateFargateProfile": "fargateprofile",
    },
    "elasticache": {
        "CreateCacheParameterGroup": "parametergroup",
        "CreateCacheSubnetGroup": "subnetgroup",
        "CreateReplicationGroup": "replicationgroup",
        "CreateUser": "user",
        "CreateUserGroup": "usergroup",
    },
    "elasticloadbalancing": {
        "CreateListener": "listener/app",
        "CreateLoadBalancer": "loadbalancer",
        "CreateRule": "listener-rule/app",
        "CreateTargetGroup": "targetgroup",
    },
    "events": {"CreateEventBus": "event-bus", "PutRule": "rule-on-custom-event-bus"},
    "iam": {
        "CreateInstanceProfile": "instance-profile",
        "CreateOpenIDConnectProvider": "oidc-provider",
        "CreatePolicy": "policy",
        "CreateRole": "role",
        "CreateUser": "user",
    },
    "kms": {"CreateKey": "key", "ReplicateKey": "key"},
    "logs": {
        "CreateDelivery": "delivery",
        "CreateLogGroup": "log-group",
        "PutDeliveryDestination": "delivery-destination",
        "PutDeliverySource": "delivery-source",
    },
    "rds": {
        "CreateDBCluster": "cluster",
        "CreateDBClusterParameterGroup": "cluster-pg",
        "CreateDBClusterSnapshot": "cluster-snapshot",
        "CreateDBInstance": "db",
        "CreateDBParameterGroup": "pg",
        "CreateDBSubnetGroup": "subgrp",
        "CreateGlobalCluster": "global-cluster",
        "RestoreDBClusterFromSnapshot": "cluster",
        "RestoreDBClusterToPointInTime": "cluster",
    },
    "s3": {"CreateBucket": "bucket"},
    "secretsmanager": {"CreateSecret": "secret"},
    "sns": {"CreateTopic": "topic"},
    "sqs": {"CreateQueue": "queue"},
    "synthetics": {"CreateCanary": "canary"},
    "wafv2": {"CreateIPSet": "ipset", "CreateRegexPatternSet": "regexpatternset", "CreateWebACL": "webacl"},
}
_IAM_RIGHTS: Mapping[str, str] = {
    "instance-profile": "TagInstanceProfile",
    "oidc-provider": "TagOpenIDConnectProvider",
    "policy": "TagPolicy",
    "role": "TagRole",
    "user": "TagUser",
}
# Whose right to tag may be held to the operation that makes.
_TELL_WHAT_MAKES = frozenset({"ec2", "ecs", "elasticloadbalancing"})


def tagging_rights(prefix: str, operation: str, parameters: Parameters, scope: Scope) -> Iterator[tuple[str, str]]:
    """(Action, ARN) of each thing that a call makes and tags."""
    if not parameters.tags:
        return
    kinds = (
        list(dict.fromkeys(parameters.anywhere("ResourceType")))
        if prefix == "ec2" and operation != "CreateTags"
        else [kind for kind in [_MADE.get(prefix, {}).get(operation)] if kind]
    )
    for kind in kinds:
        action = _IAM_RIGHTS[kind] if prefix == "iam" else _RIGHTS.get(prefix, "TagResource")
        yield from ((action, arn) for arn in _made(prefix, operation, kind, parameters, scope))


def values_of_tagging(prefix: str, operation: str) -> dict[str, tuple[str, ...]]:
    """The condition key by which a service tells what the tags come with."""
    return {f"{prefix}:createaction": (operation,)} if prefix in _TELL_WHAT_MAKES else {}


def _made(prefix: str, operation: str, kind: str, parameters: Parameters, scope: Scope) -> list[str]:
    if prefix == "kms":
        # A key that a call names is not the one that it makes.
        return [filled(template(prefix, kind), {}, scope)]
    if prefix == "elasticloadbalancing" and kind in _INSIDE:
        outer, inner = _INSIDE[kind]
        return [
            f"{arn.replace(f':{outer}/', f':{inner}/', 1)}/{OPEN}"
            for arn in parameters.named("LoadBalancerArn", "ListenerArn")
        ]
    known = ResourceType(kind, template(prefix, kind), is_required=True)
    if prefix == "ec2":
        return [filled(known.template, {}, scope)]
    return arns_of(prefix, operation, known, parameters, scope) or [filled(known.template, {}, scope)]


# A listener's ARN begins with its load balancer's, and a rule's with its listener's.
_INSIDE: Mapping[str, tuple[str, str]] = {
    "listener/app": ("loadbalancer", "listener"),
    "listener-rule/app": ("listener", "listener-rule"),
}
