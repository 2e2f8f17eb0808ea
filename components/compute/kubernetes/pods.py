"""What every pod here has in common: it may nothing, keeps nothing, and is spread over the zones. Pure."""

from collections.abc import Sequence
from typing import Any

from components.compute.kubernetes.objects import Manifest, labels, selector
from settings.fargate import pod_memory_mib

# What a Deployment keeps while an image is missing: pods that run must not go for ones that cannot start.
KEPT = ("spec.replicas", "spec.template")
USER, GROUP = 10001, 10001
ZONE = "topology.kubernetes.io/zone"


def container(name: str, image: Any, *, cpu_units: int, memory_mib: int, **fields: Any) -> Manifest:  # noqa: ANN401 - the container's own fields
    """A container without rights, with a read-only root, of exactly the size that Fargate is paid for."""
    size = {"cpu": f"{cpu_units * 1000 // 1024}m", "memory": f"{pod_memory_mib(memory_mib)}Mi"}
    return {
        "name": name,
        "image": image,
        # Requests are limits: there is one pod on a node, and nobody to lend to or from.
        "resources": {"requests": size, "limits": size},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
        },
        **fields,
    }


def pod(app: str, service_account: str, containers: Sequence[Manifest], **fields: Any) -> Manifest:  # noqa: ANN401 - the pod's own fields
    """A pod's template, for as many zones as there are subnets.

    A zone that cannot be served stays out of it for a while; refusing to schedule would wait for it for ever.
    """
    return {
        "metadata": {"labels": labels(app)},
        "spec": {
            "serviceAccountName": service_account,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": USER,
                "runAsGroup": GROUP,
                "fsGroup": GROUP,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "topologySpreadConstraints": [
                {
                    "maxSkew": 1,
                    "topologyKey": ZONE,
                    "whenUnsatisfiable": "ScheduleAnyway",
                    "labelSelector": {"matchLabels": selector(app)},
                }
            ],
            "containers": list(containers),
            **fields,
        },
    }


def rolling(app: str, replicas: int, template: Manifest) -> Manifest:
    """A Deployment's spec that starts a pod before it stops one."""
    return {
        "replicas": replicas,
        "selector": {"matchLabels": selector(app)},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": "100%"}},
        "minReadySeconds": 0,
        "revisionHistoryLimit": 5,
        "template": template,
    }


def disruption_budget(app: str) -> Manifest:
    """One pod at a time: none would keep AWS from patching what is below it."""
    return {
        "maxUnavailable": 1,
        "selector": {"matchLabels": selector(app)},
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    }
