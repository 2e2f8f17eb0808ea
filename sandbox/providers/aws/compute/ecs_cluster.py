"""ECS: clusters and where their tasks may run."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import to_aws
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "ClusterNotFoundException"


def ecs_tags(call: Call) -> list[dict[str, str]]:
    """Tags as ECS takes them: with small keys."""
    return call.tag_list("key", "value")


def retag(call: Call, arn: str, old: Inputs) -> None:
    """Make an ECS resource's tags the ones that the call carries."""
    client = call.client("ecs")
    gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
    if gone:
        client.untag_resource(resourceArn=arn, tagKeys=gone)
    if call.tags:
        client.tag_resource(resourceArn=arn, tags=ecs_tags(call))


def tag_outputs(entries: list[dict[str, str]] | None) -> Outputs:
    """What ECS says of tags, as outputs."""
    tags = tags_of(entries, "key", "value")
    return {"tagsAll": tags} if tags else {}


class Cluster(ResourceType):
    """A cluster. Its id is its ARN."""

    token = "aws:ecs/cluster:Cluster"
    properties = frozenset({"name", "settings"})
    computed = frozenset({"id", "arn"})
    name_property = "name"
    sets = frozenset({"settings"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("ecs").create_cluster(
            clusterName=inputs["name"], settings=inputs.get("settings") or [], tags=ecs_tags(call)
        )
        return str(answer["cluster"]["clusterArn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = describe_cluster(call, resource_id)
        if live is None:
            return None
        return {
            "id": resource_id,
            "arn": resource_id,
            "name": live["clusterName"],
            **tag_outputs(live.get("tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "settings" in changed:
            call.client("ecs").update_cluster_settings(cluster=resource_id, settings=new.get("settings") or [])
        if "tagsAll" in changed:
            retag(call, resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ecs")
        found(lambda: client.delete_cluster(cluster=resource_id), _GONE)


class ClusterCapacityProviders(ResourceType):
    """What a cluster's tasks run on. Its id is the cluster's name."""

    token = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
    properties = frozenset({"clusterName", "capacityProviders", "defaultCapacityProviderStrategies"})
    computed = frozenset({"id"})
    tagged = False
    sets = frozenset({"capacityProviders", "defaultCapacityProviderStrategies"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._put(call, inputs["clusterName"], inputs)
        return str(inputs["clusterName"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        return None if describe_cluster(call, resource_id) is None else {"id": resource_id}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._put(call, resource_id, new)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        found(lambda: self._put(call, resource_id, {}), _GONE)

    def _put(self, call: Call, cluster: str, inputs: Inputs) -> None:
        strategies = [
            {key[:1].lower() + key[1:]: value for key, value in to_aws(entry).items() if value is not None}
            for entry in inputs.get("defaultCapacityProviderStrategies") or []
        ]
        call.client("ecs").put_cluster_capacity_providers(
            cluster=cluster,
            capacityProviders=inputs.get("capacityProviders") or [],
            defaultCapacityProviderStrategy=strategies,
        )


def describe_cluster(call: Call, cluster: str) -> dict[str, Any] | None:
    """An active cluster, by name or ARN, or None."""
    answer = call.client("ecs").describe_clusters(clusters=[cluster], include=["SETTINGS", "TAGS"])
    live: dict[str, Any] | None = next(iter(answer["clusters"]), None)
    return live if live and live["status"] == "ACTIVE" else None
