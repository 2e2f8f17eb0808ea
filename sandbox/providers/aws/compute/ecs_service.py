"""ECS: services."""

from typing import Any

from typing_extensions import override

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, same_names, unpick
from sandbox.providers.aws.compute.ecs_cluster import ecs_tags, strategies, strategy_paths, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import ECS

_GONE = ("ServiceNotFoundException", "ServiceNotActiveException", "ClusterNotFoundException")
_ONCE = {"name": "serviceName", **same_names("cluster", "launchType", "schedulingStrategy")}
_ALWAYS = {
    "enableEcsManagedTags": "enableECSManagedTags",
    **same_names(
        "availabilityZoneRebalancing",
        "desiredCount",
        "enableExecuteCommand",
        "healthCheckGracePeriodSeconds",
        "platformVersion",
        "propagateTags",
        "taskDefinition",
    ),
}
_PERCENT = {
    "deploymentMaximumPercent": "maximumPercent",
    "deploymentMinimumHealthyPercent": "minimumHealthyPercent",
}
_BREAKER = same_names("enable", "rollback")
_LOAD_BALANCER = same_names("targetGroupArn", "containerName", "containerPort")
# Which input stands behind which parameter of a request, where the shape differs.
_SHAPED = {
    "capacityProviderStrategies": "capacityProviderStrategy",
    "deploymentCircuitBreaker": "deploymentConfiguration",
    "loadBalancers": "loadBalancers",
    "networkConfiguration": "networkConfiguration",
    **dict.fromkeys(_PERCENT, "deploymentConfiguration"),
}
# The emulated AWS takes a change of these and goes on saying what it said, or says nothing.
_STALE = {"availabilityZoneRebalancing", "enableEcsManagedTags", "propagateTags"}


class Service(ResourceType):
    """Tasks that are kept running. Its id is its ARN."""

    token = "aws:ecs/service:Service"
    properties = frozenset(
        {*_ONCE, *_ALWAYS, *_PERCENT, "waitForSteadyState", "forceNewDeployment", "forceDelete"}
    ).union(
        below("deploymentCircuitBreaker", *_BREAKER),
        below("loadBalancers[]", *_LOAD_BALANCER),
        below("networkConfiguration", "subnets", "securityGroups", "assignPublicIp"),
        strategy_paths("capacityProviderStrategies"),
    )
    computed = frozenset({"arn"})
    filled_in = frozenset({"availabilityZoneRebalancing", "launchType", "platformVersion"})
    name_property = "name"
    sets = frozenset(
        {
            "capacityProviderStrategies",
            "loadBalancers",
            "networkConfiguration.subnets",
            "networkConfiguration.securityGroups",
        }
    )
    tagging = ECS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ecs").create_service(
            **pick(inputs, _ONCE),
            **{"desiredCount": 0, **pick(inputs, _ALWAYS)},
            **given(**_shaped(inputs)),
            tags=ecs_tags(call),
        )
        return str(answer["service"]["serviceArn"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if inputs.get("waitForSteadyState"):
            call.wait_for(f"steady state of service {resource_id}", lambda: _is_steady(call, resource_id, inputs))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = _describe(call, resource_id, state.get("cluster"))
        if live is None:
            return None
        names = {key: name for key, name in {**_ONCE, **_ALWAYS}.items() if key not in _STALE or not state}
        deployment = live["deploymentConfiguration"]
        network = live.get("networkConfiguration", {}).get("awsvpcConfiguration")
        return {
            "arn": live["serviceArn"],
            **unpick(live, {**names, "cluster": "clusterArn"}),
            **unpick(deployment, {**_PERCENT, **same_names("deploymentCircuitBreaker")}),
            "capacityProviderStrategies": strategies(live.get("capacityProviderStrategy")),
            "loadBalancers": [unpick(entry, _LOAD_BALANCER) for entry in live.get("loadBalancers", [])],
            "networkConfiguration": _network_said(network),
            **tag_outputs(live.get("tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only what changed is sent, so that a count that auto scaling set stays."""
        shaped = _shaped(new)
        modified = {
            **pick({key: new.get(key) for key in changed}, _ALWAYS),
            **{name: shaped[name] for key, name in _SHAPED.items() if key in changed},
        }
        if modified:
            modified |= given(forceNewDeployment=new.get("forceNewDeployment") or None)
            call.client("ecs").update_service(cluster=old["cluster"], service=resource_id, **modified)
            self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """Drained to zero first, as AWS demands, unless it is forced."""
        client, where = call.client("ecs"), {**given(cluster=state.get("cluster")), "service": resource_id}
        if _describe(call, resource_id, state.get("cluster")) is None:
            return
        if not state.get("forceDelete"):
            found(lambda: client.update_service(**where, desiredCount=0), *_GONE)
        found(lambda: client.delete_service(**where, force=bool(state.get("forceDelete"))), *_GONE)
        call.wait_for(
            f"deletion of service {resource_id}", lambda: _describe(call, resource_id, state.get("cluster")) is None
        )

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        before, after = (strategies(side.get("capacityProviderStrategies")) for side in (old, inputs))
        if old and before != after and not inputs.get("forceNewDeployment"):
            return [("capacityProviderStrategies", "a change needs forceNewDeployment beside it")]
        return []


def _describe(call: Call, arn: str, cluster: str | None) -> dict[str, Any] | None:
    client = call.client("ecs")
    # The ARN of a service names its cluster.
    where = cluster or arn.split("/")[1]
    answer = found(lambda: client.describe_services(cluster=where, services=[arn], include=["TAGS"]), *_GONE)
    live: dict[str, Any] | None = next(iter((answer or {}).get("services", [])), None)
    return live if live and live["status"] == "ACTIVE" else None


def _is_steady(call: Call, arn: str, inputs: Inputs) -> bool:
    """Whether all its tasks run. Raises ProviderError where the deployment has failed, or was rolled back."""
    live = _describe(call, arn, inputs.get("cluster")) or {}
    deployments = live.get("deployments", [])
    failed = [each["rolloutStateReason"] for each in deployments if each.get("rolloutState") == "FAILED"]
    now, wanted = (each.get("taskDefinition", "").rpartition("/")[2] for each in (live, inputs))
    if live and ":" in wanted and now != wanted:
        failed.append(f"rolled back to {now}")
    if failed:
        said = next((event["message"] for event in live.get("events", [])), "")
        msg = f"waiting for ECS Service ({arn}): service deployment failed: {failed[0]} {said}"
        raise ProviderError(msg)
    return len(deployments) == 1 and live.get("runningCount") == live.get("desiredCount")


def _shaped(inputs: Inputs) -> dict[str, Any]:
    """Parameters whose shape differs from the property's; the names are those of `_SHAPED`."""
    network = inputs.get("networkConfiguration")
    breaker = pick(inputs.get("deploymentCircuitBreaker") or {}, _BREAKER)
    return {
        "capacityProviderStrategy": strategies(inputs.get("capacityProviderStrategies")),
        "deploymentConfiguration": {**pick(inputs, _PERCENT), **given(deploymentCircuitBreaker=breaker)},
        "loadBalancers": [pick(entry, _LOAD_BALANCER) for entry in inputs.get("loadBalancers") or []],
        "networkConfiguration": {
            "awsvpcConfiguration": {
                "subnets": network["subnets"],
                "securityGroups": network.get("securityGroups") or [],
                "assignPublicIp": "ENABLED" if network.get("assignPublicIp") else "DISABLED",
            }
        }
        if network
        else {},
    }


def _network_said(network: dict[str, Any] | None) -> dict[str, Any] | None:
    if network is None:
        return None
    return {
        **unpick(network, same_names("subnets", "securityGroups")),
        "assignPublicIp": network.get("assignPublicIp") == "ENABLED",
    }
