"""One change of the platform for each rule, such as a team makes on an ordinary day, and nothing else wrong with it.

Data. Where the platform has nothing that a rule is about, the change adds it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.policies.bench import UNKNOWN, Declared

Resources = list[Declared]
_EAST = {"region": "us-east-1"}


@dataclass(frozen=True)
class Sabotage:
    """`change` is made to the home stack's first preview. `config` is what the pack is told beside."""

    rule: str
    sentence: str
    change: Callable[[Resources], Resources]
    config: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __str__(self) -> str:
        """As a test's id."""
        return f"{self.rule}: {self.sentence}"

    def applied_to(self, resources: Resources) -> Resources:
        """The stack with the change."""
        return self.change(resources)


def _find(resources: Resources, name: str, kind: str = "") -> Declared:
    (found,) = [each for each in resources if each.name == name and kind in each.type and each.type.startswith("aws:")]
    return found


def _write(name: str, kind: str, path: str, value: Any) -> Callable[[Resources], Resources]:  # noqa: ANN401
    """Write one property, where it is declared and where it is seen."""

    def change(resources: Resources) -> Resources:
        target = _find(resources, name, kind)
        for seen in (target.props, target.outputs):
            place: Any = seen
            *folders, last = path.split(".")
            for each in folders:
                place = place[int(each)] if each.isdigit() else place.setdefault(each, {})
            place[last] = value
        return resources

    return change


def _remove(*names: str, kind: str) -> Callable[[Resources], Resources]:
    return lambda resources: [each for each in resources if each.name not in names or kind not in each.type]


def _add(
    kind: str,
    *,
    refs: Mapping[str, Sequence[str]] | None = None,
    also: Sequence[Declared] = (),
    **props: Any,  # noqa: ANN401
) -> Callable[[Resources], Resources]:
    """Add a resource that refers to subnets by their names."""

    def change(resources: Resources) -> Resources:
        linked = {key: [_find(resources, name, "Subnet") for name in names] for key, names in (refs or {}).items()}
        place = _EAST if kind.startswith("aws:") else None
        return [*resources, *also, Declared(kind, "addition", props, linked, provider=place)]

    return change


def _refer(name: str, kind: str, key: str, other: str, other_kind: str) -> Callable[[Resources], Resources]:
    def change(resources: Resources) -> Resources:
        target = _find(resources, name, kind)
        target.refs = {**target.refs, key: [_find(resources, other, other_kind)]}
        return resources

    return change


def _elsewhere(name: str, kind: str) -> Callable[[Resources], Resources]:
    def change(resources: Resources) -> Resources:
        _find(resources, name, kind).provider = {"region": "us-west-2"}
        return resources

    return change


def _writable_root(resources: Resources) -> Resources:
    (component,) = [each for each in resources if each.type == "standby:compute:EcsService" and each.name == "web"]
    assert component.outputs is not None
    component.outputs["containers"][0]["readonlyRootFilesystem"] = False
    return resources


def _single_database(resources: Resources) -> Resources:
    kind = "aws:rds/instance:Instance"
    props = {
        "deletionProtection": True,
        "backupRetentionPeriod": 7,
        "deleteAutomatedBackups": False,
        "storageEncrypted": True,
        "multiAz": False,
    }
    database = Declared(kind, "ledger", props, provider=_EAST)
    plan = Declared(
        "aws:backup/plan:Plan", "daily", {"rules": [{"copyActions": [{"destinationVaultArn": _VAULT}]}]}, provider=_EAST
    )
    refs = {"resources": [database], "planId": [plan]}
    return [*resources, database, plan, Declared("aws:backup/selection:Selection", "all", refs=refs, provider=_EAST)]


_VAULT = "arn:aws:backup:us-west-2:123456789012:backup-vault:copies"
_ON, _OFF = True, False
_TWO = ("network-private-1", "network-private-2")
_READONLY = {"name": "web", "securityContext": {"readOnlyRootFilesystem": True}}
_POD = {"template": {"spec": {"containers": [_READONLY]}}}
_ENTRY = {"urn": "urn:pulumi:test::*::addition", "reason": "Until Session Manager is in use", "expires": "2027-01-31"}
_GONE = {"urn": "urn:pulumi:*::nobody-knows-me", "reason": "It was there last year", "expires": "2027-01-31"}
_BASTION = "sc-ec2-no-standalone-instance"

SABOTAGES = (
    Sabotage(
        "sc-ecs-no-persistent-volume",
        "uploads go to a shared file system",
        _write(
            "web-task", "TaskDefinition", "volumes", [{"name": "up", "efsVolumeConfiguration": {"fileSystemId": "f"}}]
        ),
    ),
    Sabotage(
        "sc-ecs-no-managed-ebs",
        "a disk for each task",
        _write("web", "ecs/service", "volumeConfiguration", {"name": "disk"}),
    ),
    Sabotage("sc-ecs-readonly-root", "a library wants to write beside itself", _writable_root),
    Sabotage(_BASTION, "a bastion", _add("aws:ec2/instance:Instance")),
    Sabotage("sc-ec2-no-data-volume", "a disk for later", _add("aws:ebs/volume:Volume", size=100)),
    Sabotage(
        "sc-asg-no-pets",
        "an instance that nobody may terminate",
        _add("aws:ec2/launchTemplate:LaunchTemplate", disableApiTermination=True),
    ),
    Sabotage(
        "sc-lb-no-stickiness", "sessions in memory", _write("web-targets", "TargetGroup", "stickiness.enabled", _ON)
    ),
    Sabotage(
        "sc-lambda-no-filesystem",
        "a function with a mount",
        _add("aws:lambda/function:Function", fileSystemConfig={"localMountPath": "/mnt/data"}),
    ),
    Sabotage("sc-k8s-no-persistent-state", "a claim", _add("kubernetes:core/v1:PersistentVolumeClaim")),
    Sabotage(
        "sc-k8s-no-client-affinity",
        "sessions in memory of a pod",
        _add("kubernetes:core/v1:Service", spec={"sessionAffinity": "ClientIP"}),
    ),
    Sabotage(
        "sc-k8s-readonly-root",
        "an agent that writes where it likes",
        _add("kubernetes:apps/v1:DaemonSet", spec={"template": {"spec": {"containers": [{"name": "agent"}]}}}),
    ),
    Sabotage(
        "sc-scratch-bounded",
        "a hundred GiB just in case",
        _write("web-task", "TaskDefinition", "ephemeralStorage", {"sizeInGib": 100}),
    ),
    Sabotage("sc-csi-driver-absent", "a driver for later", _add("aws:eks/addon:Addon", addonName="aws-efs-csi-driver")),
    Sabotage(
        "az-vpc-three-azs",
        "the third zone has no room",
        _write("network-isolated-3", "Subnet", "availabilityZone", "us-east-1b"),
    ),
    Sabotage(
        "az-nat-per-az",
        "one gateway is cheaper",
        _refer("network-private-2", "ec2/route:Route", "natGatewayId", "network-1", "NatGateway"),
    ),
    Sabotage(
        "az-lb-three-azs", "two are enough", _write("load-balancer", "LoadBalancer", "subnets", [UNKNOWN, UNKNOWN])
    ),
    Sabotage(
        "az-lb-cross-zone",
        "traffic between zones costs money",
        _write("web-targets", "TargetGroup", "loadBalancingCrossZoneEnabled", "false"),
    ),
    Sabotage(
        "az-ecs-service-spread",
        "tasks should stay where they are",
        _write("web", "ecs/service", "availabilityZoneRebalancing", "DISABLED"),
    ),
    Sabotage(
        "az-asg-spread",
        "a group in two zones",
        _add("aws:autoscaling/group:Group", refs={"vpcZoneIdentifiers": _TWO}, vpcZoneIdentifiers=UNKNOWN, minSize=3),
    ),
    Sabotage(
        "az-eks-spread",
        "nodes in two zones",
        _add("aws:eks/nodeGroup:NodeGroup", refs={"subnetIds": _TWO}, subnetIds=UNKNOWN, scalingConfig={"minSize": 3}),
    ),
    Sabotage(
        "az-k8s-spread",
        "pods wherever they fall",
        _add("kubernetes:apps/v1:Deployment", spec={"replicas": 3, **_POD}),
    ),
    Sabotage("az-aurora-writer-reader", "readers are expensive", _remove("database-b", "database-c", kind="Instance")),
    Sabotage("az-rds-multi-az", "a small database beside", _single_database),
    Sabotage(
        "az-elasticache-failover",
        "a cache may be lost",
        _write("cache", "ReplicationGroup", "multiAzEnabled", _OFF),
    ),
    Sabotage(
        "az-efs-regional",
        "One Zone is half the price",
        _add("aws:efs/fileSystem:FileSystem", availabilityZoneName="us-east-1a", encrypted=True),
    ),
    Sabotage(
        "az-lambda-vpc-spread",
        "a function in two zones",
        _add("aws:lambda/function:Function", refs={"vpcConfig": _TWO}, vpcConfig={"subnetIds": UNKNOWN}),
    ),
    Sabotage(
        "az-endpoint-spread", "an endpoint in one zone", _write("endpoints-logs", "Endpoint", "subnetIds", [UNKNOWN])
    ),
    Sabotage("dr-region-pinned", "the wrong provider", _elsewhere("orders", "sqs/queue:Queue")),
    Sabotage(
        "dr-dynamodb-replica",
        "the replica is in Europe",
        _write("tables-orders", "Table", "replicas.0.regionName", "eu-west-1"),
    ),
    Sabotage(
        "dr-keys-secrets-images-replicated",
        "the secret is only here",
        _write("database-secret", "secret:Secret", "replicas", []),
    ),
    Sabotage("dr-dns-failover-pairs", "no health check", _write("routing-failover", "Record", "healthCheckId", None)),
    Sabotage("dr-no-lost-messages", "no dead letters", _remove("orders-redrive", kind="RedrivePolicy")),
    Sabotage(
        "pr-deletion-protection",
        "protection was in the way",
        _write("load-balancer", "LoadBalancer", "enableDeletionProtection", _OFF),
    ),
    Sabotage(
        "pr-backup-and-pitr",
        "recovery costs money",
        _write("tables-orders", "Table", "pointInTimeRecovery.enabled", _OFF),
    ),
    Sabotage(
        "pr-encrypted-and-private",
        "an old client knows no TLS",
        _write("cache", "ReplicationGroup", "transitEncryptionEnabled", _OFF),
    ),
    Sabotage("pr-alarms-act", "an alarm for the dashboard", _write("orders-age", "MetricAlarm", "alarmActions", [])),
    Sabotage(
        "meta-evaluated",
        "an exemption that nobody removed",
        lambda resources: resources,
        {_BASTION: {"exempt": [_GONE]}},
    ),
    Sabotage("meta-unjudged", "documents beside the tables", _add("aws:docdb/cluster:Cluster")),
    Sabotage(
        "meta-exemptions-used",
        "an exemption that is in use",
        _add("aws:ec2/instance:Instance"),
        {_BASTION: {"exempt": [_ENTRY]}},
    ),
)
