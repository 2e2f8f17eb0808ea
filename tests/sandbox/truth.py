"""What a move of the writer may change, as AWS has it: two that ended alike leave the same."""

from typing import Any

from tests.sandbox.operators import EAST, WEST, Operators
from tests.sandbox.pair import HOME


def truth(people: Operators) -> dict[str, Any]:
    """Everything that a move may change, as AWS has it."""
    of = people.pair.sandbox.clients.of
    (database,) = of("rds", WEST).describe_global_clusters()["GlobalClusters"]
    operations = people.pair.outputs(HOME)["tables"]["operations"]
    return {
        "writers": [each["DBClusterArn"] for each in database["GlobalClusterMembers"] if each["IsWriter"]],
        "bounds": {
            (region, each["ResourceId"]): (each["MinCapacity"], each["MaxCapacity"], each["SuspendedState"])
            for region in (EAST, WEST)
            for each in of("application-autoscaling", region).describe_scalable_targets(ServiceNamespace="ecs")[
                "ScalableTargets"
            ]
        },
        "answers": people.answers(),
        "active": {
            region: of("dynamodb", region)
            .get_item(TableName=operations, Key={"id": {"S": "active"}})
            .get("Item", {})
            .get("region")
            for region in (EAST, WEST)
        },
        "waiting": {region: people.waiting(region) for region in (EAST, WEST)},
        "not placed": people.pending(),
    }
