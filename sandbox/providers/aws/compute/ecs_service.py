"""ECS: services."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.compute.ecs_cluster import ecs_tags, retag, tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = ("ServiceNotFoundException", "ServiceNotActiveException", "ClusterNotFoundException")
_ONCE = {
    "cluster": "cluster",
    "launchType": "launchType",
    "name": "serviceName",
    "schedulingStrategy": "schedulingStrategy",
}
_ALWAYS = {
    "availabilityZoneRebalancing": "availabilityZoneRebalancing",
    "desiredCount": "desiredCount",
    "enableEcsManagedTags": "enableECSManagedTags",
    "enableExecuteCommand": "enableExecuteCommand",
    "healthCheckGracePeriodSeconds": "healthCheckGracePeriodSeconds",
    "platformVersion": "platformVersion",
    "propagateTags": "propagateTags",
    "taskDefinition": "taskDefinition",
}
_DEPLOYMENT = {"deploymentMaximumPercent", "deploymentMinimumHealthyPercent", "deploymentCircuitBreaker"}
_NESTED = {"capacityProviderStrategies", "loadBalancers", "networkConfiguration"}


class Service(ResourceType):
    """Tasks that are kept running. Its id is its ARN."""

    token = "aws:ecs/service:Service"
    properties = frozenset(
        {*_ONCE, *_ALWAYS, *_DEPLOYMENT, *_NESTED, "waitForSteadyState", "forceNewDeployment", "forceDelete"}
    )
    computed = frozenset({"id", "arn"})
    name_property = "name"
    sets = frozenset({"capacityProviderStrategies", "loadBalancers"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("ecs").create_service(
            **pick(inputs, _ONCE),
            **pick({"desiredCount": 0, **inputs}, _ALWAYS),
            **_nested(inputs),
            tags=ecs_tags(call),
        )
        return str(answer["service"]["serviceArn"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        live = _describe(call, resource_id, state)
        if live is None:
            return None
        return {
            "id": resource_id,
            "arn": resource_id,
            "name": live["serviceName"],
            "desiredCount": live["desiredCount"],
            **tag_outputs(live.get("tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType: only what changed is sent, so that a count that auto scaling set stays."""
        modified = pick({key: new.get(key) for key in changed}, _ALWAYS)
        if changed & (_NESTED | _DEPLOYMENT):
            modified |= _nested(new)
        if modified:
            call.client("ecs").update_service(cluster=new.get("cluster"), service=resource_id, **modified)
        if "tagsAll" in changed:
            retag(call, resource_id, old)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType: drained to zero first, as AWS demands."""
        client, where = call.client("ecs"), {"cluster": state.get("cluster"), "service": resource_id}
        if _describe(call, resource_id, state) is None:
            return
        found(lambda: client.update_service(**where, desiredCount=0), *_GONE)
        found(lambda: client.delete_service(**where, force=True), *_GONE)
        call.wait_for(f"deletion of service {resource_id}", lambda: _describe(call, resource_id, state) is None)


def _describe(call: Call, arn: str, state: Inputs) -> dict[str, Any] | None:
    client = call.client("ecs")
    answer = found(
        lambda: client.describe_services(cluster=state.get("cluster"), services=[arn], include=["TAGS"]), *_GONE
    )
    live: dict[str, Any] | None = next(iter((answer or {}).get("services", [])), None)
    return live if live and live["status"] == "ACTIVE" else None


def _nested(inputs: Inputs) -> dict[str, Any]:
    network = inputs.get("networkConfiguration")
    breaker = inputs.get("deploymentCircuitBreaker")
    nested: dict[str, Any] = {
        "deploymentConfiguration": {
            **pick(
                inputs,
                {
                    "deploymentMaximumPercent": "maximumPercent",
                    "deploymentMinimumHealthyPercent": "minimumHealthyPercent",
                },
            ),
            **(
                {"deploymentCircuitBreaker": pick(breaker, {"enable": "enable", "rollback": "rollback"})}
                if breaker
                else {}
            ),
        },
        "loadBalancers": [
            pick(
                entry,
                {
                    "targetGroupArn": "targetGroupArn",
                    "containerName": "containerName",
                    "containerPort": "containerPort",
                },
            )
            for entry in inputs.get("loadBalancers") or []
        ],
    }
    if network:
        nested["networkConfiguration"] = {
            "awsvpcConfiguration": {
                "subnets": network["subnets"],
                "securityGroups": network.get("securityGroups") or [],
                "assignPublicIp": "ENABLED" if network.get("assignPublicIp") else "DISABLED",
            }
        }
    if inputs.get("capacityProviderStrategies"):
        nested["capacityProviderStrategy"] = [
            pick(entry, {"capacityProvider": "capacityProvider", "weight": "weight", "base": "base"})
            for entry in inputs["capacityProviderStrategies"]
        ]
    return nested
