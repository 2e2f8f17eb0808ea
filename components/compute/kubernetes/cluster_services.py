"""What runs in the cluster before a workload does: namespaces, logs, the load balancer controller, KEDA."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.common import naming
from components.compute.kubernetes.keda import Keda, KedaArgs
from components.compute.kubernetes.load_balancer_controller import LoadBalancerController, LoadBalancerControllerArgs
from components.compute.kubernetes.namespaces import WorkloadNamespace, WorkloadNamespaceArgs, namespace_manifest
from components.compute.kubernetes.objects import Objects
from components.compute.kubernetes.pod_logs import PodLogs, PodLogsArgs
from components.compute.kubernetes.scaled_object import authentication
from settings import KubernetesSettings
from settings.workload import WorkloadSettings


@dataclass(frozen=True, kw_only=True)
class ClusterServicesArgs:
    """What the AWS side of the cluster has made for them. Where KEDA's images are missing they are `held` at zero."""

    spec: KubernetesSettings
    workloads: Mapping[str, WorkloadSettings]
    region: str
    account: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    security_group_ids: pulumi.Input[list[str]]
    log_group: pulumi.Input[str]
    repository_urls: Mapping[str, pulumi.Input[str]]
    queue_arn: pulumi.Input[str]
    issuers: pulumi.Input[Sequence[str]]
    held: bool


class ClusterServices(pulumi.ComponentResource):
    """Everything under it goes by the cluster's own provider."""

    ready: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: ClusterServicesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:ClusterServices", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        logs = PodLogs(f"{name}-logs", PodLogsArgs(log_group=args.log_group, region=args.region), opts=child)
        system = Objects(self, name).add("system", namespace_manifest(naming.SYSTEM_NAMESPACE))
        # The forwarder reads its settings when a pod starts, so they come before any pod.
        after = [logs.settings, system]
        keda = Keda(
            f"{name}-keda",
            KedaArgs(
                version=args.spec.keda_version,
                region=args.region,
                repository_urls=args.repository_urls,
                queue_arn=args.queue_arn,
                issuers=args.issuers,
                held=args.held,
                after=after,
            ),
            opts=child,
        )
        controller = LoadBalancerController(
            f"{name}-controller",
            LoadBalancerControllerArgs(
                version=args.spec.load_balancer_controller_version,
                region=args.region,
                account=args.account,
                cluster_name=args.cluster_name,
                vpc_id=args.vpc_id,
                issuers=args.issuers,
                held=args.held,
                # It starts with the keys that KEDA makes.
                after=[*after, *keda.ready],
            ),
            opts=child,
        )
        namespace = WorkloadNamespace(
            f"{name}-workloads",
            WorkloadNamespaceArgs(
                specs=args.workloads, vpc_cidr=args.vpc_cidr, security_group_ids=args.security_group_ids
            ),
            opts=child,
        )
        login = Objects(self, name, after=[*namespace.ready, *keda.ready]).add("login", authentication())
        self.ready = (*namespace.ready, *controller.ready, *keda.ready, login)
        self.register_outputs({})
