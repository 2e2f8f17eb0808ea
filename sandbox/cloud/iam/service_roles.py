"""Roles of services: an account's first call that needs one makes it, if its caller may. From the services' guides.

A cloud begins as an account in which nothing was used yet. What a service makes is remembered and not made: the
emulator knows no roles of services, and the account's inventory stays what its owner made.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.cloud.iam import reference
from sandbox.cloud.iam.parameters import parameters_of
from sandbox.cloud.iam.rights import Need
from sandbox.cloud.request import AwsCall

_CREATE = "CreateServiceLinkedRole"


@dataclass(frozen=True)
class _Use:
    """The service whose role an operation needs, and a parameter without which it needs none."""

    service: str
    given: str = ""
    value: str = ""


USES: Mapping[tuple[str, str], _Use] = {
    ("application-autoscaling", "RegisterScalableTarget"): _Use(
        "ecs.application-autoscaling.amazonaws.com", "ServiceNamespace", "ecs"
    ),
    ("dynamodb", "UpdateTable"): _Use("replication.dynamodb.amazonaws.com", "Create.RegionName"),
    ("ecr", "PutReplicationConfiguration"): _Use("replication.ecr.amazonaws.com"),
    ("ecs", "CreateCluster"): _Use("ecs.amazonaws.com"),
    ("eks", "CreateCluster"): _Use("eks.amazonaws.com"),
    ("eks", "CreateFargateProfile"): _Use("eks-fargate.amazonaws.com"),
    ("elasticache", "CreateReplicationGroup"): _Use("elasticache.amazonaws.com"),
    ("elasticloadbalancing", "CreateLoadBalancer"): _Use("elasticloadbalancing.amazonaws.com"),
    # KMS developer guide, multi-region-auth-slr: who makes such a key needs the right to make the role.
    ("kms", "CreateKey"): _Use("mrk.kms.amazonaws.com", "MultiRegion", "true"),
    ("rds", "CreateDBCluster"): _Use("rds.amazonaws.com"),
    ("rds", "CreateDBInstance"): _Use("rds.amazonaws.com"),
    ("wafv2", "PutLoggingConfiguration"): _Use("wafv2.amazonaws.com"),
}


class ServiceRoles:
    """Those that the accounts of a cloud have by now."""

    def __init__(self) -> None:
        self._there: set[tuple[str, str]] = set()

    def needs(self, call: AwsCall) -> list[Need]:
        """The right to make the role that a call needs, while the account has none."""
        service, known = _needed(call), reference.action("iam", _CREATE)
        if not service or known is None or (call.account, service) in self._there:
            return []
        arn = f"arn:aws:iam::{call.account}:role/aws-service-role/{service}/*"
        return [Need(f"iam:{_CREATE}", arn, {"iam:awsservicename": (service,)}, known)]

    def note(self, call: AwsCall) -> None:
        """Remember what a call has made."""
        made = _named(call) if (call.service, call.action) == ("iam", _CREATE) else _needed(call)
        if made:
            self._there.add((call.account, made))


def _named(call: AwsCall) -> str:
    return (parameters_of(call).named("AWSServiceName") or [""])[0]


def _needed(call: AwsCall) -> str:
    use = USES.get((reference.prefix(call.service), call.action))
    if use is None:
        return ""
    parameters = parameters_of(call)
    if use.value:
        return use.service if use.value in parameters.named(use.given) else ""
    return use.service if not use.given or parameters.has(use.given) else ""
