"""ECS: the cluster, its way to Fargate, the services, and what they start."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, differing
from operations.readiness.rule import Problem, Rule, needed, spared
from operations.readiness.rules.scaling import scalable_targets

READS = ("ecs:DescribeClusters", "ecs:DescribeServices", "ecs:DescribeTaskDefinition")
# As many as DescribeServices takes.
_MOST = 10
_ACTIVE = "ACTIVE"
_MEANS = "nothing of it would run in this region"
_UNREACHED = "its tasks would not be reached, or not reach their stores"
_RUNS = "tasks run all the same"


def _clusters(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = _cluster(ask, each.inputs["name"])
        if found is None or found["status"] != _ACTIVE:
            yield needed(each, f"is {found['status']}" if found else "is not there", _MEANS)
            continue
        settings = {one["name"]: one["value"] for one in found.get("settings", ())}
        yield from differing(
            spared,
            each,
            "tasks run; who scales by how many run takes none for the count, and starts too many",
            *(Facet(one["name"], settings.get(one["name"]), one["value"]) for one in each.inputs.get("settings") or ()),
        )


def _cluster(ask: Ask, name: str) -> dict[str, Any] | None:
    answer = ask.one("ecs", "describe_clusters", clusters=[name], include=["SETTINGS"])
    return next(iter(answer["clusters"]), None)


def _providers(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = _cluster(ask, each.inputs["clusterName"]) or {}
        lacks = sorted(set(each.inputs.get("capacityProviders") or ()) - set(found.get("capacityProviders") or ()))
        if lacks:
            yield needed(each, f"the cluster has not {', '.join(lacks)}", "ECS would start no task: nobody runs them")
        yield from differing(
            spared,
            each,
            "each service says itself who runs its tasks",
            Facet(
                "default strategy",
                found.get("defaultCapacityProviderStrategy"),
                each.inputs.get("defaultCapacityProviderStrategies"),
            ),
        )


def _services(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = _described(ask, declared)
    bounds = scalable_targets(ask)
    for each in declared:
        found = there.get(each.id)
        if found is None or found["status"] != _ACTIVE:
            yield needed(each, f"is {found['status']}" if found else "is not there", _MEANS)
            continue
        yield from _counted(each, found, bounds.get(f"service/{each.id.partition(':service/')[2]}", {}))
        yield from _started(each, found)
        yield from _placed(each, found)
        yield from _deployed(each, found)


def _described(ask: Ask, declared: Sequence[StateResource]) -> dict[str, dict[str, Any]]:
    by_cluster: dict[str, list[str]] = {}
    for each in declared:
        by_cluster.setdefault(each.inputs["cluster"], []).append(each.inputs["name"])
    found: dict[str, dict[str, Any]] = {}
    for cluster, names in by_cluster.items():
        for start in range(0, len(names), _MOST):
            batch = sorted(names)[start : start + _MOST]
            answer = unless_gone(
                partial(ask.one, "ecs", "describe_services", cluster=cluster, services=batch),
                "ClusterNotFoundException",
            )
            found |= {one["serviceArn"]: one for one in (answer or {}).get("services", ())}
    return found


def _counted(each: StateResource, found: Mapping[str, Any], bounds: Mapping[str, Any]) -> Iterator[Problem]:
    """How many is nobody's to declare; but no fewer than the bounds ask for, and some where any are wanted."""
    wanted, runs, least = found["desiredCount"], found["runningCount"], bounds.get("MinCapacity", 0)
    if wanted < least:
        lives = "a failover sets the bounds anew, and scaling moves the count into them"
        yield spared(each, f"wants {wanted} tasks, its bounds ask for {least}", lives)
    if wanted and not runs:
        repair = f"aws ecs describe-services --region {_region(each)} --cluster {each.inputs['cluster']} --services "
        yield needed(
            each,
            f"runs none of {wanted} tasks",
            "tasks do not start here",
            f"{repair}{each.inputs['name']}: its events",
        )
    elif runs < wanted:
        yield spared(each, f"runs {runs} of {wanted} tasks", "tasks start here; the others may be on their way")


def _region(each: StateResource) -> str:
    return each.id.split(":")[3]


def _started(each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    has, declared = str(found["taskDefinition"]), str(each.inputs["taskDefinition"])
    if has == declared:
        return
    told = f"starts {_revision(has)}, declared is {_revision(declared)}"
    if _revision(has).partition(":")[0] != _revision(declared).partition(":")[0]:
        yield needed(each, told, "this region would serve with another program")
    else:
        yield spared(
            each, told, "it serves with another version: was a deployment rolled back? See deployment-failed.md"
        )


def _revision(arn: str) -> str:
    return arn.rpartition("/")[2]


def _placed(each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    network = (found.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    wanted = each.inputs.get("networkConfiguration") or {}
    has, asked = found.get("loadBalancers") or (), each.inputs.get("loadBalancers")
    providers = [one["capacityProvider"] for one in found.get("capacityProviderStrategy") or ()]
    declared = [one["capacityProvider"] for one in each.inputs.get("capacityProviderStrategies") or ()]
    yield from differing(
        needed,
        each,
        _UNREACHED,
        Facet("subnets", network.get("subnets"), wanted.get("subnets")),
        Facet("security groups", network.get("securityGroups"), wanted.get("securityGroups")),
        Facet("target groups", [_behind(one) for one in has], asked and [_behind(one) for one in asked]),
        Facet("capacity providers", providers, declared or None),
    )
    public = network.get("assignPublicIp", "DISABLED") == "ENABLED"
    yield from differing(spared, each, _RUNS, Facet("public addresses", public, wanted.get("assignPublicIp")))


def _behind(one: Mapping[str, Any]) -> str:
    return f"{one['targetGroupArn']} {one['containerName']}:{one['containerPort']}"


def _deployed(each: StateResource, found: Mapping[str, Any]) -> Iterator[Problem]:
    has, wanted = found.get("deploymentConfiguration") or {}, each.inputs
    breaker, declared = has.get("deploymentCircuitBreaker") or {}, wanted.get("deploymentCircuitBreaker") or {}
    yield from differing(
        spared,
        each,
        f"{_RUNS}; the next deployment goes otherwise than it should",
        Facet(
            "minimum healthy percent", has.get("minimumHealthyPercent"), wanted.get("deploymentMinimumHealthyPercent")
        ),
        Facet("maximum percent", has.get("maximumPercent"), wanted.get("deploymentMaximumPercent")),
        *(Facet(f"circuit breaker's {key}", breaker.get(key, False), value) for key, value in declared.items()),
        Facet(
            "seconds of grace",
            found.get("healthCheckGracePeriodSeconds"),
            wanted.get("healthCheckGracePeriodSeconds"),
        ),
        Facet("execute command", found.get("enableExecuteCommand", False), wanted.get("enableExecuteCommand")),
    )


def _definitions(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        arn = str(each.outputs["arn"])
        # ECS says `ClientException` of what it does not know, too.
        answer = unless_gone(partial(ask.one, "ecs", "describe_task_definition", taskDefinition=arn), "ClientException")
        if answer is None:
            yield needed(each, f"{_revision(arn)} is not there", "no task can be started from it")
        elif (status := answer["taskDefinition"]["status"]) != _ACTIVE:
            yield spared(
                each,
                f"{_revision(arn)} is {status}",
                "a service that has it starts tasks from it as before; a new deployment of it is refused",
            )


RULES = (
    Rule(type="aws:ecs/cluster:Cluster", look=_clusters),
    Rule(type="aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", look=_providers),
    Rule(type="aws:ecs/service:Service", look=_services),
    Rule(type="aws:ecs/taskDefinition:TaskDefinition", look=_definitions),
)
