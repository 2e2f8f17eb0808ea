"""Examples of what moves an application to another region, as `examples.py` has them of everything else."""

from typing import Any

from tests.sandbox.providers.example import Example

_REGIONS = ("us-east-1", "us-west-2")
_ROLE = "${aws:iam/role:Role.arn}"
_APPROVED = {
    "name": "fence",
    "description": "by hand",
    "executionBlockType": "ManualApproval",
    "executionApprovalConfigs": [{"approvalRole": _ROLE, "timeoutMinutes": 30}],
}
_MOVED = {
    "name": "promote",
    "executionBlockType": "AuroraGlobalDatabase",
    "globalAuroraConfigs": [
        {
            "behavior": "switchoverOnly",
            "databaseClusterArns": [f"arn:aws:rds:{region}:000000000000:cluster:shop" for region in _REGIONS],
            "globalClusterIdentifier": "shop",
            "timeoutMinutes": 30,
            "ungracefuls": [{"ungraceful": "failover"}],
        }
    ],
}
_SCALED = {
    "name": "scale-out",
    "executionBlockType": "ECSServiceScaling",
    "ecsCapacityIncreaseConfigs": [
        {
            "capacityMonitoringApproach": "sampledMaxInLast24Hours",
            "services": [
                {
                    "clusterArn": f"arn:aws:ecs:{region}:000000000000:cluster/shop",
                    "serviceArn": f"arn:aws:ecs:{region}:000000000000:service/shop/web",
                }
                for region in _REGIONS
            ],
            "targetPercent": 100,
            "timeoutMinutes": 30,
            "ungraceful": {"minimumSuccessPercentage": 66},
        }
    ],
}
_AT_ONCE = {
    "name": "both",
    "description": "neither waits",
    "executionBlockType": "Parallel",
    "parallelConfigs": [{"steps": [_MOVED, _SCALED, _APPROVED]}],
}


def _workflows(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "workflowTargetAction": "activate",
            "workflowTargetRegion": region,
            "workflowDescription": f"to {region}",
            "steps": [*steps],
        }
        for region in _REGIONS
    ]


RECOVERY_EXAMPLES: dict[str, Example] = {
    "aws:arcregionswitch/plan:Plan": Example(
        inputs={
            "name": "plan-{n}",
            "description": "Example",
            "executionRole": _ROLE,
            "primaryRegion": "us-east-1",
            "recoveryApproach": "activePassive",
            "recoveryTimeObjectiveMinutes": 30,
            "regions": [*_REGIONS],
            "associatedAlarms": [
                {
                    "mapBlockKey": region,
                    "alarmType": "applicationHealth",
                    "resourceIdentifier": f"arn:aws:cloudwatch:{region}:000000000000:alarm:errors",
                }
                for region in _REGIONS
            ],
            "workflows": _workflows(_APPROVED, _MOVED, _SCALED),
        },
        also={"at once": {"workflows": _workflows(_AT_ONCE)}},
        changes={
            "associatedAlarms": [
                {"mapBlockKey": "one", "alarmType": "trigger", "resourceIdentifier": "arn:aws:cloudwatch:::alarm:one"}
            ],
            "description": "Another",
            "executionRole": "arn:aws:iam::000000000000:role/another",
            "recoveryTimeObjectiveMinutes": 15,
            "workflows": _workflows(_SCALED),
        },
        tampering=(
            "arc-region-switch",
            "update_plan",
            {
                "arn": "{id}",
                "executionRole": "{executionRole}",
                "description": "Tampered with",
                "workflows": [{"workflowTargetAction": "activate", "steps": []}],
            },
            "description",
        ),
    ),
}
