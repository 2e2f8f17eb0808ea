"""KEDA: reads queue and metrics of AWS, and scales by them, from zero too, which Kubernetes alone cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.common import naming, ports
from components.common.policy_document import Statement, allow
from components.compute.kubernetes import rbac
from components.compute.kubernetes.custom_kinds import SCALING, definition
from components.compute.kubernetes.objects import KubernetesObject, Manifest, Objects, manifest, selector
from components.compute.kubernetes.pod_role import ROLE_ANNOTATION, PodRole, PodRoleArgs
from components.compute.kubernetes.pods import KEPT, container, disruption_budget, pod, rolling
from settings.network import ZONE_COUNT

OPERATOR, ADAPTER = "keda-operator", "keda-operator-metrics-apiserver"
# Images that the account's own registry must hold: where there is no NAT gateway, the project's is out of reach.
IMAGES = ("keda", "keda-metrics-apiserver")
# The pair of keys that the operator makes and renews by itself.
_CERTIFICATES, _MOUNT = "kedaorg-certs", "/certs"
_CPU_UNITS, _MEMORY_MIB = 256, 512
_NAMESPACE = naming.SYSTEM_NAMESPACE
_ACCOUNTS = {OPERATOR: (_NAMESPACE, OPERATOR), ADAPTER: (_NAMESPACE, ADAPTER)}
_METRICS = "external.metrics.k8s.io"
_GRPC_PORT, _ADAPTER_PORT, _HEALTH_PORT = 9666, 6443, 8081


@dataclass(frozen=True, kw_only=True)
class KedaArgs:
    """`repository_urls` are those of IMAGES; `queue_arn` is the queue whose length it reads.

    `held` says that its images are missing: made at zero, and if it runs already, left as it is.
    """

    version: str
    region: str
    repository_urls: Mapping[str, pulumi.Input[str]]
    queue_arn: pulumi.Input[str]
    issuers: pulumi.Input[Sequence[str]]
    held: bool
    after: Sequence[pulumi.Resource]


class Keda(pulumi.ComponentResource):
    """The operator, which counts between zero and one, and the adapter that tells Kubernetes' own scaler the rest."""

    ready: tuple[KubernetesObject, ...]

    def __init__(self, name: str, args: KedaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:Keda", name, None, opts)
        role = PodRole(
            f"{name}-role",
            PodRoleArgs(
                role="keda",
                region=args.region,
                namespace=_NAMESPACE,
                service_account=OPERATOR,
                issuers=args.issuers,
                statements=_statements(args),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        objects = Objects(self, name, after=args.after)
        kinds = [objects.add(kind.plural, definition(kind, OPERATOR)) for kind in SCALING]
        rights = [objects.add(key, body) for key, body in _rights().items()]
        accounts = [objects.add(f"{app}-account", _service_account(app, role)) for app in _ACCOUNTS]
        services = [objects.add(f"{app}-service", _service(app)) for app in _ACCOUNTS]
        for app in _ACCOUNTS:
            budget = disruption_budget(app)
            objects.add(
                f"{app}-budget", manifest("policy/v1", "PodDisruptionBudget", app, namespace=_NAMESPACE, spec=budget)
            )
        needed = [*kinds, *rights, *accounts, *services]
        replicas, kept = 0 if args.held else ZONE_COUNT, KEPT if args.held else ()
        operator = objects.add(
            OPERATOR, _deployment(OPERATOR, _operator(args), replicas), after=needed, ignore_changes=kept
        )
        adapter = objects.add(
            ADAPTER, _deployment(ADAPTER, _adapter(args), replicas), after=[operator], ignore_changes=kept
        )
        # The operator writes the authority into it by which the API server knows the adapter.
        api = objects.add("metrics", _api_service(held=args.held), after=[adapter], ignore_changes=["spec.caBundle"])
        self.ready = (operator, adapter, api)
        self.register_outputs({})


def _statements(args: KedaArgs) -> list[Statement]:
    return [
        allow(["sqs:GetQueueAttributes"], [args.queue_arn]),
        # CloudWatch metrics have no ARN.
        allow(["cloudwatch:GetMetricData"], ["*"]),
    ]


def _service_account(app: str, role: PodRole) -> Manifest:
    annotations = {ROLE_ANNOTATION: role.arn} if app == OPERATOR else None
    return manifest("v1", "ServiceAccount", app, namespace=_NAMESPACE, annotations=annotations)


def _service(app: str) -> Manifest:
    port = {
        OPERATOR: {"name": "metricsservice", "port": _GRPC_PORT, "targetPort": _GRPC_PORT},
        ADAPTER: {"name": "https", "port": ports.HTTPS, "targetPort": _ADAPTER_PORT},
    }
    return manifest("v1", "Service", app, namespace=_NAMESPACE, spec={"selector": selector(app), "ports": [port[app]]})


def _api_service(*, held: bool) -> Manifest:
    return manifest(
        "apiregistration.k8s.io/v1",
        "APIService",
        f"v1beta1.{_METRICS}",
        app=ADAPTER,
        # Nobody answers for it before the images are there, and Pulumi would wait until somebody does.
        annotations={"pulumi.com/skipAwait": "true"} if held else None,
        spec={
            "group": _METRICS,
            "version": "v1beta1",
            "groupPriorityMinimum": 100,
            "versionPriority": 100,
            "service": {"namespace": _NAMESPACE, "name": ADAPTER, "port": ports.HTTPS},
        },
    )


def _deployment(app: str, body: Manifest, replicas: int) -> Manifest:
    optional = {"optional": True} if app == OPERATOR else {}
    certificates = {"name": "certificates", "secret": {"secretName": _CERTIFICATES, **optional}}
    template = pod(app, app, [body], volumes=[certificates])
    return manifest("apps/v1", "Deployment", app, namespace=_NAMESPACE, spec=rolling(app, replicas, template))


def _operator(args: KedaArgs) -> Manifest:
    probe = {"port": _HEALTH_PORT}
    return _container(
        OPERATOR,
        pulumi.Output.concat(args.repository_urls["keda"], ":", args.version),
        command=["/keda"],
        args=[
            "--leader-elect",
            "--zap-encoder=json",
            "--enable-cert-rotation=true",
            "--enable-webhook-patching=false",
            f"--cert-secret-name={_CERTIFICATES}",
            f"--operator-service-name={OPERATOR}",
            f"--metrics-server-service-name={ADAPTER}",
        ],
        livenessProbe={"httpGet": {"path": "/healthz", **probe}, "initialDelaySeconds": 25},
        readinessProbe={"httpGet": {"path": "/readyz", **probe}, "initialDelaySeconds": 20},
    )


def _adapter(args: KedaArgs) -> Manifest:
    probe = {"port": _ADAPTER_PORT, "scheme": "HTTPS"}
    return _container(
        ADAPTER,
        pulumi.Output.concat(args.repository_urls["keda-metrics-apiserver"], ":", args.version),
        args=[
            f"--secure-port={_ADAPTER_PORT}",
            f"--metrics-service-address={OPERATOR}.{_NAMESPACE}.svc.cluster.local:{_GRPC_PORT}",
            f"--client-ca-file={_MOUNT}/ca.crt",
            f"--tls-cert-file={_MOUNT}/tls.crt",
            f"--tls-private-key-file={_MOUNT}/tls.key",
            f"--cert-dir={_MOUNT}",
        ],
        livenessProbe={"httpGet": {"path": "/healthz", **probe}, "initialDelaySeconds": 5},
        readinessProbe={"httpGet": {"path": "/readyz", **probe}, "initialDelaySeconds": 5},
    )


def _container(app: str, image: pulumi.Input[str], **fields: object) -> Manifest:
    itself = {"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}
    return container(
        app,
        image,
        cpu_units=_CPU_UNITS,
        memory_mib=_MEMORY_MIB,
        # Secrets of other namespaces are none of its business: it logs in to AWS by its role.
        env=[
            itself,
            {"name": "WATCH_NAMESPACE", "value": ""},
            {"name": "KEDA_RESTRICT_SECRET_ACCESS", "value": "true"},
        ],
        volumeMounts=[{"name": "certificates", "mountPath": _MOUNT, "readOnly": True}],
        **fields,
    )


def _rights() -> dict[str, Manifest]:
    own = [
        rbac.rule("core", "secrets", "look create patch update"),
        rbac.rule("coordination.k8s.io", "leases", "look create delete patch update"),
        rbac.rule("core", "configmaps", "look create patch update"),
        rbac.rule("core", "events", "create patch"),
    ]
    reader = f"{ADAPTER}-reader"
    scaler = ("kube-system", "horizontal-pod-autoscaler")
    return {
        "rights": rbac.cluster_role(OPERATOR, OPERATOR, _operator_rules()),
        "rights-given": rbac.cluster_binding(OPERATOR, OPERATOR, OPERATOR, _ACCOUNTS[OPERATOR]),
        "own": rbac.role(OPERATOR, _NAMESPACE, OPERATOR, own),
        "own-given": rbac.binding(OPERATOR, _NAMESPACE, OPERATOR, OPERATOR, _ACCOUNTS[OPERATOR]),
        "delegated": rbac.cluster_binding(f"{ADAPTER}-delegated", ADAPTER, "system:auth-delegator", _ACCOUNTS[ADAPTER]),
        "authentication": rbac.binding(
            ADAPTER, "kube-system", ADAPTER, "extension-apiserver-authentication-reader", _ACCOUNTS[ADAPTER]
        ),
        "reader": rbac.cluster_role(reader, ADAPTER, [rbac.rule(_METRICS, "*", "get list")]),
        "reader-given": rbac.cluster_binding(reader, ADAPTER, reader, scaler),
    }


def _operator_rules() -> list[rbac.Rule]:
    keda = " ".join(f"{kind.plural} {kind.plural}/status {kind.plural}/finalizers" for kind in SCALING)
    return [
        rbac.rule("core", "configmaps configmaps/status endpoints limitranges pods services serviceaccounts", "look"),
        rbac.rule("core events.k8s.io", "events", "create patch"),
        rbac.rule("apps", "deployments replicasets statefulsets", "look"),
        rbac.rule("discovery.k8s.io", "endpointslices", "look"),
        rbac.rule("apps", "deployments/scale statefulsets/scale", "look patch update"),
        rbac.rule("autoscaling", "horizontalpodautoscalers", "look create delete patch update"),
        rbac.rule("batch", "jobs", "look create delete patch update"),
        rbac.rule("keda.sh eventing.keda.sh", keda, "look patch update"),
        rbac.rule("apiregistration.k8s.io", "apiservices", "look patch update"),
    ]
