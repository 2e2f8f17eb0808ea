"""What an API server's controllers write into statuses, worked out when somebody looks, so that it is always so."""

from collections.abc import Callable, Mapping

from sandbox.cloud.kubernetes.clusters import Cluster
from sandbox.cloud.kubernetes.kinds import Document


def shown(cluster: Cluster, found: Document) -> Document:
    """The object with its status."""
    work = _WORK.get(found["kind"])
    return {**found, "status": work(cluster, found)} if work else found


def _deployment(cluster: Cluster, found: Document) -> Document:
    wanted, ready = int(found["spec"].get("replicas", 1)), cluster.ready_pods(found)
    hindrance = cluster.hindrance(found)
    updated = cluster.updated_pods(found) if hindrance else wanted
    complete = min(ready, updated) >= wanted
    reason = "" if cluster.subnets_for(found) else "no Fargate profile takes these pods, and there are no nodes"
    if wanted and hindrance and not reason:
        reason = hindrance
    conditions = [
        {"type": "Available", "status": str(complete), "reason": "MinimumReplicasAvailable" if complete else "Waiting"},
        {
            "type": "Progressing",
            "status": "True",
            "reason": "NewReplicaSetAvailable" if complete else "ReplicaSetUpdated",
            "message": reason or f"{ready} of {wanted} pods are ready",
        },
    ]
    return {
        "observedGeneration": found["metadata"]["generation"],
        "replicas": cluster.still_there(found),
        "updatedReplicas": updated,
        "readyReplicas": ready,
        "availableReplicas": ready,
        "unavailableReplicas": wanted - ready,
        "conditions": conditions,
    }


def _established(_cluster: Cluster, _found: Document) -> Document:
    return {"conditions": [{"type": "NamesAccepted", "status": "True"}, {"type": "Established", "status": "True"}]}


def _api_service(cluster: Cluster, found: Document) -> Document:
    """Available where the pods behind its Service are."""
    named = found["spec"].get("service")
    if named is None:
        return {"conditions": [{"type": "Available", "status": "True", "reason": "Local"}]}
    services = cluster.store.all("services", named["namespace"])
    selectors = [each["spec"].get("selector") for each in services if each["metadata"]["name"] == named["name"]]
    picked = [each for selector in selectors if selector for each in cluster.picked(named["namespace"], selector)]
    answers = any(cluster.ready_pods(each) for each in picked)
    return {"conditions": [{"type": "Available", "status": str(answers), "reason": "Passed" if answers else "Missing"}]}


def _active(_cluster: Cluster, _found: Document) -> Document:
    return {"phase": "Active"}


def _quota(cluster: Cluster, found: Document) -> Document:
    namespace = found["metadata"]["namespace"]
    pods = sum(cluster.ready_pods(each) for each in cluster.store.all("deployments", namespace))
    return {"hard": found["spec"]["hard"], "used": {"pods": str(pods)}}


def _binding(cluster: Cluster, found: Document) -> Document:
    return {"observedGeneration": found["metadata"]["generation"]} if found in cluster.bindings() else {}


def _scaled(cluster: Cluster, found: Document) -> Document:
    reason = cluster.refused.get(found["metadata"]["uid"], "")
    message = reason or "ScaledObject is defined correctly and is ready for scaling"
    return {"conditions": [{"type": "Ready", "status": str(not reason), "message": message}]}


_WORK: Mapping[str, Callable[[Cluster, Document], Document]] = {
    "APIService": _api_service,
    "CustomResourceDefinition": _established,
    "Deployment": _deployment,
    "Namespace": _active,
    "ResourceQuota": _quota,
    "ScaledObject": _scaled,
    "TargetGroupBinding": _binding,
}
