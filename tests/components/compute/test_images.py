"""Images that nobody has pushed: said at once, and nothing waits for them. What runs is never stopped for one."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from sandbox.recording import ACCOUNT, LookUps, Recording, Resource
from tests.components.program import run, start
from tests.stack_files import HOME, PEER, STACKS, content

REPOSITORIES, IMAGES = "aws:ecr/getRepositories:getRepositories", "aws:ecr/getImages:getImages"
SERVICE, TARGET = "aws:ecs/service:Service", "aws:appautoscaling/target:Target"
TASKS = "aws:ecs/taskDefinition:TaskDefinition"
DEPLOYMENT, SCALED = "kubernetes:apps/v1:Deployment", "kubernetes:keda.sh/v1alpha1:ScaledObject"
ALL = ("web", "worker", "keda", "keda-metrics-apiserver")
each_stack = pytest.mark.parametrize("stack", STACKS)


def _tag(image: str) -> str:
    files = content(HOME)
    return str(files["workloads"][image]["image_tag"] if image in files["workloads"] else _keda_version())


def _keda_version() -> str:
    return str(content(HOME)["kubernetes"]["keda_version"])


def registry(**tags: tuple[str, ...]) -> LookUps:
    """A registry with exactly these repositories and tags; a name is written with _ for -."""
    held = {f"standby/{image.replace('_', '-')}": each for image, each in tags.items()}

    def images(given: Mapping[str, Any]) -> dict[str, Any]:
        return {"imageIds": [{"imageDigest": "sha256:0", "imageTag": tag} for tag in held[given["repositoryName"]]]}

    return {REPOSITORIES: lambda _: {"names": sorted(held)}, IMAGES: images}


def _full(**others: tuple[str, ...]) -> LookUps:
    return registry(**{image.replace("-", "_"): (_tag(image),) for image in ALL} | others)


def _run(stack: str, look_ups: LookUps, *, runtime: str = "ecs", preview: bool = False, **changes: Any) -> Recording:  # noqa: ANN401 - as in a stack file
    sizes = {key: spec | {"runtime": runtime} for key, spec in content(stack)["workloads"].items()}
    home = {} if stack == HOME else run(HOME, runtime=runtime).exported
    return start(stack, {"workloads": sizes} | changes, home=home, look_ups=look_ups, preview=preview)


def _bounds(recording: Recording, workload: str) -> tuple[int, int]:
    target = recording.one(TARGET, f"{workload}-scaling").plain
    return target["minCapacity"], target["maxCapacity"]


def _replicas(recording: Recording) -> dict[str, int]:
    return {
        each.name.rpartition("kubernetes-services-")[2]: _spec(each)["replicas"] for each in recording.of(DEPLOYMENT)
    }


def _spec(resource: Resource) -> Mapping[str, Any]:
    spec: Mapping[str, Any] = resource.plain["spec"]
    return spec


@each_stack
@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("look_ups", [registry(), registry(web=(), worker=())], ids=["no repository", "no image"])
def test_without_an_image_the_services_are_declared_at_zero(stack: str, look_ups: LookUps, preview: bool) -> None:  # noqa: FBT001
    recording = _run(stack, look_ups, preview=preview)
    assert {each.name: each.plain["desiredCount"] for each in recording.of(SERVICE)} == {"web": 0, "worker": 0}
    assert _bounds(recording, "web") == _bounds(recording, "worker") == (0, 0)


@pytest.mark.parametrize("preview", [True, False])
def test_a_missing_image_is_said_with_the_commands_that_bring_it(preview: bool) -> None:  # noqa: FBT001
    (said,) = _run(HOME, registry(), preview=preview).warnings
    host = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"
    for fact in (f"docker push {host}/standby/web:1.0.0", f"docker push {host}/standby/worker:1.0.0", "docker login"):
        assert fact in said


def test_the_other_region_is_sent_its_images_from_where_they_are_pushed() -> None:
    (said,) = _run(PEER, registry()).warnings
    assert "the registry of us-west-2 has no image" in said
    assert f"docker push {ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/standby/web:1.0.0" in said


def test_one_image_brings_up_its_own_workload() -> None:
    recording = _run(HOME, registry(web=("1.0.0",), worker=()))
    assert (_bounds(recording, "web"), _bounds(recording, "worker")) == (_bounds(run(HOME), "web"), (0, 0))


@each_stack
def test_with_all_images_nothing_is_held(stack: str) -> None:
    recording = _run(stack, _full())
    assert recording.warnings == []
    assert {each.urn: each.plain for each in recording.resources} == {
        each.urn: each.plain for each in run(stack).resources
    }


@each_stack
@pytest.mark.parametrize("runtime", ["ecs", "eks"])
def test_what_runs_is_not_touched_while_its_image_is_missing(stack: str, runtime: str) -> None:
    """An engine keeps what it recorded last of a property that is ignored; only a creation takes the zero."""
    recording = _run(stack, registry(), runtime=runtime)
    kept = {
        (each.type, key)
        for each in recording.resources
        for key in each.ignore_changes
        if each.type in {SERVICE, TARGET, DEPLOYMENT, SCALED}
    }
    assert (
        kept
        == {
            "ecs": {
                (SERVICE, "desiredCount"),
                (SERVICE, "taskDefinition"),
                (TARGET, "minCapacity"),
                (TARGET, "maxCapacity"),
            },
            "eks": {
                (DEPLOYMENT, "spec.replicas"),
                (DEPLOYMENT, "spec.template"),
                (SCALED, "metadata.annotations"),
                (SCALED, "spec.minReplicaCount"),
                (SCALED, "spec.maxReplicaCount"),
            },
        }[runtime]
    )


@each_stack
def test_a_tag_that_is_not_there_is_refused_where_the_repository_has_others(stack: str) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        _run(stack, _full(web=("0.9.0", "1.1.0")))
    for fact in ("standby/web holds 0.9.0, 1.1.0 and not 1.0.0", "Nothing was changed", "image_tag", "Push the image"):
        assert fact in str(refused.value)


def test_an_image_without_a_tag_counts_as_one_that_ran() -> None:
    untagged: LookUps = {**_full(), IMAGES: lambda _: {"imageIds": [{"imageDigest": "sha256:0"}]}}
    with pytest.raises(pulumi.RunError, match="images without a tag"):
        _run(HOME, untagged)


def test_a_registry_that_does_not_answer_is_no_empty_one() -> None:
    def silent(_: Mapping[str, Any]) -> dict[str, Any]:
        msg = "the registry does not answer"
        raise OSError(msg)

    for look_ups in ({**_full(), REPOSITORIES: silent}, {**_full(), IMAGES: silent}):
        with pytest.raises(Exception, match="the registry does not answer"):
            _run(HOME, look_ups)


def test_without_its_images_a_cluster_starts_with_nothing_that_waits_for_them() -> None:
    recording = _run(HOME, registry(web=("1.0.0",), worker=("1.0.0",)), runtime="eks")
    assert set(_replicas(recording).values()) == {0}, "without KEDA no pod of a workload is ever counted up"
    (api,) = recording.of("kubernetes:apiregistration.k8s.io/v1:APIService")
    assert api.plain["metadata"]["annotations"] == {"pulumi.com/skipAwait": "true"}
    assert "keda, keda-metrics-apiserver" in recording.warnings[0]


def test_on_kubernetes_a_workload_without_image_is_held_at_zero_while_the_rest_starts() -> None:
    recording = _run(HOME, _full(worker=()), runtime="eks")
    held = {each.name: _spec(each)["minReplicaCount"] for each in recording.of(SCALED)}
    assert held == {"web-scaling": _bounds(run(HOME), "web")[0], "worker-scaling": 0}
    controllers = {count for name, count in _replicas(recording).items() if name not in {"web", "worker"}}
    assert controllers == {3}


def test_on_ecs_the_controllers_images_are_not_asked_for() -> None:
    assert _run(HOME, registry(web=("1.0.0",), worker=("1.0.0",))).warnings == []


def test_a_failover_looks_for_whatever_its_region_cannot_run_without() -> None:
    assert set(run(HOME).exported["images"]) == {"web", "worker"}
    assert set(run(HOME, runtime="eks").exported["images"]) == set(ALL)
