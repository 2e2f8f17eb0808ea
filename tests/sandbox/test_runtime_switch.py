"""Moving the workloads between ECS and EKS, and every strategy on EKS, over the real program.

After every operation the healthy targets of the region's load balancer are counted. That a container really answers,
and how long Fargate takes to start one, needs AWS.
"""

import json
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from operations.failover.steps import capacity
from operations.gate.data_types import HOLDS_DATA
from operations.recovery.failover_steps import Kind
from sandbox.engine.events import Event, Operation, Status, StepEvent
from sandbox.protocol.cluster_token import cluster_token
from tests.sandbox.decided import asked_by_deployment, not_allowed_to_deployment
from tests.sandbox.operators import Operators, operators_of
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Pair, Run, pair_up
from tests.sandbox.readiness.healthy import problems
from tests.sandbox.watch import CHANGING, NAME, PLACES
from tests.stack_files import settings_of

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("runtime-switch")]
WEB = settings_of(HOME).workloads["web"]
LEAST = {HOME: WEB.min_tasks, PEER: WEB.warm_tasks}
_LOCKED = "    protection: locked\n"
PATCH = "application/merge-patch+json"
# Strategy, and the stack that goes first.
CIRCUIT = (("active-active", (PEER, HOME)), ("pilot-light", (HOME, PEER)), ("warm-standby", (PEER, HOME)))


@dataclass
class Capacity:
    """A sink that counts the healthy targets of a region after each operation that changed something."""

    pair: Pair
    region: str
    seen: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._elb = self.pair.sandbox.clients.of("elbv2", self.region)
        (self._group,) = [group["TargetGroupArn"] for group in self._elb.describe_target_groups()["TargetGroups"]]

    def __call__(self, event: Event) -> None:
        """See Sink."""
        if isinstance(event, StepEvent) and event.status is Status.DONE and event.change.operation in CHANGING:
            with self._one_at_a_time:
                self.seen.append((f"{event.change.operation} {event.change.name}", self.count()))

    def count(self) -> int:
        """How many they are."""
        return len(self.healthy())

    def healthy(self) -> set[str]:
        """Addresses of the targets that are well."""
        found = self._elb.describe_target_health(TargetGroupArn=self._group)["TargetHealthDescriptions"]
        return {each["Target"]["Id"] for each in found if each["TargetHealth"]["State"] == "healthy"}


@dataclass
class Clients:
    """A sink that looks up after each operation where clients are sent, and how many targets are well there."""

    pair: Pair
    seen: list[tuple[str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._targets = {region: Capacity(self.pair, region) for region in REGIONS.values()}

    def __call__(self, event: Event) -> None:
        """See Sink."""
        if isinstance(event, StepEvent) and event.status is Status.DONE and event.change.operation in CHANGING:
            with self._one_at_a_time:
                after = f"{event.change.operation} {event.change.name}"
                self.seen += [(after, place, self._healthy(place)) for place in PLACES]

    def _healthy(self, place: str) -> int:
        found = self.pair.sandbox.cloud.ask("GET", f"/_sandbox/resolve?name={NAME}&from={place}")
        region = found["destination"].get("region", "")
        return self._targets[region].count() if region in self._targets else 0


@dataclass(frozen=True)
class Api:
    """A client of a region's cluster that speaks plain HTTP, as kubectl does."""

    endpoint: str
    region: str

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - the emulated cluster's own address
            self.endpoint + path, json.dumps(body).encode() if body is not None else None, method=method
        )
        request.add_header("Content-Type", PATCH)
        request.add_header("Authorization", f"Bearer {cluster_token('standby', self.region)}")
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
        return found

    def pods(self, app: str) -> set[str]:
        listed = self.ask("GET", f"/api/v1/namespaces/standby/pods?labelSelector=app.kubernetes.io/name={app}")
        return {pod["status"]["podIP"] for pod in listed["items"]}


@dataclass(frozen=True, kw_only=True)
class Move:
    """One stack's workloads moved: what changed, and the targets on the way."""

    run: Run
    seen: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that was seen, in this order."""

    to_eks: Mapping[str, Move]
    pods: Mapping[str, tuple[set[str], set[str]]]
    kinds: Mapping[str, int]
    switches: Mapping[str, tuple[tuple[Run, ...], tuple[tuple[str, str, int], ...]]]
    settled: tuple[Run, ...]
    pilot_pods: int
    raised: tuple[int, int, int]
    dark: str
    to_ecs: Mapping[str, Move]
    left: list[str]
    alone: tuple[int, int]
    asked: frozenset[str]
    refused: list[str]
    # Strategy -> what readiness said of either region before a failover, after it, and after the way back.
    ready: Mapping[str, list[str]]


def _api(pair: Pair, stack: str) -> Api:
    eks = pair.sandbox.clients.of("eks", REGIONS[stack])
    return Api(eks.describe_cluster(name="standby")["cluster"]["endpoint"], REGIONS[stack])


def _move(pair: Pair, runtime: str, *, stacks: tuple[str, ...]) -> dict[str, Move]:
    pair.sandbox.program.write_runtime(runtime)
    moves = {}
    for stack in stacks:
        watch = Capacity(pair, REGIONS[stack])
        run = pair.up(stack, watch)
        moves[stack] = Move(run=run, seen=tuple(watch.seen))
    return moves


def _there_and_back(pair: Pair) -> list[str]:
    """What readiness says of either region before a failover, after it, and after the way back."""
    said = problems(pair)
    with operators_of(pair) as people:
        for stack in (PEER, HOME):
            people.move(REGIONS[stack], Kind.PLANNED)
            said += problems(pair)
            pair.write("writer", REGIONS[stack])
    return said


def _switch(pair: Pair, strategy: str, order: tuple[str, str]) -> Any:  # noqa: ANN401 - a row of Story.switches
    pair.write("strategy", strategy)
    watch = Clients(pair)
    runs = tuple(pair.up(stack, watch) for stack in order)
    return runs, tuple(watch.seen)


def _dark(pair: Pair, api: Api) -> str:
    """What a client of a dark region's cluster gets."""
    pair.sandbox.cloud.ask("POST", "/_sandbox/blackout", {"region": REGIONS[HOME], "connection": "refuse"})
    try:
        api.ask("GET", "/version")
    except OSError as error:
        return type(error).__name__
    return ""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole way, walked once."""
    directory = tmp_path_factory.mktemp("runtimes")
    with pair_up(directory) as pair:
        sandbox = pair.sandbox
        _unprotect(pair)
        to_eks = _move(pair, "eks", stacks=STACKS)
        east, west = (_api(pair, stack) for stack in STACKS)
        targets = {stack: Capacity(pair, REGIONS[stack]) for stack in STACKS}
        pods = {stack: (_api(pair, stack).pods("web"), targets[stack].healthy()) for stack in STACKS}
        kinds = {
            kind: len(east.ask("GET", f"/apis/{path}")["items"])
            for kind, path in (
                ("Deployment", "apps/v1/deployments"),
                ("ScaledObject", "keda.sh/v1alpha1/scaledobjects"),
                ("TargetGroupBinding", "elbv2.k8s.aws/v1beta1/targetgroupbindings"),
            )
        }
        switches, ready = {}, {"warm-standby": _there_and_back(pair)}
        for strategy, order in CIRCUIT[:2]:
            switches[strategy] = _switch(pair, strategy, order)
            ready[strategy] = _there_and_back(pair)
        pilot_pods = len(west.pods("web"))
        dark = _dark(pair, east)
        with operators_of(pair) as people:
            counted = _raised(people)
        raised = (counted, len(west.pods("web")), len(targets[PEER].healthy()))
        sandbox.cloud.ask("DELETE", "/_sandbox/blackout", {})
        switches["warm-standby"] = _switch(pair, *CIRCUIT[2])
        settled = tuple(pair.preview(stack) for stack in STACKS)
        alone = _alone(west, targets[PEER])
        to_ecs = _move(pair, "ecs", stacks=(HOME,))
        settled = (*settled, pair.preview(HOME))
        left = sandbox.clients.of("eks", REGIONS[HOME]).list_clusters()["clusters"]
        yield Story(
            to_eks=to_eks,
            pods=pods,
            kinds=kinds,
            switches=switches,
            settled=settled,
            pilot_pods=pilot_pods,
            raised=raised,
            dark=dark,
            to_ecs=to_ecs,
            left=left,
            alone=alone,
            asked=frozenset(each["action"] for each in asked_by_deployment(sandbox.cloud)),
            refused=not_allowed_to_deployment(sandbox.cloud),
            ready=ready,
        )


def _raised(people: Operators) -> int:
    """As the steps of a failover do it; how many pods they count."""
    moving = people.moving(REGIONS[PEER], Kind.DISASTER)
    context = moving.context("raise-bounds")
    capacity.raise_bounds(context)
    counted: int = capacity.wait_for_tasks(context)["running"]["web"]
    return counted


def _unprotect(pair: Pair) -> None:
    """Let a cluster go with its last workload."""
    pair.edit(_LOCKED, _LOCKED.replace("locked", "lifted"))


def _alone(api: Api, targets: Capacity) -> tuple[int, int]:
    """Targets with the binding, and without the controller that acts on it."""
    deployment = "/apis/apps/v1/namespaces/standby-system/deployments/aws-load-balancer-controller"
    before = len(targets.healthy())
    api.ask("PATCH", deployment, {"spec": {"replicas": 0}})
    without = len(targets.healthy())
    api.ask("PATCH", deployment, {"spec": {"replicas": 2}})
    return before, without


each_stack = pytest.mark.parametrize("stack", STACKS)
each_move = pytest.mark.parametrize(("way", "stack"), [("to_eks", HOME), ("to_eks", PEER), ("to_ecs", HOME)])


def _moved(story: Story, way: str, stack: str) -> Move:
    moves: Mapping[str, Move] = getattr(story, way)
    return moves[stack]


@each_move
def test_a_move_never_leaves_fewer_targets_than_the_region_needs(story: Story, way: str, stack: str) -> None:
    move = _moved(story, way, stack)
    assert move.run.result.error == ""
    assert [(after, count) for after, count in move.seen if count < LEAST[stack]] == []
    assert len(move.seen) > 20, "each operation was looked after"


@each_move
def test_what_takes_over_serves_before_the_other_one_goes(story: Story, way: str, stack: str) -> None:
    counts = [count for _, count in _moved(story, way, stack).seen]
    assert max(counts) >= 2 * LEAST[stack], "for a while both serve"
    assert counts[-1] == LEAST[stack]


@each_move
def test_a_move_keeps_every_store_and_the_load_balancer(story: Story, way: str, stack: str) -> None:
    changes = _moved(story, way, stack).run.result.effective
    kept = {change.type for change in changes} & {*HOLDS_DATA, "aws:lb/loadBalancer:LoadBalancer"}
    assert kept == set()
    assert not [change.name for change in changes if change.operation is Operation.REPLACE]


@each_stack
def test_the_targets_are_the_pods_that_the_api_lists(story: Story, stack: str) -> None:
    pods, targets = story.pods[stack]
    assert pods == targets
    assert len(pods) == LEAST[stack]


def test_a_plain_client_finds_the_objects_by_discovery_paths(story: Story) -> None:
    assert story.kinds == {"Deployment": 5, "ScaledObject": 2, "TargetGroupBinding": 1}


@pytest.mark.parametrize(("strategy", "order"), CIRCUIT, ids=[strategy for strategy, _ in CIRCUIT])
def test_each_strategy_is_switched_to_safely_on_kubernetes(story: Story, strategy: str, order: tuple[str, str]) -> None:
    runs, seen = story.switches[strategy]
    assert [run.stack for run in runs] == list(order)
    assert [run.result.error for run in runs] == ["", ""]
    assert [(after, place) for after, place, healthy in seen if healthy < WEB.min_tasks] == []
    assert len(seen) > len(PLACES) * 4, "each operation was looked after"
    changed = {
        (change.type, str(change.operation))
        for run in runs
        for change in run.result.effective
        if change.type.startswith(("kubernetes:", "aws:eks/"))
    }
    assert changed == {("kubernetes:keda.sh/v1alpha1:ScaledObject", "update")}, "bounds, and nothing else"


@pytest.mark.parametrize("strategy", [strategy for strategy, _ in CIRCUIT])
def test_either_region_is_ready_for_the_other_before_a_failover_after_it_and_back(story: Story, strategy: str) -> None:
    assert story.ready[strategy] == []


def test_after_the_last_switch_and_the_last_move_there_is_nothing_left_to_change(story: Story) -> None:
    assert [(run.result.effective, run.said.strip()) for run in story.settled] == [((), "")] * 3


def test_the_role_that_deploys_is_refused_nothing_on_kubernetes(story: Story) -> None:
    assert story.refused == []
    assert {"eks:CreateCluster", "iam:CreateOpenIDConnectProvider", "eks:DeleteCluster"} <= story.asked


def test_a_pilot_light_runs_no_pod(story: Story) -> None:
    assert story.pilot_pods == 0


def test_the_kubernetes_of_a_dark_region_is_dark(story: Story) -> None:
    assert story.dark


def test_a_failover_raises_the_bounds_by_one_patch_while_the_other_region_is_dark(story: Story) -> None:
    assert story.raised == (WEB.min_tasks,) * 3


def test_no_pod_is_a_target_without_the_controller(story: Story) -> None:
    assert story.alone == (WEB.min_tasks, 0), "as many as the failover had raised"


def test_without_a_workload_on_it_the_cluster_goes(story: Story) -> None:
    assert story.left == []
