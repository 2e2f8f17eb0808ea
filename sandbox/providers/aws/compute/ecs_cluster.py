"""ECS: clusters and where their tasks may run."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick, same_names, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import ECS

_GONE = "ClusterNotFoundException"
_STRATEGY = same_names("capacityProvider", "weight", "base")


def ecs_tags(call: Call) -> list[dict[str, str]]:
    """Tags as ECS takes them: with small keys."""
    return call.tag_list("key", "value")


def tag_outputs(entries: list[dict[str, str]] | None) -> Outputs:
    """What ECS says of tags, as outputs."""
    return {"tagsAll": tags_of(entries, "key", "value")}


def strategy_paths(name: str) -> frozenset[str]:
    """What is handled of the capacity provider strategies in the property `name`."""
    return below(f"{name}[]", *_STRATEGY)


def strategies(entries: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Capacity provider strategies as ECS takes and says them."""
    return [pick(entry, _STRATEGY) for entry in entries or []]


class Cluster(ResourceType):
    """A cluster. Its id is its ARN."""

    token = "aws:ecs/cluster:Cluster"
    properties = frozenset({"name"}) | below("settings[]", "name", "value")
    computed = frozenset({"arn"})
    filled_in = frozenset({"settings"})
    name_property = "name"
    sets = frozenset({"settings"})
    tagging = ECS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ecs").create_cluster(
            clusterName=inputs["name"], settings=inputs.get("settings") or [], tags=ecs_tags(call)
        )
        return str(answer["cluster"]["clusterArn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = describe_cluster(call, resource_id)
        if live is None:
            return None
        names = {"arn": "clusterArn", "name": "clusterName", **same_names("settings")}
        return {**unpick(live, names), **tag_outputs(live.get("tags"))}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if "settings" in changed:
            call.client("ecs").update_cluster_settings(cluster=resource_id, settings=new.get("settings") or [])

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ecs")
        found(lambda: client.delete_cluster(cluster=resource_id), _GONE)


class ClusterCapacityProviders(ResourceType):
    """What a cluster's tasks run on. Its id is the cluster's name."""

    token = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
    properties = frozenset({"clusterName", "capacityProviders"}) | strategy_paths("defaultCapacityProviderStrategies")
    sets = frozenset({"capacityProviders", "defaultCapacityProviderStrategies"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs["clusterName"], inputs)
        return str(inputs["clusterName"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = describe_cluster(call, resource_id)
        if live is None:
            return None
        return {
            "clusterName": live["clusterName"],
            "capacityProviders": live["capacityProviders"],
            "defaultCapacityProviderStrategies": strategies(live["defaultCapacityProviderStrategy"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._put(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        found(lambda: self._put(call, resource_id, {}), _GONE)

    def _put(self, call: Call, cluster: str, inputs: Inputs) -> None:
        call.client("ecs").put_cluster_capacity_providers(
            cluster=cluster,
            capacityProviders=inputs.get("capacityProviders") or [],
            defaultCapacityProviderStrategy=strategies(inputs.get("defaultCapacityProviderStrategies")),
        )


def describe_cluster(call: Call, cluster: str) -> dict[str, Any] | None:
    """An active cluster, by name or ARN, or None."""
    answer = call.client("ecs").describe_clusters(clusters=[cluster], include=["SETTINGS", "TAGS"])
    live: dict[str, Any] | None = next(iter(answer["clusters"]), None)
    return live if live and live["status"] == "ACTIVE" else None
