"""Kubernetes' own API, at the endpoint of each emulated EKS cluster: what clients such as kubectl list and patch."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.kubernetes.authorization import Act, refusal
from sandbox.cloud.kubernetes.clusters import Cluster, Clusters, pod_names, template_labels
from sandbox.cloud.kubernetes.entrance import Entrance
from sandbox.cloud.kubernetes.kinds import Address, Document, Kind, address_of
from sandbox.cloud.kubernetes.patches import merged
from sandbox.cloud.kubernetes.statuses import shown
from sandbox.cloud.kubernetes.store import RefusedError
from sandbox.cloud.leases import Leases
from sandbox.cloud.request import KUBERNETES_SERVICE, AwsCall, cluster_path
from sandbox.cloud.response import Answer

_MERGE, _STRATEGIC = "application/merge-patch+json", "application/strategic-merge-patch+json"
_DONE = {"POST": HTTPStatus.CREATED}
_APPLY = ("application/apply-patch+yaml", "application/apply-patch+json")


class KubernetesApi(Addition):
    """Keeps objects; of controllers it has few: Fargate runs what a profile takes, pods are targets, KEDA clamps."""

    service = KUBERNETES_SERVICE
    adds = (
        "Kubernetes' API of each cluster: discovery, get, list, create, update, patch and delete of built-in and "
        "custom kinds, for who may; pods as many as Deployments ask for, registered behind TargetGroupBindings; KEDA's "
        "bounds"
    )
    proves = (
        "objects are valid and in the right order, pods are targets of the same group, bounds are followed at once, "
        "each call has a token that EKS would believe, of somebody with an access entry and the rights; pods start and "
        "are targets only where the roles of Fargate and of the load balancer controller have the rights, and a "
        "ScaledObject is ready only where KEDA's role has them"
    )
    cannot = (
        "that a container runs, scaling by load, admission, controllers' rights in the cluster, NetworkPolicies, "
        "watches, and that KEDA and the load balancer controller read what the table of their rules says"
    )

    def __init__(self, clusters: Clusters, leases: Leases, entrance: Entrance) -> None:
        self._clusters, self._leases, self._entrance = clusters, leases, entrance

    @override
    def takes(self, call: AwsCall) -> bool:
        return True

    @override
    async def answer(self, call: AwsCall) -> Answer:
        name, path = cluster_path(unquote(call.path))
        cluster = self._clusters.of(call.scope, name)
        if cluster is None:
            return _refused(RefusedError(HTTPStatus.NOT_FOUND, "NotFound", f"there is no cluster {name} here"))
        try:
            return await self._answer(call, cluster, path)
        except RefusedError as refused:
            return _refused(refused)

    async def _answer(self, call: AwsCall, cluster: Cluster, path: str) -> Answer:
        who = await self._entrance.person(call, cluster.name)
        told = _discovered(cluster, path) if call.method == "GET" else None
        if told is not None:
            return _json(told)
        address = address_of(path)
        if address is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "NotFound", f"the sandbox's Kubernetes has no {path}")
        kind = cluster.store.kind(address.api_version, address.plural)
        forbidden = refusal(cluster.store, who, _act(call, kind, address))
        if forbidden:
            raise RefusedError(HTTPStatus.FORBIDDEN, "Forbidden", forbidden)
        await self._clusters.settle(call.scope, cluster)
        if call.method == "GET":
            return await self._look(call, cluster, kind, address)
        written = _written(call, cluster, kind, address)
        await self._clusters.settle(call.scope, cluster)
        cluster.scale()
        await self._clusters.settle(call.scope, cluster)
        gone = call.method == "DELETE"
        return _json(written if gone else shown(cluster, written), _DONE.get(call.method, HTTPStatus.OK))

    async def _look(self, call: AwsCall, cluster: Cluster, kind: Kind, address: Address) -> Answer:
        if kind.plural == "pods":
            found = await self._pods(call, cluster, address.namespace)
        elif address.name:
            found = [cluster.store.find(kind, address.namespace, address.name)]
        else:
            found = cluster.store.all(kind.plural, address.namespace, group=kind.group)
        if address.name:
            named = [each for each in found if each["metadata"]["name"] == address.name]
            if not named:
                raise RefusedError(HTTPStatus.NOT_FOUND, "NotFound", f'{kind.plural} "{address.name}" not found')
            return _json(shown(cluster, named[0]))
        wanted = _selector(call)
        items = [each for each in found if wanted.items() <= (each["metadata"].get("labels") or {}).items()]
        body = {"apiVersion": kind.api_version, "kind": f"{kind.kind}List", "metadata": {"resourceVersion": ""}}
        return _json({**body, "items": [shown(cluster, each) for each in items]})

    async def _pods(self, call: AwsCall, cluster: Cluster, namespace: str) -> list[Document]:
        """Pods of Deployments, with the addresses under which they are targets."""
        pods: list[Document] = []
        for deployment in cluster.store.all("deployments", namespace):
            wanted, ready = int(deployment["spec"].get("replicas", 1)), cluster.ready_pods(deployment)
            metadata = deployment["metadata"]
            leases = await self._leases.lease(
                call.scope, metadata["uid"], pod_names(deployment, wanted), cluster.subnets_for(deployment)
            )
            for number, name in enumerate(pod_names(deployment, wanted)):
                lease = leases.get(name)
                pods.append(
                    {
                        "apiVersion": "v1",
                        "kind": "Pod",
                        "metadata": {
                            "name": name,
                            "namespace": metadata["namespace"],
                            "labels": template_labels(deployment),
                        },
                        "spec": deployment["spec"]["template"]["spec"],
                        "status": {
                            "phase": "Running" if lease else "Pending",
                            "podIP": lease.address if lease else "",
                            "conditions": [{"type": "Ready", "status": str(number < ready)}],
                        },
                    }
                )
        return pods


def _written(call: AwsCall, cluster: Cluster, kind: Kind, address: Address) -> Document:
    """The object as the call leaves it, or as it was before it went."""
    store, body = cluster.store, _body(call)
    if kind.plural == "pods":
        raise RefusedError(HTTPStatus.FORBIDDEN, "Forbidden", "pods here are those of Deployments, and nobody else's")
    if call.method == "POST":
        return store.create(kind, address.namespace, body)
    if call.method == "DELETE":
        return store.delete(kind, address.namespace, address.name)
    if address.part == "scale":
        body = {"spec": {"replicas": body["spec"]["replicas"]}}
    kind_of_patch = _STRATEGIC if address.part == "scale" else call.headers.get("content-type", "").partition(";")[0]

    def work(found: Document) -> Mapping[str, Any]:
        if call.method == "PUT" and not address.part:
            return body
        if kind_of_patch not in (_MERGE, _STRATEGIC, *_APPLY):
            message = f"the sandbox's Kubernetes takes no patch of type {kind_of_patch!r}; it takes {_MERGE}"
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", message)
        patched: Mapping[str, Any] = merged(found, body, strategic=kind_of_patch != _MERGE)
        return patched

    return store.change(kind, address.namespace, address.name, work)


def _act(call: AwsCall, kind: Kind, address: Address) -> Act:
    verbs = {"GET": "get" if address.name else "list", "POST": "create", "PUT": "update", "PATCH": "patch"}
    return Act(
        verb=verbs.get(call.method, "delete"),
        group=kind.group,
        plural=kind.plural,
        namespace=address.namespace,
        name=address.name,
        part=address.part,
    )


def _discovered(cluster: Cluster, path: str) -> Document | None:
    """What clients ask before anything else: which version, groups and kinds there are."""
    kinds, parts = cluster.store.kinds, path.strip("/").split("/")
    if path == "/version":
        major, minor = cluster.store.version.split(".")
        return {"major": major, "minor": minor, "gitVersion": f"v{major}.{minor}.0-sandbox"}
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        groups = [_group(group, kinds) for group in sorted({kind.group for kind in kinds} - {""})]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    api_version = "v1" if parts == ["api", "v1"] else "/".join(parts[1:]) if parts[0] == "apis" else ""
    found = [kind for kind in kinds if kind.api_version == api_version]
    if not found:
        return None
    verbs = ["create", "delete", "get", "list", "patch", "update"]
    resources = [
        {
            "name": kind.plural,
            "singularName": kind.kind.lower(),
            "namespaced": kind.namespaced,
            "kind": kind.kind,
            "verbs": verbs,
        }
        for kind in found
    ]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api_version, "resources": resources}


def _group(group: str, kinds: Iterable[Kind]) -> Document:
    versions = sorted({kind.version for kind in kinds if kind.group == group})
    offered = [{"groupVersion": f"{group}/{version}", "version": version} for version in versions]
    return {"name": group, "versions": offered, "preferredVersion": offered[-1]}


def _selector(call: AwsCall) -> dict[str, str]:
    """A label selector that asks for equality; anything else is refused rather than misread."""
    text = parse_qs(call.query).get("labelSelector", [""])[0]
    pairs = [part.replace("==", "=").partition("=") for part in text.split(",") if part]
    if any(not sign or key.endswith("!") or " " in key for key, sign, _ in pairs):
        message = f"the sandbox's Kubernetes reads selectors like a=b,c=d, not {text!r}"
        raise RefusedError(HTTPStatus.BAD_REQUEST, "BadRequest", message)
    return {key: value for key, _, value in pairs}


def _body(call: AwsCall) -> Document:
    try:
        parsed = json.loads(call.body or b"{}")
    except ValueError as error:
        message = f"the body is no JSON: {error}"
        raise RefusedError(HTTPStatus.BAD_REQUEST, "BadRequest", message) from error
    return parsed if isinstance(parsed, dict) else {}


def _json(document: Document, status: int = HTTPStatus.OK) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"content-type": "application/json"})


def _refused(refused: RefusedError) -> Answer:
    body = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": str(refused),
        "reason": refused.reason,
        "code": int(refused.status),
        **({"details": {"causes": [{"message": refused.cause}]}} if refused.cause else {}),
    }
    return _json(body, refused.status)
