"""`standby status` over stand-ins for AWS: every fact, a region that is dark, and where files and AWS disagree.

Against the emulated AWS with both stacks up it is shown in tests/sandbox/test_status.py.
"""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, NoRegionError
from rich.console import Console
from typer.testing import CliRunner

from operations.cli import status as command
from operations.cli.app import app
from operations.inputs.stack_file import settings_of
from operations.live import prepared
from operations.live.dns import LookupFailedError
from operations.live.look import Fact
from operations.live.outputs import Outputs
from operations.live.routing import because
from operations.live.status import status
from operations.live.table import show
from operations.readiness.asking import Answers
from operations.readiness.look import Readiness
from operations.readiness.rule import Target
from settings import Strategy
from tests.components.program import run
from tests.operations.readiness.test_look import resource
from tests.stack_files import HOME, PEER, ROOT, STACKS
from tests.stack_files import settings_of as stack_settings

EAST, WEST = "us-east-1", "us-west-2"
ROLES = ("serving", "standing_by")
REGIONS = {HOME: EAST, PEER: WEST}


# (whether the region serves, workload) -> bounds
BOUNDS = {(True, "web"): (6, 60), (False, "web"): (3, 60), (True, "worker"): (3, 60), (False, "worker"): (0, 0)}


class Aws:
    """Answers as AWS would for a pair that is well; `dark` regions do not answer, `denied` calls are refused."""

    def __init__(self, *, writer: str = EAST, dark: tuple[str, ...] = (), denied: tuple[str, ...] = ()) -> None:
        self.writer, self.dark, self.denied = writer, dark, denied
        self.bounded_for = writer
        self.asked: list[tuple[str, str]] = []

    def __call__(self, service: str, region: str) -> "Client":
        return Client(self, service, region)


class Client:
    """One service in one region."""

    def __init__(self, aws: Aws, service: str, region: str) -> None:
        self.aws, self.service, self.region = aws, service, region

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        def call(**given: Any) -> dict[str, Any]:  # noqa: ANN401
            self.aws.asked.append((operation, self.region))
            if self.region in self.aws.dark:
                raise ConnectTimeoutError(endpoint_url="https://nowhere")
            if operation in self.aws.denied:
                raise ClientError({"Error": {"Code": "AccessDenied"}}, operation)
            answer: dict[str, Any] = getattr(self, f"_{operation}")(**given)
            return answer

        return call

    def _describe_global_clusters(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401
        members = [
            {"DBClusterArn": f"arn:aws:rds:{region}:1:cluster:x", "IsWriter": region == self.aws.writer}
            for region in sorted({EAST, WEST, self.aws.writer})
        ]
        return {"GlobalClusters": [{"GlobalClusterMembers": members}]}

    def _get_metric_statistics(self, **given: Any) -> dict[str, Any]:  # noqa: ANN401
        told = {
            "AWS/RDS": (40.0, 90.0) if self.region != self.aws.writer else (),
            "AWS/SQS": (5.0, 31.0) if given["Dimensions"] == [{"Name": "QueueName", "Value": "orders"}] else (),
        }
        values = dict(enumerate(told.get(given["Namespace"], ())))
        return {
            "Datapoints": [
                {"Timestamp": datetime.fromtimestamp(60 * minute, UTC), "Maximum": value}
                for minute, value in values.items()
            ]
        }

    def _describe_target_health(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401
        states = {"a": "healthy", "b": "unhealthy", "c": "healthy"}
        return {
            "TargetHealthDescriptions": [
                {"Target": {"AvailabilityZone": f"{self.region}{zone}"}, "TargetHealth": {"State": state}}
                for zone, state in states.items()
            ]
        }

    def _describe_scalable_targets(self, *, ResourceIds: list[str], **_: Any) -> dict[str, Any]:  # noqa: ANN401, N803
        return {
            "ScalableTargets": [
                {"ResourceId": each, **dict(zip(("MinCapacity", "MaxCapacity"), self._bounds(each), strict=True))}
                for each in reversed(ResourceIds)
            ]
        }

    def _bounds(self, resource_id: str) -> tuple[int, int]:
        if resource_id.endswith("/gone"):
            return 0, 0
        (name,) = [each for each in ("web", "worker") if each in resource_id]
        return BOUNDS[self.region == self.aws.bounded_for, name]

    def _describe_services(self, *, services: list[str], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        assert len(services) <= 10, "ECS describes no more in one call"
        return {
            "services": [
                {"serviceName": each, "runningCount": 3, "desiredCount": 4} for each in services if each != "gone"
            ]
        }

    def _get_queue_attributes(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401
        return {"Attributes": {"ApproximateNumberOfMessages": "7"}}

    def _describe_alarms(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401
        return {"MetricAlarms": [{"AlarmName": "standby-orders-age"}], "CompositeAlarms": []}


def pair(**changed: Any) -> list[Any]:  # noqa: ANN401
    found = []
    for stack in STACKS:
        exported = {**run(stack).exported, "queue": {"url": "https://sqs/1/orders", "dead_letter_url": "d"}, **changed}
        found.append((settings_of(ROOT, stack), Outputs(stack=stack, values=exported)))
    return found


def resolve(name: str) -> frozenset[str]:
    """Clients of the public name are sent to us-east-1."""
    return frozenset({"10.2.0.1"} if name.startswith(WEST) else {"10.1.0.1"})


def look(pair: list[Any], aws: Aws) -> dict[str, Any]:
    return status(pair, aws, resolve)


def facts(document: dict[str, Any], region: str) -> dict[str, Any]:
    found: dict[str, Any] = document["regions"][region]["facts"]
    return found


def test_every_fact_of_both_regions_is_there() -> None:
    document = look(pair(), Aws())
    east, west = (facts(document, region) for region in (EAST, WEST))
    assert all("value" in fact for found in (east, west) for fact in found.values())
    assert (east["writer"]["value"], west["writer"]["value"]) == (EAST, EAST)
    assert (east["database_lag_ms"]["value"], west["database_lag_ms"]["value"]) == (None, 90.0)
    assert west["healthy_targets"]["value"] == {f"{WEST}a": 1, f"{WEST}b": 0, f"{WEST}c": 1}
    assert west["workloads"]["value"]["web"] == {"runtime": "ecs", "least": 3, "most": 60, "running": 3, "wanted": 4}
    assert (east["orders_waiting"]["value"], east["dead_letters"]["value"]) == (7, 7)
    assert east["oldest_order_seconds"]["value"] == 31.0
    assert east["alarms"]["value"] == ["standby-orders-age"]
    assert document["drift"] == []
    assert [each["clients"]["value"]["sent_here"] for each in (east, west)] == [True, False]
    assert [each["clients"]["value"]["because"] for each in (east, west)] == [
        "its record is the primary one",
        "its record is the secondary one",
    ]


def test_a_dark_region_is_said_to_be_so_and_the_other_half_is_whole() -> None:
    aws = Aws(writer=WEST, dark=(EAST,))
    document = look(pair(writer=WEST), aws)
    east, west = (facts(document, region) for region in (EAST, WEST))
    assert [document["regions"][region]["answers"] for region in (EAST, WEST)] == [False, True]
    assert {name for name, fact in east.items() if "value" in fact} == {"clients", "taken_over"}
    assert east["writer"] == {"unknown": "no answer (ConnectTimeoutError)"}
    assert west["writer"] == {"value": WEST}
    assert "unknown" in west["taken_over"], "the switch over this region stands in the one that is dark"
    assert {name for name, fact in west.items() if "unknown" in fact} == {"taken_over"}


def test_what_may_not_be_asked_is_not_nothing() -> None:
    document = look(pair(), Aws(denied=("get_queue_attributes",)))
    assert facts(document, EAST)["orders_waiting"] == {"unknown": "AWS said AccessDenied"}


def test_services_are_asked_for_together_and_ten_at_once() -> None:
    bounds = {role: {"min_tasks": 6, "max_tasks": 60} for role in ROLES}
    scaling = {f"web-{n}": {"runtime": "ecs", "resource_id": f"service/standby/web-{n}", **bounds} for n in range(23)}
    aws = Aws()
    found = facts(look(pair(scaling=scaling), aws), EAST)["workloads"]["value"]
    assert set(found) == set(scaling)
    assert aws.asked.count(("describe_services", EAST)) == 3
    assert aws.asked.count(("describe_scalable_targets", EAST)) == 1


def test_a_service_that_is_gone_is_not_passed_over() -> None:
    bounds = {role: {"min_tasks": 0, "max_tasks": 0} for role in ROLES}
    scaling = {"web": {"runtime": "ecs", "resource_id": "service/standby/gone", **bounds}}
    assert "service/standby/gone" in facts(look(pair(scaling=scaling), Aws()), EAST)["workloads"]["unknown"]


def test_the_public_name_is_looked_up_once_for_both_regions() -> None:
    asked = []

    def counting(name: str) -> frozenset[str]:
        asked.append(name)
        return resolve(name)

    status(pair(), Aws(), counting)
    assert sorted(asked) == sorted(set(asked))
    assert len(asked) == 3


def test_a_writer_in_a_region_that_neither_stack_is_in_is_not_to_be_written_down() -> None:
    drift = " ".join(look(pair(), Aws(writer="eu-west-1"))["drift"])
    assert "eu-west-1 writes, where neither stack is" in drift
    assert "write that as" not in drift


def test_a_file_that_names_another_writer_than_aws_is_drift() -> None:
    drift = look(pair(), Aws(writer=WEST))["drift"]
    assert len(drift) == 2, "what runs follows the writer that there is"
    assert all("us-east-1 writes, and AWS says us-west-2" in each for each in drift)


def test_bounds_that_a_failover_left_behind_are_drift() -> None:
    aws = Aws()
    aws.bounded_for = WEST
    drift = look(pair(), aws)["drift"]
    assert [each.partition(",")[0] for each in drift] == [
        "web in us-east-1 runs between 3 and 60 tasks",
        "worker in us-east-1 runs between 0 and 0 tasks",
        "web in us-west-2 runs between 6 and 60 tasks",
        "worker in us-west-2 runs between 3 and 60 tasks",
    ]


def test_name_servers_that_nobody_can_ask_are_not_no() -> None:
    def silent(name: str) -> frozenset[str]:
        raise LookupFailedError(f"nobody says what {name} is")

    found = status(pair(), Aws(), silent)
    assert "nobody says" in facts(found, EAST)["clients"]["unknown"]


@pytest.mark.parametrize(
    ("stack", "strategy", "sent_here", "taken", "told"),
    [
        (HOME, "warm-standby", False, True, "taken over by us-west-2"),
        (HOME, "warm-standby", False, False, "it fails its checks"),
        (HOME, "warm-standby", False, None, "taken over, or its checks: not known"),
        (PEER, "warm-standby", True, True, "us-east-1 is taken over"),
        (PEER, "warm-standby", True, False, "us-east-1 fails its checks"),
        (PEER, "warm-standby", True, None, "us-east-1 is out; whether taken over or by its checks is not known"),
        (PEER, "active-active", True, False, "it is the nearest that is well"),
        (PEER, "active-active", False, False, "another one is nearer"),
        (PEER, "active-active", False, True, "taken over by us-east-1"),
    ],
)
def test_the_routing_tree_is_explained(
    stack: str, strategy: str, *, sent_here: bool, taken: bool | None, told: str
) -> None:
    switch = Fact(unknown="no answer") if taken is None else Fact(value=taken)
    known = {"clients": Fact(value={"sent_here": sent_here}), "taken_over": switch}
    assert because(stack_settings(stack, strategy=strategy), known, known) == told


def test_a_stack_that_was_not_brought_to_its_file_is_drift() -> None:
    drift = look(pair(strategy="pilot-light"), Aws())["drift"]
    assert any("was last brought up as pilot-light: run `pulumi up --stack dr-west`" in each for each in drift)


def test_two_files_that_do_not_agree_are_drift() -> None:
    (home, outputs), peer = pair()
    for key, value in (
        ("writer", WEST),
        ("full_size_region", WEST),
        ("strategy", Strategy.PILOT_LIGHT),
        ("home", WEST),
    ):
        drift = status([(home.model_copy(update={key: value}), outputs), peer], Aws())["drift"]
        told = f"standby:{key} is {value} in Pulumi.{HOME}.yaml and {getattr(home, key)} in Pulumi.{PEER}.yaml: "
        assert [each for each in drift if each.startswith(told)]
    assert not [each for each in status([(home, outputs), peer], Aws())["drift"] if "write one value" in each]


def test_a_region_that_serves_with_the_stores_of_a_standby_is_shown_as_such() -> None:
    document = status(pair(region_role="serving", provisioned_as="warm"), Aws())
    assert "dr-west, serving, built as warm" in shown(document)
    assert "built as" not in shown(status(pair(), Aws()))


def shown(document: dict[str, Any]) -> str:
    console = Console(width=160, record=True, force_terminal=False)
    with console.capture() as written:
        show(document, console)
    return written.get()


def test_the_table_says_which_region_does_not_answer_and_why() -> None:
    text = shown(look(pair(), Aws(dark=(EAST,))))
    assert "no answer (ConnectTimeoutError)" in text
    assert "3 of 4 run, between 3 and 60" in text


def test_names_from_before_are_said_to_be_so() -> None:
    old = [(settings, Outputs(stack=one.stack, values=one.values, as_of="2026-01-01")) for settings, one in pair()]
    assert "names of us-east-1 are as of 2026-01-01" in shown(look(old, Aws()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Pulumi.yaml", *(f"Pulumi.{stack}.yaml" for stack in STACKS)):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(("aws", "code"), [(Aws(), 0), (Aws(writer=WEST), 1), (Aws(dark=(EAST, WEST)), 1)])
def test_the_exit_code_says_whether_all_is_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch, aws: Aws, code: int
) -> None:
    known = {one.stack: one for _, one in pair()}
    monkeypatch.setattr(command, "known", lambda stack, *_: (known[stack], ()))
    monkeypatch.setattr(prepared, "thorough_clients", lambda: aws)
    result = CliRunner().invoke(app, ["status", "--folder", str(folder), "--json"])
    assert result.exit_code == code, result.output
    assert set(json.loads(result.stdout)["regions"]) == {EAST, WEST}


def test_a_watch_looks_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, looks = {one.stack: one for _, one in pair()}, []

    def wait(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(command, "known", lambda stack, *_: (known[stack], ()))
    monkeypatch.setattr(prepared, "thorough_clients", Aws)
    monkeypatch.setattr("time.sleep", wait)
    result = CliRunner().invoke(app, ["status", "--folder", str(folder), "--watch", "5"])
    assert looks == [5, 5]
    assert result.stdout.count("who writes") == 2


def test_a_stack_file_that_is_wrong_ends_it_before_an_engine_is_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / f"Pulumi.{PEER}.yaml").unlink()
    asked: list[str] = []
    monkeypatch.setattr(command, "known", lambda stack, *_: asked.append(stack))
    result = CliRunner().invoke(app, ["status", "--folder", str(folder)])
    assert (result.exit_code, asked) == (1, [])
    assert result.stderr.startswith("error: there is no")


def test_a_client_that_cannot_be_made_is_told_of_each_fact(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: str) -> Client:
        raise NoRegionError

    known = {one.stack: one for _, one in pair()}
    monkeypatch.setattr(command, "known", lambda stack, *_: (known[stack], ()))
    monkeypatch.setattr(prepared, "thorough_clients", lambda: broken)
    result = CliRunner().invoke(app, ["status", "--folder", str(folder), "--json"])
    assert result.exit_code == 1
    facts = json.loads(result.stdout)["regions"][EAST]["facts"]
    assert facts["writer"] == {"unknown": "no answer (You must specify a region.)"}


def test_a_region_that_is_not_ready_says_so_on_the_screen_and_by_the_exit_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(service: str, region: str) -> Any:  # noqa: ANN401 - a boto3 client
        if service != "sqs":
            return Aws()(service, region)
        raise ClientError({"Error": {"Code": "AccessDenied"}}, f"{service} in {region}")

    known = {one.stack: one for _, one in pair()}
    west = (resource("orders", region=WEST),)
    monkeypatch.setattr(command, "known", lambda stack, *_: (known[stack], west if stack == PEER else ()))
    monkeypatch.setattr(prepared, "thorough_clients", lambda: denied)
    result = CliRunner().invoke(app, ["status", "--folder", str(folder)], env={"COLUMNS": "200"})
    assert result.exit_code == 1, result.output
    assert "NO: 1 of 1 not as a failover needs them" in result.output
    assert "`standby readiness --to us-west-2` says what is missing" in result.output


def test_what_nobody_knows_to_be_declared_is_not_ready() -> None:
    ready = look(pair(), Aws())["regions"][WEST]["ready"]
    assert ready["is"] is False
    assert "could not be read" in ready["says"]


def test_what_answers_for_all_regions_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def looked(target: Target, *_: object, shared: Answers) -> Readiness:
        given.append(shared)
        return Readiness(region=target.region, looked=0, problems=(), unseen=())

    monkeypatch.setattr("operations.live.status.look", looked)
    status(pair(), Aws(), resolve, declared=())
    first, second = given
    assert first is second
