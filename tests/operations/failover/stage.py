"""A pair of regions for the tests of a move, a clock that only they move, and an AWS that answers from a script."""

import socket
import subprocess
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError

from operations.failover.move import Move, Side, move_to
from operations.failover.step_context import StepContext
from operations.live.clients import Clients, Patience
from operations.live.outputs import Outputs
from operations.recovery.failover_steps import Kind
from tests.stack_files import HOME, PEER, settings_of

EAST, WEST = "us-east-1", "us-west-2"
STACK_IN = {EAST: HOME, WEST: PEER}
NOON = 1_800_000_000.0


def ended_here() -> str:
    """Somebody whose process on this machine has ended."""
    with subprocess.Popen(["true"]) as process:
        pass
    return f"me@{socket.gethostname()}/{process.pid}"


class TestClock:
    """Noon, until somebody waits. `waited` is every wait."""

    __test__ = False

    def __init__(self) -> None:
        self.seconds = NOON
        self.waited: list[float] = []

    def now(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.seconds += seconds


class Script:
    """What AWS answers: a value or a function of what was asked, by (region, operation). `asked` is every call."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Any] = {}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.dark: set[str] = set()
        missing = ("ImageNotFound", "RepositoryNotFound", "ResourceNotFound")
        self.kinds = {f"{name}Exception": type(f"{name}Exception", (ClientError,), {}) for name in missing}

    def say(self, region: str, operation: str, answer: Any) -> None:  # noqa: ANN401 - any of AWS's answers
        self.answers[region, operation] = answer

    def refuse(self, region: str, operation: str, code: str) -> None:
        def refused(**_: object) -> None:
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

        self.say(region, operation, refused)

    def made(self, operation: str, region: str = "") -> list[dict[str, Any]]:
        """Calls of an operation, in one region or in any."""
        return [given for where, name, given in self.asked if name == operation and region in ("", where)]

    def make_clients(self, patience: Patience, *, says: str) -> Clients:  # noqa: ARG002 - nobody looks at it here
        return lambda _service, region: Client(self, region)


class Client:
    """Every operation of every service, in one region."""

    def __init__(self, script: Script, region: str) -> None:
        self._script, self._region = script, region
        self.meta = type("Meta", (), {"region_name": region})
        self.exceptions = type("Exceptions", (), script.kinds)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(*named: str, **given: Any) -> Any:  # noqa: ANN401 - AWS's
            script = self._script
            script.asked.append((self._region, operation, given))
            if self._region in script.dark:
                raise ConnectTimeoutError(endpoint_url="https://nowhere")
            answer = script.answers[self._region, operation]
            return answer(*named, **given) if callable(answer) else answer

        return call


def outputs(region: str, **other: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Of the stack in a region, as far as a move reads them."""
    settings = settings_of(STACK_IN[region])
    peer = settings.peer.region
    bounds = {
        name: {
            "runtime": "ecs",
            "resource_id": f"service/standby/{name}",
            "serving": {"min_tasks": workload.min_tasks, "max_tasks": workload.max_tasks},
            "standing_by": {"min_tasks": 3, "max_tasks": 60} if name == "web" else {"min_tasks": 0, "max_tasks": 0},
        }
        for name, workload in settings.workloads.items()
    }
    return {
        "region": region,
        "peer_region": peer,
        "strategy": str(settings.strategy),
        "account": "111122223333",
        "certificate": f"arn:aws:acm:{region}:111122223333:certificate/1",
        "database": {"global_cluster": "standby", "cluster": f"standby-{region}", "cluster_arn": cluster(region)},
        "images": {name: {"repository": f"standby/{name}", "tag": "1.0.0"} for name in settings.workloads},
        "origin": "origin.shop.example.com",
        "queue": {"url": f"https://sqs.{region}/orders"},
        "routing": {
            "origin": f"{region}.origin.shop.example.com",
            "failover_control": {
                "region": peer,
                "alarm": f"standby-take-over-from-{region}",
                "namespace": "Standby/Routing",
                "metric": "TakeOver",
                "dimensions": {"From": region},
            },
        },
        "scaling": bounds,
        "secrets": {"database": f"arn:{region}:database", "origin": f"arn:{region}:origin"},
        "tables": {"operations": "operations", "orders": "orders"},
        "target_groups": {"web": f"arn:{region}:targets"},
        **other,
    }


def cluster(region: str) -> str:
    return f"arn:aws:rds:{region}:111122223333:cluster:standby-{region}"


def side(region: str, **other: Any) -> Side:  # noqa: ANN401 - JSON
    return Side(
        settings=settings_of(STACK_IN[region]),
        outputs=Outputs(stack=STACK_IN[region], values=outputs(region, **other)),
        resources=(),
    )


def a_move(to: str = WEST, kind: Kind = Kind.DISASTER) -> Move:
    return move_to(to, (side(EAST), side(WEST)), kind)


def ground_of(move: Move, script: Script, clock: TestClock, *, step: str = "a-step", **results: Any) -> StepContext:  # noqa: ANN401
    return StepContext(
        move=move,
        make_clients=script.make_clients,
        clock=clock,
        deadline_seconds=60,
        step=step,
        results={name.replace("_", "-"): result for name, result in results.items()},
    )


def database(writer: str, *, moving_to: str = "", status: str = "", state: str = "connected") -> dict[str, Any]:
    """What RDS says of the global database."""
    members = [
        {
            "DBClusterArn": cluster(region),
            "IsWriter": region == writer,
            **({} if region == writer else {"SynchronizationStatus": state}),
        }
        for region in (EAST, WEST)
    ]
    moving = {"FailoverState": {"Status": status, "ToDbClusterArn": moving_to}} if moving_to else {}
    return {"GlobalClusters": [{"EngineVersion": "16.8", "GlobalClusterMembers": members, **moving}]}
