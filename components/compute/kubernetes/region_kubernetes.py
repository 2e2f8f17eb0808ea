"""One region's Kubernetes, put together: the cluster as AWS makes it, and what runs in it before a workload does."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.common import naming
from components.compute.kubernetes.access import AccessEntries, AccessEntriesArgs
from components.compute.kubernetes.cluster import KubernetesCluster, KubernetesClusterArgs
from components.compute.kubernetes.cluster_services import ClusterServices, ClusterServicesArgs
from components.compute.kubernetes.core_dns import CoreDns, CoreDnsArgs
from components.compute.kubernetes.fargate import FargateProfiles, FargateProfilesArgs
from components.compute.kubernetes.issuer import Issuer, IssuerArgs
from settings import KubernetesSettings, Protection
from settings.workload import WorkloadSettings


@dataclass(frozen=True, kw_only=True)
class RegionKubernetesArgs:
    """`workloads` are those that run here. `peer_issuer` is the other cluster's issuer, or nothing.

    A cluster that is `held` waits for the images of what scales its workloads.
    """

    spec: KubernetesSettings
    workloads: Mapping[str, WorkloadSettings]
    region: str
    account: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    subnet_ids: pulumi.Input[Sequence[str]]
    tasks_group_id: pulumi.Input[str]
    endpoints_group_id: pulumi.Input[str]
    repository_urls: Mapping[str, pulumi.Input[str]]
    queue_arn: pulumi.Input[str]
    peer_issuer: pulumi.Input[str]
    held: bool
    locked: bool


class RegionKubernetes(pulumi.ComponentResource):
    """Exists where a workload has `runtime: eks`, in every role: a pilot light has it too, with no pod of theirs."""

    provider: kubernetes.Provider
    cluster: KubernetesCluster
    issuers: pulumi.Output[Sequence[str]]
    ready: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: RegionKubernetesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:RegionKubernetes", name, None, opts)
        self._name, self._args = name, args
        child = pulumi.ResourceOptions(parent=self)
        self.cluster = KubernetesCluster(
            f"{name}-cluster",
            KubernetesClusterArgs(
                spec=args.spec,
                region=args.region,
                subnet_ids=args.subnet_ids,
                endpoints_group_id=args.endpoints_group_id,
                key_arn=args.key_arn,
                locked=args.locked and args.spec.protection is Protection.LOCKED,
            ),
            opts=child,
        )
        logs = self._pod_logs()
        issuer = Issuer(f"{name}-issuer", IssuerArgs(url=self.cluster.issuer_url), opts=child)
        self.issuers = pulumi.Output.all(issuer.provider_arn, args.account, args.peer_issuer).apply(
            lambda known: trusted(*map(str, known))
        )
        self.provider = self._entered(logs)
        services = self._served(logs)
        self.ready = services.ready
        self.register_outputs({"cluster": self.cluster.name, "issuers": self.issuers})

    def _pod_logs(self) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{self._name}-pod-logs",
            name=naming.log_group("pods"),
            kms_key_id=self._args.key_arn,
            retention_in_days=self._args.spec.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _entered(self, logs: aws.cloudwatch.LogGroup) -> kubernetes.Provider:
        args, child = self._args, pulumi.ResourceOptions(parent=self)
        profiles = FargateProfiles(
            f"{self._name}-fargate",
            FargateProfilesArgs(
                cluster_name=self.cluster.name,
                region=args.region,
                account=args.account,
                subnet_ids=args.subnet_ids,
                log_group_arn=logs.arn,
            ),
            opts=child,
        )
        entries = AccessEntries(
            f"{self._name}-access",
            AccessEntriesArgs(
                cluster_name=self.cluster.name,
                account=args.account,
                administrators=args.spec.administrators,
                operators=args.spec.operators,
            ),
            opts=child,
        )
        names = CoreDns(
            f"{self._name}-dns",
            CoreDnsArgs(cluster_name=self.cluster.name, version=args.spec.core_dns_version),
            # Before there is a profile for them its pods stay pending, and EKS calls the add-on degraded.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(profiles.profiles)),
        )
        return kubernetes.Provider(
            self._name,
            kubeconfig=kubeconfig(self.cluster, args.region),
            # The cluster that this is about: another endpoint or login of it replaces nothing.
            cluster_identifier=self.cluster.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*entries.rights, *profiles.profiles, names.addon]),
        )

    def _served(self, logs: aws.cloudwatch.LogGroup) -> ClusterServices:
        args = self._args
        return ClusterServices(
            f"{self._name}-services",
            ClusterServicesArgs(
                spec=args.spec,
                workloads=args.workloads,
                region=args.region,
                account=args.account,
                cluster_name=self.cluster.name,
                vpc_id=args.vpc_id,
                vpc_cidr=args.vpc_cidr,
                security_group_ids=pulumi.Output.all(args.tasks_group_id, self.cluster.security_group_id),
                log_group=logs.name,
                repository_urls=args.repository_urls,
                queue_arn=args.queue_arn,
                issuers=self.issuers,
                held=args.held,
            ),
            opts=pulumi.ResourceOptions(parent=self, providers=[self.provider]),
        )


def trusted(own: str, account: str, peer_issuer: str) -> list[str]:
    """ARNs of the clusters whose pods may act as this region's roles: its own, and the other's where it is known."""
    return [own, naming.oidc_provider_arn(account, peer_issuer)] if peer_issuer else [own]


def kubeconfig(cluster: KubernetesCluster, region: str) -> pulumi.Output[str]:
    """How a client finds the cluster and logs in to it: with a token of whatever AWS identity runs it."""
    name = naming.KUBERNETES_CLUSTER

    def write(known: Sequence[str]) -> str:
        endpoint, authority = known
        login = ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"]
        command = {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "aws", "args": login}
        document = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": {"server": endpoint, "certificate-authority-data": authority}}],
            "users": [{"name": name, "user": {"exec": command}}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        }
        return json.dumps(document, sort_keys=True)

    return pulumi.Output.all(cluster.endpoint, cluster.authority).apply(write)
