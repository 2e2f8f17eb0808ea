"""The container definition of a workload. Pure but for outputs passed through."""

from dataclasses import dataclass
from typing import Any

import pulumi

from workloads.declaration import Workload


@dataclass(frozen=True, kw_only=True)
class ContainerArgs:
    """What the platform knows about the container."""

    workload: Workload
    image: pulumi.Input[str]
    environment: dict[str, pulumi.Input[str]]
    log_group: pulumi.Input[str]
    region: str


def container_definition(args: ContainerArgs) -> dict[str, Any]:
    """Read-only root, no capabilities, no root, no volumes: a task keeps nothing."""
    workload = args.workload
    return {
        "name": workload.name,
        "image": args.image,
        "command": list(workload.command),
        "essential": True,
        "user": "10001:10001",
        "readonlyRootFilesystem": True,
        "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
        "stopTimeout": workload.stop_timeout_seconds,
        # Sorted, because a changed order would be a new revision.
        "environment": [{"name": key, "value": args.environment[key]} for key in sorted(args.environment)],
        "portMappings": (
            [{"containerPort": workload.entry.port, "hostPort": workload.entry.port, "protocol": "tcp"}]
            if workload.entry
            else []
        ),
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": args.log_group,
                "awslogs-region": args.region,
                "awslogs-stream-prefix": workload.name,
                # A full log buffer must not stop the shop.
                "mode": "non-blocking",
            },
        },
    }


def container_facts(definition: dict[str, Any]) -> dict[str, Any]:
    """What a reader may know of a container before anything is deployed: no value of these is another's output."""
    return {key: definition[key] for key in ("name", "readonlyRootFilesystem", "mountPoints") if key in definition}
