"""The AWS Load Balancer Controller, for one thing alone: pods become targets of target groups that the program owns.

It makes no load balancer, so none depends on a cluster. Its webhooks are not registered: one that is down would keep
pods from starting, and what they would fill in is written out in each TargetGroupBinding and Deployment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.common import naming
from components.common.policy_document import Statement, allow
from components.compute.kubernetes import rbac
from components.compute.kubernetes.custom_kinds import LOAD_BALANCING, definition
from components.compute.kubernetes.objects import KubernetesObject, Manifest, Objects, manifest
from components.compute.kubernetes.pod_role import ROLE_ANNOTATION, PodRole, PodRoleArgs
from components.compute.kubernetes.pods import KEPT, container, disruption_budget, pod, rolling
from settings.eks_images import registry_account
from settings.network import ZONE_COUNT

APP = "aws-load-balancer-controller"
_HEALTH_PORT = 61779
# Only this pair of keys is there without a tool that makes one; nobody asks the webhooks, but they must start.
_CERTIFICATES, _MOUNT = "kedaorg-certs", "/tmp/k8s-webhook-server/serving-certs"  # noqa: S108 - the image's own place
_CPU_UNITS, _MEMORY_MIB = 256, 512
_NAMESPACE = naming.SYSTEM_NAMESPACE
_ACCOUNT = (_NAMESPACE, APP)


@dataclass(frozen=True, kw_only=True)
class LoadBalancerControllerArgs:
    """Fargate has no instance metadata, so region and VPC are told. `held`: KEDA, whose keys it needs, waits."""

    version: str
    region: str
    account: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    vpc_id: pulumi.Input[str]
    issuers: pulumi.Input[Sequence[str]]
    held: bool
    after: Sequence[pulumi.Resource]


class LoadBalancerController(pulumi.ComponentResource):
    """Registers pods, takes them away, and says of each whether its target is healthy."""

    ready: tuple[KubernetesObject, ...]

    def __init__(self, name: str, args: LoadBalancerControllerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:LoadBalancerController", name, None, opts)
        role = PodRole(
            f"{name}-role",
            PodRoleArgs(
                role="load-balancer-controller",
                region=args.region,
                namespace=_NAMESPACE,
                service_account=APP,
                issuers=args.issuers,
                statements=_statements(args),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        objects = Objects(self, name, after=args.after)
        kinds = [objects.add(kind.plural, definition(kind, APP)) for kind in LOAD_BALANCING]
        rights = [objects.add(key, body) for key, body in _rights().items()]
        account = manifest("v1", "ServiceAccount", APP, namespace=_NAMESPACE, annotations={ROLE_ANNOTATION: role.arn})
        needed = [*kinds, *rights, objects.add("account", account)]
        budget = manifest("policy/v1", "PodDisruptionBudget", APP, namespace=_NAMESPACE, spec=disruption_budget(APP))
        objects.add("budget", budget)
        kept = KEPT if args.held else ()
        self.ready = (objects.add("", _deployment(args), after=needed, ignore_changes=kept),)
        self.register_outputs({})


def _deployment(args: LoadBalancerControllerArgs) -> Manifest:
    # AWS keeps the image in a registry of each region, which the VPC's endpoints reach.
    account = registry_account(args.region)
    image = f"{account}.dkr.ecr.{args.region}.amazonaws.com/amazon/{APP}:{args.version}"
    probe = {"port": _HEALTH_PORT, "scheme": "HTTP"}
    controller = container(
        APP,
        image,
        cpu_units=_CPU_UNITS,
        memory_mib=_MEMORY_MIB,
        args=[
            pulumi.Output.concat("--cluster-name=", args.cluster_name),
            f"--aws-region={args.region}",
            pulumi.Output.concat("--aws-vpc-id=", args.vpc_id),
            "--feature-gates=EnableServiceController=false",
            "--enable-pod-readiness-gate-inject=false",
            "--enable-shield=false",
            "--enable-waf=false",
            "--enable-wafv2=false",
        ],
        livenessProbe={"httpGet": {"path": "/healthz", **probe}, "initialDelaySeconds": 30},
        readinessProbe={"httpGet": {"path": "/readyz", **probe}, "initialDelaySeconds": 10},
        volumeMounts=[{"name": "certificates", "mountPath": _MOUNT, "readOnly": True}],
    )
    template = pod(APP, APP, [controller], volumes=[{"name": "certificates", "secret": {"secretName": _CERTIFICATES}}])
    return manifest(
        "apps/v1", "Deployment", APP, namespace=_NAMESPACE, spec=rolling(APP, 0 if args.held else ZONE_COUNT, template)
    )


def _rights() -> dict[str, Manifest]:
    """What it does, and what it looks at before it begins."""
    everywhere = [
        rbac.rule("core", "configmaps", "create delete get update"),
        rbac.rule("core", "endpoints namespaces nodes pods", "look"),
        rbac.rule("core", "events", "create patch"),
        rbac.rule("core", "pods/status services/status", "patch update"),
        rbac.rule("core", "services", "look patch update"),
        rbac.rule("discovery.k8s.io", "endpointslices", "look"),
        rbac.rule("elbv2.k8s.aws", "ingressclassparams", "look"),
        rbac.rule("elbv2.k8s.aws", "targetgroupbindings", "look create delete patch update"),
        rbac.rule("elbv2.k8s.aws", "targetgroupbindings/status", "patch update"),
        rbac.rule("networking.k8s.io", "ingresses", "look patch update"),
        rbac.rule("networking.k8s.io", "ingresses/status", "patch update"),
        rbac.rule("networking.k8s.io", "ingressclasses", "look"),
    ]
    leader = [
        rbac.rule("core", "configmaps", "create"),
        rbac.rule("core", "configmaps", "get patch update", names=[f"{APP}-leader"]),
        rbac.rule("coordination.k8s.io", "leases", "create"),
        rbac.rule("coordination.k8s.io", "leases", "get patch update", names=[f"{APP}-leader"]),
    ]
    return {
        "rights": rbac.cluster_role(APP, APP, everywhere),
        "rights-given": rbac.cluster_binding(APP, APP, APP, _ACCOUNT),
        "leader": rbac.role(f"{APP}-leader", _NAMESPACE, APP, leader),
        "leader-given": rbac.binding(f"{APP}-leader", _NAMESPACE, APP, f"{APP}-leader", _ACCOUNT),
    }


def _statements(args: LoadBalancerControllerArgs) -> list[Statement]:
    """Targets of this program's own groups, and looks, for which AWS offers no narrower resource."""
    groups = pulumi.Output.concat(
        f"arn:aws:elasticloadbalancing:{args.region}:", args.account, f":targetgroup/{naming.target_group('*')}/*"
    )
    # All that it looks at for a binding of addresses which leaves security groups alone: the VPC's ranges, and whether
    # a group of an earlier binding has rules to take away.
    looks = ["ec2:DescribeSecurityGroups", "ec2:DescribeVpcs", "elasticloadbalancing:DescribeTargetHealth"]
    return [
        allow(["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"], [groups]),
        allow(looks, ["*"]),
    ]
