"""One contract for every container platform: a workload gets the same, and is held to the same, wherever it runs.

Each runtime is read into one shape, `Offered`, and every promise is checked of that. What the platforms make of it only
AWS shows; that their objects are taken is in tests/sandbox.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.recording import Recording, Resource
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, STACKS, settings_of
from workloads.declaration import WORKLOADS

REGION_OF = {HOME: EAST, PEER: WEST}
PRE_STOP_SECONDS = 15
GROUP = "arn:aws:lb:{region}:123456789012:web-targets"


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a runtime gives to one workload. A bound of none is (0, 0)."""

    image: str
    command: list[str]
    environment: dict[str, str]
    ports: list[int]
    subnets: list[str]
    user: str
    read_only: bool
    dropped: list[str]
    privileged: bool
    volumes: list[Any]
    cpu_units: int
    memory_mib: int
    grace_seconds: int
    initial: int
    bounds: tuple[int, int]
    count_is_ignored: bool
    target_group: str
    statements: list[Any]
    trusts: str
    scales_by: dict[str, float]


def _ecs(recording: Recording, workload: str) -> Offered:
    service = recording.one("aws:ecs/service:Service", workload)
    definition = recording.one("aws:ecs/taskDefinition:TaskDefinition", f"{workload}-task").plain
    (container,) = json.loads(definition["containerDefinitions"])
    target = recording.one("aws:appautoscaling/target:Target", f"{workload}-scaling").plain
    policies = [
        (each.name.removeprefix(f"{workload}-scaling-"), each.plain["targetTrackingScalingPolicyConfiguration"])
        for each in recording.of("aws:appautoscaling/policy:Policy")
        if each.name.startswith(f"{workload}-scaling-")
    ]
    balancers = service.plain.get("loadBalancers") or []
    role = recording.one("aws:iam/role:Role", f"{workload}-role-task").plain
    return Offered(
        image=container["image"],
        command=container["command"],
        environment={each["name"]: each["value"] for each in container["environment"]},
        ports=[each["containerPort"] for each in container["portMappings"]],
        subnets=service.plain["networkConfiguration"]["subnets"],
        user=container["user"],
        read_only=container["readonlyRootFilesystem"],
        dropped=container["linuxParameters"]["capabilities"]["drop"],
        privileged=bool(container.get("privileged")),
        volumes=definition.get("volumes", []),
        cpu_units=int(definition["cpu"]),
        memory_mib=int(definition["memory"]),
        grace_seconds=container["stopTimeout"],
        initial=service.plain["desiredCount"],
        bounds=(target["minCapacity"], target["maxCapacity"]),
        count_is_ignored=service.ignore_changes == ("desiredCount",),
        target_group=balancers[0]["targetGroupArn"] if balancers else "",
        statements=_statements(recording, f"{workload}-role-task-policy"),
        trusts=json.loads(role["assumeRolePolicy"])["Statement"][0]["Principal"]["Service"],
        scales_by={name: tracking["targetValue"] for name, tracking in policies},
    )


def _eks(recording: Recording, workload: str) -> Offered:
    deployment = recording.one("kubernetes:apps/v1:Deployment", workload)
    pod = deployment.plain["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    scaled = recording.one("kubernetes:keda.sh/v1alpha1:ScaledObject", f"{workload}-scaling").plain
    held = (scaled["metadata"].get("annotations") or {}).get("autoscaling.keda.sh/paused-replicas")
    least, most = scaled["spec"]["minReplicaCount"], scaled["spec"]["maxReplicaCount"]
    size = container["resources"]["requests"]
    bindings = [
        each.plain["spec"]
        for each in recording.of("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding")
        if each.plain["spec"]["serviceRef"]["name"] == workload
    ]
    (profile,) = [
        each.plain
        for each in recording.of("aws:eks/fargateProfile:FargateProfile")
        if {"namespace": deployment.plain["metadata"]["namespace"]} in each.plain["selectors"]
    ]
    security = container["securityContext"]
    role = json.loads(recording.one("aws:iam/role:Role", f"{workload}-role").plain["assumeRolePolicy"])
    return Offered(
        image=container["image"],
        command=container["command"],
        environment={each["name"]: each["value"] for each in container["env"]},
        ports=[each["containerPort"] for each in container.get("ports", [])],
        subnets=profile["subnetIds"],
        user=f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}",
        read_only=security["readOnlyRootFilesystem"],
        dropped=security["capabilities"]["drop"],
        privileged=bool(security.get("privileged")) or security["allowPrivilegeEscalation"],
        volumes=pod.get("volumes", []),
        cpu_units=int(size["cpu"].removesuffix("m")) * 1024 // 1000,
        # Fargate adds this much before it looks for a size.
        memory_mib=int(size["memory"].removesuffix("Mi")) + 256,
        grace_seconds=pod["terminationGracePeriodSeconds"] - (PRE_STOP_SECONDS if "lifecycle" in container else 0),
        initial=deployment.plain["spec"]["replicas"],
        bounds=(least, most) if held is None else (int(held), int(held)),
        count_is_ignored=deployment.ignore_changes == ("spec.replicas",),
        target_group=bindings[0]["targetGroupARN"] if bindings else "",
        statements=_statements(recording, f"{workload}-role-policy"),
        trusts=role["Statement"][0]["Condition"]["StringEquals"]["oidc.example.com/id/RECORDED:sub"],
        scales_by={
            each["name"]: float(each["metadata"].get("targetMetricValue") or each["metadata"]["queueLength"])
            for each in scaled["spec"]["triggers"]
        },
    )


def _statements(recording: Recording, name: str) -> list[Any]:
    statements: list[Any] = json.loads(recording.one("aws:iam/rolePolicy:RolePolicy", name).plain["policy"])[
        "Statement"
    ]
    return statements


RUNTIMES: Mapping[str, Callable[[Recording, str], Offered]] = {"ecs": _ecs, "eks": _eks}
each_runtime = pytest.mark.parametrize("runtime", RUNTIMES)
each_stack = pytest.mark.parametrize("stack", STACKS)
each_workload = pytest.mark.parametrize("workload", sorted(WORKLOADS))


def offered(runtime: str, workload: str, stack: str = HOME, **changes: Any) -> Offered:  # noqa: ANN401 - of `run`
    return RUNTIMES[runtime](run(stack, runtime=runtime, **changes), workload)


@each_runtime
@each_workload
def test_a_workload_is_told_everything_that_it_asks_for_in_a_fixed_order(runtime: str, workload: str) -> None:
    told = offered(runtime, workload).environment
    assert set(told) == set(WORKLOADS[workload].environment)
    assert all(told.values())
    assert list(told) == sorted(told), "another order would be another rollout"
    assert told["SERVICE_NAME"] == workload


@each_stack
@each_workload
def test_every_runtime_tells_and_allows_the_same(stack: str, workload: str) -> None:
    ecs, eks = (offered(runtime, workload, stack) for runtime in RUNTIMES)
    assert ecs.environment == eks.environment
    assert ecs.statements == eks.statements
    assert (ecs.image, ecs.command, ecs.subnets) == (eks.image, eks.command, eks.subnets)
    assert (ecs.cpu_units, ecs.memory_mib) == (eks.cpu_units, eks.memory_mib)
    assert ecs.scales_by == eks.scales_by


@each_runtime
@each_workload
def test_a_container_may_nothing_and_keeps_nothing(runtime: str, workload: str) -> None:
    found = offered(runtime, workload)
    assert (found.user, found.read_only, found.dropped) == ("10001:10001", True, ["ALL"])
    assert not found.privileged
    assert found.volumes == []


@each_runtime
@each_stack
@each_workload
def test_a_workload_is_spread_over_three_zones_of_its_region(runtime: str, stack: str, workload: str) -> None:
    recording = run(stack, runtime=runtime)
    zones = {
        each.plain["availabilityZone"]
        for each in recording.of("aws:ec2/subnet:Subnet")
        if f"{each.name}.id" in offered(runtime, workload, stack).subnets
    }
    assert zones == {f"{REGION_OF[stack]}{letter}" for letter in "abc"}


@each_runtime
@each_workload
def test_a_workload_has_the_time_to_stop_that_it_declares(runtime: str, workload: str) -> None:
    assert offered(runtime, workload).grace_seconds == WORKLOADS[workload].stop_timeout_seconds


@each_runtime
@each_stack
def test_requests_reach_it_through_the_one_target_group(runtime: str, stack: str) -> None:
    found, entry = offered(runtime, "web", stack), WORKLOADS["web"].entry
    assert found.target_group == GROUP.format(region=REGION_OF[stack])
    assert entry
    assert found.ports == [entry.port]
    group = run(stack, runtime=runtime).one("aws:lb/targetGroup:TargetGroup").plain
    assert (group["targetType"], group["healthCheck"]["path"]) == ("ip", entry.health_path)


@each_runtime
def test_what_only_pulls_is_reached_by_nobody(runtime: str) -> None:
    found = offered(runtime, "worker")
    assert (found.target_group, found.ports) == ("", [])


@each_runtime
@pytest.mark.parametrize(
    ("region_role", "stack", "changes", "web", "worker"),
    [
        ("serving", HOME, {}, (6, 60), (3, 60)),
        ("serving", PEER, {"strategy": "active-active"}, (6, 60), (3, 60)),
        ("serving", PEER, {"writer": WEST}, (6, 60), (3, 60)),
        ("warm", PEER, {}, (3, 60), (0, 0)),
        ("pilot", PEER, {"strategy": "pilot-light"}, (0, 0), (0, 0)),
    ],
)
def test_the_posture_sets_the_bounds(
    runtime: str,
    region_role: str,
    stack: str,
    changes: dict[str, Any],
    web: tuple[int, int],
    worker: tuple[int, int],
) -> None:
    assert settings_of(stack, **changes).region_role == region_role
    bounds = [offered(runtime, workload, stack, **changes).bounds for workload in ("web", "worker")]
    assert bounds == [web, worker]


@each_runtime
@each_stack
@each_workload
def test_it_starts_at_its_lower_bound_and_its_count_is_left_alone_then(runtime: str, stack: str, workload: str) -> None:
    found = offered(runtime, workload, stack)
    assert found.initial == found.bounds[0]
    assert found.count_is_ignored


@each_workload
def test_only_its_own_platform_may_act_as_its_role(workload: str) -> None:
    assert offered("ecs", workload).trusts == "ecs-tasks.amazonaws.com"
    assert offered("eks", workload).trusts == f"system:serviceaccount:standby:{workload}"


@each_stack
@each_workload
def test_what_a_failover_needs_is_told_in_the_same_place(stack: str, workload: str) -> None:
    sizes = settings_of(stack).workloads[workload]
    for runtime in RUNTIMES:
        told = run(stack, runtime=runtime).exported["scaling"][workload]
        assert told["runtime"] == runtime
        assert told["serving"] == {"min_tasks": sizes.min_tasks, "max_tasks": sizes.max_tasks}
    assert run(stack).exported["scaling"][workload]["resource_id"] == f"service/standby/{workload}"
    told = run(stack, runtime="eks").exported["scaling"][workload]
    assert (told["cluster"], told["namespace"], told["scaled_object"]) == ("standby", "standby", workload)


@each_runtime
@each_workload
@pytest.mark.parametrize("strategy", ["active-active", "warm-standby", "pilot-light"])
def test_an_up_after_a_failover_declares_what_the_failover_set_on_both_sides(
    runtime: str, workload: str, strategy: str
) -> None:
    for stack, side in ((PEER, "serving"), (HOME, "standing_by")):
        told = run(stack, runtime=runtime, strategy=strategy).exported["scaling"][workload][side]
        found = offered(runtime, workload, stack, strategy=strategy, writer=WEST)
        assert found.bounds == (told["min_tasks"], told["max_tasks"])


@each_stack
def test_moving_changes_what_runs_the_workloads_and_whom_the_alarms_of_zones_ask(stack: str) -> None:
    def kept(runtime: str) -> dict[str, Any]:
        return {one.urn: one.plain for one in run(stack, runtime=runtime).resources if _is_shared(one)}

    ecs, eks = kept("ecs"), kept("eks")
    changed = {
        urn.rpartition("::")[2]: {key for key in {*was, *eks[urn]} if was.get(key) != eks[urn].get(key)}
        for urn, was in ecs.items()
        if was != eks[urn]
    }
    # Only ECS publishes how many tasks it wants; without it, a zone's alarm counts the targets of the region.
    assert changed == {f"service-targets-{zone}": {"metricQueries"} for zone in "abc"}


def _is_shared(resource: Resource) -> bool:
    """Whether neither runtime owns it: stores, network, load balancer, routing, registry."""
    own = ("EcsService", "ServiceScaling", "TaskRole", "EksService", "RegionKubernetes", "pulumi:pulumi:Stack")
    return not any(word in resource.urn for word in own)
