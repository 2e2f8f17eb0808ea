"""What a cluster's Fargate and its controllers ask AWS for, decided before somebody looks at what they have done.

Controllers act as the role of their service account, by the cluster's own tokens. What they ask, by their sources:
aws-load-balancer-controller v3.5.0, pkg/targetgroupbinding and pkg/networking (a binding of addresses without rules of
its own); KEDA 2.21, pkg/scalers/aws_sqs_queue_scaler.go and aws_cloudwatch_scaler.go.
"""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from sandbox.cloud.iam.errands import Ask, Errands, Taking
from sandbox.cloud.iam.principal import federated
from sandbox.cloud.kubernetes.clusters import LOAD_BALANCER_CONTROLLER, SCALER, Cluster, images_of, is_held
from sandbox.cloud.kubernetes.kinds import Document
from sandbox.cloud.request import Scope
from sandbox.cloud.starts import PodStarts

ROLE_ANNOTATION, AUDIENCE = "eks.amazonaws.com/role-arn", "sts.amazonaws.com"
WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
_FORWARDER = ("aws-observability", "aws-logging")
_LOOKS = ("ec2:DescribeSecurityGroups", "ec2:DescribeVpcs", "elasticloadbalancing:DescribeTargetHealth")
_TARGETS = ("elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets")


class ClusterRights:
    """Decides anew where a policy or an object may have changed, and notes it on the cluster."""

    def __init__(self, errands: Errands, starts: PodStarts) -> None:
        self._errands, self._starts = errands, starts

    async def settle(self, scope: Scope, cluster: Cluster) -> None:
        """Note which pods cannot start, and which objects the controllers cannot act on."""
        declared = (self._errands.age, cluster.store.age, *cluster.profiles)
        if cluster.judged[:1] != (declared,):
            cluster.judged = (declared,)
            await self._pods(scope, cluster)
        # Controllers come and go with their images, which no object tells.
        running = tuple(app for app in _ASKS if cluster.runs(app))
        if cluster.judged[1:] != (running,):
            cluster.judged = (declared, running)
            cluster.refused = {}
            for app in running:
                await self._controller(scope, cluster, app)

    async def _pods(self, scope: Scope, cluster: Cluster) -> None:
        output = _forwarder(cluster)
        for deployment in cluster.store.all("deployments"):
            images, profile = images_of(deployment), cluster.profile_of(deployment)
            if profile is not None:
                reason = await self._starts.hindrance(scope, profile, cluster.name, images, output)
                cluster.verdicts[deployment["metadata"]["uid"]] = (images, reason)

    async def _controller(self, scope: Scope, cluster: Cluster, app: str) -> None:
        kind, asks = _ASKS[app]
        for found in cluster.store.all(kind):
            reason = await self._act(scope, cluster, app, list(asks(scope, found)))
            if reason:
                cluster.refused[found["metadata"]["uid"]] = reason

    async def _act(self, scope: Scope, cluster: Cluster, app: str, asks: list[Ask]) -> str:
        taking = taken_by(scope, cluster, app)
        if taking is None:
            return f"the service account of {app} names no role, and Fargate has no other credentials"
        return await self._errands.with_role(f"{app} acts", taking, asks) if asks else ""


def taken_by(scope: Scope, cluster: Cluster, account: str) -> Taking | None:
    """How pods of a service account take its role on; None where it names none."""
    for found in cluster.store.all("serviceaccounts"):
        metadata = found["metadata"]
        role = (metadata.get("annotations") or {}).get(ROLE_ANNOTATION)
        if metadata["name"] == account and role:
            subject = f"system:serviceaccount:{metadata['namespace']}:{account}"
            return Taking(
                who=federated(f"arn:aws:iam::{scope.account}:oidc-provider/{cluster.issuer}"),
                role=role,
                session=account,
                action=WEB_IDENTITY,
                sends={f"{cluster.issuer}:sub": subject, f"{cluster.issuer}:aud": AUDIENCE},
            )
    return None


def _of_binding(scope: Scope, binding: Document) -> Iterator[Ask]:
    del scope
    yield from (Ask(action=action, resource="*") for action in _LOOKS)
    yield from (Ask(action=action, resource=str(binding["spec"]["targetGroupARN"])) for action in _TARGETS)


def _of_scaled(scope: Scope, scaled: Document) -> Iterator[Ask]:
    """Of one whose count is held KEDA asks nothing."""
    for trigger in () if is_held(scaled) else scaled["spec"].get("triggers") or ():
        if trigger["type"] == "aws-cloudwatch":
            yield Ask(action="cloudwatch:GetMetricData", resource="*")
        elif trigger["type"] == "aws-sqs-queue":
            queue = urlsplit(str(trigger["metadata"]["queueURL"])).path.rpartition("/")[2]
            arn = f"arn:aws:sqs:{scope.region}:{scope.account}:{queue}"
            yield Ask(action="sqs:GetQueueAttributes", resource=arn)


# Controller -> what it acts on, and what it asks for it.
_ASKS: Mapping[str, tuple[str, Callable[[Scope, Document], Iterator[Ask]]]] = {
    LOAD_BALANCER_CONTROLLER: ("targetgroupbindings", _of_binding),
    SCALER: ("scaledobjects", _of_scaled),
}


def _forwarder(cluster: Cluster) -> str:
    """The settings of Fargate's forwarder of logs; nothing where there are none."""
    namespace, name = _FORWARDER
    found = [each for each in cluster.store.all("configmaps", namespace) if each["metadata"]["name"] == name]
    return str((found[0].get("data") or {}).get("output.conf", "")) if found else ""
